"""The days of the milestones, and starting with a full kit: one reading of the bookings."""

from dataclasses import replace
from datetime import UTC, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings

from core.calendar import NO_HOLIDAYS, WorkingCalendar
from core.orders import NodeKind
from core.orders.node import AFTER
from core.planning.factory.shop import Shop
from core.planning.promise.answer import PromiseAnswer, PromiseOption
from core.planning.promise.engine import DispatchEngine
from core.planning.promise.milestones import milestones
from core.planning.promise.question import PromiseQuestion
from tests.core.planning.check import check
from tests.core.planning.factories import MONDAY, a_shop, ask, bought, centre, factories, made, of, operation, questions

ENGINE = DispatchEngine()
SOME = settings(max_examples=60, suppress_health_check=list(HealthCheck))
DAY = timedelta(days=1)


@SOME
@given(factories(), questions())
def test_the_milestones_of_every_plan_are_in_order_and_hold_every_operation(
    shop: Shop, question: PromiseQuestion
) -> None:
    found = ENGINE.answer(shop, replace(question, starts_when_kitted=True))

    plans: tuple[PromiseAnswer | PromiseOption, ...] = (found, *found.options)
    for plan in plans:
        assert_in_order(plan, shop)


def assert_in_order(plan: PromiseAnswer | PromiseOption, shop: Shop) -> None:
    zone = shop.calendar.timezone
    days = milestones(plan, now=shop.as_of, zone=zone)
    assert set(days) == set(NodeKind)
    assert all(days[before] <= day for kind, day in days.items() for before in AFTER[kind])
    for slot in plan.bookings:
        first, last = (at.astimezone(zone).date() for at in (slot.start_at, slot.end_at - timedelta(minutes=1)))
        if not slot.is_design:
            assert days[NodeKind.KITTED] <= days[NodeKind.START] <= first <= last <= days[NodeKind.FINISH]
    assert days[NodeKind.FINISH] <= days[NodeKind.SHIPMENT]


@SOME
@given(factories(), questions())
def test_waiting_for_the_kit_costs_neither_a_day_nor_a_cent(shop: Shop, question: PromiseQuestion) -> None:
    at_once, kitted = ENGINE.answer(shop, question), ENGINE.answer(shop, replace(question, starts_when_kitted=True))

    check(shop, question, kitted)
    assert [line.promise_date for line in kitted.lines] == [line.promise_date for line in at_once.lines]
    assert kitted.cost.total <= at_once.cost.total
    assert kitted.binding_constraint == at_once.binding_constraint


BOX_COMES_LATE = a_shop(
    items=(made("P"), bought("A"), bought("BOX", 3)),
    boms={"P": (of("A"), of("BOX", at_seq=20))},
    routings={"P": (operation(10, "M1"), operation(20, "M1", code="PACK"))},
)


def test_an_order_begins_when_everything_for_it_is_there() -> None:
    making, packing = ENGINE.answer(BOX_COMES_LATE, ask(qty=30, starts_when_kitted=True)).bookings

    assert making.start_at == MONDAY + 3 * DAY
    assert packing.start_at == making.end_at


def test_it_begins_before_when_waiting_would_cost_a_day() -> None:
    found = ENGINE.answer(BOX_COMES_LATE, ask(qty=700, starts_when_kitted=True))

    days = milestones(found, now=MONDAY, zone=UTC)
    assert found.bookings[0].start_at == MONDAY
    assert days[NodeKind.KITTED] == days[NodeKind.START] == MONDAY.date()


def test_work_that_ends_at_midnight_is_finished_on_the_day_that_ends() -> None:
    evenings = WorkingCalendar(week=(((16 * 60, 24 * 60),),) * 7, holidays=NO_HOLIDAYS)
    found = ENGINE.answer(a_shop(work_centres=(centre("M1", evenings),)), ask(qty=480))

    days = milestones(found, now=MONDAY, zone=evenings.timezone)

    assert days[NodeKind.FINISH] == days[NodeKind.INSPECTION] == MONDAY.date()
    assert days[NodeKind.SHIPMENT] == found.promise_date == MONDAY.date() + DAY


def test_a_plan_without_operations_ships_what_is_there() -> None:
    found = ENGINE.answer(a_shop(items=(bought("P"),), boms={}, routings={}, stock={"P": Decimal(30)}), ask(qty=30))

    days = milestones(found, now=MONDAY, zone=UTC)

    assert days[NodeKind.START] == days[NodeKind.FINISH] == MONDAY.date()
    assert days[NodeKind.SHIPMENT] == found.promise_date
