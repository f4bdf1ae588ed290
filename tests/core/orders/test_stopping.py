from datetime import timedelta

import pytest

from core.orders import LineChange, Order, OrderChange, OrderStatus
from core.orders.errors import NotRevivable, TakenOnForGood
from tests.core.orders.builders import (
    LATER,
    NOW,
    PROMISED,
    a_cancelled_order,
    a_confirmed_order,
    a_quote,
    a_released_order,
)

ALL = ("production", "rnd", "purchasing")


def fewer(order: Order) -> None:
    change = order.compare(OrderChange(lines=(LineChange(quantity=100),)))
    order.revise(change, {1: PROMISED}, change_no="CHG-1", person="lin", now=LATER)


class TestStopping:
    def test_everybody_hears_of_a_hold_and_says_so(self) -> None:
        order = a_released_order()

        order.pause("客户改图纸", change_no="CHG-1", person="lin", now=LATER)
        assert all(not it.is_given for it in order.acknowledgements)
        for department in ALL:
            order.acknowledge(department, "wang", missing=[], now=LATER)

        assert all(it.is_given for it in order.acknowledgements)
        assert (order.is_on_hold, order.status) == (True, OrderStatus.RELEASED)

    def test_hearing_of_a_hold_releases_nothing(self) -> None:
        order = a_confirmed_order()
        order.pause("客户改图纸", change_no="CHG-1", person="lin", now=LATER)

        for department in ALL:
            order.acknowledge(department, "wang", missing=[], now=LATER)

        assert order.status is OrderStatus.CONFIRMED

    def test_resumed_it_is_promised_as_it_was_unless_that_cannot_be(self) -> None:
        order = a_released_order()
        order.pause("客户改图纸", change_no="CHG-1", person="lin", now=LATER)

        order.go_on({1: PROMISED + timedelta(days=2)}, change_no="CHG-2", person="lin", now=LATER)

        assert (order.is_on_hold, order.order_revision) == (False, 3)
        assert order.promise_date == PROMISED + timedelta(days=2)
        assert order.first_promise_date == PROMISED

    def test_called_off_everybody_hears_of_it(self) -> None:
        order = a_released_order()

        order.call_off("项目停了", change_no="CHG-1", person="lin", now=LATER)
        order.acknowledge("rnd", "zhao", missing=[], now=LATER)

        assert order.status is OrderStatus.CANCELLED
        assert order.acknowledgement_of("rnd").is_given
        assert not order.acknowledgement_of("production").is_given


class TestTakingBack:
    def test_an_unsold_order_comes_back_as_an_inquiry(self) -> None:
        order = a_quote()
        order.cancel("不要了", now=NOW)

        order.revive(now=LATER)

        assert order.status is OrderStatus.INQUIRY

    @pytest.mark.parametrize("order", [a_cancelled_order(), a_confirmed_order()])
    def test_a_sold_one_does_not(self, order: Order) -> None:
        order.confirmed_at = NOW

        with pytest.raises(NotRevivable):
            order.revive(now=LATER)

    def test_a_word_is_taken_back_by_whoever_gave_it(self) -> None:
        order = a_confirmed_order()
        order.acknowledge("rnd", "zhao", missing=[], now=NOW)

        assert order.take_back("rnd", "wang", now=LATER) == []
        assert order.take_back("rnd", "zhao", now=LATER)

        assert not order.acknowledgement_of("rnd").is_given

    def test_but_not_where_the_order_was_released_on_it(self) -> None:
        order = a_released_order()
        given = order.acknowledgement_of("rnd")

        with pytest.raises(TakenOnForGood):
            order.take_back("rnd", given.acknowledged_by, now=LATER)

    def test_nor_is_a_later_revision_s_word_bound_by_that(self) -> None:
        order = a_released_order()
        fewer(order)
        later = LATER + timedelta(minutes=1)
        order.acknowledge("production", "wang", missing=[], now=later)

        assert order.take_back("production", "wang", now=later)
