"""Side by side or one after the other: the same is found, in the same order."""

import pytest

from core.planning.plan import abreast
from core.planning.plan.problem import Problem
from core.planning.plan.risk import futures
from core.planning.plan.rules import PORTFOLIO, fitting
from core.planning.plan.uncertainty import Uncertainty
from tests.core.planning.plan.problems import a_line


@pytest.fixture
def problem(monkeypatch: pytest.MonkeyPatch) -> Problem:
    """A small one that is worth threads all the same."""
    monkeypatch.setattr(abreast, "WORTHWHILE", 0)
    return a_line([(number % 3, 20 + number % 7) for number in range(25)], setup=15, due=30, step=22)


def test_what_is_found_comes_in_the_order_of_the_things(problem: Problem) -> None:
    assert abreast.abreast(problem, lambda thing: -thing, range(100)) == [-thing for thing in range(100)]


def test_schedules_and_futures_hang_on_no_thread(problem: Problem, monkeypatch: pytest.MonkeyPatch) -> None:
    side_by_side = fitting(problem)
    ends = futures(problem, side_by_side[PORTFOLIO[0]], Uncertainty(spread=0.5), samples=20, seed=3)
    monkeypatch.setattr(abreast, "WORTHWHILE", 1000)
    in_turn = fitting(problem)

    assert {name: each.start.tolist() for name, each in side_by_side.items()} == {
        name: each.start.tolist() for name, each in in_turn.items()
    }
    assert (ends == futures(problem, in_turn[PORTFOLIO[0]], Uncertainty(spread=0.5), samples=20, seed=3)).all()
