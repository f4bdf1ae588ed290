"""The written-down holidays are what the kept package knows."""

from datetime import date, timedelta

import pytest
from holidays.countries.china import China

from core.calendar import CHINA
from core.calendar.holiday_table import HOLIDAY_NAMES

DAY = timedelta(days=1)
YEARS = range(2024, 2030)
KNOWN = China(years=range(2023, 2031), language="zh_CN")  # type: ignore[no-untyped-call]
MAKEUP_DAYS = {day for day in KNOWN.weekend_workdays if day.year in YEARS}


def is_free(day: date) -> bool:
    """A holiday, or a weekend day that is not worked in exchange."""
    return day in KNOWN or (day.weekday() >= 5 and day not in KNOWN.weekend_workdays)


def closed_days(year: int) -> set[date]:
    """The package's free stretches: with the weekends they touch if days were exchanged, else only those inside."""
    closed: set[date] = set()
    day = date(year, 1, 1) - 10 * DAY
    while day <= date(year, 12, 31) + 10 * DAY:
        stretch = []
        while is_free(day):
            stretch.append(day)
            day += DAY
        day += DAY
        holidays = [each for each in stretch if each in KNOWN]
        if holidays and any("调休" in KNOWN[each] for each in holidays):
            closed.update(stretch)
        elif holidays:
            closed.update(each for each in stretch if holidays[0] <= each <= holidays[-1])
    return {each for each in closed if each.year == year}


@pytest.mark.parametrize("year", YEARS)
def test_the_closed_days_are_the_packages(year: int) -> None:
    assert {day for day in CHINA.days if day.year == year} == closed_days(year)


def test_the_make_up_days_are_the_packages() -> None:
    assert set(CHINA.makeup_days) == MAKEUP_DAYS


def test_the_announced_years_are_those_with_exchanged_days() -> None:
    assert CHINA.announced_until.year == max(day.year for day in MAKEUP_DAYS)


@pytest.mark.parametrize("year", YEARS)
def test_each_festival_lies_in_its_own_stretch(year: int) -> None:
    named = {code: day for day, code in CHINA.days.items() if day.year == year}
    assert set(named) <= set(HOLIDAY_NAMES)
    assert CHINA.days[date(year, 10, 1)] == "NATIONAL_DAY"
    assert CHINA.days[date(year, 5, 1)] == "LABOUR_DAY"
