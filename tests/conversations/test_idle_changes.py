"""A change that whoever asked leaves unfinished locks nothing for ever: they are reminded, then it expires."""

import pytest

from core.changes import ChangeStatus
from tests.kit import Room
from tests.kit.order_changes import CHANGE, change_card, changes_in, the_change
from tests.kit.stories import a_sold_order

SELLER, NUMBER = "lin.xiaoyan", "ORD-2611-0001"
MORE = f"/changeorder {NUMBER} 数量 400"


@pytest.mark.every_database
def test_it_is_reminded_of_and_expires_and_the_order_is_free_for_another(room: Room) -> None:
    a_sold_order(room)
    room.says(SELLER, MORE, to="sales")
    assert the_change(room).status is ChangeStatus.SUBMITTED

    room.advance(days=4)

    assert "还没办完" in room.last_card(SELLER, "还没办完").title
    assert the_change(room).status is ChangeStatus.SUBMITTED
    room.advance(days=12)
    assert the_change(room).status is ChangeStatus.EXPIRED
    assert "已失效" in room.last_card(SELLER, f"{CHANGE} 已失效").title
    assert change_card(room).buttons == ()
    room.says(SELLER, "/undo")
    assert the_change(room).status is ChangeStatus.EXPIRED

    room.says(SELLER, MORE, to="sales")

    assert [it.status for it in changes_in(room)] == [ChangeStatus.EXPIRED, ChangeStatus.SUBMITTED]
