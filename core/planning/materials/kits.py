"""Kits: what the orders need of material, where each quantity comes from, and whether it is there in time.

Who gets what is decided when an order is promised: what is kept for one order is nobody else's (see
`core.planning.materials.reservations`). So two orders never both count the same pieces.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from core.calendar import minute_after, moment_of
from core.planning.factory.arrivals import expected, lead_days
from core.planning.factory.master import ZERO, Item
from core.planning.factory.records import Allocation, Booking, OpenOrder, Source
from core.planning.factory.shop import Shop


class Readiness(StrEnum):
    """May work begin?

    READY: all material is on the shelf. AT_RISK: the rest is expected in time, or data are old. BLOCKED: something
    comes later than the work that needs it.
    """

    READY = "READY"
    AT_RISK = "AT_RISK"
    BLOCKED = "BLOCKED"


@dataclass(frozen=True, slots=True)
class Supplied:
    """A quantity and where it comes from."""

    qty: Decimal
    source: Source
    available_at: datetime | None
    """None: nobody can say."""
    po_no: str = ""


@dataclass(frozen=True, slots=True)
class KitLine:
    """One item of a kit."""

    item: Item
    parts: tuple[Supplied, ...]
    need_at: datetime | None
    """When the first operation that takes it starts, or the goods have to leave; None when neither is known."""

    @property
    def qty(self) -> Decimal:
        """All that the order needs."""
        return sum((part.qty for part in self.parts), ZERO)

    @property
    def on_shelf(self) -> Decimal:
        """What of it is there."""
        return sum((part.qty for part in self.parts if part.source is Source.STOCK), ZERO)

    @property
    def is_there(self) -> bool:
        """All of it is on the shelf."""
        return all(part.source is Source.STOCK for part in self.parts)

    @property
    def available_at(self) -> datetime | None:
        """When the last of it is there; None when nobody can say."""
        moments = [part.available_at for part in self.parts]
        return None if None in moments else max(each for each in moments if each is not None)

    @property
    def is_late(self) -> bool:
        """Some of it comes after the work that needs it begins, or nobody knows when."""
        if self.is_there:
            return False
        there = self.available_at
        return there is None or (self.need_at is not None and there > self.need_at)


@dataclass(frozen=True)
class Kit:
    """The material of one order."""

    order_no: str
    lines: tuple[KitLine, ...]
    start_at: datetime | None
    """When its first operation begins; None when none is planned."""
    is_stale: bool = False
    """Stock or purchase orders were not heard of for too long."""

    @cached_property
    def readiness(self) -> Readiness:
        """The verdict. Old data never make it better than AT_RISK."""
        if any(line.is_late for line in self.lines):
            return Readiness.BLOCKED
        return Readiness.READY if self._is_complete and not self.is_stale else Readiness.AT_RISK

    @property
    def rate(self) -> Decimal | None:
        """Kit rate: lines all there over lines needed; None where nothing is needed."""
        return Decimal(sum(line.is_there for line in self.lines)) / len(self.lines) if self.lines else None

    @property
    def kit_at(self) -> datetime | None:
        """When everything is there; None when nobody can say, or nothing is needed."""
        moments = [line.available_at for line in self.lines]
        return None if None in moments else max((each for each in moments if each is not None), default=None)

    @property
    def missing(self) -> tuple[KitLine, ...]:
        """Lines that are not all on the shelf, the latest first."""
        short = [line for line in self.lines if not line.is_there]
        return tuple(sorted(short, key=_by_arrival, reverse=True))

    @property
    def _is_complete(self) -> bool:
        return all(line.is_there for line in self.lines)


def _by_arrival(line: KitLine) -> tuple[bool, float, str]:
    there = line.available_at
    return there is None, there.timestamp() if there else 0.0, line.item.item_code


def kits_of(shop: Shop, orders: Iterable[str]) -> Iterator[Kit]:
    """The kit of each of these orders, from what the shop keeps for them."""
    allocations: dict[str, list[Allocation]] = {}
    for allocation in shop.allocations:
        allocations.setdefault(allocation.order_no, []).append(allocation)
    bookings: dict[str, list[Booking]] = {}
    for booking in shop.bookings:
        bookings.setdefault(booking.order_no, []).append(booking)
    lines_of: dict[str, list[OpenOrder]] = {}
    for line in shop.orders:
        lines_of.setdefault(line.order_no, []).append(line)
    is_stale = any(source.is_stale(shop.as_of) for source in shop.data_ages if source.source in _SOURCES)
    for order_no in orders:
        booked = bookings.get(order_no, [])
        starts = [booking.start_at for booking in booked if not booking.is_design]
        start_at = min(starts, default=None)
        needed = _goods(shop, lines_of.get(order_no, ())) | _need_dates(shop, booked)
        lines = tuple(_lines(shop, allocations.get(order_no, ()), needed, start_at))
        yield Kit(order_no, lines, start_at, is_stale)


def holders_of(shop: Shop, item_code: str, *, but: str) -> list[tuple[str, Decimal]]:
    """Who else has pieces of an item on the shelf, the most first."""
    held: dict[str, Decimal] = {}
    for kept in shop.allocations:
        if kept.item_code == item_code and kept.source is Source.STOCK and kept.order_no != but:
            held[kept.order_no] = held.get(kept.order_no, ZERO) + kept.qty
    return sorted(held.items(), key=lambda pair: (-pair[1], pair[0]))


_SOURCES = frozenset({"stock", "purchase_orders"})


def _lines(
    shop: Shop, kept: Iterable[Allocation], need_at: Mapping[str, datetime], start_at: datetime | None
) -> Iterator[KitLine]:
    by_item: dict[str, list[Allocation]] = {}
    for allocation in kept:
        by_item.setdefault(allocation.item_code, []).append(allocation)
    for code, allocations in sorted(by_item.items()):
        parts = sorted((_supplied(shop, each) for each in allocations), key=lambda part: (part.source, part.po_no))
        yield KitLine(shop.item(code), tuple(parts), need_at.get(code, start_at))


def _supplied(shop: Shop, kept: Allocation) -> Supplied:
    now = minute_after(shop.as_of)
    if kept.source is Source.STOCK:
        return Supplied(kept.qty, kept.source, shop.as_of)
    if kept.source is Source.PURCHASE_ORDER:
        receipt = shop.receipt(kept.po_no, kept.item_code)
        there = None if receipt is None else expected(minute_after(receipt.eta), now)
    else:
        days = lead_days(shop.item(kept.item_code), shop.calendar.local_date(shop.as_of), shop.calendar)
        there = None if days is None else now + timedelta(days=days) // timedelta(minutes=1)
    available = None if there is None else shop.calendar.next_working(moment_of(there))
    return Supplied(kept.qty, kept.source, available, kept.po_no)


def _goods(shop: Shop, lines: Iterable[OpenOrder]) -> dict[str, datetime]:
    """When goods that are sold as they come have to be there: before the day on which they leave."""
    days: dict[str, date] = {}
    for line in lines:
        if line.wanted_by is not None:
            days[line.product] = min(line.wanted_by, days.get(line.product, line.wanted_by))
    return {product: datetime.combine(day, time(), shop.calendar.timezone) for product, day in days.items()}


def _need_dates(shop: Shop, bookings: Iterable[Booking]) -> dict[str, datetime]:
    """When each item is first taken from the shelf: with the operation that its BOM line names, or the first."""
    needed: dict[str, datetime] = {}
    for booking in bookings:
        for line in shop.components_at(booking.item_code, booking.seq, booking.order_no):
            before = needed.get(line.component, booking.start_at)
            needed[line.component] = min(before, booking.start_at)
    return needed
