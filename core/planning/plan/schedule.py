"""A schedule: where and when every operation of a problem runs, and what that is worth."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.planning.kernels.arrays import Ints, Placement
from core.planning.kernels.worth import minutes_late, setup_minutes
from core.planning.plan.problem import Problem


@dataclass(frozen=True, slots=True, eq=False)
class Schedule:
    """By operation: machine, first minute, the minute after its last. Arrays are read-only."""

    machine: Ints
    start: Ints
    end: Ints

    @classmethod
    def of(cls, placement: Placement) -> "Schedule":
        """A copy of what a kernel has placed."""
        found = cls(*(np.array(column, dtype=np.int64) for column in placement))
        for column in (found.machine, found.start, found.end):
            column.setflags(write=False)
        return found

    def placement(self) -> Placement:
        """A copy that kernels may write to."""
        return Placement(self.machine.copy(), self.start.copy(), self.end.copy())

    def in_time(self) -> Ints:
        """Operations machine by machine, each in the order in which it does them."""
        return np.lexsort((self.end, self.start, self.machine)).astype(np.int64)


@dataclass(frozen=True, slots=True, order=True)
class Worth:
    """What a schedule is worth; less is better, compared in this order."""

    tardiness: int
    """Weighted plant working minutes."""
    setup: int
    """Working minutes of changing over."""
    moved: int = 0
    """Operations that another schedule had elsewhere or at another time."""


def worth(problem: Problem, schedule: Schedule, before: Schedule | None = None) -> Worth:
    """Its weighted tardiness and set-up; against `before`, also how many operations it moves."""
    a = problem.arrays
    return Worth(
        tardiness=int(minutes_late(a, ends_of(problem, schedule)) @ a.weight),
        setup=int(setup_minutes(a, schedule.machine.copy(), schedule.in_time())),
        moved=0 if before is None else int(moved(before, schedule).sum()),
    )


def moved(before: Schedule, now: Schedule) -> NDArray[np.bool_]:
    """By operation: whether it was planned before and is now elsewhere or at another time."""
    is_other = (before.machine != now.machine) | (before.start != now.start) | (before.end != now.end)
    return np.asarray(is_other & (before.machine >= 0))


def ends_of(problem: Problem, schedule: Schedule) -> Ints:
    """When each order is finished."""
    return schedule.end[problem.arrays.last]


def lateness(problem: Problem, schedule: Schedule) -> Ints:
    """By order: plant working minutes by which it is late; 0 when it is in time."""
    return minutes_late(problem.arrays, ends_of(problem, schedule))


def late_orders(problem: Problem, schedule: Schedule) -> list[int]:
    """Orders that end after they are due, counted in plant working time."""
    return [int(order) for order in np.flatnonzero(lateness(problem, schedule))]
