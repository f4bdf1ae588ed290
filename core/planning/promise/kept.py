"""What is worked out once for a shop, whatever is booked in it."""

from datetime import datetime
from typing import Self

from core.calendar import Closure, Span, Window, WorkingCalendar
from core.planning.factory.records import Allocation, Booking
from core.planning.factory.shop import Shop


class Kept:
    """Overtime that could be worked and closures to come, looked up at the first question that asks for them."""

    def __init__(self) -> None:
        self._overtime: dict[str, list[tuple[Window, Span]]] = {}
        self._closures: dict[WorkingCalendar, tuple[datetime, datetime, list[Closure]]] = {}

    @classmethod
    def of(cls, shop: Shop) -> Self:
        """Nothing yet."""
        return cls()

    def after_booking(self, shop: Shop, bookings: tuple[Booking, ...], allocations: tuple[Allocation, ...]) -> Self:
        """The same: bookings change nothing here."""
        return self

    def after_release(self, shop: Shop, bookings: tuple[Booking, ...], allocations: tuple[Allocation, ...]) -> Self:
        """The same."""
        return self

    def overtime(self, shop: Shop, code: str) -> list[tuple[Window, Span]]:
        """The windows that could be opened on a work centre, and their minutes."""
        if code not in self._overtime:
            self._overtime[code] = [(each, each.span) for each in shop.centres_by_code[code].possible_overtime]
        return self._overtime[code]

    def closures(self, calendar: WorkingCalendar, start: datetime, end: datetime) -> list[Closure]:
        """The closures of a calendar that touch the time between two moments."""
        first, last, found = self._closures.get(calendar, (end, start, []))
        if start < first or end > last:
            further = end + (end - start)  # the next question looks a little further
            found = calendar.closures(start, further)
            self._closures[calendar] = start, further, found
        return [each for each in found if each.start_at < end and start < each.end_at]
