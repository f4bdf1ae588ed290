"""How much later each operation, purchase order and drawing of a line may be: slack in the shop's own terms."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from core.planning.factory.records import OpenOrder
from core.planning.plan.lanes import Lanes
from core.planning.plan.outlook import Outlook
from core.planning.plan.pegging import Wait
from core.planning.plan.reading import DRAWING
from core.planning.plan.slack import Slacks, slacks
from core.slacks import Slack, SlackKind


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSlack:
    """Of one sold line."""

    order_no: str
    line_no: int
    minutes: int
    parts: tuple[Slack, ...]


class Spare:
    """Slack of the lines of an outlook. Who is late anyway is as good as he is: nothing he needs has to be sooner."""

    def __init__(self, outlook: Outlook) -> None:
        self._outlook, self._book = outlook, outlook.book

    def lines(self) -> Iterator[LineSlack]:
        """By order and line; nothing about lines that wait for nothing any more. Raises `BadProblem`."""
        for line in self._outlook.sold:
            parts = (*self._operations(line), *self._receipts(line))
            if parts:
                minutes = min(part.minutes for part in parts)
                yield LineSlack(order_no=line.order_no, line_no=line.line_no, minutes=minutes, parts=parts)

    @cached_property
    def _slacks(self) -> Slacks:
        return slacks(Lanes.of(self._book, self._book.schedule), is_late_allowed=True)

    @cached_property
    def _open(self) -> dict[tuple[str, int], list[int]]:
        """By line, what has not begun, in the order in which it will."""
        if not self._book.works:
            return {}
        places, found = self._slacks.lanes.places, dict[tuple[str, int], list[int]]()
        for op in sorted(range(len(places)), key=lambda it: (places[it].start, it)):
            if op not in self._book.pinned:
                line = self._book.works[op].line
                found.setdefault((line.order_no, line.line_no), []).append(op)
        return found

    def _operations(self, line: OpenOrder) -> Iterator[Slack]:
        for op in self._open.get((line.order_no, line.line_no), ()):
            booking, latest = self._book.works[op].booking, self._slacks.latest[op]
            place = self._slacks.lanes.places[op]
            yield Slack(
                kind=SlackKind.DESIGN if booking.is_design else SlackKind.OPERATION, item_code=booking.item_code,
                seq=booking.seq, operation=booking.operation, work_centre=self._book.units[place.machine][0],
                minutes=max(0, latest - place.start), latest_at=self._book.moment(latest),
            )  # fmt: skip

    def _receipts(self, line: OpenOrder) -> Iterator[Slack]:
        """The tightest need of each receipt; what is here already waits for nobody."""
        epoch, needed = self._book.floor.epoch, dict[str, tuple[int, int]]()
        for wait, latest in self._needs(line):
            ready = wait.ready - epoch
            if ready > self._book.floor.now:
                needed[wait.reason] = min(needed.get(wait.reason, (latest - ready, latest)), (latest - ready, latest))
        for reason, (spare, latest) in sorted(needed.items()):
            yield Slack(
                kind=self._kind(reason), code="" if reason == DRAWING else reason, minutes=max(0, spare),
                latest_at=self._book.moment(latest),
            )  # fmt: skip

    def _needs(self, line: OpenOrder) -> Iterator[tuple[Wait, int]]:
        """What is waited for, and the last minute of the book at which it does no harm."""
        key = (line.order_no, line.line_no)
        for op in self._open.get(key, ()):
            for wait in self._book.works[op].waits:
                yield wait, self._slacks.latest[op]
        for wait in self._outlook.arrivals.waits.get(key, ()):
            yield wait, max(self._due(line), wait.ready - self._book.floor.epoch)

    def _due(self, line: OpenOrder) -> int:
        """The minute after which goods that are sold as they come are too late."""
        if line.wanted_by is None:
            return self._book.floor.horizon
        return self._book.shipping.end_for(line.wanted_by) - self._book.floor.epoch - 1

    def _kind(self, reason: str) -> SlackKind:
        if reason == DRAWING:
            return SlackKind.DRAWING
        is_ordered = any(it.po_no == reason for it in self._book.shop.purchase_orders)
        return SlackKind.PURCHASE_ORDER if is_ordered else SlackKind.MATERIAL
