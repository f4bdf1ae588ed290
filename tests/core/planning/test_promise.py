"""The rules of a promise, one by one. Two working hours a day from 08:00, a minute a piece, unless said otherwise."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from core.calendar import AROUND_THE_CLOCK, NO_HOLIDAYS, SIX_DAY_WEEK, Window, WorkingCalendar
from core.planning.factory.master import Alternative, BomLine, Operation
from core.planning.factory.shop import Shop
from core.planning.promise.answer import Outcome, PromiseAnswer
from core.planning.promise.engine import DispatchEngine, book_all, reserved
from core.planning.promise.question import DemandLine, PromiseQuestion
from tests.core.planning.check import check
from tests.core.planning.factories import MONDAY, SHORT_DAYS, a_shop, ask, bought, centre, made, november, of, operation

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NONE_IN_STOCK = {"A": Decimal(0)}


def answer(shop: Shop, question: PromiseQuestion) -> PromiseAnswer:
    """The engine's answer, checked."""
    found = DispatchEngine().answer(shop, question)
    check(shop, question, found)
    return found


def test_goods_leave_on_the_working_day_after_they_are_done() -> None:
    found = answer(a_shop(), ask(qty=60))

    assert found.ready_at == MONDAY + HOUR
    assert found.promise_date == november(24)


@pytest.mark.parametrize(("qty", "end"), [(479, 23 * HOUR + 59 * HOUR / 60), (480, 24 * HOUR)])
def test_work_until_midnight_belongs_to_the_day_that_ends(qty: int, end: timedelta) -> None:
    evenings = WorkingCalendar(week=(((16 * 60, 24 * 60),),) * 7, holidays=NO_HOLIDAYS)

    found = answer(a_shop(work_centres=(centre("M1", evenings),)), ask(qty=qty))

    assert (found.ready_at, found.promise_date) == (MONDAY - 8 * HOUR + end, november(24))


def test_goods_that_are_there_at_midnight_leave_on_the_day_after() -> None:
    shop = a_shop(stock={"P": Decimal(60)}, as_of=MONDAY - 8 * HOUR)

    assert DispatchEngine().answer(shop, ask(qty=60)).promise_date == november(24)


def test_goods_in_stock_need_no_work() -> None:
    found = answer(a_shop(stock={"P": Decimal(60)}), ask(qty=60))

    assert (found.ready_at, found.promise_date, found.bookings) == (MONDAY, november(24), ())


def test_work_pauses_over_night() -> None:
    (booking,) = answer(a_shop(), ask(qty=150)).bookings

    assert (booking.start_at, booking.end_at) == (MONDAY, MONDAY + DAY + 30 * HOUR / 60)


def test_unattended_work_waits_until_a_stretch_without_maintenance_is_long_enough() -> None:
    ageing = operation(10, "M1", batch_size=Decimal(500), batch_minutes=8 * 60, is_unattended=True)
    maintenance = Window(MONDAY + 2 * HOUR, MONDAY + 6 * HOUR, "检修")
    shop = a_shop(work_centres=(centre("M1", SHORT_DAYS.closing(maintenance)),), routings={"P": (ageing,)})

    (booking,) = answer(shop, ask()).bookings

    assert (booking.start_at, booking.end_at) == (MONDAY + DAY, MONDAY + DAY + 8 * HOUR)


def test_unattended_work_runs_through_the_night() -> None:
    ageing = operation(10, "M1", batch_size=Decimal(500), batch_minutes=12 * 60, is_unattended=True)

    (booking,) = answer(a_shop(routings={"P": (ageing,)}), ask(qty=300)).bookings

    assert (booking.start_at, booking.end_at) == (MONDAY, MONDAY + 12 * HOUR)


def test_batches_follow_each_other() -> None:
    ageing = operation(10, "M1", batch_size=Decimal(500), batch_minutes=12 * 60, is_unattended=True)

    (booking,) = answer(a_shop(routings={"P": (ageing,)}), ask(qty=501)).bookings

    assert booking.work_minutes == 2 * 12 * 60


