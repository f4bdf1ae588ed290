"""Working time: shifts, holidays, make-up days, maintenance, deadlines."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendar import (
    AROUND_THE_CLOCK,
    FACTORY_TIMEZONE,
    NO_HOLIDAYS,
    SIX_DAY_WEEK,
    BadCalendar,
    NeverWorks,
    Window,
    WorkingCalendar,
)

MINUTE = timedelta(minutes=1)
FACTORY = WorkingCalendar()
OFFICE = WorkingCalendar(week=(((8 * 60, 12 * 60), (13 * 60, 17 * 60)),) * 5 + ((), ()))


def at(text: str) -> datetime:
    """A moment on the factory's clock: `2026-11-23 08:00`."""
    return datetime.fromisoformat(text).replace(tzinfo=FACTORY_TIMEZONE)


@pytest.mark.parametrize(
    ("moment", "is_working"),
    [
        ("2026-11-23 08:00", True),
        ("2026-11-23 12:00", False),  # a window does not contain its end
        ("2026-11-23 12:59", False),
        ("2026-11-23 21:59", True),
        ("2026-11-28 18:00", True),  # Saturday
        ("2026-11-29 09:00", False),  # Sunday
        ("2026-10-01 09:00", False),  # Golden Week
        ("2026-09-20 09:00", True),  # a Sunday worked in exchange for it
    ],
)
def test_the_factory_works_its_shifts(moment: str, is_working: bool) -> None:
    assert FACTORY.is_working(at(moment)) is is_working


def test_four_working_hours_run_over_lunch_and_night() -> None:
    assert FACTORY.add_work_minutes(at("2026-11-23 11:00"), 240) == at("2026-11-23 16:00")
    assert FACTORY.add_work_minutes(at("2026-11-23 20:00"), 240) == at("2026-11-24 10:00")
    assert FACTORY.add_work_minutes(at("2026-11-28 21:00"), 120) == at("2026-11-30 09:00")


def test_work_that_ends_with_the_shift_ends_at_its_closing() -> None:
    assert FACTORY.add_work_minutes(at("2026-11-23 08:00"), 240) == at("2026-11-23 12:00")


def test_working_minutes_can_be_counted_back() -> None:
    assert FACTORY.add_work_minutes(at("2026-11-24 09:00"), -120) == at("2026-11-23 21:00")


