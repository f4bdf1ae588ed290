"""How late something may be: one pass backwards over a schedule, sequences held."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.calendar import Axis
from core.planning.plan.lanes import Lanes
from core.planning.plan.place import latest_start

NO_LIMIT = 1 << 50


@dataclass(frozen=True, eq=False)
class Slacks:
    """By operation, the last minute at which it may begin without an order being later than it is, or than its due.

    What is pinned cannot begin at any other time.
    """

    lanes: Lanes
    latest: tuple[int, ...]

    def of(self, op: int) -> int:
        """Minutes by which an operation may begin later; below zero when its order is late already."""
        return self.latest[op] - self.lanes.places[op].start

    def of_orders(self) -> dict[tuple[str, int], int]:
        """By order and line, minutes that its tightest operation may begin later."""
        found: dict[tuple[str, int], int] = {}
        for op, work in enumerate(self.lanes.book.works):
            key = (work.line.order_no, work.line.line_no)
            found[key] = min(found.get(key, NO_LIMIT), self.of(op))
        return found

    def of_receipts(self) -> dict[str, int]:
        """By what operations wait for (a purchase order, an item to be bought, DRAWING), minutes it may come later."""
        found: dict[str, int] = {}
        for op, work in enumerate(self.lanes.book.works):
            if work.waits_for:
                spare = self.latest[op] - work.ready
                found[work.waits_for] = min(found.get(work.waits_for, NO_LIMIT), spare)
        return found


def slacks(lanes: Lanes, *, is_late_allowed: bool = False) -> Slacks:
    """Backwards from the due minutes; `is_late_allowed`: an order that is late anyway is as good where it ends."""
    book, problem = lanes.book, lanes.book.problem
    latest_end = [NO_LIMIT] * len(book.works)
    for order in problem.orders:
        due = max(order.due, lanes.places[order.last].end) if is_late_allowed else order.due
        latest_end[order.last] = min(latest_end[order.last], due)
    latest = [place.start for place in lanes.places]
    for op in sorted(range(len(latest)), key=lambda it: (lanes.places[it].start, it), reverse=True):
        if op not in book.pinned:
            latest[op] = _latest(lanes, op, min([latest_end[op], *_limits(lanes, op, latest)]))
    return Slacks(lanes, tuple(latest))


def _limits(lanes: Lanes, op: int, latest: list[int]) -> Iterable[int]:
    """When those behind it have to begin, less the time of changing over."""
    yield from (latest[each] for each in lanes.followers[op])
    machine, start, _ = lanes.places[op]
    behind = lanes.after(machine, start, op)
    if behind is not None:
        yield _before(lanes.book.lanes[machine], latest[behind], lanes.setup(machine, op, behind))


def _before(axis: Axis, minute: int, setup: int) -> int:
    """The last minute from which on there is so much working time before another."""
    if not setup:
        return minute
    worked = axis.worked(minute) - setup
    return axis.start(worked) if worked >= 0 else 0


def _latest(lanes: Lanes, op: int, end: int) -> int:
    place, work = lanes.places[op], lanes.book.works[op]
    minutes = work.ways.minutes_on(lanes.book.units[place.machine][0])
    axis = lanes.book.lanes[place.machine]
    found = latest_start(axis, min(end, axis.closes[-1]), minutes, runs_on=work.ways.runs_on)
    return found if found is not None else axis.opens[0]
