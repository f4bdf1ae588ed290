"""Nonsense in a problem, found before anything is computed from it."""

from typing import TYPE_CHECKING

from core.planning.errors import BadProblem

if TYPE_CHECKING:
    from core.planning.plan.problem import Problem

LONGEST = 1 << 40
"""Minutes: two million years. Sums of a few of them still fit into 64 bits."""


def check_problem(problem: "Problem") -> None:
    """Raise `BadProblem` with the first thing that cannot be."""
    for code, found in (*_machines(problem), *_orders(problem)):
        raise BadProblem(what=found, code=code)
    circle = _circle(problem)
    if circle:
        raise BadProblem(what="circle", code=" → ".join(map(str, circle)))


def _machines(problem: "Problem") -> list[tuple[str, str]]:
    return [(machine.code, "never_works") for machine in problem.machines if not machine.windows]


def _orders(problem: "Problem") -> list[tuple[str, str]]:
    return []


def _circle(problem: "Problem") -> list[int]:
    return []
