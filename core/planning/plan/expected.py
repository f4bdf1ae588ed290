"""The standing plan as it will really go: on the same machines, in the same order, with what has happened since.

Nobody is drawn forward and nobody is overtaken by whom he was before: what is held up goes into the next gap behind
whatever it waits for, and those behind it make way. So it is as late as it has to be and no later.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from core.calendar import Axis
from core.planning.factory.records import Booking, OpenOrder
from core.planning.factory.shop import Shop
from core.planning.plan.book import Book
from core.planning.plan.machines import Floor, Unit
from core.planning.plan.place import done_by
from core.planning.plan.problem import Op
from core.planning.plan.reading import IsLeft
from core.planning.plan.standing import Standing
from core.planning.plan.ways import ways_of


@dataclass(frozen=True, eq=False)
class Expected(Book):
    """A book in which only what people have reported as begun has begun, and only what is done is finished."""

    @staticmethod
    def left(shop: Shop, floor: Floor, axes: dict[Unit, Axis]) -> IsLeft:
        """What has not begun is all to do; what has, until its machine has worked on it long enough."""

        def is_left(line: OpenOrder, booking: Booking) -> bool:
            start, end = floor.minutes(booking)
            if end > floor.now or not may_have_begun(line, booking):
                return True
            axis = axes.get((booking.work_centre, booking.unit))
            return axis is not None and start >= 0 and _really_ends(shop, axis, booking, start) > floor.now

        return is_left

    @cached_property
    def _standing(self) -> tuple[Standing, ...]:
        now = self.floor.now
        begun = self._begun_ops
        return tuple(
            Standing(
                work.place, work.booking.work_minutes, work.ready if index in begun else max(now, work.ready),
                work.preds, work.ways.runs_on, index in begun, work.is_placed, self.families[work.booking.family],
            )
            for index, work in enumerate(self.works)
        )  # fmt: skip

    @cached_property
    def _begun_ops(self) -> frozenset[int]:
        """One at a time on a machine, and nothing before what it follows is done."""
        now, busy_until, begun = self.floor.now, dict[int, int](), set()
        for index in sorted(range(len(self.works)), key=lambda it: (self.works[it].place.start, it)):
            work = self.works[index]
            machine, start, end = work.place
            if start > now or work.preds or not may_have_begun(work.line, work.booking):
                continue
            if start >= busy_until.get(machine, -1):
                begun.add(index)
                axis = self.lanes[machine]
                real = done_by(axis, start, work.booking.work_minutes, runs_on=work.ways.runs_on)
                busy_until[machine] = real or end
        return frozenset(begun)

    @cached_property
    def pinned(self) -> frozenset[int]:
        """Only what has begun stays where it is."""
        return self._begun_ops

    def op(self, index: int, families: Mapping[str, int], order: int) -> Op:
        """The operation, no earlier than it is booked and where it is booked."""
        op, work = super().op(index, families, order), self.works[index]
        if op.pin is not None:
            return op
        minutes = work.ways.minutes_on(work.booking.work_centre)
        ready = max(self.floor.now, work.ready, work.place.start)
        return replace(op, ways=((work.place.machine, minutes),), ready=ready)


def may_have_begun(line: OpenOrder, booking: Booking) -> bool:
    """Is it done when the plan says so? Of what nobody reports that is all we know."""
    return line.is_begun or line.is_quote or booking.is_design


def _really_ends(shop: Shop, axis: Axis, booking: Booking, start: int) -> int:
    """When a machine that has stood still meanwhile is done with it."""
    return done_by(axis, start, booking.work_minutes, runs_on=ways_of(shop, booking).runs_on) or 0
