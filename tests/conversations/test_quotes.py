"""Inquiry, quote, order: what is reserved, for how long, and at which date it is sold."""

from datetime import date, timedelta

import pytest

from tests.kit import Room
from tests.kit.stories import actions, an_order, stores, the_order

FIRST, SECOND = "ORD-2611-0001", "ORD-2611-0002"
BIG, OTHER = "恒远 SW-300 2000台 12月20日 白色", "绿湾 SW-300 2000台 12月20日 白色"
"""Each alone takes most of what the factory can make until then."""


def answered(room: Room, order_no: str) -> date:
    """The date of the last answer to an order."""
    promise = the_order(room, order_no).latest_promise
    assert promise is not None
    assert promise.promise_date is not None
    return promise.promise_date


def test_an_order_on_its_way_holds_what_it_is_promised(room: Room) -> None:
    card = an_order(room)

    assert room.booked(FIRST) > 0
    assert "为本单保留到 11月24日 09:00" in card
    assert the_order(room).held_until == room.now_at_start + timedelta(hours=24)


def test_an_inquiry_holds_nothing_until_it_is_told_to(room: Room) -> None:
    room.says("lin.xiaoyan", "/quote 恒远 SW-300 300台 12月20日 白色", to="sales")

    room.taps("lin.xiaoyan", "保留报价", to="sales")

    assert room.toast.startswith(f"{FIRST} 已保留到")
    assert room.last_card("sales").tags == ("已报价",)
    assert room.booked(FIRST) > 0


def test_an_inquiry_asked_again_still_holds_nothing(room: Room) -> None:
    room.says("lin.xiaoyan", "/quote 恒远 SW-300 300台 12月20日 白色", to="sales")

    room.taps("lin.xiaoyan", "重新答复", to="sales")

    assert room.toast.startswith(f"{FIRST} 已重新答复：")
    assert room.booked(FIRST) == 0
    assert room.last_card("sales").tags == ("询单",)


def test_a_quote_that_nobody_confirms_expires_within_one_tick(room: Room) -> None:
    an_order(room)
    room.advance(hours=23, minutes=59, seconds=50)
    assert room.booked(FIRST) > 0

    room.advance(seconds=11)

    assert room.booked(FIRST) == 0
    card = room.last_card("sales")
    assert card.tags == ("询单",)
    assert "确认下单" in card.buttons
    assert f"{FIRST} 报价已过期" in room.last_card("lin.xiaoyan")


def test_the_notice_of_an_expired_quote_asks_again_at_a_tap(room: Room) -> None:
    an_order(room)
    room.advance(hours=24, seconds=1)
    notice = room.last_card("lin.xiaoyan")
    assert "恒远地产 · 智能温控面板 SW-300 · 300 台" in notice.text
    assert notice.buttons == ("重新答复", "查看")

    room.taps("lin.xiaoyan", "重新答复", on=notice)

    assert room.toast.startswith(f"{FIRST} 已重新答复：")
    assert room.booked(FIRST) > 0


def test_what_an_expired_quote_held_is_there_for_others_at_once(room: Room) -> None:
    an_order(room, BIG)
    later = an_order(room, OTHER, by="he.tao")
    promised = answered(room, FIRST)
    assert answered(room, SECOND) > promised
    room.advance(hours=20)
    room.taps("he.tao", "重新答复", on=later)  # keeps its own quote alive for another day
    room.advance(hours=4, minutes=1)

    room.taps("he.tao", "重新答复", on=later)

    assert answered(room, SECOND) <= promised + timedelta(days=1)


def test_two_quotes_for_the_last_slot_cannot_both_keep_it(room: Room) -> None:
    first = an_order(room, BIG)
    second = an_order(room, OTHER, by="he.tao")
    promised = answered(room, FIRST), answered(room, SECOND)
    assert promised[0] < promised[1]

    room.taps("he.tao", "确认下单", on=second)
    room.taps("lin.xiaoyan", "确认下单", on=first)

    assert (the_order(room, FIRST).promise_date, the_order(room, SECOND).promise_date) == promised


