"""A company on Feishu and WeCom at once: one person is one actor, one order is one truth."""

import pytest

from core.people import Person
from tests.kit import Room
from tests.kit.fixtures import OpenRoom
from tests.kit.stories import TRACKS, WHOLE, actions, stores, the_order

NUMBER = "ORD-2611-0001"
BOTH = ("sales", "wecom/sales")


@pytest.fixture
def both(quiet_url: str, open_room: OpenRoom) -> Room:
    """Everybody has an account on either platform, and every department a chat."""
    return open_room(quiet_url, platform="both")


def shown_in(room: Room, chat: str) -> tuple[str, ...]:
    return room.last_card(chat, about=NUMBER).tags


def ordered(room: Room) -> None:
    """An order sold in Feishu's sales chat, and looked up in WeCom's."""
    room.says("lin.xiaoyan", f"/neworder {WHOLE}", to="sales")
    room.says("zhou.lan", "/order 0001", to="wecom/sales")


def test_an_order_shows_the_same_in_both_sales_chats(both: Room) -> None:
    ordered(both)

    both.taps("lin.xiaoyan", "确认下单", to="sales")

    assert [shown_in(both, chat) for chat in BOTH] == [("已下单",), ("已下单",)]


def test_what_is_done_on_wecom_is_redrawn_on_feishu(both: Room) -> None:
    ordered(both)

    both.taps("lin.xiaoyan", "确认下单", to="wecom/sales")

    assert ("lin.xiaoyan", "OrderConfirmed") in actions(both, NUMBER)
    assert [shown_in(both, chat) for chat in BOTH] == [("已下单",), ("已下单",)]


def test_departments_are_asked_in_each_of_their_chats_and_answer_once(both: Room) -> None:
    ordered(both)
    both.taps("lin.xiaoyan", "确认下单", to="sales")

    for department, person in TRACKS.items():
        both.taps(person, "收到", to=f"wecom/{department}", on=NUMBER)

    for department in TRACKS:
        for chat in (department, f"wecom/{department}"):
            assert "收到" not in both.last_card(chat, about=NUMBER).buttons
    assert [shown_in(both, chat) for chat in BOTH] == [("已下达",), ("已下达",)]


def test_the_same_person_is_one_actor_and_cannot_act_twice(both: Room) -> None:
    ordered(both)
    both.taps("lin.xiaoyan", "确认下单", to="sales")
    both.taps("wang.sheng", "收到", to="production")

    told = both.stage.send_value("wang.sheng", {"act": "ack", "ref": NUMBER, "rev": 1, "department": "production"},
                                 both.last_card("wecom/production", about=NUMBER), None)  # fmt: skip

    assert told.text == "已经处理过了"
    acknowledged = [actor for actor, action in actions(both, NUMBER) if action == "DepartmentAcknowledged"]
    assert acknowledged == ["wang.sheng"]


def test_what_is_for_one_person_alone_is_told_once(both: Room) -> None:
    ordered(both)
    both.taps("lin.xiaoyan", "确认下单", to="sales")

    for department, person in TRACKS.items():
        both.taps(person, "收到", to=department, on=NUMBER)

    assert "三个部门都收到了" in both.last_card("lin.xiaoyan")
    assert both.cards("wecom/lin.xiaoyan") == []


def test_on_the_platform_they_prefer(both: Room) -> None:
    both.tampers("UPDATE person SET prefers = 'wecom' WHERE key = 'lin.xiaoyan'")
    ordered(both)
    both.taps("lin.xiaoyan", "确认下单", to="sales")

    for department, person in TRACKS.items():
        both.taps(person, "收到", to=department, on=NUMBER)

    assert "三个部门都收到了" in both.last_card("wecom/lin.xiaoyan")
    assert both.cards("lin.xiaoyan") == []


def test_a_preference_comes_with_the_master_data(both: Room) -> None:
    row = {"key": "lin.xiaoyan", "name": "林晓燕", "department": "sales", "roles": ["SALES"], "prefers": "wecom"}

    stores(both, "person", row)

    with both.read() as session:
        person = session.get(Person, "lin.xiaoyan")
    assert person is not None
    assert person.prefers == "wecom"


def test_an_account_is_found_in_whatever_case(both: Room) -> None:
    ordered(both)
    both.tampers("UPDATE person_identity SET platform_user_id = 'Lin.Xiaoyan' WHERE platform_user_id = 'lin.xiaoyan'")

    both.taps("lin.xiaoyan", "确认下单", to="wecom/sales")

    assert the_order(both).status.name == "CONFIRMED"
