"""Pushing an order: exactly who is displaced, nobody else past his promise, and every way a valid plan."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from core.planning.codec import from_json, to_json
from core.planning.factory.shop import Shop
from core.planning.plan.attempt import Attempt, pushed
from core.planning.plan.book import Book
from core.planning.plan.checker import check
from core.planning.plan.diff import diff
from core.planning.plan.displaced import Push
from core.planning.plan.frontier import frontier, rush
from core.planning.plan.ground import Ground
from core.planning.plan.neutral import document, write_schedule
from core.planning.plan.planner import figures
from core.planning.plan.policy import PlanPolicy
from core.planning.plan.pushing import Field, as_booked, field_of
from tests.core.planning.factories import DAY, MONDAY, a_shop, ask, bought, centre, made, of, operation, po
from tests.core.planning.plan.books import booked, busy_books, later, two_orders

POLICY = PlanPolicy(frozen_days=0)
FIRST, SECOND, THIRD = "ORD-2611-0001", "ORD-2611-0002", "ORD-2611-0003"


def pushing(shop: Shop, order_no: str, policy: PlanPolicy = POLICY) -> tuple[Book, Field]:
    """A book with one order in it ready for being pushed; operations have the same numbers in both."""
    book = Book.of(shop, policy)
    field = field_of(shop, Ground.of_book(book), order_no, policy)
    if field is None:
        reject()
    assert field is not None
    return book, field


def lines_of(push: Push) -> list[tuple[str, int, object, object]]:
    return sorted((it.order_no, it.line_no, it.before, it.after) for it in push.displaced if it.days_lost)


orders = st.integers(1, 4).map(lambda number: f"ORD-2611-{number:04}")


@settings(max_examples=20)
@given(busy_books(), orders)
def test_the_list_is_what_comparing_two_whole_plans_says(shop: Shop, order_no: str) -> None:
    book, field = pushing(shop, order_no)

    for push, after in frontier(field).points:
        told = diff(book, book.booked, after)
        others = [it for it in told.finishes if it.order_no != order_no]
        assert lines_of(push) == sorted((it.order_no, it.line_no, it.before, it.after) for it in others)
        assert {it.order_no for it in push.displaced if it.is_newly_late} == {
            it.order_no for it in others if it.is_newly_late
        }
        assert push.setup_minutes == figures(book, after).setup_minutes - figures(book, book.booked).setup_minutes


@settings(max_examples=20)
@given(busy_books(), orders)
def test_every_way_is_a_plan_that_can_be_kept_to(shop: Shop, order_no: str) -> None:
    book, field = pushing(shop, order_no)

    for _, after in frontier(field).points:
        report = check(document(book.problem), write_schedule(book.problem, after))
        begun = {op for op in book.pinned if book.places[op].start <= book.floor.now}
        assert [it for it in report.violations if it.op not in begun] == []


@settings(max_examples=20)
@given(busy_books(), orders)
def test_nobody_begins_earlier_and_nobody_else_moves_past_a_promise(shop: Shop, order_no: str) -> None:
    book, field = pushing(shop, order_no)

    for push, after in frontier(field).points:
        told = {(it.order_no, it.line_no) for it in push.displaced}
        for (line, last), end in zip(book.lines, after.end[field.arrays.last], strict=True):
            assert line.order_no == order_no or end >= book.places[last].end
            if line.order_no != order_no and (line.order_no, line.line_no) not in told:
                assert end == book.places[last].end
    within = frontier(field).within_slack
    assert within is None or not any(it.is_newly_late for it in within[0].displaced)


@settings(max_examples=20)
@given(busy_books(), orders)
def test_what_is_kept_up_says_the_same_as_what_is_laid_out_anew(shop: Shop, order_no: str) -> None:
    """An order is taken out and put back, another comes: the ground knows, without being laid out again."""
    held = shop.held.get(order_no)
    assume(held is not None)
    assert held is not None
    shop.derive(Ground, Ground.of)
    advanced = shop.without_order(order_no).with_booked(*held)

    ground = advanced.derive(Ground, Ground.of).knowing(advanced, POLICY)
    kept_up = field_of(advanced, ground, order_no, POLICY)

    _, anew = pushing(advanced, order_no)
    assert kept_up is not None
    assert told_alike(rush(kept_up)) == told_alike(rush(anew))


def told_alike(push: Push | None) -> object:
    return push and (push.finish_at, push.tardiness, lines_of(push))


@settings(max_examples=15)
@given(busy_books(), orders, st.integers(0, 60))
def test_what_has_begun_or_is_frozen_or_held_stays(shop: Shop, order_no: str, hours: int) -> None:
    policy = PlanPolicy(frozen_days=1)
    book, field = pushing(later(shop, hours=hours), order_no, policy)

    for _, after in frontier(field).points:
        for op in book.pinned:
            assert (after.machine[op], after.start[op], after.end[op]) == book.places[op]


@settings(max_examples=20)
@given(busy_books(), orders)
def test_what_is_given_up_early_would_not_have_been_chosen(shop: Shop, order_no: str) -> None:
    _, field = pushing(shop, order_no)

    chosen, gains = frontier(field), [push for push, _ in frontier(field).points if push.days_won > 0]

    for best, among in ((chosen.rush, gains), (chosen.within_slack, [push for push in gains if not push.hurt])):
        assert (best and best[0]) == min(among, key=lambda it: (it.promise_date, it.badness), default=None)


@settings(max_examples=20)
@given(busy_books(), orders)
def test_whoever_is_in_the_way_of_the_first_gives_way_to_it(shop: Shop, order_no: str) -> None:
    """Nobody who might move costs it a minute, changing over to him or from him included."""
    _, field = pushing(shop, order_no)
    assume(not field.ground.hit.any())

    first = pushed(field)
    alone = Attempt(field, field.without(field.arrays.pin_machine < 0), field.own)

    assert first.finish == alone.finish


def three_orders() -> Shop:
    """M1 works two hours a day: order 1 has begun on Monday, 2 has Tuesday and Wednesday, 3 has Thursday."""
    asked = [ask(qty=qty, order_no=number) for number, qty in ((FIRST, 120), (SECOND, 240), (THIRD, 120))]
    return booked(a_shop(), asked)


def test_the_last_order_goes_first_and_the_one_before_it_pays() -> None:
    _, field = pushing(three_orders(), THIRD)

    push = rush(field)

    assert push is not None
    assert push.days_won == 2
    assert [(it.order_no, it.days_lost, it.minutes, it.days_late) for it in push.displaced] == [(SECOND, 1, 120, 1)]
    assert push.hurt == push.displaced
    assert frontier(field).within_slack is None


def test_with_time_to_spare_nobody_pays() -> None:
    shop = three_orders()
    patient = [replace(line, promise_date=None, requested_date=None) for line in shop.orders]
    _, field = pushing(shop.knowing_all(patient), THIRD)

    found = frontier(field).within_slack

    assert found is not None
    assert found[0].days_won == 2
    assert found[0].hurt == ()
    assert [it.order_no for it in found[0].displaced] == [SECOND]


def test_an_order_that_is_not_booked_yet_is_taken_as_booked() -> None:
    sold = three_orders()
    third, lines = sold.held[THIRD], tuple(line for line in sold.orders if line.order_no == THIRD)
    shop = two_orders()

    ground = as_booked(shop, THIRD, third.bookings, third.allocations, lines, POLICY)

    assert ground is not None
    field = field_of(shop, ground, THIRD, POLICY)
    assert field is not None
    push = rush(field)
    assert push is not None
    assert push == rush(pushing(sold, THIRD)[1])
    assert from_json(Push, to_json(push)) == push


def test_who_stands_too_near_to_be_changed_over_to_gives_way_too() -> None:
    """Order 1 waits for its material until Tuesday; order 2 would leave ten minutes of Monday to change over in."""
    shop = a_shop(
        work_centres=(centre("M1", group="line"),),
        setups={"line": {("RED", "BLUE"): 30, ("BLUE", "RED"): 30}},
        items=(made("P"), made("Q"), bought("A", None), bought("B")), boms={"P": (of("A"),), "Q": (of("B"),)},
        routings={"P": (operation(10, "M1", setup_family="RED"),), "Q": (operation(10, "M1", setup_family="BLUE"),)},
        stock={"B": Decimal(1000)}, purchase_orders=(po("PO-7", "A", 100, MONDAY + DAY),),
    )  # fmt: skip
    sold = booked(shop, [ask(qty=60, order_no=FIRST), ask("Q", qty=110, order_no=SECOND)])
    _, field = pushing(sold, SECOND)

    push = rush(field)

    assert push is not None
    assert push.days_won > 0
    assert [it.order_no for it in push.displaced] == [FIRST]
    assert push.finish_at == MONDAY + timedelta(minutes=110)
