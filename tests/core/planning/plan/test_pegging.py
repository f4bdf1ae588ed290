"""What an operation waits for, where one item may stand in for another."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from core.orders.cause import CauseKind, ForecastCause
from core.planning.factory.shop import Shop
from core.planning.plan.book import Book
from core.planning.plan.forecast import forecasts
from tests.core.planning.factories import MONDAY, a_shop, ask, bought, made, of, operation, po
from tests.core.planning.plan.books import booked

DAY = timedelta(days=1)


def waiting_for_b() -> Shop:
    """B is yet to come; A, for which it could stand in, is on the shelf."""
    shop = a_shop(
        items=(made("P"), bought("A", 30, substitutes=("B",)), bought("B", 30)),
        boms={"P": (of("A", at_seq=20), of("B", at_seq=10))},
        routings={"P": (operation(10, "M1"), operation(20, "M1"))},
        stock={"A": Decimal(1000)},
        purchase_orders=(po("PO-7", "B", 60, MONDAY + DAY),),
    )
    return booked(shop, [ask(qty=60)])


def test_what_could_stand_in_for_something_else_is_waited_for_all_the_same() -> None:
    shop = waiting_for_b()
    late = shop.changed(purchase_orders=tuple(replace(it, eta=it.eta + 6 * DAY) for it in shop.purchase_orders))

    (forecast,), book = forecasts(late), Book.of(late)

    assert forecast.cause == ForecastCause(CauseKind.PURCHASE_ORDER, "PO-7")
    assert {book.works[op].booking.seq for op in book.hit} == {10, 20}
