"""E1, E2, E3: what is missing, whether an order can begin, and giving material to whom it is needed by more."""

import pytest

from core.orders import OrderStatus
from storage.bookings import allocations_of
from tests.kit import Room
from tests.kit.stories import a_sold_order, an_order, stores, the_order

FIRST, SECOND = "ORD-2611-0001", "ORD-2611-0002"
NEEDED = 306
"""Main chips for 300 good panels: two steps of making boards lose half a per cent each, and so does placing chips."""


def held(room: Room, order_no: str, item: str) -> dict[str, int]:
    """How much of an item is kept for an order, by source."""
    with room.read() as session:
        found: dict[str, int] = {}
        for kept in allocations_of(session, order_no):
            if kept.item_code == item:
                found[kept.source.value] = found.get(kept.source.value, 0) + int(kept.qty)
        return found


@pytest.fixture
def scarce(room: Room) -> str:
    """Two orders of which only the first has its main chips on the shelf; gives the chip's code."""
    stores(room, "stock", {"item": "MCU-32", "on_hand_qty": str(NEEDED), "as_of": room.now})
    a_sold_order(room)
    a_sold_order(room, "绿湾 SW-300 300台 12月28日 白色 220V")
    return "MCU-32"


def test_two_orders_never_both_count_the_same_pieces(room: Room, scarce: str) -> None:
    assert held(room, FIRST, scarce) == {"STOCK": NEEDED}
    assert "STOCK" not in held(room, SECOND, scarce)


@pytest.mark.every_database
def test_the_kit_says_what_is_missing_by_when_and_who_owes_it(room: Room, scarce: str) -> None:
    room.says("chen.cai", "/kit 0002", to="purchasing")

    card = room.last_card("purchasing")
    assert card.title == f"{SECOND} 齐套"
    assert "齐套率" in card.text
    line = next(line for line in card.lines if "MCU-32" in line)
    assert f"{NEEDED} 个" in line
    assert "陈彩" in line


def test_the_shortage_list_says_by_when_to_order(room: Room, scarce: str) -> None:
    a_sold_order(room, "恒远 SW-300 5000台 明年4月20日 灰色 24V")

    room.says("chen.cai", "/缺料", to="purchasing")

    card = room.last_card("purchasing")
    assert card.title == "缺料清单"
    chip = next(line for line in card.lines if "MCU-32" in line)
    why = card.lines[card.lines.index(chip) + 1]
    assert "前要下单" in why or "现在下单也赶不上" in why
    assert "ORD-2611-0003" in why
    assert "陈彩" in why


@pytest.mark.every_database
def test_a_quote_is_no_shortage(room: Room) -> None:
    stores(room, "stock", {"item": "MCU-32", "on_hand_qty": "0", "as_of": room.now})
    an_order(room)
    assert the_order(room).status is OrderStatus.QUOTED

    room.says("chen.cai", "/shortage", to="purchasing")

    assert "已售订单都不缺料" in room.last_card("purchasing").text


def test_material_is_given_with_a_reason_and_the_loser_reads_of_it(room: Room, scarce: str) -> None:
    room.says("chen.cai", "/kit 0002", to="purchasing")
    form = {"from": f"{scarce}/{FIRST}", "qty": "100", "reason": "绿湾先交"}

    room.submits("chen.cai", form, to="purchasing")

    assert held(room, SECOND, scarce)["STOCK"] == 100
    assert held(room, FIRST, scarce)["STOCK"] == NEEDED - 100
    assert "绿湾先交" in room.last_card("lin.xiaoyan").text
    assert FIRST in room.last_card("lin.xiaoyan").title


def test_more_than_there_is_cannot_be_given(room: Room, scarce: str) -> None:
    room.says("chen.cai", "/kit 0002", to="purchasing")
    before = held(room, FIRST, scarce), held(room, SECOND, scarce)

    room.submits("chen.cai", {"from": f"{scarce}/{FIRST}", "qty": "999", "reason": "急"}, to="purchasing")

    assert (held(room, FIRST, scarce), held(room, SECOND, scarce)) == before
    assert str(NEEDED) in room.toast


@pytest.mark.parametrize("qty", ["-5", "少许", "0"])
def test_without_a_quantity_nothing_is_given(room: Room, scarce: str, qty: str) -> None:
    room.says("chen.cai", "/kit 0002", to="purchasing")

    room.submits("chen.cai", {"from": f"{scarce}/{FIRST}", "qty": qty, "reason": "急"}, to="purchasing")

    assert held(room, FIRST, scarce) == {"STOCK": NEEDED}


def test_sales_cannot_take_material(room: Room, scarce: str) -> None:
    room.says("lin.xiaoyan", "/kit 0002", to="sales")

    room.submits("lin.xiaoyan", {"from": f"{scarce}/{FIRST}", "qty": "5", "reason": "急"}, to="sales")

    assert held(room, FIRST, scarce) == {"STOCK": NEEDED}
