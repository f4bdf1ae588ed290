"""What would help, and at what price. Two working hours a day, a minute a piece, 60 an hour."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.calendar import NO_HOLIDAYS, Window, WorkingCalendar
from core.planning.factory.master import Alternative, DayKind
from core.planning.factory.records import Booking, OpenOrder
from core.planning.plan.book import Book
from core.planning.plan.forecast import forecasts
from core.planning.promise.answer import (
    Hurried,
    OptionKind,
    PromiseAnswer,
    PromiseOption,
)
from core.planning.promise.engine import DispatchEngine, book_all, reserved
from tests.core.planning.changes import with_levers
from tests.core.planning.check import check
from tests.core.planning.factories import (
    MONDAY,
    SHORT_DAYS,
    a_shop,
    ask,
    bought,
    busy,
    centre,
    made,
    november,
    of,
    operation,
    po,
    short_of_chips,
)

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ENGINE = DispatchEngine()
SIX_DAYS = WorkingCalendar(week=(((8 * 60, 10 * 60),),) * 6 + ((),), holidays=NO_HOLIDAYS)


def option(answer: PromiseAnswer, kind: OptionKind) -> PromiseOption:
    """The option of that kind."""
    return next(each for each in answer.options if each.kind is kind)


def test_an_order_on_time_needs_no_options() -> None:
    answer = ENGINE.answer(a_shop(), ask(requested=november(24)))

    assert (answer.is_late, answer.options) == (False, ())


def test_overtime_buys_only_the_hours_that_count() -> None:
    wednesday, sunday = MONDAY + 2 * DAY + 4 * HOUR, MONDAY + 6 * DAY
    windows = (Window(wednesday, wednesday + 6 * HOUR, "加班"), Window(sunday, sunday + 6 * HOUR, "周日加班"))
    shop = busy()
    shop = shop.changed(work_centres=(replace(shop.work_centres[0], overtime=windows),))

    overtime = option(ENGINE.answer(shop, ask(qty=60, requested=november(26))), OptionKind.OVERTIME)

    (lever,) = overtime.levers
    assert (lever.code, lever.start_at, lever.minutes) == ("M1", wednesday, 60)
    assert (overtime.promise_date, overtime.is_on_time) == (november(26), True)
    assert overtime.cost_delta == lever.cost == Decimal("30.00")  # an hour at 90 instead of 60


def test_a_hurried_supplier_costs_his_charge() -> None:
    shop = short_of_chips(expedite_days=3, expedite_cost=Decimal(500))

    hurried = option(ENGINE.answer(shop, ask(requested=november(28))), OptionKind.EXPEDITE_MATERIAL)

    assert (hurried.promise_date, hurried.is_on_time) == (november(28), True)
    (lever,) = hurried.levers
    assert lever.code == "MCU-32"
    assert lever.deliveries == (Hurried(needed_at=MONDAY + 4 * DAY, usual_at=MONDAY + 7 * DAY),)
    assert hurried.cost_delta == Decimal("500.00")


def test_an_open_purchase_order_can_be_hurried_too_but_not_past_tomorrow() -> None:
    shop = short_of_chips(expedite_days=9).changed(purchase_orders=(po("PO-7", "MCU-32", 60, MONDAY + 4 * DAY),))

    hurried = option(ENGINE.answer(shop, ask(requested=november(24))), OptionKind.EXPEDITE_MATERIAL)

    (lever,) = hurried.levers
    assert hurried.materials[-1].available_at == MONDAY + DAY
    assert lever.deliveries == (Hurried(po_no="PO-7", needed_at=MONDAY + DAY, usual_at=MONDAY + 4 * DAY),)


def test_what_is_overdue_and_cannot_be_hurried_is_not_named() -> None:
    overdue, coming = po("PO-6", "MCU-32", 30, MONDAY - DAY), po("PO-7", "MCU-32", 60, MONDAY + 4 * DAY)
    shop = short_of_chips(expedite_days=9).changed(purchase_orders=(overdue, coming))

    hurried = option(ENGINE.answer(shop, ask(requested=november(24))), OptionKind.EXPEDITE_MATERIAL)

    assert [each.po_no for lever in hurried.levers for each in lever.deliveries] == ["PO-7"]


def test_working_days_of_a_supplier_become_days_of_the_calendar() -> None:
    """Of ten working days five are saved, and with them a Sunday."""
    shop = short_of_chips(expedite_days=5).changed(calendar=SIX_DAYS)
    items = tuple(
        replace(it, purchase_lead_days=10, lead_day_kind=DayKind.WORKING) if it.item_code == "MCU-32" else it
        for it in shop.items
    )

    hurried = option(
        ENGINE.answer(shop.changed(items=items), ask(requested=november(25))), OptionKind.EXPEDITE_MATERIAL
    )

    ((delivery,),) = (lever.deliveries for lever in hurried.levers)
    assert (delivery.needed_at, delivery.usual_at) == (MONDAY + 5 * DAY, MONDAY + 11 * DAY)


def test_a_substitute_is_offered_with_its_price() -> None:
    shop = short_of_chips(substitutes=("MCU-33",))

    substitute = option(ENGINE.answer(shop, ask(qty=60, requested=november(24))), OptionKind.SUBSTITUTE)

    assert [(lever.code, lever.replaced_by) for lever in substitute.levers] == [("MCU-32", "MCU-33")]
    assert (substitute.promise_date, substitute.cost_delta) == (november(24), Decimal("120.00"))


def test_a_work_centre_that_needs_approval_is_only_an_option() -> None:
    choices = (Alternative("M1"), Alternative("OUT", needs_approval=True))
    shop = a_shop(
        work_centres=(centre("M1"), centre("OUT", cost_per_hour=Decimal(100))),
        routings={"P": (operation(10, alternatives=choices),)},
    )
    shop, _ = book_all(ENGINE, shop, [ask(qty=360, order_no="ORD-A")])

    answer = ENGINE.answer(shop, ask(requested=november(24)))

    approved = option(answer, OptionKind.ALTERNATIVE)
    assert [booking.work_centre for booking in answer.bookings] == ["M1"]
    assert [lever.code for lever in approved.levers] == ["OUT"]
    assert (approved.promise_date, approved.cost_delta) == (november(24), Decimal("40.00"))


def test_the_largest_part_that_is_on_time_can_ship_first() -> None:
    answer = ENGINE.answer(a_shop(), ask(qty=300, requested=november(25)))

    split = option(answer, OptionKind.SPLIT)
    assert [(part.qty, part.promise_date) for part in split.parts] == [
        (Decimal(240), november(25)),
        (Decimal(60), november(26)),
    ]
    assert {booking.part for booking in split.bookings} == {1, 2}
    assert answer.promise_date == november(26)


def test_a_split_is_promised_when_its_last_part_leaves_whichever_is_made_first() -> None:
    """The hour that is free at once is too short for the larger part, and just right for the rest."""
    taken = Booking(order_no="X", work_centre="M1", start_at=MONDAY + HOUR, end_at=MONDAY + DAY, work_minutes=60)

    split = option(ENGINE.answer(a_shop(bookings=(taken,)), ask(qty=300, requested=november(26))), OptionKind.SPLIT)

    assert [(part.qty, part.promise_date) for part in split.parts] == [
        (Decimal(60), november(24)),
        (Decimal(240), november(26)),
    ]
    assert split.promise_date == november(26)
    assert [line.promise_date for line in split.lines] == [november(26)]


def test_overtime_that_begins_with_changing_over_can_be_kept_once_it_is_booked() -> None:
    sunday = MONDAY + 6 * DAY
    shop = a_shop(
        work_centres=(centre("M1", SIX_DAYS, group="G", overtime=(Window(sunday, sunday + 4 * HOUR, "周日加班"),)),),
        setups={"G": {("red", "blue"): 60}},
        routings={"P": (operation(10, "M1", setup_family="blue"),)},
        bookings=(Booking(
            order_no="X", work_centre="M1", start_at=MONDAY, end_at=MONDAY + 5 * DAY + 2 * HOUR, work_minutes=720,
            item_code="P", seq=10, family="red",
        ),),
    )  # fmt: skip
    answer = ENGINE.answer(shop, ask(qty=100, requested=november(30)))
    overtime = option(answer, OptionKind.OVERTIME)

    sold = OpenOrder(order_no=answer.order_no, product="P", qty=Decimal(100), promise_date=overtime.promise_date)
    shop = reserved(shop, answer, overtime).knowing(answer.order_no, (sold,))

    assert [each.day for each in forecasts(shop) if each.order_no == answer.order_no] == [overtime.promise_date]
    assert not Book.of(shop).hit


@pytest.mark.parametrize(
    "rule",
    [{"ship_complete": True}, {"allow_split": False}, {"min_ship_qty": Decimal(200)}],  # two parts of 200 are 400
)
def test_nobody_gets_parts_he_does_not_want(rule: dict[str, Any]) -> None:
    answer = ENGINE.answer(a_shop(), ask(qty=300, requested=november(25), **rule))

    assert {each.kind for each in answer.options} == {OptionKind.LATER}


def test_options_are_ranked_on_time_first_and_cheapest_first() -> None:
    shop = short_of_chips(substitutes=("MCU-33",), expedite_days=6, expedite_cost=Decimal(1))

    answer = ENGINE.answer(shop, ask(qty=60, requested=november(25)))

    assert [each.kind for each in answer.options] == [
        OptionKind.EXPEDITE_MATERIAL,
        OptionKind.SUBSTITUTE,
        OptionKind.LATER,
    ]


def test_without_a_wish_only_what_is_earlier_is_offered() -> None:
    shop = short_of_chips(substitutes=("MCU-33",))

    answer = ENGINE.answer(shop, ask(qty=60))

    assert [each.kind for each in answer.options] == [OptionKind.SUBSTITUTE]


def test_an_option_can_be_booked_as_it_stands() -> None:
    shop = short_of_chips(substitutes=("MCU-33",))
    answer = ENGINE.answer(shop, ask(qty=60, requested=november(24)))

    booked = reserved(shop, answer, option(answer, OptionKind.SUBSTITUTE))

    assert {each.item_code for each in booked.allocations} == {"A", "MCU-33"}


def test_what_is_offered_could_happen() -> None:
    question = ask(qty=300, requested=november(25))

    answer = ENGINE.answer(busy(), question)

    check(busy(), question, answer)
    check(busy(), question, option(answer, OptionKind.SPLIT))


def test_a_smaller_part_is_offered_when_half_would_not_be_earlier() -> None:
    """Stock covers a quarter; everything beyond waits a week for the same delivery."""
    shop = a_shop(
        items=(made("P"), bought("A", 7)),
        boms={"P": (of("A"),)},
        routings={"P": (operation(10, "M1", minutes="0.1"),)},
        stock={"A": Decimal(100)},
    )

    found = ENGINE.answer(shop, ask(qty=400, requested=november(23)))

    split = next(option for option in found.options if option.kind is OptionKind.SPLIT)
    assert [part.qty for part in split.parts] == [100, 300]
    assert split.parts[0].promise_date == november(24) < split.parts[1].promise_date


def test_there_is_no_overtime_while_the_machine_is_down() -> None:
    down = Window(MONDAY, MONDAY + 3 * DAY, "停机")
    evenings = tuple(Window(MONDAY + n * DAY + 6 * HOUR, MONDAY + n * DAY + 8 * HOUR) for n in range(8))
    shop = a_shop(work_centres=(centre("M1", SHORT_DAYS.closing(down), overtime=evenings),))

    overtime = option(ENGINE.answer(shop, ask(qty=300, requested=november(26))), OptionKind.OVERTIME)

    check(with_levers(shop, overtime), ask(qty=300, requested=november(26)), overtime)
    assert min(booking.start_at for booking in overtime.bookings) == down.end_at


def test_overtime_that_a_closure_cuts_short_is_offered_as_far_as_it_goes() -> None:
    evening = Window(MONDAY + 6 * HOUR, MONDAY + 10 * HOUR)
    down = Window(MONDAY + 8 * HOUR, MONDAY + DAY, "检修")
    shop = a_shop(work_centres=(centre("M1", SHORT_DAYS.closing(down), overtime=(evening,)),))

    overtime = option(ENGINE.answer(shop, ask(qty=240, requested=november(24))), OptionKind.OVERTIME)

    (lever,) = overtime.levers
    assert (lever.start_at, lever.end_at, lever.minutes) == (evening.start_at, down.start_at, 120)