def test_a_gap_is_used_only_if_the_whole_operation_fits() -> None:
    shop, _ = book_all(DispatchEngine(), a_shop(), [ask(qty=30, order_no="ORD-A")])
    later = replace(shop.bookings[0], order_no="ORD-B", start_at=MONDAY + HOUR, end_at=MONDAY + 2 * HOUR)
    shop = shop.with_booked([later], [])

    assert answer(shop, ask(qty=30)).bookings[0].start_at == MONDAY + HOUR / 2
    assert answer(shop, ask(qty=31)).bookings[0].start_at == MONDAY + DAY


def test_nobody_is_moved() -> None:
    shop, _ = book_all(DispatchEngine(), a_shop(), [ask(qty=200, order_no="ORD-A")])

    grown = reserved(shop, answer(shop, ask(qty=10)))

    assert set(shop.bookings) < set(grown.bookings)


def test_two_units_work_side_by_side() -> None:
    shop, _ = book_all(DispatchEngine(), a_shop(work_centres=(centre("M1", capacity=2),)), [ask(order_no="ORD-A")])

    found = answer(shop, ask())

    assert (found.bookings[0].start_at, found.bookings[0].unit) == (MONDAY, 1)


def test_the_alternative_that_finishes_first_is_taken() -> None:
    choices = (Alternative("M1"), Alternative("M2", Decimal(2)))
    shop = a_shop(
        work_centres=(centre("M1"), centre("M2")),
        routings={"P": (operation(10, alternatives=choices, setup_minutes=10),)},
    )

    assert answer(shop, ask(qty=60)).bookings[0].work_minutes == 40  # on M2: half the run, the same set-up
    busy = reserved(shop, answer(shop, ask(qty=120, order_no="ORD-A")))
    assert answer(busy, ask(qty=30)).bookings[0].work_centre == "M1"


def test_golden_week_and_its_make_up_sunday_count_in_a_promise() -> None:
    calendar = WorkingCalendar(week=SIX_DAY_WEEK)
    as_of = datetime(2026, 9, 19, 12, 0, tzinfo=UTC)  # Saturday 20:00
    shop = a_shop(as_of=as_of, calendar=calendar, work_centres=(centre("M1", calendar),))

    assert answer(shop, ask(qty=60)).promise_date == date(2026, 9, 20)  # Sunday, worked
    assert answer(shop.changed(as_of=as_of + 11 * DAY), ask(qty=60)).promise_date == date(2026, 10, 8)


def test_an_answer_of_the_same_day_does_not_depend_on_seconds() -> None:
    shop = a_shop(as_of=MONDAY + timedelta(seconds=59))

    assert answer(shop, ask(qty=1)).bookings[0].start_at == MONDAY + timedelta(minutes=1)


def test_two_quotes_for_the_last_slot_cannot_both_keep_it() -> None:
    shop = a_shop()
    mine, yours = ask(qty=120, order_no="ORD-A"), ask(qty=120, order_no="ORD-B")
    asked_by_both = answer(shop, yours)

    held = reserved(shop, answer(shop, mine))

    assert asked_by_both.promise_date == november(24)
    assert answer(held, yours).promise_date == november(25)
    assert answer(held.without_order("ORD-A"), yours).promise_date == november(24)  # expired: the slot is free again
    assert answer(held, mine).promise_date == november(24)  # confirming keeps the quoted date


def test_design_comes_first_and_is_booked_on_the_engineers() -> None:
    shop = a_shop(work_centres=(centre("M1"), centre("RND")), design_work_centre="RND")
    line = DemandLine(line_no=1, product="P", qty=Decimal(30), design_minutes=150)

    found = answer(shop, PromiseQuestion(order_no="ORD-A", lines=(line,)))

    design, making = found.bookings
    assert (design.work_centre, design.operation, design.work_minutes) == ("RND", "DESIGN", 150)
    assert making.start_at == design.end_at == found.tracks.design_ready_at == MONDAY + DAY + HOUR / 2


