"""What is reserved and what is coming: the moving part of the shop."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from core.pins import EVERYTHING, Step
from core.planning.errors import BadQuantity
from core.planning.factory.master import require, require_not_negative


class Source(StrEnum):
    """Where a quantity of material comes from."""

    STOCK = "STOCK"
    PURCHASE_ORDER = "PURCHASE_ORDER"
    PURCHASE = "PURCHASE"
    """To be bought: no purchase order holds it yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseOrder:
    """What a supplier still owes of one item. `po_no` and item together are unique."""

    po_no: str
    item_code: str
    open_qty: Decimal
    eta: datetime

    def __post_init__(self) -> None:
        require_not_negative("purchase order", self.po_no, open_qty=self.open_qty)
        require_aware("purchase order", self.po_no, self.eta)


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """Time on a work centre kept for one operation of an order or of a held quote."""

    order_no: str
    work_centre: str
    start_at: datetime
    end_at: datetime
    """The last minute worked is before it; the operation may pause over closures in between."""
    unit: int = 0
    """Which of the work centre's equal units, from 0."""
    line_no: int = 1
    part: int = 1
    """Which partial delivery, when a line ships in several."""
    item_code: str = ""
    seq: int = 0
    operation: str = ""
    qty: Decimal = Decimal(0)
    work_minutes: int = 0
    """Set-up included."""
    setup_minutes: int = 0
    overtime_minutes: int = 0
    """Of the work minutes, those in opened overtime windows."""
    lot: int = 0
    """Which of the lots that run side by side, from 1; 0 for a quantity made in one."""
    family: str = ""
    """What the machine is set up for while it runs; changing over to it and from it takes time beside it."""

    @property
    def is_design(self) -> bool:
        """Engineers' work on the drawing, not an operation of a routing."""
        return not self.seq

    def __post_init__(self) -> None:
        require_aware("booking", self.order_no, self.start_at)
        require_aware("booking", self.order_no, self.end_at)
        length = self.end_at - self.start_at
        require("booking", self.order_no, "end_at", int(length / timedelta(minutes=1)), length > timedelta(0))


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenOrder:
    """One line of an order that is still to be delivered, or of a held quote: what a plan has to know of it."""

    order_no: str
    product: str
    line_no: int = 1
    qty: Decimal = Decimal(0)
    promise_date: date | None = None
    """The promise in force; of a held quote, the date that is offered."""
    requested_date: date | None = None
    customer_class: str = ""
    is_quote: bool = False
    """Held until it expires or is bought, at these very times."""
    is_rush: bool = False
    is_begun: bool = False
    """Production has reported its start."""
    percent: int = 0
    """Of the order that is made."""
    is_kitted: bool = False
    """Purchasing has reported that its material is there."""
    drawn_at: datetime | None = None
    """When a drawing that is not there yet was said to be."""
    pins: frozenset[Step] = frozenset()
    """Of its planned work, what a lead wants left where it is."""
    revisions: frozenset[tuple[str, str]] = frozenset()
    """Items of it that are made to another revision than the one in force."""

    def __post_init__(self) -> None:
        require_not_negative("order", self.order_no, qty=self.qty, percent=self.percent)
        if self.drawn_at is not None:
            require_aware("order", self.order_no, self.drawn_at)

    @property
    def wanted_by(self) -> date | None:
        """The day it is measured by: the promise, or without one the customer's wish."""
        return self.promise_date or self.requested_date

    def is_pinned(self, booking: Booking) -> bool:
        """Does a lead want that work of it left where it is?"""
        return bool(self.pins) and not self.pins.isdisjoint({EVERYTHING, (booking.item_code, booking.seq)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """Material kept for one order or held quote."""

    order_no: str
    item_code: str
    qty: Decimal
    source: Source = Source.STOCK
    po_no: str = ""

    def __post_init__(self) -> None:
        require_not_negative("allocation", self.order_no, qty=self.qty)


@dataclass(frozen=True, slots=True)
class DataAge:
    """When a source last confirmed its data, and how old they may be. `confirmed_at` None: never heard of."""

    source: str
    confirmed_at: datetime | None
    max_age: timedelta

    def age(self, at: datetime) -> timedelta | None:
        """How old the data are; None when there are none."""
        return None if self.confirmed_at is None else at - self.confirmed_at

    def is_stale(self, at: datetime) -> bool:
        """Missing, or older than its limit."""
        return self.confirmed_at is None or at - self.confirmed_at > self.max_age


REPORT_LIMIT = timedelta(hours=24)
"""So long after its time work may begin, or be finished, without a report; then nobody knows how it stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreported:
    """A sold order of which production should long have reported something."""

    order_no: str
    since: datetime
    """When it should have begun; of one that has, when it should have been finished."""
    is_begun: bool


class WorkDue(NamedTuple):
    """When the work of an order should begin, and be finished."""

    start_at: datetime
    end_at: datetime

    def unreported(self, order_no: str, limit: datetime, *, is_begun: bool) -> Unreported | None:
        """What is missing where nothing else was reported of it than perhaps its start; None as long as it has time."""
        since = self.end_at if is_begun else self.start_at
        return Unreported(order_no=order_no, since=since, is_begun=is_begun) if since < limit else None


def require_aware(kind: str, code: str, moment: datetime) -> None:
    """Refuse a time without a zone: it names no moment. Raises `BadQuantity`."""
    if moment.tzinfo is None:
        raise BadQuantity(kind=kind, code=code, field="time zone", value=str(moment))
