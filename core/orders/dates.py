"""The five dates of an order, read off its lines. There is never just one "delivery date"."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from core.orders.line import OrderLine
from core.orders.status import COMMITTED, OrderStatus


class Dated:
    """The date side of `Order`."""

    if TYPE_CHECKING:
        lines: list[OrderLine]
        status: OrderStatus

    @property
    def requested_date(self) -> date | None:
        """The day the customer wants everything by."""
        return latest(line.requested_date for line in self.lines)

    @property
    def first_promise_date(self) -> date | None:
        """The first day ever promised for everything; never edited."""
        return latest(line.first_promise_date for line in self.lines)

    @property
    def promise_date(self) -> date | None:
        """The promise in force."""
        return latest(line.promise_date for line in self.lines)

    @property
    def forecast_date(self) -> date | None:
        """The day we now expect."""
        return latest(line.forecast_date for line in self.lines)

    @property
    def actual_ship_date(self) -> date | None:
        """The day the last line left, once it has."""
        days = [line.actual_ship_date for line in self.lines]
        return None if None in days else latest(days)

    def is_overdue(self, today: date) -> bool:
        """Some line was promised, has not been shipped, and its day has passed."""
        return self.status in COMMITTED and any(line.is_overdue(today) for line in self.lines)

    @property
    def is_at_risk(self) -> bool:
        """We expect to miss the promise of some line."""
        return self.status in COMMITTED and any(line.is_at_risk for line in self.lines)


def latest(days: Iterable[date | None]) -> date | None:
    """The last of those that are known."""
    known = [day for day in days if day is not None]
    return max(known, default=None)
