"""A schedule: where and when every operation of a problem runs, and what that is worth."""

from dataclasses import dataclass

import numpy as np

from core.planning.kernels.arrays import Ints, Placement
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


@dataclass(frozen=True, slots=True)
class Worth:
    """What a schedule is worth; less is better, compared in this order."""

    tardiness: int
    """Weighted plant working minutes."""
    setup: int
    """Working minutes of changing over."""
    moved: int = 0
    """Operations that another schedule had elsewhere or at another time."""


def ends_of(problem: Problem, schedule: Schedule) -> Ints:
    """When each order is finished."""
    return schedule.end[problem.arrays.last]
