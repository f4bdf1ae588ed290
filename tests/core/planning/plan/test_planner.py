"""Proposals: valid, deterministic, never worse, and no more disturbance than they are worth."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from core.planning.factory.shop import Shop
from core.planning.plan.book import Book
from core.planning.plan.planner import NUDGES_A_MOVE, propose
from core.planning.plan.policy import PlanPolicy, Wish
from tests.core.planning.factories import WORK_CENTRES, a_shop, ask
from tests.core.planning.plan.books import QUOTE, booked, books, broken, later, two_orders

POLICY = PlanPolicy(frozen_days=1, evaluations=400, seconds=60)
HIT = Wish(is_hit_only=True)
breakdowns = st.tuples(st.sampled_from(WORK_CENTRES), st.integers(0, 30), st.integers(1, 60))


def down(shop: Shop, told: tuple[str, int, int]) -> Shop:
    """The factory ten hours into its plan, with a machine that has just broken down."""
    code, start, hours = told
    return broken(later(shop, hours=10), code, timedelta(hours=start), timedelta(hours=start + hours))


@settings(max_examples=40)
@given(books(), breakdowns)
def test_the_same_shop_and_seed_give_the_same_proposal(shop: Shop, told: tuple[str, int, int]) -> None:
    shop = down(shop, told)
    turned = shop.changed(bookings=shop.bookings[::-1], orders=shop.orders[::-1], allocations=shop.allocations[::-1])

    first, second = propose(shop, POLICY, Wish(), 7), propose(turned, POLICY, Wish(), 7)

    assert replace(second, shop_version=first.shop_version) == first


@settings(max_examples=40)
@given(books())
def test_nothing_is_proposed_that_is_worse(shop: Shop) -> None:
    proposal = propose(shop, POLICY, Wish(), 1)

    cost = POLICY.minutes_per_move * (len(proposal.diff.moves) + proposal.diff.nudged // NUDGES_A_MOVE)
    assert proposal.after.tardiness + cost <= proposal.before.tardiness
    assert proposal.is_empty  # everybody was promised what the plan keeps


@settings(max_examples=40)
@given(books(), breakdowns)
def test_what_is_kept_stays_where_it_is(shop: Shop, told: tuple[str, int, int]) -> None:
    shop = down(shop, told)
    book = Book.of(shop, POLICY)
    kept = {book.works[op].booking for op in book.pinned if book.places[op] == book.works[op].place}

    proposal = propose(shop, POLICY, Wish(), 1)

    assert not kept & {change.before for change in proposal.changes}
    assert proposal.diff.overrides == 0
    assert all(
        change.before in {book.works[op].booking for op in book.hit}
        for change in proposal.changes
        if change.before.order_no == QUOTE and change.before.start_at > shop.as_of
    )


@settings(max_examples=40)
@given(books(), breakdowns)
def test_where_moving_is_dear_a_breakdown_moves_only_what_it_hits(shop: Shop, told: tuple[str, int, int]) -> None:
    shop, dear = down(shop, told), replace(POLICY, minutes_per_move=10**6)
    book = Book.of(shop, dear)

    proposal = propose(shop, dear, HIT, 1)

    hit = {book.works[op].booking for op in book.hit}
    interrupted = {work.booking for op, work in enumerate(book.works) if book.places[op] != work.place}
    assert {change.before for change in proposal.changes} <= hit | interrupted


class TestTwoOrders:
    def test_an_idle_machine_proposes_nothing(self) -> None:
        proposal = propose(two_orders(), POLICY, Wish(), 1)

        assert proposal.is_empty
        assert not proposal.was_invalid

    def test_down_for_a_day_moves_the_second_by_what_it_takes(self) -> None:
        shop = broken(two_orders(), "M1", timedelta(days=1), timedelta(days=1, hours=2))

        proposal = propose(shop, POLICY, HIT, 1)

        assert proposal.was_invalid
        assert [change.before.order_no for change in proposal.changes] == ["ORD-2611-0002"]
        (move,) = proposal.diff.moves
        assert move.is_hit
        assert move.to_start - move.from_start == timedelta(days=1)
        assert proposal.diff.newly_late == ("ORD-2611-0002",)

    def test_the_frozen_days_move_only_on_somebodys_word(self) -> None:
        shop, policy = overdue(), PlanPolicy(frozen_days=9, evaluations=400)

        kept = propose(shop, policy, Wish(), 1)
        opened = propose(shop, policy, Wish(opened_by="wang.sheng"), 1)

        assert kept.is_empty
        assert opened.diff.overrides == len(opened.diff.moves) > 0
        assert opened.diff.rescued == ("ORD-2611-0003",)
        assert opened.diff.newly_late == ()


def overdue() -> Shop:
    """The last of three orders was wanted at once; the second has time."""
    asked = [ask(qty=qty, order_no=f"ORD-2611-000{number}") for number, qty in ((1, 120), (2, 240), (3, 120))]
    shop = booked(a_shop(), asked)
    first, second, third = shop.orders
    today = shop.calendar.local_date(shop.as_of)
    urgent = replace(third, promise_date=today + timedelta(days=2), customer_class="A")
    return shop.knowing_all([first, replace(second, promise_date=today + timedelta(days=9)), urgent])
