"""The shop's own book as a problem, and back."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings

from core.planning.factory.shop import Shop
from core.planning.plan.book import Book
from core.planning.plan.checker import check
from core.planning.plan.neutral import document, write_schedule
from core.planning.plan.policy import PlanPolicy, Wish
from tests.core.planning.factories import a_shop, ask, centre, made, operation
from tests.core.planning.plan.books import booked, broken, busy_books, later, two_orders

OPEN = PlanPolicy(frozen_days=0)


@settings(max_examples=60)
@given(busy_books())
def test_what_is_booked_comes_back_as_it_was(shop: Shop) -> None:
    book = Book.of(shop)

    assert set(book.bookings(book.standing)) == set(shop.bookings)


@settings(max_examples=60)
@given(busy_books())
def test_what_was_promised_is_kept_by_the_plan_it_was_promised_from(shop: Shop) -> None:
    book = Book.of(shop)

    ends = book.standing.end.tolist()
    assert all(ends[order.last] <= order.due for order in book.problem.orders)


@settings(max_examples=60)
@given(busy_books())
def test_the_order_in_which_things_are_read_changes_nothing(shop: Shop) -> None:
    turned = shop.changed(bookings=shop.bookings[::-1], allocations=shop.allocations[::-1], orders=shop.orders[::-1])

    first, second = Book.of(shop), Book.of(turned)

    assert first.problem.ops == second.problem.ops
    assert first.problem.orders == second.problem.orders
    assert first.places == second.places


@settings(max_examples=60)
@given(busy_books())
def test_time_passes_over_a_plan_without_harm(shop: Shop) -> None:
    """What begins as planned stays, what is finished is gone, and nothing but late receipts hits the rest."""
    book = Book.of(later(shop, hours=26, minutes=30).changed(purchase_orders=()), OPEN)

    assert all(book.works[op].place.end > book.floor.now for op in range(len(book.works)))
    assert all(op in book.pinned for op, place in enumerate(book.places) if place.start <= book.floor.now)


class TestPins:
    def test_nothing_moves_within_the_frozen_days(self) -> None:
        book = Book.of(two_orders(), PlanPolicy(frozen_days=1))

        assert [book.is_frozen(op) for op in range(2)] == [False, False]  # order 1 has begun, order 2 is tomorrow's
        assert book.pinned == {0}

    def test_the_second_day_is_frozen_when_two_are(self) -> None:
        book = Book.of(two_orders(), PlanPolicy(frozen_days=2))

        assert book.pinned == {0, 1}

    def test_a_person_can_open_the_frozen_days(self) -> None:
        book = Book.of(two_orders(), PlanPolicy(frozen_days=2), Wish(opened_by="wang.sheng"))

        assert book.is_frozen(1)
        assert book.pinned == {0}

    def test_what_is_hit_within_the_frozen_days_is_free(self) -> None:
        shop = broken(two_orders(), "M1", timedelta(days=1), timedelta(days=1, hours=1))

        book = Book.of(shop, PlanPolicy(frozen_days=2))

        assert book.hit == {1}
        assert book.pinned == {0}

    def test_what_has_begun_goes_on_after_a_breakdown(self) -> None:
        shop = broken(later(two_orders(), minutes=30), "M1", timedelta(0), timedelta(minutes=30))

        book = Book.of(shop, OPEN)

        assert book.places[0].end - book.works[0].place.end == timedelta(days=1) // timedelta(minutes=1) - 90
        assert book.hit == {1}  # its machine is still busy with the first

    def test_a_held_quote_stays(self) -> None:
        shop = two_orders()
        quoted = [line for line in shop.orders if line.order_no == "ORD-2611-0002"]

        book = Book.of(shop.knowing("ORD-2611-0002", [replace(line, is_quote=True) for line in quoted]), OPEN)

        assert book.pinned == {0, 1}

    def test_orders_that_are_held_stay(self) -> None:
        book = Book.of(two_orders(), OPEN, Wish(held=("ORD-2611-0002",)))

        assert book.pinned == {0, 1}


def red_then_blue() -> Shop:
    """M1 makes red P until nine, is changed over, and makes blue Q from half past nine."""
    routings = {code: (operation(10, "M1", setup_family=family),) for code, family in (("P", "red"), ("Q", "blue"))}
    shop = a_shop(
        items=(made("P"), made("Q")), stock={}, boms={}, routings=routings, work_centres=(centre("M1", group="line"),),
        setups={"line": {("red", "blue"): 30, ("blue", "red"): 30}},
    )  # fmt: skip
    return booked(shop, [ask("P", order_no="ORD-2611-0001"), ask("Q", qty=20, order_no="ORD-2611-0002")])


def begins(book: Book) -> tuple[int, str]:
    """How long until M1 can do something, and what it is set up for then."""
    (machine,) = book.problem.machines
    return machine.available_from - book.floor.now, book.problem.families[machine.family_now]


class TestChangeovers:
    def test_who_has_no_time_left_to_be_changed_over_to_is_hit(self) -> None:
        shop = later(red_then_blue(), minutes=30)

        assert not Book.of(shop).hit
        assert Book.of(broken(shop, "M1", timedelta(minutes=35), timedelta(minutes=45))).hit == {1}

    def test_a_changeover_that_has_to_be_under_way_is_gone_through_with(self) -> None:
        book = Book.of(later(red_then_blue(), minutes=75), OPEN)

        assert not book.hit
        assert begins(book) == (15, "blue")
        assert check(document(book.problem), write_schedule(book.problem, book.standing)).is_valid

    def test_one_that_need_not_have_begun_has_not(self) -> None:
        book = Book.of(later(red_then_blue(), minutes=60), OPEN)

        assert begins(book) == (0, "red")

    def test_one_for_somebody_who_cannot_come_next_is_not_gone_through_with(self) -> None:
        shop = later(red_then_blue(), minutes=75)

        book = Book.of(broken(shop, "M1", timedelta(minutes=5), timedelta(minutes=20)), OPEN)

        assert book.hit == {0}
        assert begins(book) == (0, "red")
