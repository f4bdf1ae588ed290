"""Whoever looks, wherever they look: the same state and the same dates, each with its origin."""

import re

import pytest
from sqlalchemy.exc import DBAPIError

from core.orders import Order
from storage import audit
from tests.kit import Room
from tests.kit.stories import TRACKS, a_released_order, a_sold_order, an_order, orders_in, the_order

pytestmark = pytest.mark.every_database

NUMBER = "ORD-2611-0001"
STATUS = {
    "CONFIRMED": "已下单",
    "RELEASED": "已下达",
    "IN_PRODUCTION": "生产中",
    "SHIPPED": "已发货",
    "CLOSED": "已完结",
}


def short(day: object) -> str:
    """`12月20日`, as cards of this year write it."""
    _, month, number = str(day).split("-")
    return f"{int(month)}月{int(number)}日"


def everywhere(room: Room) -> dict[str, str]:
    """Every card that shows the order, by chat; the private ones are asked for."""
    seen = {}
    for person in ("lin.xiaoyan", "wang.sheng", "zhao.gong", "chen.cai", "gao.yuan", "shen.xie"):
        room.says(person, "/order 0001")
        seen[person] = room.last_card(person).text
    for chat in ("sales", *TRACKS):
        seen[chat] = room.last_card(chat, about=NUMBER).text
    return seen


def assert_agrees(room: Room, order: Order) -> None:
    for where, text in everywhere(room).items():
        assert STATUS[order.status.name] in text, where
        assert short(order.promise_date) in text, where
        assert not [other for name, other in STATUS.items() if name != order.status.name and f"\n{other}\n" in text], (
            where
        )


def test_every_role_s_card_shows_the_same_state_and_dates_at_every_step(room: Room) -> None:
    a_sold_order(room)
    assert_agrees(room, the_order(room))
    for department, person in TRACKS.items():
        room.taps(person, "收到", to=department)
    assert_agrees(room, the_order(room))
    for person, button, chat in (
        ("zhao.gong", "图纸已确认", "rnd"),
        ("chen.cai", "物料已齐套", "purchasing"),
        ("wang.sheng", "已开工", "production"),
    ):
        room.advance(hours=3)
        room.taps(person, button, to=chat)
    assert_agrees(room, the_order(room))


def test_lists_and_the_digest_agree_with_the_order(room: Room) -> None:
    a_released_order(room)
    order = the_order(room)
    assert order.promise_date is not None
    room.advance(days=(order.promise_date - room.today).days + 3)  # a Monday: there is a morning report

    room.says("lin.xiaoyan", "/myorders")
    room.says("gao.yuan", "/late")

    days = (room.today - order.promise_date).days
    assert days > 0
    for card in (room.last_card("lin.xiaoyan"), room.last_card("gao.yuan"), room.last_card("management")):
        assert NUMBER in card.text
        assert f"逾期 {days} 天" in card.text
    room.says("gao.yuan", f"/order {NUMBER}")
    assert f"逾期 {days} 天" in room.last_card("gao.yuan").tags


def test_an_alert_is_raised_once_taken_and_resolved_by_itself(room: Room) -> None:
    a_released_order(room)
    room.advance(days=5)
    [alert] = room.cards("production", about="已逾期")

    room.taps("wang.sheng", "我来处理", on=alert)
    assert "王胜" in room.again(alert)
    room.advance(days=1)
    assert len(room.cards("production", about="已逾期")) == 1

    for person, button, chat in (
        ("zhao.gong", "图纸已确认", "rnd"),
        ("chen.cai", "物料已齐套", "purchasing"),
        ("wang.sheng", "已开工", "production"),
        ("wang.sheng", "生产完成", "production"),
        ("wu.jian", "质检合格", "quality"),
        ("zheng.ku", "已发货", "warehouse"),
    ):
        room.taps(person, button, to=chat)
    room.advance(days=1)
    assert "已解除" in room.again(alert)
    assert "我来处理" not in room.again(alert).buttons
    room.says("gao.yuan", f"/order {NUMBER}")
    assert "已发货" in room.last_card("gao.yuan").tags
    assert not [tag for tag in room.last_card("gao.yuan").tags if "逾期" in tag]


