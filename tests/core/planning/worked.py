"""Which minutes are worked, by the plain reading of a calendar's fields."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache

from core.calendar import WorkingCalendar

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def is_open(calendar: WorkingCalendar, minute: datetime) -> bool:
    """Is that minute worked?"""
    midnight = minute.replace(hour=0, minute=0)
    return open_minutes(calendar, midnight)[(minute - midnight) // MINUTE]


@lru_cache(maxsize=20_000)
def open_minutes(calendar: WorkingCalendar, midnight: datetime) -> list[bool]:
    """All minutes of one day (UTC)."""
    return [is_worked(calendar, midnight + n * MINUTE) for n in range(24 * 60)]


def is_worked(calendar: WorkingCalendar, minute: datetime) -> bool:
    """Is that minute worked, by the plain reading of the calendar's fields?"""
    if any(window.start_at <= minute < window.end_at for window in calendar.closed):
        return False
    off = {day for day, _ in calendar.days_off}
    opened = [window for window in calendar.opened if window.start_at.astimezone(calendar.timezone).date() not in off]
    if any(window.start_at <= minute < window.end_at for window in opened):
        return True
    local = minute.astimezone(calendar.timezone)
    today = local.hour * 60 + local.minute
    yesterday = today + 24 * 60
    shifts = [(shift, today) for shift in shifts_of(calendar, local.date())]
    shifts += [(shift, yesterday) for shift in shifts_of(calendar, local.date() - DAY)]
    return any(start <= clock < end for (start, end), clock in shifts)


def shifts_of(calendar: WorkingCalendar, day: date) -> Sequence[tuple[int, int]]:
    """The shifts of one calendar day."""
    if day in calendar.holidays.days or day in dict(calendar.days_off):
        return ()
    shifts = calendar.week[day.weekday()]
    return calendar.week[0] if not shifts and day in calendar.holidays.makeup_days else shifts
