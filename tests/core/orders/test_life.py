"""The one legal way through an order's life, and what stands on it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from core.errors import Refusal
from core.orders import NodeKind, Order, OrderStatus
from core.orders import events as e
from core.orders.errors import IllegalTransition, NoSuchOption, PromiseMissing
from core.orders.status import COMMITTED, FINISHED, NEXT, OPEN
from tests.core.orders.builders import (
    LATER,
    NOW,
    a_cancelled_order,
    a_closed_order,
    a_confirmed_order,
    a_quote,
    a_released_order,
    a_shipped_order,
    an_answered_order,
    an_order,
    reached,
)


def an_order_in_production() -> Order:
    return reached(a_released_order(), NodeKind.DRAWING, NodeKind.KITTED, NodeKind.START)


BUILDERS: dict[OrderStatus, Callable[[], Order]] = {
    OrderStatus.INQUIRY: an_answered_order,
    OrderStatus.QUOTED: a_quote,
    OrderStatus.CONFIRMED: a_confirmed_order,
    OrderStatus.RELEASED: a_released_order,
    OrderStatus.IN_PRODUCTION: an_order_in_production,
    OrderStatus.SHIPPED: a_shipped_order,
    OrderStatus.CLOSED: a_closed_order,
    OrderStatus.CANCELLED: a_cancelled_order,
}

STEPS: dict[OrderStatus, Callable[[Order], object]] = {
    OrderStatus.CONFIRMED: lambda order: order.confirm("standard", now=NOW),
    OrderStatus.IN_PRODUCTION: lambda order: order.report_node(NodeKind.START, 100, "wang", missing=[], now=NOW),
    OrderStatus.CANCELLED: lambda order: order.cancel("", now=NOW),
}


@pytest.mark.parametrize("status", OrderStatus)
def test_every_status_can_be_reached(status: OrderStatus) -> None:
    assert BUILDERS[status]().status is status


@pytest.mark.parametrize("wanted", OrderStatus)
@pytest.mark.parametrize("status", OrderStatus)
def test_a_step_that_is_not_in_the_table_is_refused_with_those_that_are(
    status: OrderStatus, wanted: OrderStatus
) -> None:
    order = BUILDERS[status]()

    if wanted in NEXT[status]:
        order.require(wanted)
        return
    with pytest.raises(IllegalTransition) as refused:
        order.require(wanted)

    assert refused.value.facts == {
        "order_no": "ORD-2611-0001", "status": status, "wanted": wanted, "allowed": list(NEXT[status])
    }  # fmt: skip


@pytest.mark.parametrize("wanted", STEPS)
@pytest.mark.parametrize("status", OrderStatus)
def test_the_rules_go_by_the_table(status: OrderStatus, wanted: OrderStatus) -> None:
    order = BUILDERS[status]()
    if wanted is OrderStatus.IN_PRODUCTION and status in COMMITTED | {OrderStatus.SHIPPED}:
        return  # its own milestones decide, see test_milestones.py

    if wanted in NEXT[status]:
        STEPS[wanted](order)
        assert order.status is wanted
    else:
        with pytest.raises(IllegalTransition):
            STEPS[wanted](order)


def test_every_status_is_open_on_its_way_or_finished() -> None:
    assert OPEN | {OrderStatus.SHIPPED} | FINISHED == set(OrderStatus)
    assert all(not NEXT[status] for status in FINISHED)
    assert COMMITTED < OPEN


def test_a_step_tells_where_the_order_was_and_is() -> None:
    moved, confirmed = an_answered_order().confirm("standard", now=LATER)

    assert moved == e.StatusChanged(
        at=LATER, subject="ORD-2611-0001", before=OrderStatus.INQUIRY, after=OrderStatus.CONFIRMED
    )
    assert isinstance(confirmed, e.OrderConfirmed)


class TestHold:
    def test_a_quote_holds_until_then(self) -> None:
        order = an_answered_order()

        moved, held = order.hold_quote(LATER, now=NOW)

        assert isinstance(moved, e.StatusChanged)
        assert held == e.QuoteHeld(at=NOW, subject="ORD-2611-0001", held_until=LATER)

    def test_holding_again_only_moves_the_moment(self) -> None:
        order = a_quote()

        [held] = order.hold_quote(NOW + timedelta(days=2), now=LATER)

        assert isinstance(held, e.QuoteHeld)
        assert order.held_until == NOW + timedelta(days=2)

    def test_an_expired_quote_turns_back_into_an_inquiry(self) -> None:
        order = a_quote()

        moved, expired = order.expire_quote(now=NOW + timedelta(days=1))

        assert isinstance(moved, e.StatusChanged)
        assert isinstance(expired, e.QuoteExpired)
        assert (order.status, order.held_until) == (OrderStatus.INQUIRY, None)

    def test_nothing_expires_early_or_after_it_was_sold_or_twice(self) -> None:
        sold, early, twice = a_quote(), a_quote(), a_quote()
        sold.confirm("standard", now=NOW)
        twice.expire_quote(now=NOW + timedelta(days=1))

        assert sold.expire_quote(now=NOW + timedelta(days=1)) == []
        assert early.expire_quote(now=NOW + timedelta(hours=23, minutes=59)) == []
        assert twice.expire_quote(now=NOW + timedelta(days=1)) == []

    @pytest.mark.parametrize(
        ("order", "refusal"), [(an_order(), PromiseMissing), (an_answered_order(None), NoSuchOption)]
    )
    def test_only_a_date_can_be_held(self, order: Order, refusal: type[Refusal]) -> None:
        with pytest.raises(refusal):
            order.hold_quote(LATER, now=NOW)
        assert order.status is OrderStatus.INQUIRY

    def test_nor_the_one_before_while_it_is_asked_for_again(self) -> None:
        order = an_answered_order()
        order.ask("asked_again", now=NOW)

        with pytest.raises(PromiseMissing):
            order.hold_quote(LATER, now=NOW)

    def test_letting_go_of_nothing_is_not_news(self) -> None:
        assert an_answered_order().let_go(now=NOW) == []

    @pytest.mark.parametrize(
        ("order", "cause", "keeps"),
        [
            (an_order(), "order", True),
            (an_order(), "quote", False),
            (an_answered_order(cause="quote"), "asked_again", False),
            (an_answered_order(cause="order"), "asked_again", True),
            (a_quote(), "asked_again", True),
        ],
    )
    def test_an_inquiry_keeps_nothing_until_it_is_told_to(self, order: Order, cause: str, keeps: bool) -> None:
        assert order.keeps_answers(cause) is keeps


class TestCancel:
    def test_an_order_on_its_way_can_be_called_off(self) -> None:
        moved, cancelled = a_confirmed_order().cancel("客户取消", now=NOW)

        assert isinstance(moved, e.StatusChanged)
        assert cancelled == e.OrderCancelled(at=NOW, subject="ORD-2611-0001", reason="客户取消")

    def test_a_shipped_one_cannot(self) -> None:
        with pytest.raises(IllegalTransition):
            a_shipped_order().cancel("", now=NOW)
