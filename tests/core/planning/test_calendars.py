"""Holidays, make-up days, overtime and maintenance, seen in answers."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from core.calendar import CHINA, Window, WorkingCalendar
from core.planning.factory.records import Booking
from core.planning.factory.shop import Shop
from core.planning.promise.answer import PromiseAnswer
from core.planning.promise.engine import DispatchEngine
from tests.core.planning.check import check
from tests.core.planning.factories import CLOCK, MONDAY, SHORT_DAYS, a_shop, ask, centre, operation

SHANGHAI = ZoneInfo("Asia/Shanghai")


def answered(shop: Shop, qty: int = 60) -> PromiseAnswer:
    """An answer that the checker has nothing against."""
    answer = DispatchEngine().answer(shop, ask(qty=qty))
    check(shop, ask(qty=qty), answer)
    return answer


CHINESE = WorkingCalendar(week=(((8 * 60, 12 * 60),),) * 5 + ((), ()), holidays=CHINA)
"""Mornings, Monday to Friday; Chinese holidays off, make-up days worked."""


def in_china(now: datetime, calendar: WorkingCalendar = CHINESE) -> Shop:
    """The shop on Chinese mornings."""
    return a_shop(as_of=now, calendar=calendar, work_centres=(centre("M1", calendar),), stock={"A": Decimal(9999)})


def worked_days(bookings: tuple[Booking, ...], calendar: WorkingCalendar) -> list[date]:
    """Days on which something is worked."""
    (booking,) = bookings
    windows = calendar.windows(booking.start_at, booking.end_at)
    return sorted({window.start_at.astimezone(SHANGHAI).date() for window in windows})


def test_golden_week_is_not_worked_and_its_make_up_sunday_is() -> None:
    now = datetime(2025, 9, 28, 7, tzinfo=SHANGHAI)  # a Sunday made up for Golden Week, which is 1-8 October

    answer = answered(in_china(now), 5 * 240)

    assert worked_days(answer.bookings, CHINESE) == [
        date(2025, 9, 28), date(2025, 9, 29), date(2025, 9, 30), date(2025, 10, 9), date(2025, 10, 10),
    ]  # fmt: skip
    assert answer.promise_date == date(2025, 10, 11)  # the make-up Saturday after it


def test_overtime_that_is_arranged_counts() -> None:
    saturday = datetime(2026, 11, 28, tzinfo=SHANGHAI)
    opened = CHINESE.opening(Window(saturday + timedelta(hours=8), saturday + timedelta(hours=12), "赶货"))
    now = datetime(2026, 11, 27, 7, tzinfo=SHANGHAI)

    assert [each.end_at.astimezone(SHANGHAI).date() for each in answered(in_china(now), 480).bookings] == [
        date(2026, 11, 30)
    ]
    assert [each.end_at.astimezone(SHANGHAI).date() for each in answered(in_china(now, opened), 480).bookings] == [
        date(2026, 11, 28)
    ]


def test_unattended_work_is_placed_where_no_maintenance_stops_it() -> None:
    closed = CLOCK.closing(Window(MONDAY + timedelta(hours=3), MONDAY + timedelta(hours=5), "检修"))
    shop = a_shop(
        work_centres=(centre("M1", closed),), calendar=SHORT_DAYS,
        routings={"P": (operation(10, "M1", minutes="4", is_unattended=True),)},
    )  # fmt: skip

    (booking,) = answered(shop).bookings

    assert booking.start_at == MONDAY + timedelta(hours=5)


def test_attended_work_pauses_over_maintenance() -> None:
    closed = CLOCK.closing(Window(MONDAY + timedelta(minutes=30), MONDAY + timedelta(hours=5), "检修"))
    shop = a_shop(work_centres=(centre("M1", closed),), calendar=SHORT_DAYS)

    (booking,) = answered(shop).bookings

    assert booking.end_at == MONDAY + timedelta(hours=5, minutes=30)
