"""Slack, causes and what can be put back, on plans of random small factories."""

from datetime import timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from core.planning.factory.shop import Shop
from core.planning.plan.book import Book
from core.planning.plan.chain import Wait, chain_of
from core.planning.plan.lanes import Lanes
from core.planning.plan.place import done_by
from core.planning.plan.policy import PlanPolicy
from core.planning.plan.settling import settled
from core.planning.plan.slack import slacks
from tests.core.planning.factories import MONDAY, a_shop, ask, bought, made, of, po
from tests.core.planning.plan.books import booked, busy_books, two_orders

OPEN = PlanPolicy(frozen_days=0)


def lanes_of(shop: Shop) -> Lanes:
    book = Book.of(shop, OPEN)
    return Lanes.of(book, book.standing)


@settings(max_examples=60)
@given(busy_books())
def test_a_plan_as_it_was_promised_leaves_nobody_without_slack(shop: Shop) -> None:
    lanes = lanes_of(shop)

    spare = slacks(lanes)

    assert all(spare.of(op) >= 0 for op in range(len(lanes.places)) if op not in lanes.book.pinned)


@settings(max_examples=60)
@given(busy_books(), st.data())
def test_an_operation_that_begins_as_late_as_it_may_makes_nobody_late(shop: Shop, data: st.DataObject) -> None:
    """Everything behind it is moved to its own latest start: that is what the pass backwards says is possible."""
    lanes = lanes_of(shop)
    book, latest = lanes.book, slacks(lanes).latest
    ends = []
    for op, work in enumerate(book.works):
        axis = book.lanes[lanes.places[op].machine]
        minutes = work.ways.minutes_on(book.units[lanes.places[op].machine][0])
        ends.append(done_by(axis, latest[op], minutes, runs_on=work.ways.runs_on) or 0)

    for order in book.problem.orders:
        assert order.last in book.pinned or ends[order.last] <= order.due
    for op, followers in enumerate(lanes.followers):
        assert op in book.pinned or all(ends[op] <= latest[each] for each in followers)


@settings(max_examples=60)
@given(busy_books())
def test_a_chain_tells_every_minute_from_now_to_the_end(shop: Shop) -> None:
    lanes = lanes_of(shop)
    order_no = lanes.book.works[0].booking.order_no

    links = chain_of(lanes, order_no).links

    end = max(work.booking.end_at for work in lanes.book.works if work.booking.order_no == order_no)
    assert links[-1].end_at == end
    assert all(link.start_at < link.end_at for link in links)
    assert all(first.end_at == then.start_at for first, then in pairwise(links))


class TestCauses:
    def test_the_second_order_waits_for_the_machine_that_the_first_has(self) -> None:
        lanes = lanes_of(two_orders())

        kind, code, minutes = next(it for it in chain_of(lanes, "ORD-2611-0002").causes() if it[0] is Wait.QUEUE)

        assert (kind, code, minutes) == (Wait.QUEUE, "ORD-2611-0001", 120)

    def test_material_that_comes_is_named(self) -> None:
        shop = a_shop(
            items=(made("P"), bought("A", None)), stock={}, boms={"P": (of("A"),)},
            purchase_orders=(po("PO-7", "A", 100, MONDAY + timedelta(days=2)),),
        )  # fmt: skip
        lanes = lanes_of(booked(shop, [ask(qty=60)]))

        causes = chain_of(lanes, "ORD-2611-0001").causes()

        assert causes[0][:2] == (Wait.MATERIAL, "PO-7")
        assert slacks(lanes).of_receipts().keys() == {"PO-7"}

    def test_a_night_is_a_closure(self) -> None:
        links = chain_of(lanes_of(two_orders()), "ORD-2611-0002").links

        (night,) = [link for link in links if link.kind is Wait.CLOSURE]
        assert night.end_at - night.start_at == timedelta(hours=22)

    def test_an_order_with_nothing_left_to_do_has_no_chain(self) -> None:
        assert chain_of(lanes_of(two_orders()), "ORD-2611-0099").links == ()


@settings(max_examples=60)
@given(busy_books(), st.integers(1, 60))
def test_what_was_moved_for_nothing_is_put_back(shop: Shop, delay: int) -> None:
    """Everything is begun later without need, the last first; all of it goes back."""
    lanes = lanes_of(shop)
    book, before = lanes.book, list(lanes.places)
    for op in sorted(range(len(before)), key=lambda it: -before[it].start):
        axis, place = book.lanes[before[op].machine], before[op]
        start = axis.next_open(place.start + delay)
        if op in book.pinned or start is None:
            continue
        end = done_by(axis, start, book.works[op].booking.work_minutes, runs_on=book.works[op].ways.runs_on)
        behind = lanes.after(place.machine, place.start, op)
        limits = [lanes.places[each].start for each in lanes.followers[op]]
        limits += [lanes.places[behind].start] if behind is not None else []
        if end is not None and all(end <= limit for limit in limits):
            lanes.move(op, place._replace(start=start, end=end))

    assert (settled(lanes).start == book.standing.start).all()
    assert lanes.places == before
