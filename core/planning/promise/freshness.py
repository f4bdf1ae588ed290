"""Whether an answer still holds by the time somebody wants what it promised."""

from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo

from core.orders import Lapse
from core.planning.factory.records import Source
from core.planning.promise.answer import PromiseAnswer, PromiseOption

LATE_START = timedelta(hours=1)
"""So long after its first operation was to begin an answer may still be sold.

Where a machine is free an answer begins at once, and a person has to read it first: with no time for that, the next
answer would be past as well before anybody could say yes to it.
"""


def lapse_of(
    answer: PromiseAnswer, option: str, *, is_free: bool, has_moved: bool, is_held: bool, now: datetime, zone: tzinfo
) -> Lapse | None:
    """Why an option (`standard`, `split`, …) holds no longer; None while it does.

    `is_free`: nobody else has its slots and material. `has_moved`: something else than bookings has changed since.
    `is_held`: its date was kept for the customer to think it over, and that time is not over.
    """
    if not is_held and is_past(answer, option, now=now, zone=zone):
        return Lapse.PAST
    if has_moved:
        return Lapse.MOVED
    return None if is_free else Lapse.TAKEN


def is_past(answer: PromiseAnswer, option: str, *, now: datetime, zone: tzinfo) -> bool:
    """Work on it should have begun by now, or its material should have been ordered on a day before today."""
    plan = answer.plan_of(option)
    begins = min((slot.start_at for slot in plan.bookings), default=now)
    order_by = min((answer.as_of + spare for spare in _spare_times(plan)), default=now)
    return begins + LATE_START < now or order_by.astimezone(zone).date() < now.astimezone(zone).date()


def _spare_times(plan: PromiseAnswer | PromiseOption) -> Iterator[timedelta]:
    """How much later than at the answer each purchase may be ordered and still be there for its line's first work."""
    starts: dict[tuple[int, int], datetime] = {}
    for slot in plan.bookings:
        if not slot.is_design:
            key = slot.line_no, slot.part
            starts[key] = min(slot.start_at, starts.get(key, slot.start_at))
    for use in plan.materials:
        if use.source is Source.PURCHASE:
            needed_at = starts.get((use.line_no, use.part), use.available_at)
            yield max(timedelta(0), needed_at - use.available_at)
