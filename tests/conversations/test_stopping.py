"""A6: hold, resume and cancel, with everything that was reserved given back, and what was spent told before."""

from decimal import Decimal

import pytest

from core.changes import ChangeStatus
from core.orders import OrderStatus
from storage.bookings import allocations_of
from tests.kit import Room
from tests.kit.order_changes import CHANGE, agreed, change_card, changes_in, the_change
from tests.kit.stories import TRACKS, a_released_order, a_sold_order, an_order, the_order

NUMBER, SELLER = "ORD-2611-0001", "lin.xiaoyan"
SECOND = "CHG-2611-0002"


def asks(room: Room, words: str) -> None:
    room.says(SELLER, words, to="sales")


def done(room: Room, words: str, button: str, change_no: str = CHANGE) -> None:
    asks(room, words)
    room.taps(SELLER, button, on=change_card(room, change_no=change_no))
    agreed(room, change_no)


def material(room: Room) -> int:
    with room.read() as session:
        return len(allocations_of(session, NUMBER))


class TestHolding:
    @pytest.mark.every_database
    def test_machine_time_is_given_back_material_is_kept_and_everybody_hears(self, room: Room) -> None:
        a_released_order(room)
        kept = material(room)

        done(room, f"/hold {NUMBER} 客户改图纸", "确认暂停")

        order = the_order(room)
        assert (order.is_on_hold, order.on_hold_reason, order.order_revision) == (True, "客户改图纸", 2)
        assert (room.bookings(NUMBER), material(room)) == ((), kept)
        for department, person in TRACKS.items():
            room.taps(person, "收到", to=department, on=NUMBER)
        assert all(it.is_given and it.order_revision == 2 for it in the_order(room).acknowledgements)
        assert the_order(room).status is OrderStatus.RELEASED

    def test_resumed_it_is_planned_anew_and_the_new_date_stands_beside_the_promise(self, room: Room) -> None:
        a_released_order(room)
        count = len(room.bookings(NUMBER))
        done(room, f"/暂停 {NUMBER} 客户改图纸", "确认暂停")
        room.advance(days=3)

        asks(room, f"/恢复 {NUMBER}")

        text = change_card(room, change_no=SECOND).text
        assert "承诺 11月27日 周五 → " in text
        assert "，晚 " in text
        room.taps(SELLER, "确认恢复", on=change_card(room, change_no=SECOND))
        agreed(room, SECOND)
        order = the_order(room)
        assert (order.is_on_hold, len(room.bookings(NUMBER))) == (False, count)
        assert order.promise_date is not None
        assert order.first_promise_date is not None
        assert order.promise_date > order.first_promise_date

    def test_nothing_moves_before_it_is_agreed(self, room: Room) -> None:
        a_sold_order(room)
        before = room.bookings(NUMBER)

        asks(room, f"/hold {NUMBER} 客户改图纸")

        assert room.bookings(NUMBER) == before
        assert not the_order(room).is_on_hold
        assert "腾出" in change_card(room).text

    @pytest.mark.parametrize(
        ("person", "words", "answer"),
        [
            ("he.tao", f"/hold {NUMBER} 客户改图纸", "没有权限"),
            ("wang.sheng", f"/hold {NUMBER} 客户改图纸", "没有权限"),
            (SELLER, f"/hold {NUMBER}", "/hold 0042"),
            (SELLER, f"/resume {NUMBER}", "没有暂停"),
            (SELLER, f"/cancel {NUMBER}", "/cancel 0042"),
            ("chen.cai", f"/cancel {NUMBER} 不要了", "没有权限"),
        ],
    )
    def test_what_cannot_be_says_why(self, room: Room, person: str, words: str, answer: str) -> None:
        a_sold_order(room)

        room.says(person, words)

        assert answer in room.last_card(person).text
        assert changes_in(room) == []

    def test_an_unsold_order_is_held_at_once_and_holds_nothing(self, room: Room) -> None:
        sold_card = an_order(room)

        asks(room, f"/hold {NUMBER} 等客户")

        order = the_order(room)
        assert (order.is_on_hold, order.status) == (True, OrderStatus.INQUIRY)
        assert room.booked(NUMBER) == 0
        assert room.last_card("sales").buttons == ("取消这张单",)
        room.taps_as_seen(SELLER, "确认下单", sold_card)
        assert the_order(room).status is OrderStatus.INQUIRY
        asks(room, f"/resume {NUMBER}")
        assert not the_order(room).is_on_hold
        assert the_order(room).held_until is not None


class TestCancelling:
    @pytest.mark.every_database
    def test_all_of_it_is_free_and_what_was_spent_was_told(self, room: Room) -> None:
        a_released_order(room)
        for department, person, button in (
            ("rnd", "zhao.gong", "图纸已确认"), ("purchasing", "chen.cai", "物料已齐套"),
            ("production", "wang.sheng", "已开工"), ("production", "wang.sheng", "完成 30%"),
        ):  # fmt: skip
            room.taps(person, button, to=department, on=NUMBER)

        asks(room, f"/cancel {NUMBER} 客户项目停了")

        cost = the_order(room).latest_promise.answer["cost"]  # type: ignore[union-attr]
        work = (Decimal(cost["labour"]) + Decimal(cost["setup"])) * 3 / 10
        parts = Decimal(cost["material"])
        assert f"已经花掉 ¥{parts + work:,.2f}（料 ¥{parts:,.2f}，工 ¥{work:,.2f}）" in change_card(room).text
        assert room.booked(NUMBER) > 0
        room.taps(SELLER, "确认取消", on=change_card(room))
        agreed(room)
        assert the_order(room).status is OrderStatus.CANCELLED
        assert room.booked(NUMBER) == 0

    def test_everybody_hears_of_it_and_says_so(self, room: Room) -> None:
        a_released_order(room)

        done(room, f"/取消 {NUMBER} 客户项目停了", "确认取消")
        room.taps("zhao.gong", "收到", to="rnd", on=NUMBER)

        assert the_order(room).acknowledgement_of("rnd").acknowledged_by == "zhao.gong"
        assert "还没有开工" in change_card(room).text

    def test_cancelled_twice_it_says_so(self, room: Room) -> None:
        a_sold_order(room)
        done(room, f"/cancel {NUMBER} 客户项目停了", "确认取消")

        room.says(SELLER, f"/cancel {NUMBER} 客户项目停了")

        assert "现在是“已取消”" in room.last_card(SELLER).text
        assert len(changes_in(room)) == 1

    def test_a_button_from_before_the_sale_only_asks(self, room: Room) -> None:
        card = an_order(room, "恒远 SW-300 300台 12月20日 白色 220V")
        value = dict(card.button("取消这张单").value)
        room.taps(SELLER, "确认下单", on=card)

        room.sends_value(SELLER, value | {"rev": the_order(room).revision}, room.last_card("sales"))

        assert the_order(room).status is OrderStatus.CONFIRMED

    def test_an_unsold_order_is_off_at_once(self, room: Room) -> None:
        an_order(room)

        asks(room, f"/cancel {NUMBER} 不要了")

        assert the_order(room).status is OrderStatus.CANCELLED
        assert room.booked(NUMBER) == 0


def test_a_withdrawn_stop_is_none(room: Room) -> None:
    a_sold_order(room)
    asks(room, f"/hold {NUMBER} 客户改图纸")

    room.taps(SELLER, "撤回", on=change_card(room))

    assert the_change(room).status is ChangeStatus.WITHDRAWN
    assert not the_order(room).is_on_hold
