"""Of what keeps orders in a whole book, nearly everything is found, and proves to be what kept them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache

from core.orders.cause import CauseKind
from core.planning.factory.shop import Shop
from core.planning.plan.forecast import Forecast, forecasts
from tests.bench.factories import generate
from tests.bench.quote import Stand
from tests.core.planning.plan.books import broken
from tests.core.planning.plan.test_forecast import delayed, promises, undone

LEAST_SHARE = 0.9
"""Of simulated alerts, so many name a cause without which the order is in time."""


@cache
def quiet_shop() -> Shop:
    """Sixty orders on fifty machines, promised for the days on which they are expected."""
    shop = Stand.planned(generate(60, 1)).shop
    days = {(each.order_no, each.line_no): each.day for each in forecasts(shop)}
    return shop.knowing_all(replace(it, promise_date=days[it.order_no, it.line_no]) for it in shop.orders)


def troubled_shops() -> Iterator[Shop]:
    """One purchase order three days late, or one machine down for ten hours."""
    shop = quiet_shop()
    for purchase in shop.purchase_orders[::3]:
        yield delayed(shop, purchase.po_no, 3)
    for centre in shop.work_centres[::5]:
        yield broken(shop, centre.work_centre, timedelta(hours=26), timedelta(hours=36))


def late_lines(shop: Shop) -> Iterator[Forecast]:
    wanted = promises(shop)
    return (each for each in forecasts(shop) if each.day > wanted[each.order_no, each.line_no])


def is_in_time_without(shop: Shop, each: Forecast) -> bool:
    """The cause is taken away and everything expected anew; other kinds are proved where they are found."""
    if each.cause is None or each.cause.kind not in (CauseKind.PURCHASE_ORDER, CauseKind.MACHINE):
        return each.cause is not None
    key = each.order_no, each.line_no
    again = {(it.order_no, it.line_no): it.day for it in forecasts(undone(shop, each.cause))}
    return again[key] <= promises(shop)[key]


def test_nothing_is_late_where_nothing_happens() -> None:
    assert list(late_lines(quiet_shop())) == []


def test_nine_of_ten_alerts_name_what_kept_the_order() -> None:
    told = [is_in_time_without(shop, each) for shop in troubled_shops() for each in late_lines(shop)]

    assert len(told) >= 100
    assert sum(told) >= LEAST_SHARE * len(told)
