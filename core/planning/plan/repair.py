"""Repair: the plan as it was, on a factory that has changed, with little disturbance.

By list, never by holding sequences and shifting right: held sequences multiply a few lost minutes (an operation that
may not pause jumps to the next shift and drags everything behind it), a list lets others fill the gap.
"""

from collections.abc import Sequence

import numpy as np

from core.planning.kernels.arrays import Ints
from core.planning.kernels.insertion import inserted
from core.planning.kernels.ranking import ranked
from core.planning.plan.problem import Problem
from core.planning.plan.rules import all_placed, should_start
from core.planning.plan.schedule import Schedule


def repaired(
    problem: Problem, before: Schedule, free: frozenset[int] = frozenset(), order: Sequence[int] | None = None
) -> Schedule:
    """As `put_in` does it. Raises `BadProblem` with the order that does not fit before the horizon."""
    return all_placed(problem, put_in(problem, before, free, order))


def put_in(
    problem: Problem, before: Schedule, free: frozenset[int] = frozenset(), order: Sequence[int] | None = None
) -> Schedule:
    """Every operation in the order of `before`, each into the earliest gap on its machine there.

    `free` ones may go to any of their machines; so may those that `before` does not have (machine -1), which come in
    when they should start for their order to be in time. `order` overrides all this: these operations first, in this
    order, the others after them. What does not fit before the horizon is on machine -1.
    """
    a = problem.arrays
    is_free = np.zeros(len(a.ready), dtype=np.int64)
    is_free[list(free)] = 1
    rank = ranked(a, priorities(problem, before) if order is None else _listed_first(problem, before, order))
    return Schedule.of(inserted(a, rank, before.machine.copy(), is_free))


def priorities(problem: Problem, before: Schedule) -> Ints:
    """By operation: what decides when its turn is, the lower the sooner: twice the minute of its start.

    One without length comes before what starts with it.
    """
    is_new = before.machine < 0
    start = np.where(is_new, wanted_starts(problem), before.start) if is_new.any() else before.start
    return 2 * start + (before.end > before.start)


def wanted_starts(problem: Problem) -> Ints:
    """By operation: the minute by which it should start for its order to be in time."""
    a = problem.arrays
    latest = should_start(a, a.due)
    window = np.maximum(np.searchsorted(a.plant_before, latest, side="right") - 1, 0)
    return np.asarray(a.plant_opens[window] + latest - a.plant_before[window], dtype=np.int64)


def _listed_first(problem: Problem, before: Schedule, order: Sequence[int]) -> Ints:
    turn = np.argsort(np.argsort(priorities(problem, before), kind="stable"), kind="stable") + len(order)
    turn[np.asarray(order, dtype=np.int64)] = np.arange(len(order))
    return turn.astype(np.int64)
