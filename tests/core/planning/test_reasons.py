"""Why not earlier, and how sure. Two working hours a day, a minute a piece, 60 an hour."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from core.calendar import SIX_DAY_WEEK, Window, WorkingCalendar
from core.planning.factory.records import DataAge, Source, Unreported
from core.planning.promise.answer import Confidence, ConstraintKind, Doubt, DoubtKind
from core.planning.promise.cost import Unpriced
from core.planning.promise.engine import DispatchEngine
from core.planning.promise.question import DemandLine, PromiseQuestion
from tests.core.planning.factories import (
    MONDAY,
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


def test_a_missing_material_is_named_with_what_is_known_of_it() -> None:
    shop = short_of_chips().changed(
        stock={"A": Decimal(1000), "MCU-32": Decimal(20)},
        purchase_orders=(po("PO-7", "MCU-32", 100, MONDAY + 3 * DAY),),
    )

    constraint = ENGINE.answer(shop, ask(qty=60)).binding_constraint

    assert (constraint.kind, constraint.code, constraint.name) == (ConstraintKind.MATERIAL, "MCU-32", "mcu-32")
    assert (constraint.short_qty, constraint.uom, constraint.supplier) == (Decimal(40), "pcs", "芯源")
    assert (constraint.source, constraint.po_no) == (Source.PURCHASE_ORDER, "PO-7")
    assert constraint.available_at == MONDAY + 3 * DAY
    assert (constraint.date_without, constraint.gain_days) == (november(24), 3)


def test_a_full_work_centre_is_named_with_the_time_in_its_queue() -> None:
    constraint = ENGINE.answer(busy(), ask(qty=60)).binding_constraint

    assert (constraint.kind, constraint.code) == (ConstraintKind.WORK_CENTRE, "M1")
    assert (constraint.waiting_minutes, constraint.gain_days) == (360, 3)


def test_the_second_constraint_is_what_binds_once_the_first_is_gone() -> None:
    shop = busy().changed(stock={"A": Decimal(0)}, items=(made("P"), bought("A", 2)))

    answer = ENGINE.answer(shop, ask(qty=60))

    assert answer.second_constraint is not None
    assert answer.binding_constraint.code == "M1"
    assert (answer.second_constraint.code, answer.second_constraint.date_without) == ("A", november(24))


def test_two_parts_that_come_together_bind_together() -> None:
    shop = a_shop(items=(made("P"), bought("A", 4), bought("B", 4)), boms={"P": (of("A"), of("B"))}, stock={})

    constraint = ENGINE.answer(shop, ask(qty=60)).binding_constraint

    assert {constraint.code, *(each.code for each in constraint.together_with)} == {"A", "B"}
    assert constraint.date_without == november(24)


def test_design_that_takes_longest_is_named() -> None:
    shop = a_shop(work_centres=(centre("M1"), centre("RND")), design_work_centre="RND")
    line = DemandLine(line_no=1, product="P", qty=Decimal(30), design_minutes=240)

    constraint = ENGINE.answer(shop, PromiseQuestion(order_no="ORD-A", lines=(line,))).binding_constraint

    assert (constraint.kind, constraint.code, constraint.waiting_minutes) == (ConstraintKind.DESIGN, "RND", 240)
    assert constraint.available_at == MONDAY + DAY + 2 * HOUR


def test_a_holiday_in_the_way_is_named() -> None:
    calendar = WorkingCalendar(week=SIX_DAY_WEEK)
    shop = a_shop(
        as_of=datetime(2026, 9, 30, 1, 0, tzinfo=UTC), calendar=calendar, work_centres=(centre("M1", calendar),)
    )

    constraint = ENGINE.answer(shop, ask(qty=900)).binding_constraint

    assert (constraint.kind, constraint.code, constraint.name) == (ConstraintKind.CALENDAR, "NATIONAL_DAY", "国庆节")
    assert constraint.date_without == date(2026, 10, 2)


def test_maintenance_in_the_way_is_named() -> None:
    maintenance = Window(MONDAY, MONDAY + DAY, "INJ-2 检修")
    shop = a_shop()
    shop = shop.changed(work_centres=(centre("M1", shop.calendar.closing(maintenance)),))

    constraint = ENGINE.answer(shop, ask(qty=60)).binding_constraint

    assert (constraint.kind, constraint.name) == (ConstraintKind.CALENDAR, "INJ-2 检修")


@pytest.mark.parametrize("machines", [2, 4, 6])
def test_closures_that_bind_only_together_are_found_however_many(machines: int) -> None:
    closed = [Window(MONDAY, MONDAY + 20 * DAY + each * HOUR, f"检修{each}") for each in range(machines)]
    shop = a_shop(
        work_centres=tuple(
            centre(f"M{each}", centre("M1").calendar.closing(window)) for each, window in enumerate(closed)
        ),
        routings={"P": tuple(operation(10 + each, f"M{each}") for each in range(machines))},
    )

    constraint = ENGINE.answer(shop, ask(qty=60)).binding_constraint

    assert constraint.kind is ConstraintKind.CALENDAR
    assert constraint.gain_days > 0


def test_when_nothing_is_in_the_way_it_is_the_work_itself() -> None:
    constraint = ENGINE.answer(a_shop(), ask(qty=300)).binding_constraint

    assert (constraint.kind, constraint.code, constraint.waiting_minutes) == (ConstraintKind.LEAD_TIME, "P", 300)


def test_nothing_binds_what_is_ready() -> None:
    answer = ENGINE.answer(a_shop(stock={"P": Decimal(60)}), ask())

    assert answer.binding_constraint.kind is ConstraintKind.NONE


@pytest.mark.parametrize(
    ("age", "confidence"),
    [
        (DataAge("stock", MONDAY - HOUR, 2 * HOUR), Confidence.HIGH),
        (DataAge("stock", MONDAY - 3 * HOUR, 2 * HOUR), Confidence.MEDIUM),
        (DataAge("stock", None, 2 * HOUR), Confidence.LOW),  # never heard of
    ],
)
def test_old_data_make_a_date_less_sure(age: DataAge, confidence: Confidence) -> None:
    answer = ENGINE.answer(a_shop(data_ages=(age,)), ask())

    assert answer.confidence is confidence
    assert [doubt.name for doubt in answer.doubts] == ([] if confidence is Confidence.HIGH else ["stock"])


def test_what_nobody_has_given_a_price_is_named_instead_of_counted_as_free() -> None:
    items = (made("P"), bought("A", unit_cost=Decimal(2)), bought("B"), made("Q"))
    shop = a_shop(
        items=items, boms={"P": (of("A"), of("B"))}, routings={"P": (operation(10, "M1"),), "Q": (operation(10, "M1"),)}
    )

    answer = ENGINE.answer(shop.changed(stock={"A": Decimal(60), "B": Decimal(60), "Q": Decimal(1)}), ask())

    assert (answer.cost.material, answer.cost.unpriced, answer.is_at_risk) == (
        Decimal(120),
        (Unpriced(item_code="B", name="b"),),
        True,
    )
    assert not ENGINE.answer(a_shop(), ask()).is_at_risk


def test_old_data_put_a_date_at_risk() -> None:
    assert ENGINE.answer(a_shop(data_ages=(DataAge("stock", None, HOUR),)), ask()).is_at_risk


@pytest.mark.parametrize(
    ("told", "doubts"),
    [
        (Unreported(order_no="ORD-A", since=MONDAY - 30 * HOUR, is_begun=False), [DoubtKind.UNREPORTED_START]),
        (Unreported(order_no="ORD-A", since=MONDAY - 30 * HOUR, is_begun=True), [DoubtKind.UNREPORTED_FINISH]),
        (Unreported(order_no="ORD-B", since=MONDAY - 30 * HOUR, is_begun=False), []),  # nothing of it is booked
    ],
)
def test_a_date_behind_work_that_nobody_reports_is_at_risk_and_names_it(
    told: Unreported, doubts: list[DoubtKind]
) -> None:
    answer = ENGINE.answer(busy().with_unreported((told,)), ask())

    assert answer.doubts == tuple(Doubt(kind=kind, name="ORD-A", age_minutes=30 * 60) for kind in doubts)
    assert answer.is_at_risk == bool(doubts)
    assert answer.confidence is (Confidence.MEDIUM if doubts else Confidence.HIGH)


def test_work_that_comes_later_or_elsewhere_puts_no_date_in_doubt() -> None:
    told = (Unreported(order_no="ORD-A", since=MONDAY - 30 * HOUR, is_begun=False),)
    (held,) = busy().bookings
    later = replace(held, start_at=held.start_at + 9 * DAY, end_at=held.end_at + 9 * DAY)
    two = (centre("M1"), centre("M2"))

    for booking in (later, replace(held, work_centre="M2")):
        shop = a_shop(work_centres=two, bookings=(booking,)).with_unreported(told)
        assert ENGINE.answer(shop, ask()).doubts == ()


def test_a_date_that_rests_on_purchases_and_overdue_deliveries_says_so() -> None:
    bought_in = ENGINE.answer(short_of_chips(), ask())
    overdue = ENGINE.answer(a_shop(stock={}, purchase_orders=(po("PO-1", "A", 60, MONDAY - DAY),)), ask())

    assert [doubt.kind for doubt in bought_in.doubts] == [DoubtKind.TO_BE_BOUGHT]
    assert overdue.doubts == (Doubt(kind=DoubtKind.OVERDUE_PURCHASE, name="PO-1", age_minutes=24 * 60),)


def test_a_date_beyond_the_holiday_notices_says_so() -> None:
    shop = a_shop(calendar=WorkingCalendar(), stock={"A": Decimal(9000)})

    answer = ENGINE.answer(shop, ask(qty=9000))

    assert answer.doubts == (Doubt(kind=DoubtKind.HOLIDAYS_ESTIMATED, name="2027"),)


@pytest.mark.parametrize(
    ("requested", "named"),
    [
        (date(2026, 12, 7), []),  # 14 days: a week is half of it, not more
        (date(2026, 12, 6), ["MCU-32"]),
    ],
)
def test_a_part_that_eats_half_the_window_is_named(requested: date, named: list[str]) -> None:
    answer = ENGINE.answer(short_of_chips(), ask(requested=requested))

    assert [each.item_code for each in answer.long_lead] == named


def test_of_a_short_window_a_few_days_are_more_than_half() -> None:
    shop = short_of_chips()
    items = tuple(replace(it, purchase_lead_days=2) if it.item_code == "MCU-32" else it for it in shop.items)

    named = ENGINE.answer(shop.changed(items=items), ask(requested=november(26))).long_lead

    assert ("MCU-32", 2, 3) in [(part.item_code, part.lead_days, part.window_days) for part in named]


def test_a_long_lead_part_in_stock_is_named_as_such() -> None:
    shop = short_of_chips().changed(stock={"A": Decimal(1000), "MCU-32": Decimal(1000)})

    (part,) = ENGINE.answer(shop, ask(requested=november(27))).long_lead

    assert (part.item_code, part.lead_days, part.window_days, part.is_in_stock) == ("MCU-32", 7, 4, True)


@pytest.mark.parametrize(
    ("limit", "is_begun", "since"),
    [
        (MONDAY, False, None),  # it is to begin just now
        (MONDAY + HOUR, False, MONDAY),
        (MONDAY + HOUR, True, None),
        (MONDAY + 9 * DAY, True, MONDAY + 2 * DAY + 2 * HOUR),
    ],
)
def test_a_report_is_missing_once_its_time_is_over(limit: datetime, is_begun: bool, since: datetime | None) -> None:
    due = busy().due_before(limit)

    missing = due["ORD-A"].unreported("ORD-A", limit, is_begun=is_begun) if due else None
    assert (missing.since if missing else None) == since
