"""B4: who takes no parts is offered none, and nobody gets smaller ones than he wants."""

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


@pytest.mark.parametrize("rule", [{"ship_complete": True}, {"allow_split": False}, {"min_ship_qty": 200}])
def test_a_customer_who_wants_it_whole_is_offered_no_parts(busy: Room, rule: dict[str, object]) -> None:
    stores(busy, "customer", {**CUSTOMER, **rule})

    assert SPLIT not in an_order(busy, LATE).buttons
