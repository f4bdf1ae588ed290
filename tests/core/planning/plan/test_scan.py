"""How sure the date of every line of an order is."""

from dataclasses import replace

from hypothesis import given, settings

from core.planning.factory.shop import Shop
from core.planning.plan.book import Book
from core.planning.plan.policy import PlanPolicy
from core.planning.plan.scan import scanned
from core.planning.plan.uncertainty import CERTAIN, Uncertainty
from tests.core.planning.plan.books import QUOTE, busy_books, two_orders

FEW = PlanPolicy(risk_samples=9)


@settings(max_examples=25, deadline=None)
@given(busy_books())
def test_every_sold_line_is_told_of_once_and_four_in_five_come_no_sooner_than_half(shop: Shop) -> None:
    found = scanned(shop, FEW, seed=1)

    sold = {(work.line.order_no, work.line.line_no) for work in Book.of(shop).works if work.line.order_no != QUOTE}
    assert [(each.order_no, each.line_no) for each in found] == sorted(sold)
    assert all(each.p50_date <= each.p80_date and 0 <= each.late_share <= 1 for each in found)
    assert found == scanned(shop, FEW, seed=1)


def test_where_nothing_varies_the_dates_are_those_of_the_plan() -> None:
    shop = two_orders()

    found = scanned(shop, replace(FEW, uncertainty=CERTAIN), seed=1)

    promised = [line.promise_date for line in shop.orders]
    assert [each.p50_date for each in found] == [each.p80_date for each in found] == promised
    assert [each.late_share for each in found] == [0, 0]


def test_the_more_varies_the_later_four_in_five_are_there() -> None:
    shop = two_orders()

    dates = [
        [each.p80_date for each in scanned(shop, PlanPolicy(uncertainty=Uncertainty(spread=spread)), seed=1)]
        for spread in (0.05, 0.6)
    ]

    assert dates[0] < dates[1]
    assert all(early <= late for early, late in zip(*dates, strict=True))


def test_with_no_future_to_look_at_nothing_is_said() -> None:
    assert scanned(two_orders(), PlanPolicy(risk_samples=0), seed=1) == ()
