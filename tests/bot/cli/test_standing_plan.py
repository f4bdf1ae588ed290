"""`tongpin plan --check` and `--seconds` on the shop's own plan: nothing is stored by either."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlmodel import Session, select

from bot.cli import context
from bot.cli.main import app
from bot.cli.planning import check_standing, print_proposal
from core.plans import Plan
from core.production import MaintenanceKind, MaintenanceWindow
from storage.bookings import all_bookings
from storage.counters import move_version
from tests.bot.cli.conftest import add


@pytest.fixture
def in_english(seeded: Path) -> None:
    """The sample factory is loaded, and everything may move."""
    add(seeded, 'locale.language = "en"\nplanning.frozen_days = 0\n')


def breaks_down(session: Session) -> str:
    """The machine of an operation that has not begun is closed from before it until long after it."""
    slot = max(all_bookings(session), key=lambda booking: booking.start_at)
    window = MaintenanceWindow(
        code="DOWN-X", work_centre=slot.work_centre, kind=MaintenanceKind.BREAKDOWN,
        start_at=slot.start_at - timedelta(hours=1), end_at=slot.end_at + timedelta(days=3),
    )  # fmt: skip
    session.add(window)
    move_version(session)
    return slot.order_no


@pytest.mark.usefixtures("in_english")
class TestStanding:
    def test_the_standing_plan_keeps_every_rule(self, capsys: pytest.CaptureFixture[str]) -> None:
        check_standing(as_json=False)

        assert capsys.readouterr().out.startswith("Valid: ")

    def test_what_a_breakdown_hits_is_named_by_its_order(self, capsys: pytest.CaptureFixture[str]) -> None:
        with context.program() as running:
            order_no = running.database.write(breaks_down)

        with pytest.raises(context.Failed):
            check_standing(as_json=False)

        lines = capsys.readouterr().out.splitlines()
        assert lines
        assert all(line.startswith("Rule ") for line in lines)
        assert any(order_no in line for line in lines)

    def test_programs_read_the_same(self, capsys: pytest.CaptureFixture[str]) -> None:
        check_standing(as_json=True)

        report = json.loads(capsys.readouterr().out)
        assert report["valid"]
        assert report["operations"] > 100

    def test_a_proposal_is_printed_and_not_kept(self, capsys: pytest.CaptureFixture[str]) -> None:
        with context.program() as running:
            running.database.write(breaks_down)

        print_proposal(1, as_json=False)

        lines = capsys.readouterr().out.splitlines()
        assert lines[0].startswith("The plan in force cannot be kept to any more")
        assert any(line.startswith("Weighted hours late") for line in lines)
        assert any("operations move" in line or "operation moves" in line for line in lines)
        with context.program() as running, running.database.read() as session:
            assert session.exec(select(Plan)).all() == []

    def test_programs_read_a_proposal(self, capsys: pytest.CaptureFixture[str]) -> None:
        print_proposal(0.5, as_json=True)

        told = json.loads(capsys.readouterr().out)
        assert told["after"]["tardiness"] <= told["before"]["tardiness"]


@pytest.mark.parametrize("words", [["--check", "a.json"], ["a.json", "b.json"], ["--check", "--seconds", "5"]])
def test_what_does_not_go_together_is_refused(words: list[str]) -> None:
    result = CliRunner().invoke(app, ["plan", *words])

    assert result.exit_code == 2
    assert "--check PROBLEM SCHEDULE" in result.output


@pytest.mark.parametrize("seconds", ["0", "-1", "soon", "99999"])
def test_seconds_are_a_sensible_number(seconds: str) -> None:
    assert CliRunner().invoke(app, ["plan", "--seconds", seconds]).exit_code == 2
