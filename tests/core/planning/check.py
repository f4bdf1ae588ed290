"""An independent checker of answers. It shares no code with the engine: it reads the shop's plain fields only.

Time is taken minute by minute, material by adding up what came and what went.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from core.calendar import WorkingCalendar
from core.planning.factory.master import BomLine, Item, Operation, WorkCentre
from core.planning.factory.records import Booking
from core.planning.factory.shop import Shop
from core.planning.promise.answer import MaterialUse, PromiseAnswer, PromiseOption
from core.planning.promise.question import PromiseQuestion
from tests.core.planning.check_changeovers import check_changeovers
from tests.core.planning.runs import check_order_of_operations, earlier_lots, good_of
from tests.core.planning.worked import is_open

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def check(shop: Shop, question: PromiseQuestion, answer: PromiseAnswer | PromiseOption) -> None:
    """Assert that what is promised could happen in this shop."""
    check_bookings(shop, question, answer.bookings)
    check_order_of_operations(shop, answer.bookings)
    check_material_flow(shop, question, answer)
    check_supply(shop, question, answer.materials)
    check_dates(shop, answer)


def minutes(start: datetime, end: datetime) -> Iterator[datetime]:
    """Every minute from the start to before the end."""
    while start < end:
        yield start
        start += MINUTE


def works_on(calendar: WorkingCalendar, day: date) -> bool:
    """Is there a working minute on that calendar day?"""
    midnight = datetime(day.year, day.month, day.day, tzinfo=calendar.timezone)
    return any(is_open(calendar, midnight + n * 10 * MINUTE) for n in range(144))


def ship_day(calendar: WorkingCalendar, ready: datetime) -> date:
    """The first working day after that of the last minute before goods are ready; none of ours come at midnight."""
    day = (ready - MINUTE).astimezone(calendar.timezone).date() + DAY
    while not works_on(calendar, day):
        day += DAY
    return day


# Work centres


def check_bookings(shop: Shop, question: PromiseQuestion, bookings: Iterable[Booking]) -> None:
    """Inside working time, with exactly the minutes the routing asks for, and nowhere more than there are units."""
    centres = {centre.work_centre: centre for centre in shop.work_centres}
    used: dict[str, list[Booking]] = defaultdict(list)
    for booking in bookings:
        assert booking.start_at >= shop.as_of
        used[booking.work_centre].append(booking)
        if booking.operation == "DESIGN":
            check_worked(centres[booking.work_centre], booking, is_unattended=False)
        else:
            check_operation(shop, centres[booking.work_centre], booking)
    for code, mine in used.items():
        others = [each for each in shop.bookings if each.work_centre == code and each.order_no != question.order_no]
        check_capacity(centres[code], mine, [each for each in others if each.end_at > shop.as_of])
        check_changeovers(shop, centres[code], mine, others)


def check_operation(shop: Shop, centre: WorkCentre, booking: Booking) -> None:
    """The operation is in the routing, may be done there, and takes that long."""
    operation = next(each for each in shop.routings[booking.item_code] if each.seq == booking.seq)
    choice = next(each for each in operation.alternatives if each.work_centre == booking.work_centre)
    assert not choice.needs_approval
    assert "{" in operation.setup_family or booking.family == operation.setup_family
    assert not operation.skill or operation.skill in centre.skills
    if centre.is_subcontracted:
        assert choice.lead_days is not None
        week = [sum(end - start for start, end in shifts) for shifts in centre.calendar.week]
        day = 24 * 60 if centre.is_unattended else max(week)
        assert (booking.work_minutes, booking.setup_minutes) == (max(1, choice.lead_days * day), 0)
        check_worked(centre, booking, is_unattended=centre.is_unattended)
        return
    assert booking.work_minutes == max(1, operation.setup_minutes + run_minutes(operation, booking.qty, choice.speed))
    check_worked(centre, booking, is_unattended=operation.is_unattended)


def run_minutes(operation: Operation, qty: Decimal, speed: Decimal) -> int:
    """Run time in exact fractions, rounded up."""
    if operation.batch_size is not None:
        return -(-Fraction(qty) // Fraction(operation.batch_size)) * operation.batch_minutes
    return -(-Fraction(qty) * Fraction(operation.minutes_per_unit) // Fraction(speed))


def check_worked(centre: WorkCentre, booking: Booking, *, is_unattended: bool) -> None:
    """It starts and ends in working time and works its minutes in between."""
    assert is_open(centre.calendar, booking.start_at)
    if is_unattended:
        closed = centre.calendar.closed
        assert not [each for each in closed if each.start_at < booking.end_at and booking.start_at < each.end_at]
        assert booking.end_at - booking.start_at == booking.work_minutes * MINUTE
        return
    assert is_open(centre.calendar, booking.end_at - MINUTE)
    worked = sum(is_open(centre.calendar, minute) for minute in minutes(booking.start_at, booking.end_at))
    assert worked == booking.work_minutes


def check_capacity(centre: WorkCentre, mine: Sequence[Booking], standing: Sequence[Booking]) -> None:
    """At no moment more jobs than units, counting what was there already."""
    for booking in mine:
        others = [each for each in (*mine, *standing) if each is not booking]
        overlapping = [each for each in others if each.start_at < booking.end_at and booking.start_at < each.end_at]
        for moment in {booking.start_at, *(max(booking.start_at, each.start_at) for each in overlapping)}:
            at_once = 1 + sum(each.start_at <= moment < each.end_at for each in overlapping)
            assert at_once <= centre.capacity
        assert 0 <= booking.unit < centre.capacity
        assert not [each for each in mine if each is not booking and each in overlapping and each.unit == booking.unit]


# Material


def check_material_flow(shop: Shop, question: PromiseQuestion, answer: PromiseAnswer | PromiseOption) -> None:
    """Up to every moment no more of an item was used than had come, and in the end exactly what was asked is there."""
    items = {item.item_code: item for item in shop.items}
    came: dict[str, list[tuple[datetime, Decimal]]] = defaultdict(list)
    used: dict[str, list[tuple[datetime, Decimal]]] = defaultdict(list)
    for use in answer.materials:
        came[use.item_code].append((use.available_at, use.qty))
    for item_code, end_at, qty in finished_runs(shop, answer.bookings):
        came[item_code].append((end_at, qty))
    for booking in answer.bookings:
        for line in consumed_by(shop, booking):
            before = sum((each.qty for each in earlier_lots(answer.bookings, booking)), Decimal(0))
            upto = in_steps(items[line.component], gross(line, before + booking.qty))
            used[line.component].append((booking.start_at, upto - in_steps(items[line.component], gross(line, before))))
    ready = {promise.line_no: promise.ready_at for promise in answer.lines}
    for demand in question.lines:
        qty = in_steps(items[demand.product], Fraction(demand.qty))
        for part_ready, part_qty in parts_of(answer, demand.line_no, qty, ready[demand.line_no]):
            used[demand.product].append((part_ready, part_qty))
    for item_code in came.keys() | used.keys():
        check_balance(came[item_code], used[item_code])


def parts_of(
    answer: PromiseAnswer | PromiseOption, line_no: int, qty: Decimal, ready: datetime
) -> list[tuple[datetime, Decimal]]:
    """When how much of a line leaves."""
    parts = [part for part in getattr(answer, "parts", ()) if part.line_no == line_no]
    assert not parts or sum(part.qty for part in parts) == qty
    return [(part.ready_at, part.qty) for part in parts] or [(ready, qty)]


def finished_runs(shop: Shop, bookings: Iterable[Booking]) -> Iterator[tuple[str, datetime, Decimal]]:
    """What comes out of each last operation."""
    steps = {item.item_code: item.qty_step for item in shop.items}
    for booking in bookings:
        operations = shop.routings.get(booking.item_code, ())
        if booking.operation != "DESIGN" and booking.seq == max(each.seq for each in operations):
            yield booking.item_code, booking.end_at, good_of(shop, booking) * steps[booking.item_code]


def consumed_by(shop: Shop, booking: Booking) -> list[BomLine]:
    """Components that this operation needs."""
    if booking.operation == "DESIGN":
        return []
    first = min(each.seq for each in shop.routings[booking.item_code])
    lines = shop.boms.get(booking.item_code, ())
    return [line for line in lines if (first if line.at_seq is None else line.at_seq) == booking.seq]


def gross(line: BomLine, qty: Decimal) -> Fraction:
    """Needed for that many, losses included."""
    return Fraction(qty) * Fraction(line.qty_per) / (1 - Fraction(line.scrap_rate))


def in_steps(item: Item, qty: Fraction) -> Decimal:
    """Rounded up to whole steps."""
    return -(-qty // Fraction(item.qty_step)) * item.qty_step


def check_balance(came: Sequence[tuple[datetime, Decimal]], used: Sequence[tuple[datetime, Decimal]]) -> None:
    """Never in debt, and nothing left over."""
    for moment, _ in used:
        there = sum(qty for at, qty in came if at <= moment)
        gone = sum(qty for at, qty in used if at <= moment)
        assert gone <= there
    assert sum(qty for _, qty in came) == sum(qty for _, qty in used)


def check_supply(shop: Shop, question: PromiseQuestion, materials: Iterable[MaterialUse]) -> None:
    """Nothing is taken twice, and nothing comes before it can."""
    held = [each for each in shop.allocations if each.order_no != question.order_no]
    materials = tuple(materials)
    taken: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for source, item_code, po_no, qty in [
        *((each.source, each.item_code, each.po_no, each.qty) for each in held),
        *((each.source, each.item_code, each.po_no, each.qty) for each in materials),
    ]:
        taken[source, item_code, po_no] += qty
    orders = {(po.po_no, po.item_code): po for po in shop.purchase_orders}
    items = {item.item_code: item for item in shop.items}
    custom = {(line.line_no, line.product) for line in question.lines if line.is_custom}
    for use in materials:
        assert use.source == "PURCHASE" or (use.line_no, use.item_code) not in custom
        assert use.qty % items[use.item_code].qty_step == 0
        quantity = taken[use.source, use.item_code, use.po_no]
        if use.source == "STOCK":
            assert quantity <= shop.stock[use.item_code]
        elif use.source == "PURCHASE_ORDER":
            po = orders[use.po_no, use.item_code]
            assert quantity <= po.open_qty
            assert use.available_at >= (po.eta if po.eta > shop.as_of else shop.as_of + DAY)
        else:
            assert use.available_at >= earliest_purchase(shop, items[use.item_code])
        assert use.available_at >= shop.as_of
        assert use.qty > 0


def earliest_purchase(shop: Shop, item: Item) -> datetime:
    """So many days after now, working or calendar."""
    assert item.purchase_lead_days is not None
    if item.lead_day_kind == "CALENDAR":
        return shop.as_of + item.purchase_lead_days * DAY
    day, left = shop.as_of.astimezone(shop.calendar.timezone).date(), item.purchase_lead_days
    days = 0
    while left:
        days += 1
        left -= works_on(shop.calendar, day + days * DAY)
    return shop.as_of + days * DAY


# Dates


def check_dates(shop: Shop, answer: PromiseAnswer | PromiseOption) -> None:
    """Goods leave on the working day after they are ready; the order with its last line."""
    for promise in answer.lines:
        assert promise.promise_date >= ship_day(shop.calendar, promise.ready_at)
    promises = (*answer.lines, *getattr(answer, "parts", ()))
    assert answer.promise_date == max(promise.promise_date for promise in promises)
    assert answer.promise_date == max(ship_day(shop.calendar, promise.ready_at) for promise in promises)