def test_golden_week_stops_every_clock() -> None:
    assert FACTORY.add_work_minutes(at("2026-09-30 21:00"), 120) == at("2026-10-08 09:00")
    assert FACTORY.work_minutes_between(at("2026-09-30 22:00"), at("2026-10-08 08:00")) == 0
    assert FACTORY.add_working_days(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert FACTORY.next_working(at("2026-10-03 10:00")) == at("2026-10-08 08:00")


def test_a_make_up_sunday_counts_as_a_working_day() -> None:
    assert FACTORY.is_working_day(date(2026, 9, 20))
    assert FACTORY.add_working_days(date(2026, 9, 19), 1) == date(2026, 9, 20)
    assert not FACTORY.is_working_day(date(2026, 9, 13))


def test_an_office_works_the_make_up_saturday_too() -> None:
    assert OFFICE.is_working_day(date(2026, 10, 10))
    assert not OFFICE.is_working_day(date(2026, 10, 17))


def test_the_saturday_inside_a_holiday_stretch_is_free() -> None:
    assert not FACTORY.is_working_day(date(2026, 2, 21))  # in the middle of Spring Festival
    assert not FACTORY.is_working_day(date(2024, 5, 4))  # at the end of a stretch with exchanged days
    assert FACTORY.is_working_day(date(2024, 6, 8))  # before a single Monday off: a six-day factory works


def test_dates_beyond_the_notices_are_estimated() -> None:
    assert not FACTORY.is_estimated(date(2026, 12, 31))
    assert FACTORY.is_estimated(date(2027, 2, 6))
    assert not FACTORY.is_working_day(date(2027, 2, 6))  # Spring Festival itself is in the law


def test_maintenance_closes_and_overtime_opens() -> None:
    wednesday = Window(at("2026-11-25 13:00"), at("2026-11-25 17:00"), "INJ-2 检修")
    sunday = Window(at("2026-11-29 08:00"), at("2026-11-29 12:00"), "周日加班")
    calendar = FACTORY.closing(wednesday).opening(sunday)

    assert not calendar.is_working(at("2026-11-25 14:00"))
    assert calendar.is_working(at("2026-11-29 09:00"))
    assert FACTORY.is_working(at("2026-11-25 14:00"))
    assert calendar.add_work_minutes(at("2026-11-25 12:00"), 60) == at("2026-11-25 19:00")


def test_closures_are_named() -> None:
    calendar = FACTORY.closing(Window(at("2026-10-14 13:00"), at("2026-10-14 17:00"), "INJ-2 检修"))

    golden_week, maintenance = calendar.closures(at("2026-09-29 00:00"), at("2026-10-20 00:00"))

    assert (golden_week.code, golden_week.name) == ("NATIONAL_DAY", "国庆节")
    assert golden_week.end_at - golden_week.start_at == timedelta(days=7)
    assert maintenance.name == "INJ-2 检修"


def test_a_reopened_closure_is_worked() -> None:
    golden_week = FACTORY.closures(at("2026-10-02 00:00"), at("2026-10-03 00:00"))[0]

    assert FACTORY.reopening(golden_week).is_working(at("2026-10-05 09:00"))
    assert not FACTORY.reopening(golden_week).is_working(at("2027-10-04 09:00"))


def test_a_night_shift_runs_into_the_next_day() -> None:
    nights = WorkingCalendar(week=(((22 * 60, 30 * 60),),) * 5 + ((), ()))

    assert nights.is_working(at("2026-11-28 05:59"))  # Friday's night
    assert not nights.is_working(at("2026-11-28 06:00"))
    assert nights.windows(at("2026-11-27 00:00"), at("2026-11-27 12:00")) == [
        Window(at("2026-11-27 00:00"), at("2026-11-27 06:00"))
    ]


def test_the_night_before_a_day_off_is_worked_to_its_end_and_no_shift_begins_on_the_day() -> None:
    off = (date(2026, 11, 25), "盘点")
    nights = WorkingCalendar(week=(((22 * 60, 30 * 60),),) * 7, holidays=NO_HOLIDAYS, days_off=(off,))

    assert nights.windows(at("2026-11-24 12:00"), at("2026-11-27 12:00")) == [
        Window(at("2026-11-24 22:00"), at("2026-11-25 06:00")),
        Window(at("2026-11-26 22:00"), at("2026-11-27 06:00")),
    ]


def test_days_off_in_a_row_are_one_closure() -> None:
    days = ((date(2026, 11, 25), "盘点"), (date(2026, 11, 26), "盘点"))
    calendar = replace(FACTORY, days_off=days)

    (closure,) = calendar.closures(at("2026-11-23 00:00"), at("2026-11-30 00:00"))

    assert (closure.start_at, closure.end_at) == (at("2026-11-25 00:00"), at("2026-11-27 00:00"))
    assert (closure.code, closure.name) == ("", "盘点")
    assert calendar.reopening(closure).is_working(at("2026-11-26 09:00"))


def test_there_is_no_overtime_on_a_day_off() -> None:
    calendar = replace(FACTORY, days_off=((date(2026, 11, 25), "盘点"),))
    evening = Window(at("2026-11-25 22:00"), at("2026-11-25 23:00"))

    assert list(calendar.room_for([evening])) == []
    assert not calendar.opening(evening).is_working(at("2026-11-25 22:30"))


def test_a_calendar_without_work_says_so() -> None:
    with pytest.raises(NeverWorks):
        WorkingCalendar(week=((),) * 7).next_working(at("2026-11-23 08:00"))
    with pytest.raises(NeverWorks):
        FACTORY.add_work_minutes(at("2026-11-23 08:00"), 10**12)
    assert WorkingCalendar(week=((),) * 7).never_works


@pytest.mark.parametrize("week", [SIX_DAY_WEEK[:6], (((600, 600),),) * 7, (((-5, 60),),) * 7, (((0, 9999),),) * 7])
def test_a_week_that_means_nothing_is_refused(week: tuple[tuple[tuple[int, int], ...], ...]) -> None:
    with pytest.raises(BadCalendar):
        WorkingCalendar(week=week)


def test_a_window_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(BadCalendar):
        Window(at("2026-11-23 10:00"), at("2026-11-23 10:00"))


def test_a_calendar_can_be_looked_back_on_day_by_day() -> None:
    calendar = WorkingCalendar(holidays=NO_HOLIDAYS)

    worked = [calendar.is_working(at("2026-11-23 09:00") - timedelta(days=n)) for n in range(7 * 100)]

    assert worked.count(False) == 100  # Sundays


def test_around_the_clock_is_real_time() -> None:
    clock = WorkingCalendar(week=AROUND_THE_CLOCK, holidays=NO_HOLIDAYS)

    assert clock.work_minutes_between(at("2026-11-23 08:00"), at("2026-11-30 08:00")) == 7 * 24 * 60


MOMENTS = st.integers(0, 5 * 366 * 24 * 60).map(lambda minute: datetime(2024, 1, 1, tzinfo=UTC) + minute * MINUTE)


@given(MOMENTS, st.integers(0, 20_000))
def test_added_minutes_are_the_minutes_between(moment: datetime, minutes: int) -> None:
    later = FACTORY.add_work_minutes(moment, minutes)

    assert later >= moment
    assert FACTORY.work_minutes_between(moment, later) == minutes


@given(MOMENTS, st.integers(0, 6000))
def test_windows_hold_exactly_the_working_minutes(moment: datetime, minutes: int) -> None:
    end = moment + timedelta(minutes=minutes)

    windows = FACTORY.windows(moment, end)

    assert sum((each.end_at - each.start_at).total_seconds() for each in windows) == 60 * FACTORY.work_minutes_between(
        moment, end
    )
    assert all(FACTORY.is_working(each.start_at) for each in windows)


@given(st.dates(date(2024, 1, 1), date(2028, 12, 1)), st.integers(1, 60))
def test_working_days_are_counted_one_by_one(day: date, days: int) -> None:
    later = FACTORY.add_working_days(day, days)

    worked = [day + timedelta(days=n) for n in range(1, (later - day).days + 1)]
    assert sum(map(FACTORY.is_working_day, worked)) == days
    assert FACTORY.is_working_day(later)
