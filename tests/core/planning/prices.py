"""What a plan costs, from the shop's plain fields."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from core.planning.factory.master import WorkCentre
from core.planning.factory.records import Booking
from core.planning.factory.shop import Shop
from core.planning.promise.answer import MaterialUse, OptionKind, PromiseAnswer, PromiseOption
from tests.core.planning.check import minutes
from tests.core.planning.check_changeovers import changeover_minutes
from tests.core.planning.worked import is_open


def price_of(shop: Shop, order_no: str, plan: PromiseAnswer | PromiseOption) -> Fraction:
    """Material, work, changing over, overtime and hurry; the shop is the one without any lever pulled."""
    hurried = {lever.code for lever in getattr(plan, "levers", ()) if is_expedite(plan)}
    return material_price(shop, plan.materials, hurried) + work_price(shop, order_no, plan.bookings)


def is_expedite(plan: PromiseAnswer | PromiseOption) -> bool:
    """Do its levers hurry suppliers?"""
    return isinstance(plan, PromiseOption) and plan.kind is OptionKind.EXPEDITE_MATERIAL


def material_price(shop: Shop, materials: Iterable[MaterialUse], hurried: set[str]) -> Fraction:
    """Purchase prices, and one charge for each delivery that hurries."""
    items = {item.item_code: item for item in shop.items}
    uses = list(materials)
    deliveries = {(use.item_code, use.source, use.po_no) for use in uses if use.source != "STOCK"}
    charges = sum(items[code].expedite_cost for code, *_ in deliveries if code in hurried)
    return Fraction(sum(use.qty * items[use.item_code].unit_cost for use in uses)) + Fraction(charges)


def work_price(shop: Shop, order_no: str, bookings: Sequence[Booking]) -> Fraction:
    """Every work centre's hours, with what is changed over more than without these bookings; outside, every piece."""
    by_centre: dict[str, list[Booking]] = defaultdict(list)
    for booking in bookings:
        by_centre[booking.work_centre].append(booking)
    total = Fraction(0)
    for centre in shop.work_centres:
        mine = by_centre[centre.work_centre]
        if centre.is_subcontracted:
            total += sum(piece_price(shop, each) * Fraction(each.qty) for each in mine)
            continue
        others = [
            each for each in shop.bookings if each.work_centre == centre.work_centre and each.order_no != order_no
        ]
        more = changeover_minutes(shop, centre, [*mine, *others]) - changeover_minutes(shop, centre, others)
        ordinary = sum(each.work_minutes for each in mine) + more
        total += Fraction(centre.cost_per_hour) * ordinary / 60
        premium = max(Decimal(0), centre.overtime_cost_per_hour - centre.cost_per_hour)
        total += Fraction(premium) * sum(overtime_minutes(shop, centre, each) for each in mine) / 60
    return total


def piece_price(shop: Shop, booking: Booking) -> Fraction:
    """What whoever does it outside takes for a piece."""
    step = next(each for each in shop.routings[booking.item_code] if each.seq == booking.seq)
    return Fraction(next(each.price for each in step.alternatives if each.work_centre == booking.work_centre))


def overtime_minutes(shop: Shop, centre: WorkCentre, booking: Booking) -> int:
    """Minutes that it is tended outside ordinary working time; unattended work at its start only."""
    steps = shop.routings.get(booking.item_code, ())
    if any(step.seq == booking.seq and step.is_unattended for step in steps):
        return 0 if is_open(centre.calendar, booking.start_at) else max(1, booking.setup_minutes)
    inside = sum(is_open(centre.calendar, minute) for minute in minutes(booking.start_at, booking.end_at))
    return booking.work_minutes - inside
