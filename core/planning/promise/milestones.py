"""The days of an order's milestones, read off the very bookings and materials that its promise rests on."""

from datetime import date, datetime, timedelta, tzinfo

from core.orders.node import NodeKind
from core.planning.promise.answer import PromiseAnswer, PromiseOption

_MINUTE = timedelta(minutes=1)


def milestones(plan: PromiseAnswer | PromiseOption, *, now: datetime, zone: tzinfo) -> dict[NodeKind, date]:
    """Calendar days at the factory, each no earlier than those it waits for; every operation is within them.

    Work belongs to the day of its last minute: what ends at midnight is done on the day that ends.
    The kit counts for the start: material that comes after the first operation, for a later one, is not in it.
    """
    made = [slot for slot in plan.bookings if not slot.is_design]
    drawn = [slot.end_at - _MINUTE for slot in plan.bookings if slot.is_design]
    there = [use.available_at for use in plan.materials]
    start = min((slot.start_at for slot in made), default=max([now, *drawn, *there]))
    finish = max((slot.end_at - _MINUTE for slot in made), default=start)
    moments = {
        NodeKind.REQUIREMENT: min(now, start),
        NodeKind.DRAWING: _last_before(start, [now, *drawn]),
        NodeKind.KITTED: _last_before(start, [now, *there]),
        NodeKind.START: start,
        NodeKind.FINISH: finish,
        NodeKind.INSPECTION: finish,
    }
    days = {kind: moment.astimezone(zone).date() for kind, moment in moments.items()}
    shipped = max(plan.promise_date or days[NodeKind.FINISH], days[NodeKind.FINISH])
    return days | {NodeKind.SHIPMENT: shipped, NodeKind.RECEIPT: shipped}


def _last_before(start: datetime, moments: list[datetime]) -> datetime:
    return max((each for each in moments if each <= start), default=start)
