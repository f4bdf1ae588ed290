"""D5: what a lead has pinned stays exactly where it is, unless it cannot; then the plan names it."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings

from core.pins import EVERYTHING, Step
from core.planning.factory.shop import Shop
from core.planning.plan.book import Book
from core.planning.plan.planner import propose
from core.planning.plan.policy import PlanPolicy, Wish
from core.planning.plan.pushing import field_of
from core.planning.plan.rush import propose_rush
from tests.core.planning.plan.books import broken, busy_books, two_orders
from tests.core.planning.plan.test_frontier import SECOND, THIRD, orders, pushing, three_orders
from tests.core.planning.plan.test_planner import breakdowns, down, overdue

POLICY = PlanPolicy(frozen_days=0, evaluations=400, seconds=60)
OPENED = Wish(opened_by="wang.sheng")


def pinned(shop: Shop, order_no: str, *steps: Step) -> Shop:
    """The same shop, of which a lead wants this left where it is; without steps, all that the order holds."""
    pins = frozenset(steps or [EVERYTHING])
    return shop.knowing_all(replace(it, pins=pins) if it.order_no == order_no else it for it in shop.orders)


def step_of(shop: Shop, order_no: str) -> Step:
    booking = shop.held[order_no].bookings[0]
    return booking.item_code, booking.seq


def test_without_a_pin_an_order_gives_way_and_with_one_it_does_not_whoever_opens_the_frozen_days() -> None:
    shop = overdue()
    assert SECOND in {move.order_no for move in propose(shop, POLICY, OPENED, 1).diff.moves}

    kept = propose(pinned(shop, SECOND), POLICY, OPENED, 1)

    assert SECOND not in {change.before.order_no for change in kept.changes}


def test_one_operation_can_be_pinned() -> None:
    shop = overdue()

    kept = propose(pinned(shop, SECOND, step_of(shop, SECOND)), POLICY, OPENED, 1)
    other = propose(pinned(shop, SECOND, ("ELSE", 10)), POLICY, OPENED, 1)

    assert SECOND not in {change.before.order_no for change in kept.changes}
    assert SECOND in {change.before.order_no for change in other.changes}


@settings(max_examples=40)
@given(busy_books(), orders, breakdowns)
def test_whatever_breaks_only_what_cannot_stay_of_it_moves(
    shop: Shop, order_no: str, told: tuple[str, int, int]
) -> None:
    shop = pinned(down(shop, told), order_no)

    proposal = propose(shop, POLICY, Wish(), 1)

    moved = [change for change in proposal.changes if change.before.order_no == order_no and change.moves]
    assert all(change.is_hit for change in moved)
    assert len(proposal.diff.pinned) == len(moved)


def test_a_pinned_order_whose_machine_breaks_down_is_named() -> None:
    shop = broken(pinned(two_orders(), SECOND), "M1", timedelta(days=1), timedelta(days=1, hours=2))

    proposal = propose(shop, POLICY, Wish(is_hit_only=True), 1)

    assert [move.order_no for move in proposal.diff.pinned] == [SECOND]
    assert all(move.is_hit for move in proposal.diff.pinned)


def test_a_rush_goes_around_what_is_pinned() -> None:
    shop = three_orders()
    assert not propose_rush(shop, POLICY, THIRD).is_empty

    assert propose_rush(pinned(shop, SECOND), POLICY, THIRD).is_empty
    assert propose_rush(pinned(shop, SECOND, step_of(shop, SECOND)), POLICY, THIRD).is_empty


def test_a_pinned_order_is_not_put_before_others() -> None:
    shop = pinned(three_orders(), THIRD)
    ground = pushing(three_orders(), THIRD)[1].ground

    assert field_of(shop, ground.knowing(shop, POLICY), THIRD, POLICY) is None
    assert all(op in Book.of(shop, POLICY).pinned for op, work in enumerate(Book.of(shop, POLICY).works)
               if work.booking.order_no == THIRD)  # fmt: skip
