"""Working time: shifts, holidays with make-up days, closures and overtime, in whole minutes."""

from core.calendar.axis import Axis, Span, merged, minute_after, minute_of, moment_of
from core.calendar.holiday_table import CHINA, NO_HOLIDAYS, Holidays
from core.calendar.working import (
    AROUND_THE_CLOCK,
    FACTORY_TIMEZONE,
    SIX_DAY_WEEK,
    THREE_SHIFTS,
    BadCalendar,
    Closure,
    NeverWorks,
    Week,
    Window,
    WorkingCalendar,
)

__all__ = [
    "AROUND_THE_CLOCK",
    "CHINA",
    "FACTORY_TIMEZONE",
    "NO_HOLIDAYS",
    "SIX_DAY_WEEK",
    "THREE_SHIFTS",
    "Axis",
    "BadCalendar",
    "Closure",
    "Holidays",
    "NeverWorks",
    "Span",
    "Week",
    "Window",
    "WorkingCalendar",
    "merged",
    "minute_after",
    "minute_of",
    "moment_of",
]