class TestTheTrail:
    def test_each_date_on_a_card_traces_to_event_actor_and_message(self, room: Room) -> None:
        said = room.says("lin.xiaoyan", "/neworder 恒远 SW-300 300台 12月20日 白色", to="sales")
        asked, card = room.deeds.heard_as(said), room.last_card("sales")
        room.taps("lin.xiaoyan", "确认下单", on=card)
        room.taps("sun.li", "收到", to="production")
        order, task = the_order(room), room.last_card("production")

        with room.read() as session:
            trail = {row["action"]: row for row in audit.trail(session, NUMBER)}

        placed, confirmed, taken = trail["OrderPlaced"], trail["OrderConfirmed"], trail["DepartmentAcknowledged"]
        assert (placed["actor"], placed["message"]) == ("lin.xiaoyan", asked)
        assert placed["chat"] == f"{room.platform}:{room.chat('sales')}"
        assert placed["detail"]["requested_date"] == str(order.requested_date) == "2026-12-20"
        assert (confirmed["actor"], confirmed["message"]) == ("lin.xiaoyan", card.message_id)
        assert confirmed["detail"]["promise_date"] == str(order.promise_date)
        assert (taken["actor"], taken["message"]) == ("sun.li", task.message_id)
        assert taken["at"] == order.acknowledgement_of("production").acknowledged_at
        assert trail["PromiseMade"]["actor"] == "tongpin"
        assert trail["PromiseMade"]["message"] == asked

    def test_a_milestone_names_who_reported_it_from_which_card(self, room: Room) -> None:
        a_released_order(room)
        room.advance(hours=2)

        room.taps("qian.qi", "图纸已确认", to="rnd")

        with room.read() as session:
            last = audit.trail(session, NUMBER)[-1]
        assert (last["actor"], last["action"]) == ("qian.qi", "NodeReported")
        assert last["detail"] == {"node": "DRAWING", "percent": 100, "person": "qian.qi"}
        assert last["message"] == room.last_card("rnd").message_id
        assert last["delivery"].startswith(f"{room.platform}:")

    def test_every_change_of_state_is_there_with_before_and_after(self, room: Room) -> None:
        a_released_order(room)

        with room.read() as session:
            moves = [row["detail"] for row in audit.trail(session, NUMBER) if row["action"] == "StatusChanged"]
        assert [(move["before"], move["after"]) for move in moves] == [
            ("INQUIRY", "QUOTED"), ("QUOTED", "CONFIRMED"), ("CONFIRMED", "RELEASED"),
        ]  # fmt: skip

    @pytest.mark.parametrize(
        "statement", ["UPDATE audit_event SET actor = 'he.tao'", "DELETE FROM audit_event WHERE seq > 1"]
    )
    def test_nobody_changes_the_past(self, room: Room, statement: str) -> None:
        a_sold_order(room)

        with pytest.raises(DBAPIError):
            room.tampers(statement)

        with room.read() as session:
            assert list(audit.broken_links(session)) == []

    def test_looking_leaves_no_line(self, room: Room) -> None:
        an_order(room)
        with room.read() as session:
            before = len(audit.trail(session, NUMBER))

        room.says("wang.sheng", "/order 0001", to="production")
        room.says("wang.sheng", "/late")

        with room.read() as session:
            assert len(audit.trail(session, NUMBER)) == before


def test_numbers_have_no_gaps(room: Room) -> None:
    an_order(room)
    room.says("wang.sheng", "/neworder 恒远 SW-300 200台 12月21日 白色", to="production")  # not allowed
    an_order(room, "绿湾 DL-20 50台 12月25日 拉丝银")
    room.says("lin.xiaoyan", "/neworder 恒远", to="sales")  # a form
    an_order(room, "云栖 KP-3 100台 12月25日 两位")

    numbers = [order.order_no for order in orders_in(room)]
    assert numbers == ["ORD-2611-0001", "ORD-2611-0002", "ORD-2611-0003"]
    assert all(re.fullmatch(r"ORD-\d{4}-\d{4}", number) for number in numbers)
