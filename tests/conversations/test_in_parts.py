"""B4: who takes no parts is offered none, and nobody gets smaller ones than he wants."""

import re

import pytest

from tests.kit import Room
from tests.kit.stories import an_order, stores

LATE = "绿湾 SW-300 300台 11月26日 白色 220V"
SPLIT = "选分批交付"
CUSTOMER = {"code": "C-LW", "name": "绿湾物业", "customer_class": "B", "aliases": ["绿湾"]}


@pytest.fixture
def busy(room: Room) -> Room:
    """What somebody else has ordered leaves no room for all of it at once."""
    room.taps("lin.xiaoyan", "确认下单", on=an_order(room, "恒远 SW-300 300台 11月26日 白色 220V"))
    return room


def test_a_late_order_may_ship_in_parts(busy: Room) -> None:
    assert SPLIT in an_order(busy, LATE).buttons


@pytest.mark.every_database
@pytest.mark.parametrize("rule", [{"ship_complete": True}, {"allow_split": False}, {"min_ship_qty": 200}])
def test_a_customer_who_wants_it_whole_is_offered_no_parts(busy: Room, rule: dict[str, object]) -> None:
    stores(busy, "customer", {**CUSTOMER, **rule})

    assert SPLIT not in an_order(busy, LATE).buttons


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({}, "客户接受分批：可以先订这个数量，其余另开一单。"),
        ({"ship_complete": True}, "客户不接受分批：先和客户商量减数量"),
    ],
)
def test_what_cannot_be_made_in_full_says_how_much_can_and_that_is_so(
    room: Room, rule: dict[str, object], words: str
) -> None:
    stores(room, "customer", {**CUSTOMER, **rule})
    room.says("lin.xiaoyan", "/quote 绿湾 SW-300 2000000台 12月20日 白色 220V", to="sales")

    card = room.last_card("sales")
    assert words in card
    in_time = next(line for line in card.lines if line.endswith("发。") and "赶得上" in line)
    assert any("计划期内最多能做" in line for line in card.lines)

    quantity, day = re.findall(r"最多 ([\d,]+) 台赶得上，(.+) 发。", in_time)[0]
    room.says("lin.xiaoyan", f"/quote 绿湾 SW-300 {quantity.replace(',', '')}台 12月20日 白色 220V", to="sales")

    assert day in room.last_card("sales").text
    assert "赶得上" in room.last_card("sales")
