"""How long an answer holds: its work can still begin, its material can still be ordered."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from core.orders import Lapse
from core.planning.factory.records import Booking, Source
from core.planning.promise.answer import Constraint, MaterialUse, Outcome, PromiseAnswer
from core.planning.promise.freshness import LATE_START, is_past, lapse_of

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
"""Nine in the morning at the factory."""
ZONE = ZoneInfo("Asia/Shanghai")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def a_slot(begins: timedelta, *, seq: int = 10, line_no: int = 1) -> Booking:
    start = NOW + begins
    return Booking(order_no="ORD-1", work_centre="CNC", start_at=start, end_at=start + HOUR, seq=seq, line_no=line_no)


def to_buy(lead: timedelta, *, source: Source = Source.PURCHASE, line_no: int = 1) -> MaterialUse:
    return MaterialUse(
        line_no=line_no, item_code="SEAL", name="密封圈", qty=Decimal(1), uom="pcs", source=source,
        available_at=NOW + lead,
    )  # fmt: skip


def an_answer(*slots: Booking, materials: tuple[MaterialUse, ...] = ()) -> PromiseAnswer:
    return PromiseAnswer(
        outcome=Outcome.FOUND, order_no="ORD-1", shop_version=1, as_of=NOW, binding_constraint=Constraint(),
        bookings=slots, materials=materials,
    )  # fmt: skip


def past(answer: PromiseAnswer, after: timedelta) -> bool:
    return is_past(answer, "standard", now=NOW + after, zone=ZONE)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (timedelta(0), False),
        (LATE_START, False),  # time to read the answer and to say yes
        (LATE_START + timedelta(minutes=1), True),
        (20 * DAY, True),
    ],
)
def test_work_that_should_have_begun_is_past(after: timedelta, expected: bool) -> None:
    assert past(an_answer(a_slot(timedelta(0)), a_slot(5 * DAY, seq=20)), after) is expected


def test_work_that_begins_later_can_wait_for_a_yes() -> None:
    assert not past(an_answer(a_slot(4 * DAY)), 3 * DAY)


def test_a_drawing_is_work_too() -> None:
    assert past(an_answer(a_slot(timedelta(0), seq=0), a_slot(5 * DAY)), DAY)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (14 * HOUR, False),  # 23:00: it can be ordered today as well as this morning
        (15 * HOUR, True),  # midnight
    ],
)
def test_what_is_needed_as_soon_as_it_comes_is_ordered_on_the_day_of_the_answer(
    after: timedelta, expected: bool
) -> None:
    waiting = an_answer(a_slot(10 * DAY), materials=(to_buy(10 * DAY),))

    assert past(waiting, after) is expected


def test_what_is_needed_later_than_it_comes_can_be_ordered_later() -> None:
    waiting = an_answer(a_slot(10 * DAY), materials=(to_buy(7 * DAY),))

    assert not past(waiting, 3 * DAY)
    assert past(waiting, 4 * DAY)


def test_each_line_waits_for_its_own_material() -> None:
    both = an_answer(
        a_slot(20 * DAY), a_slot(7 * DAY, line_no=2), materials=(to_buy(7 * DAY), to_buy(7 * DAY, line_no=2))
    )

    assert past(both, DAY)


def test_goods_that_nobody_works_on_leave_as_soon_as_they_come() -> None:
    assert past(an_answer(materials=(to_buy(7 * DAY),)), DAY)


@pytest.mark.parametrize("source", [Source.STOCK, Source.PURCHASE_ORDER])
def test_what_is_there_or_ordered_need_not_be_ordered(source: Source) -> None:
    assert not past(an_answer(a_slot(10 * DAY), materials=(to_buy(10 * DAY, source=source),)), 3 * DAY)


@pytest.mark.parametrize(
    ("is_free", "has_moved", "is_held", "after", "expected"),
    [
        (True, False, False, timedelta(0), None),
        (False, False, False, timedelta(0), Lapse.TAKEN),
        (True, True, False, timedelta(0), Lapse.MOVED),
        (True, False, False, DAY, Lapse.PAST),
        (False, True, False, DAY, Lapse.PAST),
        (True, False, True, DAY, None),
        (True, True, True, DAY, Lapse.MOVED),
    ],
)
def test_an_answer_holds_until_time_data_or_others_pass_over_it(
    is_free: bool, has_moved: bool, is_held: bool, after: timedelta, expected: Lapse | None
) -> None:
    answer = an_answer(a_slot(timedelta(0)))

    found = lapse_of(
        answer, "standard", is_free=is_free, has_moved=has_moved, is_held=is_held, now=NOW + after, zone=ZONE
    )

    assert found is expected
