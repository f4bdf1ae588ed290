"""`tongpin simulate`: figures for people and for programs, the same for the same seed, and nobody's data touched."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import context
from bot.cli.main import app

ASKED = ["simulate", "--days", "4", "--orders", "6", "--seed", "5"]


@pytest.fixture(autouse=True)
def in_a_factory_of_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The database that is configured could not be opened."""
    path = tmp_path / "config.toml"
    path.write_text(f'database.url = "sqlite:///{tmp_path}/nowhere/at_all.db"\n', "utf-8")
    monkeypatch.setattr(context.CONFIG, "path", path)
    return tmp_path


def test_the_same_seed_prints_the_same_figures() -> None:
    first, second = (CliRunner().invoke(app, [*ASKED, "--json"]) for _ in range(2))

    assert first.exit_code == 0
    assert first.stdout == second.stdout
    told = json.loads(first.stdout)
    assert told["orders"] == told["shipped"] > 0
    assert 0 <= told["p50_met"] <= told["p80_met"] <= 1


def test_people_read_shares_and_days(in_a_factory_of_nobody: Path) -> None:
    told = CliRunner().invoke(app, ASKED).stdout

    assert told.startswith("4 days, seed 5: ")
    assert "P80 dates met" in told
    assert not list(in_a_factory_of_nobody.glob("**/*.db"))


def test_no_time_at_all_is_refused() -> None:
    assert CliRunner().invoke(app, ["simulate", "--days", "0"]).exit_code == 2
