"""D10: an order that can never be made keeps nobody else from a plan, and what is booked for it stays its own."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.planning.codec import from_json, to_json
from core.planning.errors import NothingFits
from core.planning.factory.records import Booking
from core.planning.factory.shop import Shop
from core.planning.plan.book import Book
from core.planning.plan.changes import Proposal
from core.planning.plan.clash import ClashPart
from core.planning.plan.planner import propose
from core.planning.plan.policy import PlanPolicy, Wish
from core.planning.plan.rush import propose_rush
from tests.core.planning.factories import a_shop, ask
from tests.core.planning.plan.books import booked, broken, later, two_apart
from tests.core.planning.plan.test_every_plan import WISHES, broken_rules, little_factories, published, troubled

FIRST, SECOND, THIRD = "ORD-2611-0001", "ORD-2611-0002", "ORD-2611-0003"
POLICY = PlanPolicy(frozen_days=0, evaluations=400)
NEVER = timedelta(days=3000)


def undrawn(shop: Shop, order_no: str) -> Shop:
    """The same shop, in which nobody will ever draw what that order needs."""
    return shop.knowing_all(
        replace(line, drawn_at=shop.as_of + NEVER) if line.order_no == order_no else line for line in shop.orders
    )


def three_in_a_row() -> Shop:
    """M1 works two hours a day: Monday for the first order, Tuesday and Wednesday for the second, then the third.

    Nothing has begun: it is Sunday evening.
    """
    asked = [ask(qty=qty, order_no=no) for no, qty in ((FIRST, 120), (SECOND, 240), (THIRD, 120))]
    return later(booked(a_shop(), asked), hours=-10)


def of(shop: Shop, order_no: str) -> list[Booking]:
    return [booking for booking in shop.bookings if booking.order_no == order_no]


def test_everybody_else_is_planned_around_the_time_that_it_holds() -> None:
    shop = broken(undrawn(three_in_a_row(), SECOND), "M1", timedelta(0), timedelta(hours=30))

    proposal = propose(shop, POLICY, Wish(), 1)

    after = published(shop, proposal)
    assert [out.order_no for out in proposal.left_out] == [SECOND]
    assert of(after, SECOND) == of(shop, SECOND)
    assert {change.before.order_no for change in proposal.changes} == {FIRST}  # not Tuesday: that is the second's
    assert of(after, FIRST)[0].start_at > of(shop, THIRD)[0].start_at


def test_why_it_cannot_be_made_is_told_as_far_as_it_is_proved() -> None:
    (out,) = propose(undrawn(three_in_a_row(), SECOND), POLICY, Wish(), 1).left_out

    assert out.clash is not None
    assert [part.kind for part in out.clash.parts] == [ClashPart.OPERATION, ClashPart.DRAWING]
    assert out.clash.orders == (SECOND,)


def test_it_survives_being_kept() -> None:
    proposal = propose(undrawn(three_in_a_row(), SECOND), POLICY, Wish(), 1)

    assert from_json(Proposal, to_json(proposal)) == proposal


def test_a_work_centre_that_never_works_again_stops_its_own_orders_only() -> None:
    shop = broken(later(two_apart(), hours=-10), "M1", timedelta(hours=-20), NEVER)
    stuck = broken(shop, "M2", timedelta(0), timedelta(hours=11))

    proposal = propose(stuck, POLICY, Wish(is_hit_only=True), 1)

    assert [out.order_no for out in proposal.left_out] == [FIRST]
    assert [change.before.order_no for change in proposal.changes] == [SECOND]


def test_what_has_begun_goes_on_into_the_time_of_an_order_that_cannot_be_made() -> None:
    shop = undrawn(later(three_in_a_row(), hours=10, minutes=30), SECOND)
    shop = broken(shop, "M1", timedelta(0), timedelta(hours=1))  # the first takes an hour of Tuesday

    proposal = propose(shop, POLICY, Wish(), 1)

    (longer,) = proposal.changes
    assert (longer.before.order_no, longer.moves) == (FIRST, False)
    assert [out.order_no for out in proposal.left_out] == [SECOND]


def test_others_can_be_rushed_but_never_into_its_time() -> None:
    shop = undrawn(three_in_a_row(), FIRST)

    proposal = propose_rush(shop, POLICY, THIRD)

    assert [out.order_no for out in proposal.left_out] == [FIRST]
    assert {change.before.order_no for change in proposal.changes} == {SECOND, THIRD}


def test_what_cannot_be_made_cannot_be_rushed() -> None:
    with pytest.raises(NothingFits) as told:
        propose_rush(undrawn(three_in_a_row(), THIRD), POLICY, THIRD)

    assert told.value.facts["orders"] == [THIRD]


@settings(max_examples=60)
@given(st.data(), st.sampled_from(WISHES))
def test_whoever_cannot_be_made_keeps_his_time_and_the_rest_has_a_plan(data: st.DataObject, wish: Wish) -> None:
    shop = data.draw(troubled(data.draw(little_factories())))
    order_no = data.draw(st.sampled_from(sorted({line.order_no for line in shop.orders})))
    shop = undrawn(shop, order_no)

    proposal = propose(shop, POLICY, wish, 1)

    out = {each.order_no for each in proposal.left_out}
    after = published(shop, proposal)
    assert not out & {change.before.order_no for change in proposal.changes}
    for change in proposal.changes:
        if change.moves:
            assert not [each for each in after.bookings if each.order_no in out and meets(each, change.after)]
    for gone in out:
        after = after.without_order(gone)
    book = Book.of(after, POLICY)
    begun = {op for op in book.pinned if book.places[op].start <= book.floor.now}
    assert [each for each in broken_rules(book) if each.op not in begun] == []


def meets(one: Booking, other: Booking) -> bool:
    """Are they on one machine at the same time?"""
    machines = (one.work_centre, one.unit), (other.work_centre, other.unit)
    return machines[0] == machines[1] and one.start_at < other.end_at and other.start_at < one.end_at
