"""What machines are set up for when a plan begins, and whether there is time to change them over in between."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from core.calendar import Axis

UNKNOWN = -1
"""The end of what a machine did before anybody laid out its time: whatever came after it had time enough."""


class Left(NamedTuple):
    """What a machine has done last."""

    end: int
    family: int


@dataclass(frozen=True, slots=True, eq=False)
class Setups:
    """Working time and changeovers by machine. Whoever asks often asks this and not the problem."""

    axes: Sequence[Axis]
    minutes: Sequence[Sequence[Sequence[int]]]
    """By machine, from family to family."""
    left: Sequence[Left]
    """By machine, before the plan begins."""

    def has_time(self, machine: int, before: Left, family: int, start: int) -> bool:
        """Is there time to change over from what was done before to what begins then?"""
        needed = self.minutes[machine][before.family][family]
        if not needed or before.end == UNKNOWN:
            return before.end <= start
        axis = self.axes[machine]
        return before.end <= start and axis.worked(start) - axis.worked(before.end) >= needed

    def begins(self, machine: int, now: int, first: tuple[int, int] | None) -> Left:
        """From when on a machine can do something, and what it is set up for then.

        Nobody can have changed it over in time already passed, except for what it is planned to do first (its start and
        family): as late as possible, so when that has to be under way by now, it is gone through with.
        """
        left = self.left[machine]
        if first is None:
            return Left(now, left.family)
        start, family = first
        is_under_way = not self.has_time(machine, Left(now, left.family), family, start)
        return Left(start, family) if is_under_way else Left(now, left.family)
