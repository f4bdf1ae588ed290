"""What of a standing plan can stay exactly where it is after something has happened, and what cannot."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from core.planning.kernels.keeping import displaced
from core.planning.kernels.sequences import line_up
from core.planning.plan.problem import Problem
from core.planning.plan.schedule import Schedule
from core.planning.plan.sequencing import sequences

Bools = NDArray[np.bool_]


def kept(problem: Problem, standing: Schedule, near: Iterable[int], hit: frozenset[int]) -> Problem:
    """The problem with those of `near` fixed where they stand that what was `hit` leaves alone.

    Not fixed are the hit ones, whatever comes after them in their orders, and what has lost its room to the event.
    """
    is_free = np.ones(len(problem.ops), dtype=np.bool_)
    is_free[list(near)] = False
    is_free[list(hit)] = True
    is_free |= standing.machine < 0
    while (lost := _lost(problem, standing, is_free)).any():
        is_free |= lost
    held = np.flatnonzero(~is_free & (problem.arrays.pin_machine < 0))
    return problem.holding(held, standing.placement())


def _lost(problem: Problem, standing: Schedule, is_free: Bools) -> Bools:
    """Of what is not free: what comes after something free, or has no room though only what is held is there."""
    a = problem.arrays
    is_fixed = a.pin_machine >= 0
    held = np.flatnonzero(~is_free & ~is_fixed)
    in_time = standing.in_time()
    q = sequences(a, standing)
    line_up(a, q, in_time[(~is_free | is_fixed)[in_time]])
    lost = np.zeros_like(is_free)
    lost[held] = displaced(a, q, held)
    behind_free = np.repeat(is_free & ~is_fixed, np.diff(a.succ_from))
    lost[a.succ[behind_free]] = True
    return np.asarray(lost & ~is_free & ~is_fixed)
