"""`python -m tests.bench.factory`: a plan for a file, or one line that says why not."""

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.planning.plan.checker import check
from core.planning.plan.keeping import kept
from core.planning.plan.neutral import read_problem
from core.planning.plan.replan import near_at_hand, replanned
from core.planning.plan.rules import first_plan
from core.planning.plan.schedule import Schedule, worth
from core.planning.plan.search import improved
from tests.bench import factory
from tests.bench.breakdowns import NOW, broken_down, stopped
from tests.bench.factories import generate
from tests.bench.keeping_rules import require_valid
from tests.bench.refusing import Unusable
from tests.core.planning.plan.documents import a_centre, a_factory, an_op

Told = Callable[..., tuple[int, str, str]]
Pin = tuple[int, int, int]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Told:
    """The exit code of a run, what it printed and what it said on standard error."""

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["factory", *words])
        try:
            ended = factory.main()
        except SystemExit as left:
            ended = int(left.code or 0)
        return ended, *capsys.readouterr()

    return run


def written(folder: Path, document: dict[str, Any]) -> str:
    """The path of a file that holds it."""
    (folder / "problem.json").write_text(json.dumps(document), "utf-8")
    return str(folder / "problem.json")


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


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{}", b"no JSON", b"\x00\xff\xfe", b'{"format": "factory-1", "horizon": -1}',
        b"[" * 100_000, b'{"horizon": NaN}', b'{"format": "factory-1", "horizon": 1e400}', b"9" * 5_000,
    ],
)  # fmt: skip
def test_what_cannot_be_planned_is_refused_in_one_line(content: bytes, tmp_path: Path, told: Told) -> None:
    problem = tmp_path / "problem.json"
    problem.write_bytes(content)

    ended, shown, error = told(str(problem))

    assert (ended, shown, len(error.splitlines())) == (1, "", 1)
    assert error.startswith(str(problem))


@pytest.mark.parametrize(
    "words",
    [
        "--seconds 0", "--seconds=-1", "--seconds nan", "--seconds 1e400", "--seconds soon", "--workers 0",
        "--workers 1000", "--seed=-1", "--breakdown inf", "--breakdown nan", "--breakdown 0", "--out .", "--out no/x",
    ],
)  # fmt: skip
def test_words_that_mean_nothing_are_refused_by_their_name(words: str, told: Told) -> None:
    ended, shown, error = told("problem.json", *words.split())

    assert (ended, shown, len(error.splitlines())) == (2, "", 1)
    assert re.split("[ =]", words)[0] in error


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path, told: Told) -> None:
    problem = written(tmp_path, a_factory())

    ended, shown, error = told(problem, "--seconds", "0.05", "--workers", "1", "--out", "/dev/full")

    assert (ended, shown) == (1, "")
    assert "/dev/full cannot be written" in error


def test_a_byte_order_mark_does_no_harm(tmp_path: Path, told: Told) -> None:
    problem = tmp_path / "problem.json"
    problem.write_text(json.dumps(a_factory()), "utf-8-sig")

    assert told(str(problem), "--seconds", "0.05", "--workers", "1")[0] == 0


@pytest.mark.parametrize(
    ("frozen", "families", "why"),
    [
        (((0, 480, 580), (0, 580, 680)), (0, 1), "A needs 30 min to change over between them and has 0."),
        (((0, 480, 580), (1, 500, 600)), (0, 0), "operation 1 frozen on B from 500 to 600; operation 0"),
        ((None, (1, 500, 600)), (0, 0), "operation 1 frozen on B from 500 to 600"),
        (((0, 10, 20), None), (0, 0), "A busy until 30; operation 0 frozen on A from 10 to 20"),
    ],
)
def test_frozen_operations_that_cannot_be_are_told_and_nothing_is_shown(
    frozen: tuple[Pin | None, ...], families: tuple[int, ...], why: str, tmp_path: Path, told: Told
) -> None:
    ops = [an_op(0, family=families[0]), an_op(1, family=families[1], preds=[0])]
    for op, pin in zip(ops, frozen, strict=True):
        op |= {"frozen": dict(zip(("wc", "start", "end"), pin, strict=True))} if pin else {}
    centres = [a_centre(id="A", available_from=30), a_centre(id="B")]
    problem, out = written(tmp_path, a_factory(operations=ops, work_centres=centres)), tmp_path / "out.json"

    ended, shown, error = told(problem, "--seconds", "0.05", "--workers", "1", "--out", str(out))

    assert (ended, shown, len(error.splitlines())) == (1, "", 1)
    assert why in error
    assert not out.exists()


def test_material_that_a_document_promises_too_soon_is_waited_for(tmp_path: Path, told: Told) -> None:
    """Both operations say that their material is there; of the ten that they take, five come a day later."""
    ops = [an_op(0, materials=[[0, 4]]), an_op(1, materials=[[0, 6]])]
    document, out = a_factory(operations=ops), tmp_path / "out.json"

    ended, _, _ = told(written(tmp_path, document), "--seconds", "0.05", "--workers", "1", "--out", str(out))

    assert ended == 0
    assert check(document, json.loads(out.read_text("utf-8"))).is_valid


def test_what_is_taken_at_a_fixed_time_before_it_comes_is_told(tmp_path: Path, told: Told) -> None:
    ops = [an_op(0, materials=[[0, 6]], frozen={"wc": 0, "start": 480}), an_op(1)]

    ended, shown, error = told(written(tmp_path, a_factory(operations=ops)), "--seconds", "0.05", "--workers", "1")

    assert (ended, shown) == (1, "")
    assert "operation 0 frozen on A from 480 to 580; operation 0 not before 1440" in error


def test_a_plan_that_breaks_a_rule_is_not_shown() -> None:
    document = a_factory()
    problem = read_problem(document)
    found = first_plan(problem)
    early = Schedule(found.machine, found.start - 1, found.end - 1)

    require_valid(document, problem, found)
    with pytest.raises(Unusable) as refused:
        require_valid(document, problem, early)

    told = "No plan was found that keeps the rules. Rule 2: operation 0 starts at 479, when A does not work. ("
    assert str(refused.value).startswith(told)


def test_what_does_not_fit_before_the_horizon_is_named(tmp_path: Path, told: Told) -> None:
    problem = written(tmp_path, a_factory(operations=[an_op(0, alternatives=[[0, 5_000]]), an_op(1)]))

    ended, _, error = told(problem)

    assert ended == 1
    assert "No plan is possible, these exclude each other: operation 0." in error


def test_a_breakdown_is_measured_against_planning_from_scratch() -> None:
    found = broken_down(generate(30, 1), 8, 0.3, 1)

    assert found["near_operations"] > 0
    assert 0 <= found["changed_share"] <= 1
    assert found["replanned_hours"] >= 0


def test_after_a_breakdown_whoever_the_plan_gives_up_does_not_go_first() -> None:
    """A plan that was searched for knows whom to be late with; by due dates alone all of that would be found anew."""
    document = generate(600, 2)
    problem = read_problem(document)
    standing = improved(problem, first_plan(problem), evaluations=60_000, seconds=600)
    stop = stopped(document, problem, standing, hours=8)
    near = kept(stop.problem, standing, near_at_hand(standing, NOW), stop.hit)

    after = replanned(stop.problem, standing, stop.hit, now=NOW, evaluations=0)

    assert worth(stop.problem, after).tardiness < 0.96 * worth(stop.problem, first_plan(near)).tardiness
