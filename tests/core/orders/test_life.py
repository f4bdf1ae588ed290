"""The one legal way through an order's life, and what stands on it."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from core.orders import NodeKind, Order, OrderStatus
from core.orders import events as e
from core.orders.errors import IllegalTransition, NoSuchOption, OrderChangedMeanwhile, PromiseMissing
from core.orders.status import COMMITTED, FINISHED, NEXT, OPEN
from tests.core.orders.builders import (
    LATER,
    NOW,
    PROMISED,
    a_cancelled_order,
    a_closed_order,
    a_confirmed_order,
    a_line,
    a_promise,
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
    OrderStatus.IN_PRODUCTION: lambda order: order.report_node(NodeKind.START, 100, "wang", now=NOW),
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


class TestPromise:
    def test_an_answer_is_noted_and_is_no_promise_yet(self) -> None:
        order = an_order()

        [made] = order.record_promise(a_promise(), now=NOW)

        assert isinstance(made, e.PromiseMade)
        assert (order.promise_date, order.first_promise_date, order.forecast_date) == (None, None, PROMISED)
        assert not order.is_promising

    @pytest.mark.parametrize(
        ("day", "is_late"), [(date(2026, 12, 20), False), (date(2026, 12, 21), True), (None, False)]
    )
    def test_the_requested_day_itself_is_not_late(self, day: date | None, is_late: bool) -> None:
        [made] = an_order().record_promise(a_promise(day), now=NOW)

        assert isinstance(made, e.PromiseMade)
        assert made.is_late is is_late

    def test_every_answer_stays_in_the_ledger(self) -> None:
        order = an_answered_order(date(2026, 12, 11))

        [made] = order.record_promise(a_promise(date(2026, 12, 15)), now=LATER)

        assert [(entry.entry, entry.promise_date) for entry in order.promises] == [
            (1, date(2026, 12, 11)),
            (2, date(2026, 12, 15)),
        ]
        assert isinstance(made, e.PromiseMade)
        assert made.previous_date == date(2026, 12, 11)

    def test_nothing_can_be_confirmed_before_there_is_an_answer(self) -> None:
        with pytest.raises(PromiseMissing):
            an_order().confirm("standard", now=NOW)

    def test_nor_while_it_is_asked_again(self) -> None:
        order = an_answered_order()
        [asked] = order.ask("asked_again", now=NOW)

        with pytest.raises(PromiseMissing):
            order.confirm("standard", now=NOW)
        assert asked == e.PromiseAsked(at=NOW, subject="ORD-2611-0001", cause="asked_again")

    def test_nor_when_the_answer_is_that_it_cannot_be_made(self) -> None:
        with pytest.raises(NoSuchOption):
            an_answered_order(None).confirm("standard", now=NOW)

    def test_an_option_that_was_not_offered_cannot_be_confirmed(self) -> None:
        order = an_answered_order(options={"overtime": date(2026, 12, 8)})

        with pytest.raises(NoSuchOption) as refused:
            order.confirm("split", now=NOW)
        assert refused.value.facts["option"] == "split"

    def test_the_date_of_the_option_becomes_the_promise_of_every_line(self) -> None:
        order = an_order(a_line(), a_line(line_no=2, product_code="DL-20"))
        order.record_promise(a_promise(options={"overtime": date(2026, 12, 8)}), now=NOW)

        order.confirm("overtime", now=NOW)

        assert {line.promise_date for line in order.lines} == {date(2026, 12, 8)}
        assert order.first_promise_date == order.forecast_date == date(2026, 12, 8)
        assert order.chosen_option == "overtime"

    def test_the_first_promise_is_never_edited(self) -> None:
        line = a_line()
        line.promise(date(2026, 12, 11))

        line.promise(date(2026, 12, 18))

        assert (line.first_promise_date, line.promise_date) == (date(2026, 12, 11), date(2026, 12, 18))

    def test_the_forecast_moves_alone(self) -> None:
        order = a_confirmed_order()

        [moved] = order.move_forecast(date(2026, 12, 14), "material", now=LATER)

        assert (order.promise_date, order.first_promise_date) == (PROMISED, PROMISED)
        assert (order.forecast_date, order.is_at_risk) == (date(2026, 12, 14), True)
        assert moved == e.ForecastMoved(
            at=LATER, subject="ORD-2611-0001", before=PROMISED, after=date(2026, 12, 14), cause="material"
        )
        assert order.move_forecast(date(2026, 12, 14), "material", now=LATER) == []

    def test_others_were_faster(self) -> None:
        order = an_answered_order()

        taken, asked = order.miss_slots(now=NOW)

        assert isinstance(taken, e.SlotsTaken)
        assert isinstance(asked, e.PromiseAsked)
        assert order.is_promising


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


class TestRevision:
    def test_a_click_on_an_older_card_is_refused(self) -> None:
        order = an_answered_order()
        shown = order.revision
        order.hold_quote(LATER, now=NOW)

        with pytest.raises(OrderChangedMeanwhile) as refused:
            order.require_revision(shown)
        assert refused.value.facts["revision"] == order.revision

    def test_words_carry_no_revision(self) -> None:
        an_answered_order().require_revision(None)

    @pytest.mark.parametrize(
        "change",
        [
            lambda order: order.acknowledge("rnd", "zhao", now=NOW),
            lambda order: order.report_problem("purchasing", "chen", "no chips", now=NOW),
            lambda order: order.chase("production", 1, "wang", now=NOW),
            lambda order: order.report_node(NodeKind.DRAWING, 100, "zhao", now=NOW),
            lambda order: order.hold("customer asks", now=NOW),
            lambda order: order.move_forecast(date(2026, 12, 14), "material", now=NOW),
            lambda order: order.cancel("", now=NOW),
        ],
    )
    def test_every_visible_change_moves_it(self, change: Callable[[Order], list[object]]) -> None:
        order = a_confirmed_order()
        before = order.revision

        assert change(order)

        assert order.revision > before


class TestCancel:
    def test_an_order_on_its_way_can_be_called_off(self) -> None:
        moved, cancelled = a_confirmed_order().cancel("客户取消", now=NOW)

        assert isinstance(moved, e.StatusChanged)
        assert cancelled == e.OrderCancelled(at=NOW, subject="ORD-2611-0001", reason="客户取消")

    def test_a_shipped_one_cannot(self) -> None:
        with pytest.raises(IllegalTransition):
            a_shipped_order().cancel("", now=NOW)


class TestSpec:
    def test_spec_fields_are_filled_in_until_it_is_sold(self) -> None:
        order = an_answered_order()

        [completed] = order.complete_spec({"voltage": "220V", "protocol": ""}, is_custom=False, now=NOW)

        assert order.lines[0].spec == {"voltage": "220V"}
        assert completed == e.SpecCompleted(at=NOW, subject="ORD-2611-0001", changed={"voltage": "220V"})
        assert order.complete_spec({"voltage": "220V"}, is_custom=False, now=NOW) == []

    def test_the_spec_of_a_sold_order_is_not_simply_edited(self) -> None:
        with pytest.raises(IllegalTransition):
            a_confirmed_order().complete_spec({"voltage": "24V"}, is_custom=False, now=NOW)
