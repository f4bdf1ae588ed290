"""A factory at another time."""

from dataclasses import replace
from datetime import timedelta

from core.calendar import Window, WorkingCalendar
from core.planning.factory.shop import Shop


def moved(shop: Shop, by: timedelta) -> Shop:
    """The same factory at another time. Only for calendars without holidays, and by whole weeks."""
    return shop.changed(
        as_of=shop.as_of + by,
        purchase_orders=tuple(replace(each, eta=each.eta + by) for each in shop.purchase_orders),
        bookings=tuple(replace(each, start_at=each.start_at + by, end_at=each.end_at + by) for each in shop.bookings),
        work_centres=tuple(
            replace(
                each,
                overtime=moved_windows(each.overtime, by),
                calendar=moved_calendar(each.calendar, by),
            )
            for each in shop.work_centres
        ),
    )


def moved_calendar(calendar: WorkingCalendar, by: timedelta) -> WorkingCalendar:
    """The same closures and days off at another time."""
    days_off = tuple((day + by, name) for day, name in calendar.days_off)
    return replace(calendar, closed=moved_windows(calendar.closed, by), days_off=days_off)


def moved_windows(windows: tuple[Window, ...], by: timedelta) -> tuple[Window, ...]:
    """The same windows at another time."""
    return tuple(replace(each, start_at=each.start_at + by, end_at=each.end_at + by) for each in windows)
