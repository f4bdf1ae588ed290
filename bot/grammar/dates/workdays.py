"""The working days and holidays of China, make-up days (调休) included, as `core.calendar` has them written down."""

from datetime import date, timedelta

from core.calendar import CHINA
from core.calendar.holiday_table import HOLIDAY_NAMES

_WITHIN = {"MID_AUTUMN": "NATIONAL_DAY"}
"""In some years one falls into the other, and both are one holiday."""


def is_china_working_day(day: date) -> bool:
    """Worked in offices by law: Monday to Friday, without holidays, with make-up days."""
    return day in CHINA.makeup_days or (day.weekday() < 5 and day not in CHINA.days)


def days_of(name: str, year: int) -> tuple[date, ...]:
    """The free days of the holiday of this name (国庆节, 春节) in a year, in order; none beyond the table's years."""
    code = next(code for code, known in HOLIDAY_NAMES.items() if name in known)
    return _days(code, year) or _days(_WITHIN.get(code, ""), year)


def _days(code: str, year: int) -> tuple[date, ...]:
    return tuple(sorted(day for day, holiday in CHINA.days.items() if holiday == code and day.year == year))


def break_around(first: date, last: date) -> tuple[date, date]:
    """The whole run of free days that contains these."""
    while not is_china_working_day(first - timedelta(days=1)):
        first -= timedelta(days=1)
    while not is_china_working_day(last + timedelta(days=1)):
        last += timedelta(days=1)
    return first, last
