"""From a shop's bookings to the operations of a plan, with what each of them waits for."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from core.calendar import minute_after, minute_of
from core.planning.factory.records import Allocation, Booking, OpenOrder
from core.planning.factory.shop import Shop
from core.planning.plan.machines import Floor, Unit
from core.planning.plan.pegging import NO_WAIT, Pegging, Wait
from core.planning.plan.place import Place
from core.planning.plan.precedence import predecessors
from core.planning.plan.ways import Ways, ways_of

LineKey = tuple[str, int, int]
"""An order, its line, and which partial delivery of it."""
DRAWING = "DRAWING"
"""What an operation waits for whose drawing comes later than its material."""


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """One booked operation with what the factory knows of it. Minutes are those of the floor."""

    booking: Booking
    line: OpenOrder
    ways: Ways
    preds: tuple[int, ...]
    ready: int
    waits_for: str
    place: Place
    is_placed: bool = True
    """Its machine is still there."""
    waits: tuple[Wait, ...] = ()
    """Everything it waits for, in minutes since 1970; the latest is what `ready` and `waits_for` tell."""

    @property
    def key(self) -> LineKey:
        """What it is for."""
        return line_key(self.booking)


def line_key(booking: Booking) -> LineKey:
    """What a booking is for."""
    return booking.order_no, booking.line_no, booking.part


IsLeft = Callable[[OpenOrder, Booking], bool]
"""Is there still something to do of a booking of that line?"""


def works_of(shop: Shop, floor: Floor, units: Iterable[Unit], is_left: IsLeft | None = None) -> tuple[Work, ...]:
    """Every booking that is not finished, by order, line and operation, however they were read.

    Unless somebody knows better, a booking is finished when its time is over.
    """
    lines = {(line.order_no, line.line_no): line for line in shop.orders}
    machines = {unit: number for number, unit in enumerate(units)}
    is_left = is_left or (lambda _, booking: floor.minutes(booking)[1] > floor.now)
    found: list[Work] = []
    for bookings, waits in _orders(shop, floor, lines, is_left):
        for key in sorted({line_key(booking) for booking in bookings}):
            mine = [position for position, booking in enumerate(bookings) if line_key(booking) == key]
            line = _line_of(bookings[mine[0]], lines)
            group = [bookings[position] for position in mine]
            left = [position for position, booking in enumerate(group) if is_left(line, booking)]
            found += _line(floor, machines, line, group, [waits[position] for position in mine], left, len(found))
    return tuple(found)


def _line_of(booking: Booking, lines: Mapping[tuple[str, int], OpenOrder]) -> OpenOrder:
    return lines.get((booking.order_no, booking.line_no)) or _unknown(booking)


def _unknown(booking: Booking) -> OpenOrder:
    """Of an order that nobody has told us of, we only know that its time is taken."""
    return OpenOrder(
        order_no=booking.order_no, line_no=booking.line_no, product=booking.item_code, qty=booking.qty, is_quote=True
    )


def _orders(
    shop: Shop, floor: Floor, lines: Mapping[tuple[str, int], OpenOrder], is_left: IsLeft
) -> Iterator[tuple[list[Booking], list[list[Wait]]]]:
    kept: dict[str, list[Allocation]] = {}
    for allocation in shop.allocations:
        kept.setdefault(allocation.order_no, []).append(allocation)
    by_order: dict[str, list[Booking]] = {}
    for booking in sorted(shop.bookings, key=turn):
        by_order.setdefault(booking.order_no, []).append(booking)
    pegging = Pegging(shop, shop.calendar.axis(floor.first, floor.last))
    for order_no, bookings in sorted(by_order.items()):
        if any(is_left(_line_of(booking, lines), booking) for booking in bookings):
            yield bookings, pegging.waits(bookings, sorted(kept.get(order_no, ()), key=_source))


def turn(booking: Booking) -> tuple[object, ...]:
    """An order of bookings that does not depend on how they were read."""
    place = (booking.start_at, booking.end_at, booking.work_centre, booking.unit)
    return (*line_key(booking), booking.item_code, booking.seq, booking.qty, *place)


def _source(kept: Allocation) -> tuple[str, str, str]:
    return kept.item_code, kept.source, kept.po_no


def _line(
    floor: Floor, machines: Mapping[Unit, int], line: OpenOrder, bookings: Sequence[Booking],
    waits: Sequence[Sequence[Wait]], unfinished: Iterable[int], first: int,
) -> Iterator[Work]:  # fmt: skip
    """What is left to do for a line; the first of it is operation `first` of the plan."""
    before = predecessors(floor.shop, bookings)
    left = _and_after(set(unfinished), before)
    number = {position: first + count for count, position in enumerate(left)}
    for position in left:
        booking = bookings[position]
        material = () if line.is_kitted else waits[position]
        awaited = tuple(sorted({*material, _drawn(floor, line, booking)} - {NO_WAIT}))
        wait = max(awaited, default=NO_WAIT)
        capacity = floor.shop.centres_by_code[booking.work_centre].capacity
        machine = machines[booking.work_centre, booking.unit % capacity]
        yield Work(
            booking=booking,
            line=line,
            ways=ways_of(floor.shop, booking),
            preds=tuple(sorted(number[each] for each in before[position] if each in number)),
            ready=max(0, wait.ready - floor.epoch),
            waits_for=wait.reason,
            place=Place(machine, *floor.minutes(booking)),
            is_placed=booking.unit < capacity,
            waits=awaited,
        )


def _and_after(left: set[int], before: Sequence[Set[int]]) -> list[int]:
    """These, and what comes after one of them: nobody can have done it."""
    was_any = bool(left)
    while was_any:
        more = {position for position, preds in enumerate(before) if position not in left and preds & left}
        was_any = bool(more)
        left = left | more
    return sorted(left)


def _drawn(floor: Floor, line: OpenOrder, booking: Booking) -> Wait:
    """A drawing due on some day is there for what was planned to begin on it; one that is overdue, from tomorrow on."""
    if line.drawn_at is None or booking.is_design:
        return NO_WAIT
    calendar = floor.shop.calendar
    today = calendar.local_date(floor.shop.as_of)
    day = max(today, calendar.local_date(line.drawn_at - timedelta(minutes=1)))
    drawn = minute_after(datetime.combine(day + timedelta(days=1), time(), calendar.timezone))
    if day <= calendar.local_date(booking.start_at):
        drawn = min(drawn, minute_of(booking.start_at))
    return Wait(drawn, DRAWING)
