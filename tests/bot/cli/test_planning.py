"""`tongpin plan --check`: lines and exit code 1 for what is wrong, a line of figures for what holds."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.cli import context
from bot.cli.main import app
from bot.cli.planning import check_files
from core.planning.errors import BadProblem
from core.planning.plan.neutral import read_problem, write_schedule
from tests.core.planning.plan.forward import forward

PROBLEM = Path(__file__).parents[2] / "bench" / "instances" / "factory-60.json"


@pytest.fixture(autouse=True)
def in_english(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "config.toml"
    path.write_text('locale.language = "en"\n', "utf-8")
    monkeypatch.setattr(context.CONFIG, "path", path)


@pytest.fixture
def document() -> dict[str, Any]:
    """A valid schedule."""
    problem = read_problem(json.loads(PROBLEM.read_text("utf-8")))
    return write_schedule(problem, forward(problem))


@pytest.fixture
def schedule(document: dict[str, Any], tmp_path: Path) -> Path:
    path = tmp_path / "schedule.json"
    path.write_text(json.dumps(document), "utf-8")
    return path


def test_a_valid_schedule_is_worth_something(schedule: Path, capsys: pytest.CaptureFixture[str]) -> None:
    check_files(PROBLEM, schedule, as_json=False)

    assert capsys.readouterr().out.startswith("Valid: 493 operations. Weighted tardiness ")


def test_every_violation_is_a_line(
    document: dict[str, Any], schedule: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document["assignments"][0]["wc"] = 99
    del document["assignments"][5]
    schedule.write_text(json.dumps(document), "utf-8")

    with pytest.raises(context.Failed):
        check_files(PROBLEM, schedule, as_json=False)

    lines = capsys.readouterr().out.splitlines()
    assert "Rule 1: operation 0 cannot be done on 99." in lines
    assert "Rule 1: operation 5 is not scheduled." in lines


def test_programs_read_the_same(document: dict[str, Any], schedule: Path, capsys: pytest.CaptureFixture[str]) -> None:
    del document["assignments"][492]
    schedule.write_text(json.dumps(document), "utf-8")

    with pytest.raises(context.Failed):
        check_files(PROBLEM, schedule, as_json=True)

    report = json.loads(capsys.readouterr().out)
    assert not report["valid"]
    assert {"rule": 1, "what": "missing", "op": 492, "wc": None} in report["violations"]


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b'{"format": "factory-2"}', b"[" * 100_000, b"\xed\xa0\x80"])
def test_what_is_no_problem_is_refused_with_a_sentence(text: bytes, tmp_path: Path, schedule: Path) -> None:
    path = tmp_path / "problem.json"
    path.write_bytes(text)

    with pytest.raises(BadProblem) as refused:
        check_files(path, schedule, as_json=False)

    assert context.sentence(refused.value).startswith("Nothing can be scheduled from this: ")


def test_the_command_takes_two_files(schedule: Path) -> None:
    result = CliRunner().invoke(app, ["plan", "--check", str(PROBLEM), str(schedule)])

    assert result.exit_code == 0
    assert result.output.startswith("有效：共 493 道工序。")
