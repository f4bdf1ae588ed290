"""The written-down holidays are what the kept package knows."""

from datetime import date, timedelta

import pytest
from holidays.countries.china import China

from core.calendar import CHINA, holiday_table
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


def stretch(code: str, year: int) -> list[date]:
    """The closed days of a holiday, in order."""
    return sorted(day for day, known in CHINA.days.items() if (known, day.year) == (code, year))


@pytest.mark.parametrize("year", [year for year in YEARS if year <= CHINA.announced_until.year])
def test_the_closed_days_are_the_packages(year: int) -> None:
    assert {day for day in CHINA.days if day.year == year} == closed_days(year)


@pytest.mark.parametrize("year", [year for year in YEARS if year > CHINA.announced_until.year])
class TestAYearWithoutANotice:
    def test_is_closed_on_all_days_of_the_package_at_least(self, year: int) -> None:
        assert {day for day, code in CHINA.days.items() if day.year == year} >= closed_days(year)

    @pytest.mark.parametrize(("code", "days"), [("SPRING_FESTIVAL", 9), ("LABOUR_DAY", 5), ("NATIONAL_DAY", 7)])
    def test_has_holidays_as_long_as_the_notices_have_made_them(self, year: int, code: str, days: int) -> None:
        closed = stretch(code, year)

        assert len(closed) >= days
        assert closed[-1] - closed[0] == (len(closed) - 1) * DAY
        assert (closed[-1] + DAY).weekday() < 5

    def test_has_no_single_working_day_between_a_holiday_and_a_weekend(self, year: int) -> None:
        for code in HOLIDAY_NAMES:
            closed = stretch(code, year)
            assert not closed or (closed[0].weekday(), closed[-1].weekday()) not in {(1, 1), (3, 3)}


@pytest.mark.parametrize("year", [year for year in YEARS if year <= CHINA.announced_until.year])
def test_an_estimate_would_have_covered_the_notices_of_the_past(year: int) -> None:
    law = {"LABOUR_DAY": date(year, 5, 1), "NATIONAL_DAY": date(year, 10, 1)}

    for code, first in law.items():
        assert set(holiday_table._stretch(code, first, first)) | {date(year, 10, 8)} >= set(stretch(code, year))


@pytest.mark.parametrize(("code", "first", "last"), [
    ("SPRING_FESTIVAL", date(2027, 2, 5), date(2027, 2, 14)),
    ("NATIONAL_DAY", date(2027, 10, 1), date(2027, 10, 7)),
    ("DRAGON_BOAT", date(2027, 6, 9), date(2027, 6, 9)),
])  # fmt: skip
def test_the_estimate_of_2027(code: str, first: date, last: date) -> None:
    assert (stretch(code, 2027)[0], stretch(code, 2027)[-1]) == (first, last)


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
