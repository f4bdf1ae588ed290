"""C4: a new date beside the old ones; the first promise is never edited, and what is expected stays expected."""

from datetime import date, timedelta

import pytest

from core.orders import NodeKind, Order, OrderStatus, RepromiseState
from core.orders.errors import NoSuchLine
from core.orders.repromise import NothingPromised, Outcome, Repromise, Repromised, RepromiseDecided, SamePromise
from tests.core.orders.builders import NOW, a_confirmed_order

LATER, SOONER = timedelta(days=4), timedelta(days=-3)


@pytest.fixture
def order() -> Order:
    return a_confirmed_order()


def day_of(order: Order) -> date:
    assert order.promise_date is not None
    return order.promise_date


def test_a_later_day_counts_at_once_and_the_first_promise_stays(order: Order) -> None:
    first, day = order.first_promise_date, day_of(order) + LATER

    made = order.agree_anew(day, 0, "customer agrees", "lin", now=NOW)
    (event,) = order.repromise(made, now=NOW)

    assert made.state is RepromiseState.AGREED
    assert (order.first_promise_date, order.promise_date, order.forecast_date) == (first, day, first)
    assert isinstance(event, Repromised)
    assert (event.before, event.promise_date, event.person, event.reason) == (first, day, "lin", "customer agrees")
    assert order.node(NodeKind.SHIPMENT).planned_date == day


def test_a_risk_that_the_new_day_takes_away_is_gone_with_its_cause(order: Order) -> None:
    line = order.lines[0]
    line.forecast_date, line.forecast_cause = day_of(order) + timedelta(days=2), {"kind": "MACHINE"}
    made = order.agree_anew(day_of(order) + LATER, 0, "why", "lin", now=NOW)

    order.repromise(made, now=NOW)

    assert not order.is_at_risk
    assert line.forecast_cause == {}


def test_an_earlier_day_than_expected_has_to_be_approved(order: Order) -> None:
    expected, day = order.forecast_date, day_of(order) + SOONER
    made = order.agree_anew(day, 0, "customer stands still", "lin", now=NOW)
    assert (made.state, made.computed_date, made.decided_at) == (RepromiseState.ASKED, expected, None)

    made.approve("gao", now=NOW)
    order.repromise(made, now=NOW)

    assert (order.promise_date, order.forecast_date) == (day, expected)
    assert order.is_at_risk
    with pytest.raises(RepromiseDecided):
        made.refuse("gao", "no", now=NOW)


def test_what_gave_way_is_not_decided_about(order: Order) -> None:
    made = order.agree_anew(day_of(order) + SOONER, 0, "why", "lin", now=NOW)
    made.replace(now=NOW)

    with pytest.raises(RepromiseDecided):
        made.approve("gao", now=NOW)


def test_refusals(order: Order) -> None:
    with pytest.raises(SamePromise):
        order.agree_anew(day_of(order), 0, "why", "lin", now=NOW)
    with pytest.raises(NoSuchLine):
        order.agree_anew(day_of(order) + LATER, 7, "why", "lin", now=NOW)
    for status in set(OrderStatus) - {OrderStatus.CONFIRMED, OrderStatus.RELEASED, OrderStatus.IN_PRODUCTION}:
        order.status = status
        with pytest.raises(NothingPromised):
            order.agree_anew(date(2027, 1, 4), 0, "why", "lin", now=NOW)


DAY = date(2026, 12, 8)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("shipped", "today", "outcome"),
    [
        ({1: None}, DAY, Outcome.OPEN),
        ({1: None}, AFTER, Outcome.MISSED),
        ({1: DAY}, AFTER, Outcome.KEPT),
        ({1: AFTER}, AFTER, Outcome.MISSED),
        ({1: BEFORE, 2: None}, DAY, Outcome.OPEN),  # a part of it
        ({1: BEFORE, 2: AFTER}, AFTER, Outcome.MISSED),
    ],
)
@pytest.mark.parametrize("is_cancelled", [False, True])
def test_what_became_of_an_early_day(
    shipped: dict[int, date | None], today: date, outcome: Outcome, is_cancelled: bool
) -> None:
    made = Repromise(
        order_no="ORD-1", entry=1, state=RepromiseState.AGREED, promise_date=DAY, computed_date=AFTER, reason="why",
        asked_by="lin", asked_at=NOW,
    )  # fmt: skip

    is_off = is_cancelled and None in shipped.values()

    assert made.outcome(shipped, today, is_cancelled=is_cancelled) is (Outcome.CALLED_OFF if is_off else outcome)


def test_of_one_line_only_that_one_counts() -> None:
    made = Repromise(
        order_no="ORD-1", entry=1, state=RepromiseState.AGREED, line_no=2, promise_date=DAY, computed_date=AFTER,
        reason="why", asked_by="lin", asked_at=NOW,
    )  # fmt: skip

    assert made.outcome({1: None, 2: DAY}, AFTER, is_cancelled=False) is Outcome.KEPT
