"""Capacity kept for a class of customers. Two working hours a day, six days a week, a minute a piece."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.planning.factory.master import Alternative, Protection, WorkCentre
from core.planning.factory.records import Booking, OpenOrder
from core.planning.factory.shop import Shop
from core.planning.promise.answer import ConstraintKind, Outcome
from core.planning.promise.engine import DispatchEngine, reserved
from core.planning.promise.question import PromiseQuestion
from tests.core.planning.changes import with_levers, without
from tests.core.planning.check import check
from tests.core.planning.factories import MONDAY, a_shop, ask, centre, november, operation
from tests.core.planning.worked import open_minutes

ENGINE = DispatchEngine()
SOME = settings(max_examples=60, suppress_health_check=list(HealthCheck))
DAY = timedelta(days=1)
WEEK_MINUTES = 6 * 120
NUMBERS = tuple(f"ORD-{number}" for number in range(8))


def kept_for(customer_class: str, share: str = "0.2", release_days: int = 0) -> Protection:
    """On the line."""
    return Protection(customer_class, "line", Decimal(share), release_days)


def a_line(*protected: Protection, **fields: Any) -> Shop:
    """P is made on M1, a minute a piece."""
    standard: dict[str, Any] = {
        "work_centres": (centre("M1", group="line"),),
        "stock": {"A": Decimal(100_000)},
        "protected": protected,
    }
    return a_shop(**{**standard, **fields})


def ready(shop: Shop, qty: int, customer_class: str = "C") -> datetime:
    """When so many would be ready, in an answer that could happen."""
    question = ask(qty=qty, customer_class=customer_class)
    answer = ENGINE.answer(shop, question)
    check(shop, question, answer)
    assert answer.ready_at is not None
    return answer.ready_at


def filled(shop: Shop) -> Shop:
    """The present week is full, so that all that follows is about the weeks to come."""
    end = MONDAY + 5 * DAY + timedelta(hours=2)
    return shop.with_booked([Booking(order_no="ORD-X", work_centre="M1", start_at=MONDAY, end_at=end)], [])


def test_the_share_of_a_week_is_not_for_others() -> None:
    shop = filled(a_line(kept_for("A")))

    assert ready(shop, 576) == MONDAY + 11 * DAY + timedelta(minutes=96)
    assert ready(shop, 577) > MONDAY + 14 * DAY  # a minute more, and part of it waits for the week after


def test_those_for_whom_it_is_kept_may_have_everything() -> None:
    shop = filled(a_line(kept_for("A")))

    assert ready(shop, WEEK_MINUTES, "A") == MONDAY + 12 * DAY + timedelta(hours=2)


def test_it_is_released_before_the_week_comes() -> None:
    next_monday_is_in_a_week = filled(a_line(kept_for("A", release_days=7)))

    assert ready(next_monday_is_in_a_week, WEEK_MINUTES) == MONDAY + 12 * DAY + timedelta(hours=2)
    assert ready(filled(a_line(kept_for("A", release_days=6))), WEEK_MINUTES) > MONDAY + 14 * DAY


def test_what_the_class_has_booked_itself_is_its_own() -> None:
    monday = MONDAY + 7 * DAY
    shop = filled(a_line(kept_for("A"), orders=(of_class("ORD-A", "A"),))).with_booked(
        [Booking(order_no="ORD-A", work_centre="M1", start_at=monday, end_at=monday + timedelta(minutes=96))], []
    )

    assert ready(shop, 576) < MONDAY + 14 * DAY
    assert ready(shop, 577) > MONDAY + 14 * DAY


def test_other_groups_are_free() -> None:
    shop = filled(a_line(Protection("A", "elsewhere", Decimal(1), 0)))

    assert ready(shop, WEEK_MINUTES) == MONDAY + 12 * DAY + timedelta(hours=2)


def test_two_classes_keep_both_their_shares() -> None:
    shop = filled(a_line(kept_for("A"), kept_for("B", "0.3")))

    assert ready(shop, 360) < MONDAY + 14 * DAY
    assert ready(shop, 361) > MONDAY + 14 * DAY
    assert ready(shop, 576, "B") < MONDAY + 14 * DAY


def test_what_is_kept_for_others_is_named_when_it_binds() -> None:
    steps = (operation(10, "M1", minutes="5"), operation(20, "M1", minutes="9"))
    shop, question = a_line(kept_for("A"), routings={"P": steps}), ask(qty=100)  # 220 minutes this week, 680 the next

    constraint = ENGINE.answer(shop, question).binding_constraint

    assert constraint.kind is ConstraintKind.PROTECTED
    assert constraint.code == "line"
    assert ENGINE.answer(*without(shop, question, constraint)).promise_date == constraint.date_without


def test_work_that_no_week_leaves_room_for_is_made_in_lots_that_find_some() -> None:
    shop, question = filled(a_line(kept_for("A"))), ask(qty=2 * WEEK_MINUTES)

    answer = ENGINE.answer(shop, question)

    check(shop, question, answer)
    assert [(slot.lot, slot.qty) for slot in answer.bookings] == [
        (1, Decimal(480)),
        (2, Decimal(480)),
        (3, Decimal(480)),
    ]
    assert answer.second_constraint is not None
    assert (answer.second_constraint.kind, answer.second_constraint.lots) == (ConstraintKind.PROTECTED, 3)
    known = shop.knowing_all([of_class(question.order_no, "C"), of_class("ORD-X", "A")])
    nothing_kept_is_used(known.with_booked(answer.bookings, []))


def test_those_for_whom_it_is_kept_make_it_in_one() -> None:
    answer = ENGINE.answer(filled(a_line(kept_for("A"))), ask(qty=2 * WEEK_MINUTES, customer_class="A"))

    assert [slot.lot for slot in answer.bookings] == [0]


def test_what_would_take_more_lots_than_anybody_makes_is_impossible_because_of_it() -> None:
    answer = ENGINE.answer(a_line(kept_for("A", "0.9")), ask(qty=2 * WEEK_MINUTES))

    assert answer.outcome is Outcome.IMPOSSIBLE
    assert answer.binding_constraint.kind is ConstraintKind.PROTECTED


def test_an_answer_that_has_to_be_no_says_from_which_day_on_it_is_yes() -> None:
    shop = filled(a_line(kept_for("A", share="1", release_days=3)))

    refused = ENGINE.answer(shop, ask(qty=WEEK_MINUTES))

    assert refused.outcome is Outcome.IMPOSSIBLE
    day = refused.binding_constraint.available_at
    assert day == MONDAY + 4 * DAY - timedelta(hours=8)
    assert ENGINE.answer(shop.at(day - timedelta(minutes=1)), ask(qty=WEEK_MINUTES)).outcome is Outcome.IMPOSSIBLE
    assert ENGINE.answer(shop.at(day), ask(qty=WEEK_MINUTES)).outcome is Outcome.FOUND


# In any order of questions


@cache
@st.composite
def lines(draw: st.DrawFn) -> Shop:
    """One or two work centres of one or two machines, some of whose time is kept for A, some for B."""
    protected = [kept_for("A", draw(st.sampled_from(("0.1", "0.2", "0.5"))), draw(st.sampled_from((0, 6, 7, 10))))]
    if draw(st.booleans()):
        protected.append(kept_for("B", "0.3", draw(st.sampled_from((0, 14)))))
    codes = ("M1", "M2")[: draw(st.integers(1, 2))]
    step = operation(10, alternatives=tuple(Alternative(code) for code in codes), is_unattended=draw(st.booleans()))
    steps = (step, operation(20, "M1")) if draw(st.booleans()) else (step,)
    centres = tuple(centre(code, group="line", capacity=draw(st.integers(1, 2))) for code in codes)
    return a_line(*protected, work_centres=centres, routings={"P": steps})


@cache
@st.composite
def books(draw: st.DrawFn) -> list[PromiseQuestion]:
    """Orders of all classes, of minutes and of weeks."""
    return [
        ask(
            qty=draw(st.integers(1, 800)), order_no=order_no, customer_class=draw(st.sampled_from("ABC")),
            requested=november(30), with_reasons=False, with_options=draw(st.integers(0, 3)) == 0,
        )
        for order_no in NUMBERS[: draw(st.integers(2, len(NUMBERS)))]
    ]  # fmt: skip


@SOME
@given(lines(), books())
def test_nobody_else_uses_what_is_kept_before_its_release(shop: Shop, book: Sequence[PromiseQuestion]) -> None:
    shop = shop.changed(orders=tuple(of_class(each.order_no, each.customer_class) for each in book))
    for question in book:
        answer = ENGINE.answer(shop, question)
        nothing_kept_is_used(shop.with_booked(answer.bookings, []))
        for option in answer.options:
            nothing_kept_is_used(with_levers(shop, option).with_booked(option.bookings, []))
        shop = reserved(shop, answer)


def of_class(order_no: str, customer_class: str) -> OpenOrder:
    """An order of a customer of that class."""
    return OpenOrder(order_no=order_no, product="P", customer_class=customer_class)


def nothing_kept_is_used(shop: Shop) -> None:
    """In every week, those outside the classes for which it is kept have left their shares alone."""
    for work_centre in shop.work_centres:
        for monday in mondays(shop):
            kept = [each for each in shop.protected if (monday - shop.as_of) / DAY >= each.release_days + 0.001]
            classes, shares = {each.customer_class for each in kept}, sum(each.share for each in kept)
            classes_of = {each.order_no: each.customer_class for each in shop.orders}
            used = sum(
                worked(work_centre, max(each.start_at, monday), min(each.end_at, monday + 7 * DAY))
                for each in shop.bookings
                if each.work_centre == work_centre.work_centre and classes_of[each.order_no] not in classes
            )
            week = worked(work_centre, monday, monday + 7 * DAY) * work_centre.capacity
            assert not kept or used <= (1 - shares) * week


def mondays(shop: Shop) -> Iterator[datetime]:
    """Local midnights of all Mondays on which something is booked, or later."""
    last = max((each.end_at for each in shop.bookings), default=shop.as_of)
    monday = MONDAY - timedelta(hours=8)
    while monday < last:
        yield monday
        monday += 7 * DAY


def worked(work_centre: WorkCentre, start: datetime, end: datetime) -> int:
    """Working minutes of one machine in between, read day by day."""
    minutes = 0
    while start < end:
        midnight = start.replace(hour=0, minute=0)
        until = min(end, midnight + DAY)
        first, last = (int((moment - midnight) / timedelta(minutes=1)) for moment in (start, until))
        minutes += sum(open_minutes(work_centre.calendar, midnight)[first:last])
        start = until
    return minutes


@SOME
@given(lines(), books())
def test_a_class_for_which_all_is_kept_never_notices(shop: Shop, book: Sequence[PromiseQuestion]) -> None:
    shop = shop.changed(protected=tuple(replace(each, customer_class="A") for each in shop.protected[:1]))
    for question in book:
        mine = replace(question, customer_class="A")
        assert ENGINE.answer(shop, mine) == ENGINE.answer(shop.changed(version=shop.version, protected=()), mine)
        shop = reserved(shop, ENGINE.answer(shop, question))