@pytest.mark.every_database
def test_two_inquiries_with_the_same_date_are_settled_by_who_confirms_first(room: Room) -> None:
    room.says("lin.xiaoyan", f"/quote {BIG}", to="sales")
    first = room.last_card("sales")
    room.says("he.tao", f"/quote {OTHER}", to="sales")
    second = room.last_card("sales")
    promised = answered(room, FIRST)
    assert answered(room, SECOND) == promised

    room.taps("he.tao", "确认下单", on=second)
    room.taps("lin.xiaoyan", "确认下单", on=first)

    assert room.toast.startswith(f"档期刚被别的订单占走，{FIRST} 已重新答复：")
    assert room.has_flashed("warning")
    assert room.again(second).tags == ("已下单",)
    assert "确认下单" in room.again(first).buttons
    assert answered(room, FIRST) > promised
    assert ("lin.xiaoyan", "SlotsTaken") in actions(room, FIRST)


def test_confirming_keeps_the_quoted_date_whatever_has_been_sold_since(room: Room) -> None:
    quoted = an_order(room, BIG)
    promised = answered(room, FIRST)
    for customer in ("绿湾", "云栖", "星河"):
        other = an_order(room, f"{customer} SW-300 500台 12月20日 白色", by="he.tao")
        room.taps("he.tao", "确认下单", on=other)
    room.advance(hours=23)

    room.taps("lin.xiaoyan", "确认下单", on=quoted)

    order = the_order(room)
    assert order.first_promise_date == order.promise_date == order.forecast_date == promised
    assert order.held_until is None


def test_a_confirmed_order_does_not_expire(room: Room) -> None:
    card = an_order(room)
    room.taps("lin.xiaoyan", "确认下单", on=card)

    room.advance(days=2)

    assert room.again(card).tags[0] == "已下单"
    assert room.booked(FIRST) > 0


def test_cancelling_frees_everything_in_the_same_step(room: Room) -> None:
    card = an_order(room)

    room.taps("lin.xiaoyan", "取消这张单", on=card)

    assert room.toast == f"{FIRST} 已取消，物料和产能已释放"
    assert room.booked(FIRST) == 0
    assert room.again(card).tags == ("已取消",)
    assert not room.again(card).buttons


class TestTheOptionChosen:
    """300 units in twelve days wait for a chip: there are other ways."""

    ASK = "恒远 SW-300 3000台 12月3日 白色"

    def test_a_late_answer_offers_at_least_two_ways(self, room: Room) -> None:
        card = an_order(room, self.ASK)

        assert "赶不上" in card.text or "晚" in card.text
        assert len([button for button in card.buttons if button.startswith("选")]) >= 2

    def test_it_drives_the_promise_the_bookings_and_the_milestones(self, room: Room) -> None:
        card = an_order(room, self.ASK)
        button = next(b for b in card.shown_buttons if b.value.get("option") == "expedite_material")

        room.taps("lin.xiaoyan", button.text, on=card)

        order = the_order(room)
        offer = order.promises[-1].offers["expedite_material"]
        assert order.chosen_option == "expedite_material"
        assert order.promise_date == offer.promise_date < order.promises[-1].offers["standard"].promise_date
        planned = {node.kind.name: node.planned_date for node in order.nodes}
        assert planned["SHIPMENT"] == offer.promise_date
        days = [str(planned[kind]) for kind in ("KITTED", "START", "FINISH", "INSPECTION", "SHIPMENT")]
        assert days == sorted(days)
        booked_until = max(slot.end_at for slot in room.bookings(order.order_no))
        assert planned["FINISH"] == booked_until.astimezone(room.zone).date()


def test_a_quote_of_something_without_a_price_is_incomplete_and_says_what_is_missing(room: Room) -> None:
    stores(room, "item", {"item_code": "TOY", "name": "玩具", "kind": "BOUGHT", "purchase_lead_time_days": 3})
    stores(room, "product", {"code": "TOY", "name": "玩具", "family": "thermostat"})

    room.says("lin.xiaoyan", "/quote 恒远 TOY 40台 12月28日 白色 220V wifi 4寸", to="sales")

    card = room.last_card("sales")
    assert "有风险，成本不全，先补单价再报价。" in card
    assert "不全：玩具（TOY）没有单价，没算在内" in card
    assert card.mood == "bad"
