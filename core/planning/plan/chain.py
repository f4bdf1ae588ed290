"""Why an order is finished when it is: from its last operation back to what it waited for at each step."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from core.planning.plan.lanes import Lanes
from core.planning.plan.reading import DRAWING


class Wait(StrEnum):
    """What an operation spent time on, or waited for, since it could have begun."""

    WORK = "WORK"
    """It ran."""
    MATERIAL = "MATERIAL"
    DESIGN = "DESIGN"
    """A drawing."""
    QUEUE = "QUEUE"
    """Another order had the machine."""
    SETUP = "SETUP"
    CLOSURE = "CLOSURE"
    """The machine was not working: a night, a holiday, maintenance, a breakdown."""
    CHOICE = "CHOICE"
    """Nothing: it could have begun earlier, and the plan keeps it where it stands."""


@dataclass(frozen=True, slots=True)
class Link:
    """A stretch of time on the chain. `code`: the receipt, the machine, or the order that had the machine."""

    kind: Wait
    order_no: str
    line_no: int
    item_code: str
    seq: int
    operation: str
    work_centre: str
    start_at: datetime
    end_at: datetime
    code: str = ""


@dataclass(frozen=True, slots=True)
class Chain:
    """The links from the first wait to the last operation's end, in the order of time."""

    order_no: str
    links: tuple[Link, ...]

    def causes(self) -> tuple[tuple[Wait, str, int], ...]:
        """What was waited for, whose it was and for how many minutes, the longest first."""
        sums: dict[tuple[Wait, str], int] = {}
        for link in self.links:
            if link.kind is not Wait.WORK:
                minutes = int((link.end_at - link.start_at).total_seconds() // 60)
                sums[link.kind, link.code] = sums.get((link.kind, link.code), 0) + minutes
        found = ((kind, code, minutes) for (kind, code), minutes in sums.items())
        return tuple(sorted(found, key=lambda cause: (-cause[2], cause[0], cause[1])))


def chain_of(lanes: Lanes, order_no: str) -> Chain:
    """The chain that determines when an order is finished; empty when nothing of it is left to do."""
    mine = [order.last for order in lanes.book.problem.orders if _order_of(lanes, order.last) == order_no]
    if not mine:
        return Chain(order_no, ())
    op: int | None = max(mine, key=lambda it: (lanes.places[it].end, -it))
    links: list[Link] = []
    while op is not None:
        step = _Step(lanes, op)
        links[:0] = step.links()
        op = step.pred
    return Chain(order_no, tuple(links))


def _order_of(lanes: Lanes, op: int) -> str:
    return lanes.book.works[op].booking.order_no


@dataclass(eq=False)
class _Step:
    """One operation of the chain and the time before it, back to the end of the one it followed."""

    lanes: Lanes
    op: int
    pred: int | None = field(init=False)

    def __post_init__(self) -> None:
        preds = self.lanes.book.works[self.op].preds
        self.pred = max(preds, key=lambda it: (self.lanes.places[it].end, -it), default=None)

    def links(self) -> list[Link]:
        place = self.lanes.places[self.op]
        found = [self._link(*stretch) for stretch in self._waited() if stretch[1] < stretch[2]]
        code = _order_of(self.lanes, self.op)
        kind = Wait.DESIGN if self.lanes.book.works[self.op].booking.is_design else Wait.WORK
        return [*found, self._link(kind, place.start, place.end, code)]

    def _waited(self) -> Iterator[tuple[Wait, int, int, str]]:
        work, place = self.lanes.book.works[self.op], self.lanes.places[self.op]
        start = self.lanes.book.floor.now if self.pred is None else self.lanes.places[self.pred].end
        ready = max(start, min(work.ready, place.start))
        yield Wait.DESIGN if work.waits_for == DRAWING else Wait.MATERIAL, start, ready, work.waits_for
        yield from self._queued(ready)

    def _queued(self, ready: int) -> Iterator[tuple[Wait, int, int, str]]:
        """From being ready to its start, in the order of time: others on the machine, changing over, closed."""
        machine, start, _ = self.lanes.places[self.op]
        behind = [
            op
            for other, op in self.lanes.by_machine[machine]
            if op != self.op and other < start and self.lanes.places[op].end > ready
        ]
        at = ready
        for op in behind:
            other = self.lanes.places[op]
            yield from self._idle(at, min(start, other.start), 0)
            yield Wait.QUEUE, max(at, other.start), min(start, other.end), _order_of(self.lanes, op)
            at = max(at, min(start, other.end))
        yield from self._idle(at, start, self.lanes.setup(machine, self.lanes.before(machine, start, self.op), self.op))

    def _idle(self, at: int, until: int, setup: int) -> Iterator[tuple[Wait, int, int, str]]:
        """Time in which nobody had the machine: closed, then free, then being changed over."""
        axis, machine = self.lanes.book.lanes[self.lanes.places[self.op].machine], self.lanes.places[self.op].machine
        code = self.lanes.book.units[machine][0]
        worked = axis.worked(until) - axis.worked(at)
        changed = axis.end(axis.worked(until) - min(setup, worked)) if min(setup, worked) else until
        changed = max(at, min(changed, until))
        if worked <= setup:
            yield Wait.CLOSURE, at, changed, code
        else:
            yield Wait.CHOICE, at, changed, code
        yield Wait.SETUP, changed, until, code

    def _link(self, kind: Wait, start: int, end: int, code: str) -> Link:
        book, booking = self.lanes.book, self.lanes.book.works[self.op].booking
        machine = self.lanes.places[self.op].machine
        return Link(
            kind, booking.order_no, booking.line_no, booking.item_code, booking.seq, booking.operation,
            book.units[machine][0], book.moment(start), book.moment(end), code,
        )  # fmt: skip
