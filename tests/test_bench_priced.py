"""`python -m tests.bench.priced`: no plan beats what machine time costs at any prices."""

import json
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings

from core.planning.plan.bounds import least_tardiness
from core.planning.plan.neutral import read_problem, write_schedule
from core.planning.plan.problem import Due, Op, Problem
from core.planning.plan.rules import first_plan
from core.planning.plan.schedule import worth
from core.planning.plan.search import improved
from tests.bench import priced
from tests.bench.factories import generate
from tests.bench.priced import least_at_prices
from tests.core.planning.plan.problems import a_line, a_problem, pinned, problems


def tardiness(problem: Problem) -> int:
    """Of a plan that was searched for."""
    return worth(problem, improved(problem, first_plan(problem), evaluations=300, seconds=600)).tardiness


@settings(max_examples=60, deadline=None)
@given(problem=problems())
def test_no_plan_is_less_late(problem: Problem) -> None:
    known = tardiness(problem)

    assert least_tardiness(problem) <= least_at_prices(problem, known + 50, rounds=40) <= known


@settings(max_examples=20, deadline=None)
@given(problem=problems())
def test_no_plan_around_what_is_fixed_is_less_late(problem: Problem) -> None:
    problem = pinned(problem, first_plan(problem), 200)
    known = tardiness(problem)

    assert least_at_prices(problem, known, rounds=40) <= known


def test_of_two_orders_that_need_the_same_hour_one_is_late() -> None:
    problem = a_line([(0, 60), (0, 60)], due=60)

    assert least_tardiness(problem) == 0
    assert 55 <= least_at_prices(problem, known=100) <= 60


def test_the_lighter_one_waits() -> None:
    jobs = [Op(order=order, ways=((0, 60),)) for order in (0, 1)]
    problem = a_problem(jobs, [Due(code="A", last=0, due=60, weight=5), Due(code="B", last=1, due=60)])

    assert 55 <= least_at_prices(problem, known=100) <= 60


def test_a_second_machine_takes_the_other() -> None:
    jobs = [Op(order=order, ways=((0, 60), (1, 60))) for order in (0, 1)]
    problem = a_problem(jobs, [Due(code=code, last=at, due=60) for at, code in enumerate("AB")], machines=2)

    assert least_at_prices(problem, known=100) == 0


def test_changing_over_to_a_family_that_nobody_else_has_there_is_counted() -> None:
    problem = a_line([(1, 60), (2, 60)], setup=20, due=60)

    assert 20 + 95 <= least_at_prices(problem, known=200) <= 20 + 100


def test_what_takes_no_time_uses_no_machine_and_its_order_can_still_be_late() -> None:
    jobs = [Op(order=0, ways=((0, 60),)), Op(order=0, ways=((1, 0),), preds=(0,)), Op(order=1, ways=((1, 60),))]
    problem = a_problem(jobs, [Due(code="A", last=1, due=50), Due(code="B", last=2, due=0)], machines=2)

    assert least_at_prices(problem, known=70) == 10 + 60


def test_it_is_told_for_a_problem_and_a_plan_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    document = generate(12, 1)
    problem = read_problem(document)
    plan = first_plan(problem)
    for name, each in (("problem", document), ("plan", write_schedule(problem, plan))):
        (tmp_path / name).write_text(json.dumps(each), "utf-8")
    monkeypatch.setattr(sys, "argv", ["priced", str(tmp_path / "problem"), str(tmp_path / "plan"), "--rounds", "20"])

    assert priced.main() == 0

    known, least = (float(words.split()[-2]) for words in capsys.readouterr().out.split("; "))
    assert known == round(worth(problem, plan).tardiness / 60, 1)
    assert round(least_tardiness(problem) / 60, 1) <= least <= known