def test_a_drawing_in_work_holds_production_back() -> None:
    line = DemandLine(line_no=1, product="P", qty=Decimal(30), design_ready_at=MONDAY + DAY)

    found = answer(a_shop(), PromiseQuestion(order_no="ORD-A", lines=(line,)))

    assert found.bookings[0].start_at == MONDAY + DAY
    assert found.tracks.design_ready_at == MONDAY + DAY


def two_lines(*, ship_complete: bool = False) -> PromiseQuestion:
    """The second line is wanted first."""
    first = DemandLine(line_no=1, product="P", qty=Decimal(120), requested_date=november(30))
    second = DemandLine(line_no=2, product="P", qty=Decimal(60), requested_date=november(24))
    return PromiseQuestion(order_no="ORD-A", lines=(first, second), ship_complete=ship_complete)


def test_the_line_that_is_wanted_first_is_made_first() -> None:
    found = answer(a_shop(), two_lines())

    assert [(line.line_no, line.promise_date) for line in found.lines] == [(1, november(25)), (2, november(24))]
    assert (found.promise_date, found.is_late) == (november(25), False)


def test_ship_complete_promises_all_lines_for_one_day() -> None:
    found = answer(a_shop(), two_lines(ship_complete=True))

    assert {line.promise_date for line in found.lines} == {november(25)}
    assert [line.is_late for line in found.lines] == [False, True]


def test_an_item_nobody_can_bring_makes_the_order_impossible() -> None:
    shop = a_shop(items=(made("P"), bought("A", None)), stock={"A": Decimal(10)})

    found = DispatchEngine().answer(shop, ask(qty=60))

    assert found.outcome is Outcome.IMPOSSIBLE
    assert (found.binding_constraint.code, found.binding_constraint.short_qty) == ("A", Decimal(50))
    assert found.promise_date is None
    assert PromiseAnswer.from_json(found.to_json()) == found


def test_more_than_the_horizon_holds_is_impossible() -> None:
    shop = a_shop(horizon_days=30, items=(made("P"), bought("A", 0)))

    found = DispatchEngine().answer(shop, ask(qty=10**12))

    assert found.outcome is Outcome.IMPOSSIBLE
    assert found.binding_constraint.code == "M1"


def test_the_book_is_laid_by_date_and_then_by_class() -> None:
    late, early = ask(order_no="ORD-1", requested=november(27)), ask(order_no="ORD-2", requested=november(25))
    best = ask(order_no="ORD-3", requested=november(25), customer_class="A")
    whenever = ask(order_no="ORD-4")

    _, answers = book_all(DispatchEngine(), a_shop(), [whenever, late, early, best])

    assert [found.order_no for found in answers] == ["ORD-3", "ORD-2", "ORD-1", "ORD-4"]


def test_cost_comes_from_stored_rates() -> None:
    steps: tuple[Operation, ...] = (operation(10, "M1", setup_minutes=15),)
    boms: dict[str, tuple[BomLine, ...]] = {"P": (of("A", "2"),)}

    cost = answer(a_shop(routings={"P": steps}, boms=boms), ask(qty=60)).cost

    assert (cost.material, cost.labour, cost.setup) == (Decimal("240.00"), Decimal("60.00"), Decimal("15.00"))
    assert (cost.total, cost.currency) == (Decimal("315.00"), "CNY")


@pytest.mark.parametrize("hours", [0, 5, 23])
def test_around_the_clock_there_is_no_night(hours: int) -> None:
    clock = WorkingCalendar(week=AROUND_THE_CLOCK)
    shop = a_shop(as_of=MONDAY + hours * HOUR, work_centres=(centre("M1", clock),))

    found = answer(shop, ask(qty=90))

    assert found.ready_at == MONDAY + hours * HOUR + 90 * HOUR / 60
    assert shop.calendar is SHORT_DAYS
