"""`python -m tests.bench.factory`: a plan for a file, or one line that says why not."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.bench import factory
from tests.bench.breakdowns import broken_down
from tests.bench.factories import generate


def test_a_factory_is_planned_and_the_schedule_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    problem, out = tmp_path / "problem.json", tmp_path / "schedule.json"
    document = generate(12, 1)
    problem.write_text(json.dumps(document), "utf-8")
    monkeypatch.setattr(
        sys, "argv", ["factory", str(problem), "--seconds", "0.2", "--workers", "2", "--out", str(out), "--json"]
    )

    assert factory.main() == 0

    printed: dict[str, Any] = json.loads(capsys.readouterr().out)
    written = json.loads(out.read_text("utf-8"))
    assert written["format"] == "schedule-1"
    assert {each["op"] for each in written["assignments"]} == set(range(len(document["operations"])))
    assert printed["lower_bound_hours"] <= printed["weighted_tardiness_hours"]
    assert printed["weighted_tardiness_hours"] <= printed["first_plan_hours"] <= printed["best_rule_hours"] * 1.5
    assert printed["peak_mb"] > 10


@pytest.mark.parametrize("content", ["{}", "no JSON", '{"format": "factory-1", "horizon": -1}'])
def test_what_cannot_be_planned_is_refused_in_one_line(
    content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    problem = tmp_path / "problem.json"
    problem.write_text(content, "utf-8")
    monkeypatch.setattr(sys, "argv", ["factory", str(problem)])

    assert factory.main() == 1

    shown = capsys.readouterr()
    assert shown.out == ""
    assert len(shown.err.splitlines()) == 1


def test_a_breakdown_is_measured_against_planning_from_scratch() -> None:
    found = broken_down(generate(30, 1), 8, 0.3, 1)

    assert found["near_operations"] > 0
    assert 0 <= found["changed_share"] <= 1
    assert found["replanned_hours"] >= 0
