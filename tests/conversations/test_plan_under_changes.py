"""Whatever becomes of orders, the standing plan breaks no rule and nothing is given away twice."""

from collections import defaultdict
from decimal import Decimal
from itertools import pairwise
from random import Random

import pytest

from bot.planner.computing import SnapshotCache
from core.changes import ChangeStatus
from core.orders import Order, OrderStatus
from core.planning.factory.records import Source
from core.planning.factory.shop import Shop
from core.planning.plan.book import Book
from core.planning.plan.checker import check
from core.planning.plan.neutral import document, write_schedule
from core.planning.plan.policy import PlanPolicy
from tests.kit import Room
from tests.kit.order_changes import agreed, change_card, changes_in
from tests.kit.stories import a_sold_order, orders_in

SELLER, STEPS = "lin.xiaoyan", 7
APPLIED = {ChangeStatus.APPLIED, ChangeStatus.CLOSED}


def shop_of(room: Room) -> Shop:
    with room.read() as session:
        return SnapshotCache(room.zone).shop(session, room.now)


def double_booked(shop: Shop) -> list[tuple[str, str]]:
    """Orders that have the same machine at the same time."""
    found, units = [], defaultdict(list)
    for booking in shop.bookings:
        units[booking.work_centre, booking.unit].append(booking)
    for bookings in units.values():
        bookings.sort(key=lambda it: it.start_at)
        found += [(a.order_no, b.order_no) for a, b in pairwise(bookings) if a.end_at > b.start_at]
    return found


def given_twice(shop: Shop) -> dict[tuple[str, str], Decimal]:
    """Of which items more is kept than there is, on the shelf or on the way."""
    kept: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for it in shop.allocations:
        if it.source is not Source.PURCHASE:
            kept[it.item_code, it.po_no] += it.qty
    there = {(item, ""): qty for item, qty in shop.stock.items()}
    there |= {(po.item_code, po.po_no): po.open_qty for po in shop.purchase_orders}
    return {key: qty for key, qty in kept.items() if qty > there.get(key, 0)}


def something_happens(room: Room, dice: Random) -> str:
    """One of the things that can become of one of the orders, agreed to at once; or an hour passes."""
    order = dice.choice(orders_in(room))
    words = dice.choice(list(possible(order, dice)))
    if not words:
        room.advance(hours=5)
        return ""
    room.advance(minutes=2)  # WeCom lets so many messages a minute through to one person
    room.says(SELLER, words)
    change = changes_in(room)[-1]
    if change.status is ChangeStatus.SUBMITTED and change.impact:
        card = change_card(room, SELLER, change.change_no)
        room.taps(SELLER, next(it for it in card.buttons if it.startswith("确认")), on=card)
        agreed(room, change.change_no)
    return words


def possible(order: Order, dice: Random) -> list[str]:
    number = order.order_no
    if order.status is OrderStatus.CANCELLED:
        return [""]
    if order.is_on_hold:
        return [f"/resume {number}", f"/cancel {number} 项目停了", ""]
    quantity = dice.choice([50, 180, 260, 420])
    return [f"/changeorder {number} 数量 {quantity}"] * 3 + [
        f"/changeorder {number} 面板颜色=绿色", f"/hold {number} 等图", f"/cancel {number} 项目停了", "",
    ]  # fmt: skip


@pytest.mark.parametrize("seed", [1, 2])
def test_no_machine_and_no_piece_is_given_to_two(room: Room, seed: int) -> None:
    dice, done = Random(seed), []
    for customer in ("恒远", "绿湾", "云栖"):
        a_sold_order(room, f"{customer} SW-300 200台 12月20日 白色 220V")

    for _ in range(STEPS):
        done.append(something_happens(room, dice))

        shop = shop_of(room)
        assert double_booked(shop) == [], done
        assert given_twice(shop) == {}, done
        book = Book.of(shop, PlanPolicy())
        if book.works:
            report = check(document(book.problem), write_schedule(book.problem, book.standing))
            assert report.violations == (), done
    assert sum(1 for change in changes_in(room) if change.status in APPLIED) >= STEPS // 3
