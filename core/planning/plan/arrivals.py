"""Goods that are bought or on the shelf as they are sold: when those of each line are there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.planning.factory.records import Allocation, OpenOrder, Source
from core.planning.plan.book import Book
from core.planning.plan.pegging import Pegging, Wait

LineId = tuple[str, int]
"""An order and its line."""


@dataclass(frozen=True, eq=False)
class Arrivals:
    """By line, what its goods wait for besides machines; an empty tuple where all of them are on the shelf."""

    book: Book
    waits: Mapping[LineId, tuple[Wait, ...]]

    @classmethod
    def of(cls, book: Book) -> "Arrivals":
        """Look up what is kept of products for the orders they are sold to.

        Goods that nobody has ordered yet are ordered in time; a line that waits for such has no arrival.
        """
        shop, floor = book.shop, book.floor
        pegging = Pegging(shop, shop.calendar.axis(floor.first, floor.last))
        kept: dict[tuple[str, str], list[Allocation]] = {}
        for allocation in shop.allocations:
            kept.setdefault((allocation.order_no, allocation.item_code), []).append(allocation)
        found = {}
        for line in shop.orders:
            goods = kept.get((line.order_no, line.product), ())
            if goods and not line.is_quote and all(each.source is not Source.PURCHASE for each in goods):
                waits = () if line.is_kitted else tuple(pegging.available(each) for each in goods)
                found[line.order_no, line.line_no] = tuple(wait for wait in waits if wait.reason)
        return cls(book, found)

    def end(self, line: LineId, but: str = "") -> int:
        """The minute (of the book) after the one in which the last goods come, without that purchase order; or 0."""
        coming = [wait.ready - self.book.floor.epoch + 1 for wait in self.waits.get(line, ()) if wait.reason != but]
        return max(coming, default=0)

    def on_the_shelf(self, line: OpenOrder) -> date | None:
        """When a line leaves that nobody has to make and everything of which is here: as agreed, or today."""
        held = self.book.shop.held.get(line.order_no)
        is_made = held is not None and any(booking.line_no == line.line_no for booking in held.bookings)
        if is_made or self.waits.get((line.order_no, line.line_no)) != () or line.wanted_by is None:
            return None
        return max(line.wanted_by, self.book.shop.calendar.local_date(self.book.shop.as_of))
