"""National holidays with the days worked in exchange (调休), as plain data.

The rows are what the `holidays` package knows, written down: importing it costs a process 40 MB and half a
second, because it loads every country. A test compares each row with the package, and fails with the rows to
write when the package has learnt a new year's notice of the State Council.

For the years without a notice the rows are only the law's own days. `_estimated` makes them as long as the notices
of other years have made them, rather too long: nobody may be promised a day that turns out to be a holiday.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

HOLIDAY_NAMES = MappingProxyType(
    {
        "NEW_YEAR": "元旦",
        "SPRING_FESTIVAL": "春节",
        "QINGMING": "清明节",
        "LABOUR_DAY": "劳动节",
        "DRAGON_BOAT": "端午节",
        "MID_AUTUMN": "中秋节",
        "NATIONAL_DAY": "国庆节",
    }
)

# first day, last day, holiday. A stretch with exchanged days includes the weekend it touches, as the notice
# declares it; without exchange only the weekend between two free days is closed.
_CHINA = """
2024-01-01 2024-01-01 NEW_YEAR
2024-02-10 2024-02-17 SPRING_FESTIVAL
2024-04-04 2024-04-06 QINGMING
2024-05-01 2024-05-05 LABOUR_DAY
2024-06-10 2024-06-10 DRAGON_BOAT
2024-09-15 2024-09-17 MID_AUTUMN
2024-10-01 2024-10-07 NATIONAL_DAY
2025-01-01 2025-01-01 NEW_YEAR
2025-01-28 2025-02-04 SPRING_FESTIVAL
2025-04-04 2025-04-04 QINGMING
2025-05-01 2025-05-05 LABOUR_DAY
2025-05-31 2025-06-02 DRAGON_BOAT
2025-10-01 2025-10-08 NATIONAL_DAY
2026-01-01 2026-01-03 NEW_YEAR
2026-02-15 2026-02-23 SPRING_FESTIVAL
2026-04-05 2026-04-06 QINGMING
2026-05-01 2026-05-05 LABOUR_DAY
2026-06-19 2026-06-19 DRAGON_BOAT
2026-09-25 2026-09-25 MID_AUTUMN
2026-10-01 2026-10-07 NATIONAL_DAY
2027-01-01 2027-01-01 NEW_YEAR
2027-02-05 2027-02-10 SPRING_FESTIVAL
2027-04-05 2027-04-05 QINGMING
2027-05-01 2027-05-04 LABOUR_DAY
2027-06-09 2027-06-09 DRAGON_BOAT
2027-09-15 2027-09-15 MID_AUTUMN
2027-10-01 2027-10-05 NATIONAL_DAY
2028-01-01 2028-01-03 NEW_YEAR
2028-01-25 2028-01-28 SPRING_FESTIVAL
2028-04-04 2028-04-04 QINGMING
2028-05-01 2028-05-02 LABOUR_DAY
2028-05-28 2028-05-29 DRAGON_BOAT
2028-10-01 2028-10-04 NATIONAL_DAY
2029-01-01 2029-01-01 NEW_YEAR
2029-02-12 2029-02-15 SPRING_FESTIVAL
2029-04-04 2029-04-04 QINGMING
2029-05-01 2029-05-02 LABOUR_DAY
2029-06-16 2029-06-18 DRAGON_BOAT
2029-09-22 2029-09-24 MID_AUTUMN
2029-10-01 2029-10-03 NATIONAL_DAY
"""
_CHINA_MAKEUP_DAYS = """
2024-02-04 2024-02-18 2024-04-07 2024-04-28 2024-05-11 2024-09-14 2024-09-29 2024-10-12
2025-01-26 2025-02-08 2025-04-27 2025-09-28 2025-10-11
2026-01-04 2026-02-14 2026-02-28 2026-05-09 2026-09-20 2026-10-10
"""
_USUAL_DAYS = {"SPRING_FESTIVAL": 9, "LABOUR_DAY": 5, "NATIONAL_DAY": 7}
"""The longest that notices have usually made them, from their first day on; weekends that they touch come besides."""
_TUESDAY, _THURSDAY, _SATURDAY = 1, 3, 5
_DAY = timedelta(days=1)


@dataclass(frozen=True, eq=False)
class Holidays:
    """The days a country is closed, by holiday code, and the rest days it works in exchange."""

    days: Mapping[date, str]
    makeup_days: frozenset[date]
    announced_from: date
    announced_until: date
    """Days outside these two are estimated, rather too many than too few: no notice names them yet."""

    def is_announced(self, day: date) -> bool:
        """Is the day covered by an official notice?"""
        return self.announced_from <= day <= self.announced_until

    @classmethod
    def none(cls) -> "Holidays":
        """No holidays at all, and sure of it."""
        return cls({}, frozenset(), date.min, date.max)


def _days(rows: str) -> dict[date, str]:
    days: dict[date, str] = {}
    for row in rows.split("\n")[1:-1]:
        first, last, code = row.split()
        day = date.fromisoformat(first)
        while day <= date.fromisoformat(last):
            days[day] = code
            day += timedelta(days=1)
    return days


def _china() -> Holidays:
    makeup_days = frozenset(map(date.fromisoformat, _CHINA_MAKEUP_DAYS.split()))
    years = [day.year for day in makeup_days]
    days = _days(_CHINA)
    estimated = _estimated({day: code for day, code in days.items() if day.year > max(years)})
    return Holidays(days | estimated, makeup_days, date(min(years), 1, 1), date(max(years), 12, 31))


def _estimated(days: dict[date, str]) -> dict[date, str]:
    """The law's own days of years without a notice, as long as notices usually make them."""
    found: dict[date, str] = {}
    for (code, _), first in {(code, day.year): day for day, code in reversed(days.items())}.items():
        last = max(day for day, other in days.items() if (other, day.year) == (code, first.year))
        found |= dict.fromkeys(_stretch(code, first, last), code)
    return found | days


def _stretch(code: str, first: date, last: date) -> Iterator[date]:
    """Long holidays with the weekends they touch; of short ones the working day between them and a weekend."""
    if code in _USUAL_DAYS:
        last = max(last, first + (_USUAL_DAYS[code] - 1) * _DAY)
        while (first - _DAY).weekday() >= _SATURDAY:
            first -= _DAY
        while (last + _DAY).weekday() >= _SATURDAY:
            last += _DAY
    elif first.weekday() == _TUESDAY:
        first -= _DAY
    elif last.weekday() == _THURSDAY:
        last += _DAY
    while first <= last:
        yield first
        first += _DAY


CHINA = _china()
NO_HOLIDAYS = Holidays.none()
