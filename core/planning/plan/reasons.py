"""What keeps a line: suspects along the chain that determines its end, each tried by doing without it.

Only what proves to be enough is named: a cause is one thing without which the line would leave in time.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from core.calendar import minute_after, minute_of
from core.orders.cause import CauseKind, ForecastCause
from core.planning.plan.arrivals import LineId
from core.planning.plan.lanes import Lanes
from core.planning.plan.outlook import Outlook
from core.planning.plan.pegging import Wait
from core.planning.plan.reading import DRAWING
from core.planning.plan.undoing import Undoing

MOST_TRIALS = 8
"""Suspects that are tried for one line."""
DEEPEST = 3
"""Orders that wait for one another, and so on: so far is followed."""

Suspect = tuple[int, ForecastCause]
"""How many minutes somebody has waited for it, and what it is."""


class Reasons:
    """Finds causes in one book; what has been tried once is remembered."""

    def __init__(self, outlook: Outlook) -> None:
        self._outlook = outlook
        self._book = outlook.book
        self._lanes = Lanes.of(self._book, self._book.schedule)
        self._undoing = Undoing(outlook)

    def of(self, line: LineId, target: date) -> ForecastCause | None:
        """The first suspect without which the line leaves by that day; none when no single thing is enough."""
        tried: set[tuple[CauseKind, str]] = set()
        for cause in self._suspects(line):
            if (cause.kind, cause.code) in tried:
                continue
            if len(tried) == MOST_TRIALS:
                break
            tried.add((cause.kind, cause.code))
            if self._undoing.saves(cause, line, target):
                return cause
        alone = ForecastCause(CauseKind.WORK, line[0])
        return alone if self._undoing.is_late_alone(line, target) else None

    def _suspects(self, line: LineId) -> Iterator[ForecastCause]:
        """What was waited for longest comes first."""
        found = list(self._goods(line))
        if lasts := self._outlook.lasts.get(line):
            last = max(lasts, key=lambda op: (self._lanes.places[op].end, -op))
            found += self._chain(last, "", DEEPEST)
        sums: dict[ForecastCause, int] = {}
        for minutes, cause in found:
            sums[cause] = sums.get(cause, 0) + minutes
        yield from sorted(sums, key=lambda it: (-sums[it], it.kind is CauseKind.QUEUE, it.kind, it.code, it.through))

    def _goods(self, line: LineId) -> Iterator[Suspect]:
        for wait in self._outlook.arrivals.waits.get(line, ()):
            yield max(1, wait.ready - self._book.floor.epoch - self._book.floor.now), self._awaited(wait, line[0], "")

    def _chain(self, last: int, through: str, depth: int) -> Iterator[Suspect]:
        """From an operation back to what it waited for at each step."""
        op: int | None = last
        while op is not None:
            preds = self._book.works[op].preds
            before = max(preds, key=lambda it: (self._lanes.places[it].end, -it), default=None)
            yield from self._step(op, self._lanes.places[before].end if before is not None else 0, through, depth)
            op = before

    def _step(self, op: int, preceded: int, through: str, depth: int) -> Iterator[Suspect]:
        """What one operation waited for since it could have begun as it was booked."""
        work, place, now = self._book.works[op], self._lanes.places[op], self._book.floor.now
        due = max(work.place.start, preceded)
        for wait in work.waits:
            if (minutes := wait.ready - self._book.floor.epoch - due) > 0:
                yield minutes, self._awaited(wait, work.line.order_no, through)
        if op not in self._book.pinned and due < now:
            yield now - due, ForecastCause(CauseKind.NOT_BEGUN, work.line.order_no, through=through)
        yield from self._stood_still(op, due, through)
        arrival = max(due, now, work.ready)
        if place.start > arrival:
            yield from self._queue(op, arrival, through, depth)

    def _awaited(self, wait: Wait, order_no: str, through: str) -> ForecastCause:
        if wait.reason == DRAWING:
            return ForecastCause(CauseKind.DRAWING, order_no, through=through)
        item = self._book.shop.items_by_code.get(wait.reason)
        if item is not None:
            return ForecastCause(CauseKind.MATERIAL, wait.reason, item.name, through)
        return ForecastCause(CauseKind.PURCHASE_ORDER, wait.reason, through=through)

    def _stood_still(self, op: int, since: int, through: str) -> Iterator[Suspect]:
        """Maintenance and breakdowns of its machine until it is done."""
        book, end = self._book, self._lanes.places[op].end
        centre = book.shop.centres_by_code[book.units[self._lanes.places[op].machine][0]]
        spans = ((minute_of(it.start_at), minute_after(it.end_at)) for it in centre.calendar.closed)
        closed = ((start - book.floor.epoch, close - book.floor.epoch) for start, close in spans)
        minutes = sum(max(0, min(end, close) - max(since, start)) for start, close in closed)
        if minutes:
            yield minutes, ForecastCause(CauseKind.MACHINE, centre.work_centre, centre.name, through)

    def _queue(self, op: int, arrival: int, through: str, depth: int) -> Iterator[Suspect]:
        """Who had its machine meanwhile, and what those waited for themselves; and changing over."""
        machine, start, _ = self._lanes.places[op]
        mine = self._book.works[op].line.order_no
        ahead = list(self._ahead(machine, arrival, start, op))
        for other in ahead:
            order_no, minutes = self._book.works[other].line.order_no, self._shared(other, arrival, start)
            if order_no == mine:
                continue
            # Only of the one right ahead: of all of them it would be all of theirs, and so on.
            if depth and other == ahead[-1] and self._is_held_up(other):
                for _, cause in self._chain(other, through or order_no, depth - 1):
                    yield minutes, cause
            yield minutes, ForecastCause(CauseKind.QUEUE, order_no, through=through)
        if setup := self._lanes.setup(machine, self._lanes.before(machine, start, op), op):
            code = self._book.units[machine][0]
            name = self._book.shop.centres_by_code[code].name
            yield setup, ForecastCause(CauseKind.SETUP, code, name, through)

    def _is_held_up(self, op: int) -> bool:
        return self._lanes.places[op].start > self._book.works[op].place.start

    def _ahead(self, machine: int, arrival: int, start: int, op: int) -> Iterable[int]:
        for begin, other in self._lanes.by_machine[machine]:
            if begin < start and other != op and self._lanes.places[other].end > arrival:
                yield other

    def _shared(self, other: int, arrival: int, start: int) -> int:
        place = self._lanes.places[other]
        return min(place.end, start) - max(place.start, arrival)
