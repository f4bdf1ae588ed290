"""The working days and holidays of China, make-up days (调休) included, from the `holidays` package.

The package knows the official arrangement of a year once it is published (late in the year before); until then
the statutory days alone. It takes 0.8 s to load, so it is loaded at first use; `warm_up` does that early.
"""

from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase


def warm_up() -> None:
    """Load the holiday tables now, for instance in a thread at start."""
    _year(2026)


def is_china_working_day(day: date) -> bool:
    """Worked in offices by law: Monday to Friday, without holidays, with make-up days."""
    return _year(day.year).is_working_day(day)


def days_of(name: str, year: int) -> tuple[date, ...]:
    """The free days of a year whose name contains this (国庆节, 春节), in order."""
    return tuple(sorted(_year(year).get_named(name, lookup="icontains")))


def break_around(first: date, last: date) -> tuple[date, date]:
    """The whole run of free days that contains these."""
    while not is_china_working_day(first - timedelta(days=1)):
        first -= timedelta(days=1)
    while not is_china_working_day(last + timedelta(days=1)):
        last += timedelta(days=1)
    return first, last


@lru_cache(maxsize=16)
def _year(year: int) -> "HolidayBase":
    from holidays import country_holidays

    return country_holidays("CN", years=year, expand=False, language="zh_CN")
