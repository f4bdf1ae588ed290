"""The sold lines of a book, and on which day each leaves when its operations end like this or that."""

from datetime import date
from functools import cached_property

from core.planning.factory.records import OpenOrder
from core.planning.plan.arrivals import Arrivals, LineId
from core.planning.plan.expected import Expected
from core.planning.plan.lanes import Lanes
from core.planning.plan.slack import Slacks, slacks


class Outlook:
    """`lasts`: by line, the operations that finish it."""

    def __init__(self, book: Expected) -> None:
        self.book = book
        self.arrivals = Arrivals.of(book)
        self.lasts: dict[LineId, list[int]] = {}
        for line, last in book.lines:
            self.lasts.setdefault((line.order_no, line.line_no), []).append(last)

    @cached_property
    def ends(self) -> list[int]:
        """By operation, when it will really end."""
        return [int(end) for end in self.book.schedule.end]

    @property
    def sold(self) -> list[OpenOrder]:
        """By order and line; held quotes are none of them."""
        lines = (line for line in self.book.shop.orders if not line.is_quote)
        return sorted(lines, key=lambda line: (line.order_no, line.line_no))

    def day(self, line: LineId, ends: list[int], but: str = "") -> date | None:
        """When a line leaves if its operations end like this; without waiting for goods of that purchase order.

        None when it waits for nothing.
        """
        end = max((ends[last] for last in self.lasts.get(line, ())), default=0)
        end = max(end, self.arrivals.end(line, but))
        return self.book.ship_day(end) if end else None

    def slack(self, line: LineId) -> int:
        """Minutes its tightest operation may begin later. What is under way cannot: there the end decides."""
        if line not in self.lasts:
            return 0
        found = [self._dues[last] - self.ends[last] for last in self.lasts[line]]
        return min([*found, *(self._slacks.of(op) for op in self._open.get(line, ()))])

    @cached_property
    def _slacks(self) -> Slacks:
        return slacks(Lanes.of(self.book, self.book.schedule))

    @cached_property
    def _dues(self) -> dict[int, int]:
        return {order.last: order.due for order in self.book.problem.orders}

    @cached_property
    def _open(self) -> dict[LineId, list[int]]:
        """By line, what has not begun."""
        found: dict[LineId, list[int]] = {}
        for op, work in enumerate(self.book.works):
            if op not in self.book.pinned:
                found.setdefault((work.line.order_no, work.line.line_no), []).append(op)
        return found
