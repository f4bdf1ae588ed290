"""Load: planned over available hours, per work centre and day, and what the work of these days needs of material."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property

from core.calendar import Axis, Span, minute_after, minute_of
from core.planning.factory.master import ZERO, ItemKind, WorkCentre
from core.planning.factory.records import Booking
from core.planning.factory.shop import Shop

SCARCE_SHARE = Decimal("0.85")
"""A work centre whose hours are taken by so much is worth a look before it is promised again."""


@dataclass(frozen=True, slots=True)
class DayLoad:
    """One work centre on one calendar day, in minutes of all its units together."""

    day: date
    planned: int
    available: int


@dataclass(frozen=True, slots=True)
class CentreLoad:
    """One work centre over the days asked for."""

    work_centre: str
    name: str
    days: tuple[DayLoad, ...]
    orders: tuple[tuple[str, int], ...]
    """Order numbers with their minutes here, the largest first."""

    @property
    def planned(self) -> int:
        """Minutes planned."""
        return sum(day.planned for day in self.days)

    @property
    def available(self) -> int:
        """Minutes that it works."""
        return sum(day.available for day in self.days)

    @property
    def share(self) -> Decimal:
        """Capacity load: planned over available; 1 where something is planned and nothing is available."""
        if not self.available:
            return Decimal(bool(self.planned))
        return Decimal(self.planned) / self.available


@dataclass(frozen=True, slots=True)
class MaterialNeed:
    """What the operations that start in these days need of one bought item."""

    item_code: str
    name: str
    uom: str
    qty: Decimal
    on_hand: Decimal

    @property
    def short(self) -> Decimal:
        """What is not on the shelf."""
        return max(ZERO, self.qty - self.on_hand)


@dataclass(frozen=True)
class Load:
    """The load of some days."""

    first: date
    last: date
    centres: tuple[CentreLoad, ...]
    needs: tuple[MaterialNeed, ...]

    @cached_property
    def by_share(self) -> tuple[CentreLoad, ...]:
        """The fullest first."""
        return tuple(sorted(self.centres, key=lambda each: (-each.share, each.work_centre)))

    @property
    def bottleneck(self) -> CentreLoad | None:
        """The work centre that limits output in these days; None when nothing is planned."""
        fullest = next(iter(self.by_share), None)
        return fullest if fullest is not None and fullest.planned else None


def load_of(shop: Shop, days: int) -> Load:
    """The load of so many calendar days from today on. What is over by now counts no more, on either side."""
    first = shop.calendar.local_date(shop.as_of)
    midnights = [_midnight(shop, first + timedelta(days=n)) for n in range(days + 1)]
    by_centre: dict[str, list[Booking]] = {}
    for booking in shop.bookings:
        by_centre.setdefault(booking.work_centre, []).append(booking)
    unattended = {
        choice.work_centre
        for operations in shop.routings.values()
        for operation in operations
        if operation.is_unattended
        for choice in operation.alternatives
    }
    measured = _Days(shop, first, midnights, minute_after(shop.as_of))
    centres = tuple(
        measured.centre(centre, by_centre.get(centre.work_centre, ()), centre.work_centre in unattended)
        for centre in sorted(shop.work_centres, key=lambda each: each.work_centre)
    )
    return Load(first, first + timedelta(days=days - 1), centres, _needs(shop, midnights[-1]))


def _midnight(shop: Shop, day: date) -> int:
    return minute_of(datetime.combine(day, time(), shop.calendar.timezone))


@dataclass(frozen=True)
class _Days:
    shop: Shop
    first: date
    midnights: list[int]
    now: int

    def centre(self, centre: WorkCentre, bookings: Iterable[Booking], is_unattended: bool) -> CentreLoad:
        """One work centre with what is booked on it."""
        last = self.first + timedelta(days=len(self.midnights))
        axis = centre.calendar.axis(self.first - timedelta(days=2), last)
        planned, orders = Counter[int](), Counter[str]()
        for booking, changeover in self._with_changeovers(centre, bookings):
            for n, minutes in (*self._minutes_of(booking, axis), *self._changing_over(booking, changeover, axis)):
                planned[n] += minutes
                orders[booking.order_no] += minutes
        days = tuple(
            DayLoad(self.first + timedelta(days=n), planned[n], centre.capacity * _open(axis, span, is_unattended))
            for n, span in enumerate(self._spans())
        )
        largest = tuple(sorted(orders.items(), key=lambda pair: (-pair[1], pair[0])))
        return CentreLoad(centre.work_centre, centre.name, days, largest)

    def _with_changeovers(self, centre: WorkCentre, bookings: Iterable[Booking]) -> Iterator[tuple[Booking, int]]:
        """Each booking with the minutes of changing its unit over to it."""
        setup, families = self.shop.setups.get(centre.group, {}), dict[int, str]()
        for booking in sorted(bookings, key=lambda each: each.start_at):
            before = families.get(booking.unit, booking.family)
            families[booking.unit] = booking.family
            yield booking, setup.get((before, booking.family), 0) if before != booking.family else 0

    def _changing_over(self, booking: Booking, minutes: int, axis: Axis) -> Iterator[tuple[int, int]]:
        """The working time right before a booking, which may be that of the day before."""
        start = minute_of(booking.start_at)
        begins = axis.start(max(0, axis.worked(start) - minutes))
        for n, (opens, closes) in enumerate(self._spans()):
            a, b = max(begins, opens), min(start, closes)
            if minutes and a < b:
                yield n, axis.worked(b) - axis.worked(a)

    def _spans(self) -> Iterator[Span]:
        """What is left of each day."""
        for start, end in zip(self.midnights, self.midnights[1:], strict=False):
            yield max(start, min(self.now, end)), end

    def _minutes_of(self, booking: Booking, axis: Axis) -> Iterator[tuple[int, int]]:
        """What a booking takes of each day: working time, and as much of closed time as it runs beyond that."""
        start, end = minute_of(booking.start_at), minute_after(booking.end_at)
        outside = booking.work_minutes - (axis.worked(end) - axis.worked(start))
        for n, (opens, closes) in enumerate(self._spans()):
            a, b = max(start, opens), min(end, closes)
            if a < b:
                worked = axis.worked(b) - axis.worked(a)
                beyond = max(0, min(outside, b - a - worked))
                outside -= beyond
                if worked + beyond:
                    yield n, worked + beyond


def _open(axis: Axis, span: Span, is_unattended: bool) -> int:
    start, end = span
    if not is_unattended:
        return axis.worked(end) - axis.worked(start)
    closed = sum(max(0, min(end, last) - max(start, first)) for first, last in axis.holes)
    return end - start - closed


def _needs(shop: Shop, until: int) -> tuple[MaterialNeed, ...]:
    """Bought material of all operations that start from now until then; the shortest first."""
    totals: dict[str, Decimal] = {}
    for booking in shop.bookings:
        if minute_of(shop.as_of) <= minute_of(booking.start_at) < until and not booking.is_design:
            for component, qty in _components(shop, booking):
                totals[component] = totals.get(component, ZERO) + qty
    needs = [_need(shop, code, qty) for code, qty in totals.items()]
    return tuple(sorted(needs, key=lambda need: (not need.short, -need.short * _price(shop, need), need.item_code)))


def _need(shop: Shop, code: str, qty: Decimal) -> MaterialNeed:
    item = shop.item(code)
    return MaterialNeed(code, item.name, item.uom, item.in_steps(qty), shop.stock.get(code, ZERO))


def _price(shop: Shop, need: MaterialNeed) -> Decimal:
    return max(shop.item(need.item_code).unit_cost, Decimal("0.01"))


def _components(shop: Shop, booking: Booking) -> Iterator[tuple[str, Decimal]]:
    """What of bought material this operation takes from the shelf."""
    for line in shop.components_at(booking.item_code, booking.seq, booking.order_no):
        if shop.item(line.component).kind is ItemKind.BOUGHT:
            yield line.component, line.gross(booking.qty)
