"""What is expected of orders while the factory changes, and why."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.orders.cause import CauseKind, ForecastCause
from core.planning.factory.records import Source
from core.planning.factory.shop import Shop
from core.planning.plan.checker import check
from core.planning.plan.expected import Expected
from core.planning.plan.forecast import Forecast, forecasts
from core.planning.plan.neutral import document, write_schedule
from tests.core.planning.factories import (
    DAY,
    MONDAY,
    WORK_CENTRES,
    a_shop,
    ask,
    bought,
    made,
    november,
    of,
    operation,
    po,
)
from tests.core.planning.plan.books import QUOTE, booked, books, broken, busy_books, later, two_orders

FIRST, SECOND = "ORD-2611-0001", "ORD-2611-0002"


def begun(shop: Shop) -> Shop:
    """Everybody has begun what they were to begin."""
    return shop.knowing_all(replace(line, is_begun=True) for line in shop.orders)


def of_order(shop: Shop, order_no: str = FIRST) -> Forecast:
    return next(each for each in forecasts(shop) if each.order_no == order_no)


def delayed(shop: Shop, po_no: str, days: int) -> Shop:
    """The same shop whose purchase order comes later."""
    orders = tuple(
        replace(it, eta=it.eta + timedelta(days=days)) if it.po_no == po_no else it for it in shop.purchase_orders
    )
    return shop.changed(purchase_orders=orders)


def promises(shop: Shop) -> dict[tuple[str, int], date]:
    """The days promised, by order and line."""
    return {(line.order_no, line.line_no): line.promise_date for line in shop.orders if line.promise_date}


def late(shop: Shop) -> dict[str, int]:
    """Orders expected later than promised, with the days."""
    promised = promises(shop)
    days = [(each.order_no, (each.day - promised[each.order_no, each.line_no]).days) for each in forecasts(shop)]
    return {order_no: count for order_no, count in sorted(days, key=lambda it: it[1]) if count > 0}


@settings(max_examples=60)
@given(books())
def test_as_long_as_nothing_happens_everything_leaves_as_promised(shop: Shop) -> None:
    assert late(shop) == {}
    assert all(each.cause is None for each in forecasts(shop))


@settings(max_examples=60)
@given(busy_books())
def test_what_begins_as_planned_stays_in_time(shop: Shop) -> None:
    there = tuple(kept for kept in shop.allocations if kept.source is Source.STOCK)
    shop = begun(shop).changed(purchase_orders=(), allocations=there)

    assert late(later(shop, hours=26, minutes=30)) == {}


breakdowns = st.tuples(st.sampled_from(WORK_CENTRES), st.integers(0, 30), st.integers(1, 60))


def troubled(shop: Shop, told: tuple[str, int, int], days: int) -> Shop:
    """A machine stands still and every purchase order comes later."""
    code, start, hours = told
    shop = broken(later(shop, hours=10), code, timedelta(hours=start), timedelta(hours=start + hours))
    return shop.changed(purchase_orders=tuple(replace(it, eta=it.eta + days * DAY) for it in shop.purchase_orders))


@settings(max_examples=40)
@given(busy_books(), breakdowns, st.integers(0, 5))
def test_what_is_expected_could_be_done_just_like_that(shop: Shop, told: tuple[str, int, int], days: int) -> None:
    book = Expected.of(troubled(shop, told, days))

    assume(book.works)
    report = check(document(book.problem), write_schedule(book.problem, book.schedule))

    assert [it for it in report.violations if it.op not in book.pinned] == []
    assert (book.schedule.machine == book.booked.machine).all()
    assert (book.schedule.start >= book.booked.start).all()


@settings(max_examples=40)
@given(busy_books(), breakdowns, st.integers(0, 5))
def test_the_order_in_which_things_are_read_changes_no_forecast(
    shop: Shop, told: tuple[str, int, int], days: int
) -> None:
    shop = troubled(shop, told, days)
    turned = shop.changed(bookings=shop.bookings[::-1], orders=shop.orders[::-1], allocations=shop.allocations[::-1])

    assert forecasts(turned) == forecasts(shop)


@settings(max_examples=60)
@given(busy_books(), breakdowns, st.integers(0, 5))
def test_a_line_that_is_late_alone_for_its_cause_is_in_time_without_it(
    shop: Shop, told: tuple[str, int, int], days: int
) -> None:
    """Machines are repaired, purchase orders are there: nothing else is touched, and the line is promised anew."""
    shop = troubled(shop, told, days)
    wanted = promises(shop)

    for each in forecasts(shop):
        if each.cause is None or each.cause.kind not in (CauseKind.MACHINE, CauseKind.PURCHASE_ORDER):
            continue
        again = {(it.order_no, it.line_no): it.day for it in forecasts(undone(shop, each.cause))}
        key = each.order_no, each.line_no
        assert key not in again or again[key] <= wanted[key]


def undone(shop: Shop, cause: ForecastCause) -> Shop:
    """The shop without it."""
    if cause.kind is CauseKind.PURCHASE_ORDER:
        here = tuple(replace(it, eta=MONDAY - DAY) for it in shop.purchase_orders if it.po_no == cause.code)
        others = tuple(it for it in shop.purchase_orders if it.po_no != cause.code)
        stock = dict(shop.stock)
        for order in here:
            stock[order.item_code] = stock.get(order.item_code, Decimal(0)) + order.open_qty
        kept = tuple(
            replace(it, source=Source.STOCK, po_no="") if it.po_no == cause.code else it for it in shop.allocations
        )
        return shop.changed(purchase_orders=others, stock=stock, allocations=kept)
    centres = tuple(
        replace(it, calendar=replace(it.calendar, closed=())) if it.work_centre == cause.code else it
        for it in shop.work_centres
    )
    return shop.changed(work_centres=centres)


def waiting(qty: int = 60, eta: int = 2) -> Shop:
    """One order of `qty` minutes that waits for PO-7, two days from now; nobody else is there."""
    return booked(
        a_shop(
            items=(made("P"), bought("A", None)), stock={}, boms={"P": (of("A"),)},
            purchase_orders=(po("PO-7", "A", 1000, MONDAY + eta * DAY),),
        ),
        [ask(qty=qty)],
    )  # fmt: skip


def wanted(shop: Shop, days: int) -> Shop:
    """The same, promised so many days later."""
    promised = promises(shop)
    return shop.knowing_all(
        replace(it, promise_date=promised[it.order_no, it.line_no] + days * DAY) for it in shop.orders
    )


class TestMaterial:
    def test_a_purchase_order_two_days_late_is_named(self) -> None:
        each = of_order(delayed(waiting(), "PO-7", 2))

        assert (each.day, each.cause) == (november(28), ForecastCause(CauseKind.PURCHASE_ORDER, "PO-7"))

    def test_one_that_is_late_by_less_than_its_slack_keeps_nobody(self) -> None:
        assert late(delayed(wanted(waiting(), 2), "PO-7", 2)) == {}

    def test_beyond_its_slack_it_counts_by_what_is_beyond(self) -> None:
        assert late(delayed(wanted(waiting(), 1), "PO-7", 2)) == {FIRST: 1}

    def test_what_purchasing_says_is_there_is_waited_for_no_more(self) -> None:
        shop = delayed(waiting(), "PO-7", 2)

        assert late(shop.knowing_all(replace(it, is_kitted=True) for it in shop.orders)) == {}

    def test_of_two_that_are_equally_late_neither_alone_is_the_cause(self) -> None:
        items = (made("P"), bought("A", None), bought("B", None))
        supply = (po("PO-7", "A", 100, MONDAY + 2 * DAY), po("PO-8", "B", 100, MONDAY + 2 * DAY))
        shop = a_shop(items=items, stock={}, boms={"P": (of("A"), of("B"))}, purchase_orders=supply)
        shop = booked(shop, [ask()])

        both, one = delayed(delayed(shop, "PO-7", 2), "PO-8", 2), delayed(shop, "PO-8", 2)

        assert (of_order(both).day, of_order(both).cause) == (november(28), None)
        assert of_order(one).cause == ForecastCause(CauseKind.PURCHASE_ORDER, "PO-8")

    def test_goods_that_are_sold_as_they_come_wait_too(self) -> None:
        goods = a_shop(items=(bought("T", 9),), stock={}, boms={}, routings={}, purchase_orders=(
            po("PO-9", "T", 100, MONDAY + 2 * DAY),
        ))  # fmt: skip
        shop = booked(goods, [ask("T", qty=50)])

        assert late(shop) == {}
        each = of_order(delayed(shop, "PO-9", 3))
        assert (each.day, each.cause) == (november(30), ForecastCause(CauseKind.PURCHASE_ORDER, "PO-9"))

    def test_whoever_is_behind_it_on_the_machine_is_kept_through_it(self) -> None:
        items = (made("P"), made("Q"), bought("A", None), bought("B", None))
        shop = a_shop(
            items=items, stock={}, boms={"P": (of("A"),), "Q": (of("B"),)},
            routings={"P": (operation(10, "M1"),), "Q": (operation(10, "M1"),)},
            purchase_orders=(po("PO-7", "A", 1000, MONDAY + DAY), po("PO-8", "B", 1000, MONDAY + DAY)),
        )  # fmt: skip
        shop = booked(shop, [ask(qty=240), ask("Q", qty=120, order_no=SECOND)])

        each = of_order(delayed(shop, "PO-7", 1), SECOND)

        assert late(delayed(shop, "PO-7", 1)) == {FIRST: 1, SECOND: 1}
        assert each.cause == ForecastCause(CauseKind.PURCHASE_ORDER, "PO-7", through=FIRST)


class TestDrawings:
    def drawn(self, shop: Shop, day: int) -> Shop:
        end = MONDAY.replace(day=day) + timedelta(hours=16)  # midnight at the factory
        return shop.knowing_all(replace(it, drawn_at=end) for it in shop.orders)

    def test_a_drawing_in_time_moves_nothing(self) -> None:
        assert late(self.drawn(two_orders(), 23)) == {}

    def test_a_drawing_two_days_late_moves_the_order_by_two_days_less_its_slack(self) -> None:
        shop = booked(a_shop(), [ask()])

        late_by_two = {slack: late(self.drawn(wanted(shop, slack), 24)) for slack in (0, 1, 2)}

        assert late_by_two == {0: {FIRST: 2}, 1: {FIRST: 1}, 2: {}}

    def test_it_is_named(self) -> None:
        assert of_order(self.drawn(booked(a_shop(), [ask()]), 24)).cause == ForecastCause(CauseKind.DRAWING, FIRST)

    def test_one_that_is_overdue_is_not_expected_before_tomorrow(self) -> None:
        shop = self.drawn(later(booked(a_shop(), [ask()]), days=3), 24)

        each = of_order(shop)

        assert each.day == november(28)  # made on Friday, the day after today
        assert each.cause == ForecastCause(CauseKind.DRAWING, FIRST)


class TestMachines:
    def test_one_that_stands_still_is_named(self) -> None:
        shop = broken(two_orders(), "M1", timedelta(days=1), timedelta(days=1, hours=2))

        each = of_order(shop, SECOND)

        assert each.cause == ForecastCause(CauseKind.MACHINE, "M1", "m1")
        assert late(shop) == {SECOND: 1}

    def test_what_was_begun_before_it_stopped_is_not_done_by_the_calendar(self) -> None:
        """An hour of the first order was lost; on the next day nobody has said that its work was moved."""
        shop = broken(later(begun(two_orders()), minutes=30), "M1", timedelta(0), timedelta(hours=1))

        assert late(shop) == late(later(shop, hours=3)) == {FIRST: 1, SECOND: 1}


class TestBeginning:
    def test_what_has_not_begun_is_moved_to_now(self) -> None:
        shop = later(two_orders(), days=1)

        assert late(shop) == {FIRST: 1, SECOND: 1}
        assert of_order(shop).cause == ForecastCause(CauseKind.NOT_BEGUN, FIRST)
        assert of_order(shop, SECOND).cause == ForecastCause(CauseKind.NOT_BEGUN, FIRST, through=FIRST)

    def test_what_was_promised_for_a_day_on_which_it_cannot_be_is_its_own_work(self) -> None:
        each = of_order(wanted(booked(a_shop(), [ask(qty=360)]), -2))

        assert each.cause == ForecastCause(CauseKind.WORK, FIRST)

    def test_what_only_another_plan_could_help_has_no_cause(self) -> None:
        """The first order has the machine, as everybody has known."""
        shop = two_orders()
        urgent = [replace(it, promise_date=november(25)) for it in shop.orders]

        each = of_order(shop.knowing_all(urgent), SECOND)

        assert (each.day, each.cause) == (november(26), None)

    def test_of_a_held_quote_nothing_is_expected(self) -> None:
        shop = booked(a_shop(), [ask(order_no=QUOTE)])

        assert forecasts(shop) == ()

    def test_slack_is_what_may_be_lost(self) -> None:
        shop = wanted(booked(a_shop(), [ask(qty=120)]), 1)

        assert of_order(shop).slack_minutes == 24 * 60
