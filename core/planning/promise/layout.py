"""A shop's bookings put on the units of its work centres."""

from collections.abc import Callable
from datetime import timedelta

from core.calendar import Axis, WorkingCalendar, minute_after, minute_of
from core.planning.factory.records import Booking
from core.planning.factory.shop import Shop
from core.planning.promise.units import Booked, UnitTimeline


def booked_of(booking: Booking) -> Booked:
    """A booking in minutes."""
    return Booked(minute_of(booking.start_at), minute_after(booking.end_at), booking.family, booking.order_no)


def axes_of(shop: Shop) -> Callable[[WorkingCalendar], Axis]:
    """Working time of each calendar, laid out once however many work centres share it."""
    laid_out: dict[int, Axis] = {}
    first = shop.calendar.local_date(shop.as_of) - timedelta(days=3)
    last = first + timedelta(days=shop.horizon_days + 3)

    def axis_of(calendar: WorkingCalendar) -> Axis:
        key = id(calendar)
        if key not in laid_out:
            laid_out[key] = calendar.axis(first, last)
        return laid_out[key]

    return axis_of


def units_of(axis: Axis, capacity: int, bookings: list[Booking], from_minute: int) -> tuple[UnitTimeline, ...]:
    """Bookings on their units; one that names no existing unit goes where it is free soonest.

    Of what is over only the last on each unit is kept: it tells what the machine is set up for.
    """
    booked: list[list[Booked]] = [[] for _ in range(capacity)]
    over: list[Booked | None] = [None] * capacity
    free_from = [0] * capacity
    for booking in sorted(bookings, key=lambda each: each.start_at):
        interval, unit = booked_of(booking), booking.unit
        if interval.end <= from_minute:
            if unit < capacity:
                over[unit] = max(interval, over[unit] or interval, key=lambda each: each.end)
            continue
        if unit >= capacity or free_from[unit] > interval.start:
            unit = min(range(capacity), key=free_from.__getitem__)
        booked[unit].append(interval)
        free_from[unit] = max(free_from[unit], interval.end)
    return tuple(UnitTimeline(axis, _with_last(last, each)) for last, each in zip(over, booked, strict=True))


def _with_last(last: Booked | None, booked: list[Booked]) -> list[Booked]:
    """What was over before the others began, and the others."""
    return [last, *booked] if last is not None and (not booked or last.end <= booked[0].start) else booked
