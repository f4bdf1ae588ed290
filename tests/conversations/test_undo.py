"""Q4: the last thing that can be taken back is, within ten minutes; what cannot is said, and who had heard is told."""

import pytest

from core.changes import ChangeStatus
from core.orders import OrderStatus
from tests.kit import Room
from tests.kit.order_changes import agreed, change_card, the_change
from tests.kit.stories import TRACKS, a_released_order, a_sold_order, actions, an_order, the_order

NUMBER, SELLER, COORDINATOR = "ORD-2611-0001", "lin.xiaoyan", "shen.xie"


class TestUnsold:
    @pytest.fixture(autouse=True)
    def placed(self, room: Room) -> None:
        an_order(room)

    @pytest.mark.every_database
    def test_a_hold_is_taken_back_and_who_had_heard_is_told(self, room: Room) -> None:
        room.says(SELLER, f"/hold {NUMBER} 等客户")

        room.says(SELLER, "/undo")

        assert room.last_card(SELLER).title == f"{NUMBER} 已撤销"
        assert "已告诉沈协" in room.last_card(SELLER).text
        assert not the_order(room).is_on_hold
        assert "林晓燕撤销了“暂停订单”" in room.last_card(COORDINATOR).text

    def test_a_resumption_is_taken_back_with_its_reason(self, room: Room) -> None:
        room.says(SELLER, f"/hold {NUMBER} 等客户")
        room.says(SELLER, f"/resume {NUMBER}")

        room.says(SELLER, "/撤销")

        order = the_order(room)
        assert (order.is_on_hold, order.on_hold_reason) == (True, "等客户")

    def test_a_cancelled_order_is_asked_about_again(self, room: Room) -> None:
        room.says(SELLER, f"/cancel {NUMBER} 打错了")

        room.says(SELLER, "/undo")

        order = the_order(room)
        assert order.status in (OrderStatus.INQUIRY, OrderStatus.QUOTED)
        assert order.latest_promise is not None

    def test_what_has_moved_since_stays(self, room: Room) -> None:
        room.says(SELLER, f"/hold {NUMBER} 等客户")
        room.tampers("UPDATE customer_order SET revision = revision + 1")

        room.says(SELLER, "/undo")

        assert "刚有变化" in room.last_card(SELLER).text
        assert the_order(room).is_on_hold

    def test_after_ten_minutes_it_stays(self, room: Room) -> None:
        room.says(SELLER, f"/hold {NUMBER} 等客户")
        room.advance(minutes=11)

        room.says(SELLER, "/undo")

        assert "10 分钟内没有能撤销的操作" in room.last_card(SELLER).text
        assert the_order(room).is_on_hold

    def test_in_the_tenth_minute_it_does_not(self, room: Room) -> None:
        room.says(SELLER, f"/hold {NUMBER} 等客户")
        room.advance(minutes=9, seconds=30)

        room.says(SELLER, "/undo")

        assert not the_order(room).is_on_hold

    @pytest.mark.parametrize("person", ["he.tao", COORDINATOR])
    def test_somebody_else_s_word_does_nothing(self, room: Room, person: str) -> None:
        room.says(SELLER, f"/hold {NUMBER} 等客户")

        room.says(person, "/undo")

        assert "没有能撤销的操作" in room.last_card(person).text
        assert the_order(room).is_on_hold

    def test_once_is_enough(self, room: Room) -> None:
        room.says(SELLER, f"/hold {NUMBER} 等客户")
        room.says(SELLER, "/undo")

        room.says(SELLER, "/undo")

        assert "没有能撤销的操作" in room.last_card(SELLER).text
        assert not the_order(room).is_on_hold


class TestSold:
    @pytest.fixture(autouse=True)
    def sold(self, room: Room) -> None:
        a_sold_order(room)

    def test_what_cannot_be_taken_back_is_said(self, room: Room) -> None:
        room.says(SELLER, "/undo")

        text = room.last_card(SELLER).text
        assert "没有能撤销的操作" in text
        assert f"{NUMBER} 已下单" in text
        assert the_order(room).status is OrderStatus.CONFIRMED

    @pytest.mark.every_database
    def test_a_department_s_word_is_taken_back_and_waited_for_again(self, room: Room) -> None:
        room.taps("zhao.gong", "收到", to="rnd", on=NUMBER)

        room.says("zhao.gong", "/undo")

        assert not the_order(room).acknowledgement_of("rnd").is_given
        assert "收到" in room.card_with("收到", "rnd", NUMBER).buttons
        assert "撤销了“确认收到”" in room.last_card(SELLER).text
        assert ("zhao.gong", "AcknowledgementTakenBack") in actions(room, NUMBER)

    def test_but_not_once_the_order_is_released_on_it(self, room: Room) -> None:
        for department, person in TRACKS.items():
            room.taps(person, "收到", to=department, on=NUMBER)

        room.says("chen.cai", "/undo")

        assert "撤不回了" in room.last_card("chen.cai").text
        assert the_order(room).status is OrderStatus.RELEASED

    @pytest.mark.parametrize("is_confirmed", [False, True])
    def test_a_change_that_nobody_has_decided_about_is_withdrawn(self, room: Room, is_confirmed: bool) -> None:
        room.says(SELLER, f"/changeorder {NUMBER} 数量 400", to="sales")
        if is_confirmed:
            room.taps(SELLER, "确认变更", on=change_card(room))

        room.says(SELLER, "/undo")

        assert the_change(room).status is ChangeStatus.WITHDRAWN

    def test_one_that_is_in_effect_stays(self, room: Room) -> None:
        room.says(SELLER, f"/changeorder {NUMBER} 数量 400", to="sales")
        room.taps(SELLER, "确认变更", on=change_card(room))
        agreed(room)

        room.says(SELLER, "/undo")

        assert "已关闭" in room.last_card(SELLER).text
        assert the_order(room).lines[0].quantity == 400


def test_an_alert_taken_by_mistake_is_open_again(room: Room) -> None:
    a_released_order(room)
    room.advance(days=5)
    [alert] = room.cards("production", about="已逾期")
    room.taps("wang.sheng", "我来处理", on=alert)
    assert "我来处理" not in room.again(alert).buttons

    room.says("wang.sheng", "/undo")

    assert "我来处理" in room.card_with("我来处理", "production", "已逾期").buttons
    assert "撤销了“接手预警”" in room.last_card(SELLER).text


def test_what_was_withdrawn_by_hand_is_not_taken_back_once_more(room: Room) -> None:
    a_sold_order(room)
    room.says(SELLER, f"/changeorder {NUMBER} 数量 400", to="sales")
    room.taps(SELLER, "撤回", on=change_card(room))

    room.says(SELLER, "/undo")

    assert "没有能撤销的操作" in room.last_card(SELLER).text
