from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from core.production import (
    CalendarException,
    ExceptionKind,
    MaintenanceWindow,
    RoutingOperation,
    ShiftWindow,
    ShiftWindows,
    read_windows,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
WRITTEN = TypeAdapter[str](ShiftWindows)


@pytest.mark.parametrize(
    ("words", "tidy"),
    [
        ("08:00-12:00; 13:00-17:00", "08:00-12:00; 13:00-17:00"),
        ("13:00-17:00,8:00-12:00", "08:00-12:00; 13:00-17:00"),
        ("０８：００～１２：００ 18:00至22:00", "08:00-12:00; 18:00-22:00"),
        ("22:00-06:00", "22:00-06:00"),  # a night shift
        ("00:00-24:00", "00:00-24:00"),
        ("", ""),
    ],
)
def test_shift_windows_are_read_as_people_write_them(words: str, tidy: str) -> None:
    assert WRITTEN.validate_python(words) == tidy


def test_a_night_shift_ends_on_the_next_day() -> None:
    assert read_windows("22:00-06:00") == (ShiftWindow(22 * 60, 30 * 60),)


@pytest.mark.parametrize(
    "words", ["8-12", "08:00", "25:00-26:00", "08:00-12:75", "08:00-12:00; 11:00-15:00", "05:00-09:00; 22:00-06:00"]
)
def test_windows_that_are_none_or_overlap_are_refused(words: str) -> None:
    with pytest.raises(ValidationError):
        WRITTEN.validate_python(words)


@given(st.lists(st.integers(0, 1439), min_size=2, max_size=8, unique=True))
def test_tidy_windows_stay_as_they_are(minutes: list[int]) -> None:
    minutes = sorted(minutes[: len(minutes) // 2 * 2])
    windows = [ShiftWindow(start, end) for start, end in zip(minutes[::2], minutes[1::2], strict=True)]

    written = "; ".join(map(str, windows))

    assert read_windows(written) == tuple(windows)
    assert WRITTEN.validate_python(written) == written


def a_window(*, weeks: int) -> MaintenanceWindow:
    start = datetime(2025, 1, 1, 13, tzinfo=SHANGHAI)
    return MaintenanceWindow(
        code="M1", work_centre="INJ-2", start_at=start, end_at=start + timedelta(hours=4), repeat_weeks=weeks
    )


def test_maintenance_every_second_week_falls_on_the_same_weekday_and_hour() -> None:
    after, before = datetime(2026, 11, 23, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)

    found = [start for start, _ in a_window(weeks=2).occurrences(after, before, SHANGHAI)]

    assert {(start.weekday(), start.hour) for start in found} == {(2, 13)}
    assert {later - earlier for earlier, later in pairwise(found)} == {timedelta(weeks=2)}
    assert len(found) == 3


def test_maintenance_repeats_at_the_same_clock_time_when_the_clocks_change() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    start = datetime(2026, 3, 25, 13, tzinfo=berlin)
    window = MaintenanceWindow(
        code="M1", work_centre="A", start_at=start, end_at=start + timedelta(hours=1), repeat_weeks=1
    )

    found = [each.hour for each, _ in window.occurrences(start, start + timedelta(days=10), berlin)]

    assert found == [13, 13]


def test_maintenance_that_happens_once_is_given_only_while_it_touches_the_span() -> None:
    window = a_window(weeks=0)

    assert len(list(window.occurrences(window.start_at + timedelta(hours=1), window.end_at, SHANGHAI))) == 1
    assert list(window.occurrences(window.end_at, window.end_at + timedelta(days=9), SHANGHAI)) == []


@pytest.mark.parametrize(
    ("row", "fields"),
    [
        ({"minutes_per_unit": 2}, None),
        ({"batch_size": 100, "batch_minutes": 480}, None),
        ({"batch_size": 100}, ("batch_minutes", "batch_size")),
        ({"batch_minutes": 480}, ("batch_minutes", "batch_size")),
        ({}, ("minutes_per_unit", "batch_size")),  # work that takes no time
    ],
)
def test_an_operation_takes_time_by_the_piece_or_by_the_batch(
    row: dict[str, object], fields: tuple[str, str] | None
) -> None:
    assert RoutingOperation.contradiction(row) == fields


def test_overtime_says_which_hours() -> None:
    row = {"kind": ExceptionKind.OVERTIME, "windows": ""}

    assert CalendarException.contradiction(row) == ("windows", "kind")
    assert CalendarException.contradiction(row | {"kind": ExceptionKind.CLOSED}) is None


def test_an_end_before_its_start_is_a_contradiction() -> None:
    now = datetime(2026, 12, 1, tzinfo=UTC)

    assert MaintenanceWindow.contradiction({"start_at": now, "end_at": now}) == ("end_at", "start_at")
