"""D10: an order that can never be made keeps no other from its date, and has a reason of its own."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from core.planning.errors import NothingFits
from core.planning.factory.shop import Shop
from core.planning.plan.forecast import forecasts
from core.planning.plan.hopeless import possible
from tests.core.planning.factories import WORK_CENTRES
from tests.core.planning.plan.books import broken, busy_books, later, two_apart, two_orders

FIRST, SECOND = "ORD-2611-0001", "ORD-2611-0002"
FOR_GOOD = timedelta(hours=-20), timedelta(days=3000)


def test_an_order_that_can_never_be_made_keeps_no_other_from_its_date() -> None:
    shop = two_apart()
    stuck = broken(shop, "M1", *FOR_GOOD)

    assert forecasts(stuck) == tuple(each for each in forecasts(shop) if each.order_no == SECOND)


def test_why_it_cannot_is_told_of_it_alone() -> None:
    why = possible(broken(two_apart(), "M1", *FOR_GOOD)).hopeless

    assert [(order_no, type(it), it.facts["orders"]) for order_no, it in why.items()] == [(FIRST, NothingFits, [FIRST])]


def test_of_several_each_has_its_own_reason() -> None:
    shop = broken(later(two_orders(), hours=-10), "M1", *FOR_GOOD)

    why = possible(shop).hopeless

    assert {order_no: it.facts["orders"] for order_no, it in why.items()} == {FIRST: [FIRST], SECOND: [SECOND]}
    assert forecasts(shop) == ()


def test_who_would_fit_alone_reads_with_whom_he_does_not() -> None:
    """M1 loses Monday, which was the first order's, and works until Wednesday: four hours for six."""
    shop = broken(two_orders(), "M1", timedelta(0), timedelta(hours=20))
    shop = broken(shop, "M1", timedelta(days=3), timedelta(days=3000))

    assert {order_no: it.facts["orders"] for order_no, it in possible(shop).hopeless.items()} == {
        SECOND: [FIRST, SECOND]
    }
    assert [each.order_no for each in forecasts(shop)] == [FIRST]


@settings(max_examples=40)
@given(busy_books(), st.sampled_from(WORK_CENTRES), st.integers(0, 5))
def test_whoever_can_be_made_is_expected_as_if_the_others_were_not_there(shop: Shop, code: str, days: int) -> None:
    shop = broken(shop, code, timedelta(days=days), timedelta(days=3000))

    hopeless = possible(shop).hopeless

    left = shop.knowing_all(it for it in shop.orders if it.order_no not in hopeless)
    for order_no in hopeless:
        left = left.without_order(order_no)
    assert possible(left).hopeless == {}
    assert forecasts(shop) == forecasts(left)
