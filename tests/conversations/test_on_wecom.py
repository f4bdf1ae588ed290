"""What is WeCom's own way: codes, selections, questions on the card, links to forms, groups that are sent anew."""

import json
from typing import Any

import pytest
from sqlmodel import col, select

from storage.card_codes import CardCode
from storage.tables import LivingCard
from tests.kit import Room
from tests.kit.stories import WHOLE, a_sold_order, an_order, orders_in, the_order
from tests.kit.wecom_shown import WecomShown
from tests.kit.wecom_stage import WecomStage

NUMBER = "ORD-2611-0001"
LIN = "lin.xiaoyan"

pytestmark = [pytest.mark.only_on("wecom", "updates")]


def stage(room: Room) -> WecomStage:
    assert isinstance(room.stage, WecomStage)
    return room.stage


def presses(room: Room, person: str, message: str, value: dict[str, Any], **chosen: str) -> str:
    """Somebody presses the button of this value, with these options; gives what they are told."""
    key = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    told = stage(room)._press(person, message, key, {question: [option] for question, option in chosen.items()})
    room.settle()
    return told.text


def seen(room: Room, person: str, message: str) -> dict[str, Any]:
    """A card as this person sees it."""
    return stage(room)._template(message, person)


def a_private_order(room: Room) -> WecomShown:
    room.says(LIN, f"/neworder {WHOLE}")
    card = room.last_card(LIN)
    assert isinstance(card, WecomShown)
    return card


def codes(room: Room) -> int:
    """Those that are left, of all cards."""
    with room.read() as session:
        return len(session.exec(select(CardCode).where(col(CardCode.used_at).is_(None))).all())


class TestAnOrder:
    def test_fits_in_one_line(self, room: Room) -> None:
        room.says(LIN, "/neworder 客户=恒远 产品=SW-300 数量=200 交期=12月20日 要求=白色 规格=220V")

        assert the_order(room).lines[0].quantity == 200
        assert "交期答复" in room.last_card(LIN).title

    def test_can_be_put_together_by_choosing(self, room: Room) -> None:
        room.says(LIN, "/neworder SW-300")
        form = room.last_card(LIN)

        presses(room, LIN, form.message_id, {"act": "guide", "ref": "form_DRF_2611_0001"})
        asked = seen(room, LIN, form.message_id)
        assert asked["card_type"] == "multiple_interaction"
        submit = json.loads(asked["submit_button"]["key"])
        options = {it["question_key"]: it["option_list"] for it in asked["select_list"]}
        chosen = {name: found[3]["id"] for name, found in options.items()}
        presses(room, LIN, form.message_id, submit, **chosen)

        assert {"quantity", "requested_date"} <= set(options)
        assert all(found[0] == {"id": "none", "text": "请选择"} for found in options.values())
        assert len(orders_in(room)) == 1 or "客户" in room.last_card(LIN).text

    def test_what_was_not_chosen_is_asked_again(self, room: Room) -> None:
        room.says(LIN, "/neworder 恒远 SW-300")
        form = room.last_card(LIN)
        presses(room, LIN, form.message_id, {"act": "guide", "ref": "form_DRF_2611_0001"})
        submit = json.loads(seen(room, LIN, form.message_id)["submit_button"]["key"])

        presses(room, LIN, form.message_id, submit)

        assert orders_in(room) == []
        assert "还要填" in room.last_card(LIN).text

    def test_is_asked_for_on_a_page_that_is_one_persons_and_good_once(self, room: Room) -> None:
        room.says(LIN, "/neworder 恒远 SW-300 200台", to="sales")
        form = room.last_card("sales")

        room.submits(LIN, {"requested_date": "2026-12-20"}, on=form)

        assert the_order(room).lines[0].quantity == 200
        link = stage(room)._links_of(LIN)[-1]
        assert stage(room)._opened(link).fields == {}


class TestTapping:
    def test_a_selection_that_nobody_touched_does_nothing(self, room: Room) -> None:
        room.says(LIN, "/neworder 恒远 SW-300 2000台 12月1日 白色 220V")
        card = room.last_card(LIN)
        assert "button_selection" in card.json
        before = the_order(room).revision

        told = presses(room, LIN, card.message_id, {"pick": "pick"})

        assert told == "先在上面选一项，再按这个按钮。"
        assert the_order(room).revision == before

    def test_a_button_that_matters_asks_whoever_pressed_it_and_nobody_else(self, room: Room) -> None:
        card = an_order(room, WHOLE)

        presses(room, LIN, card.message_id, _key(card, "确认下单"))

        assert seen(room, LIN, card.message_id)["main_title"]["title"] == "确认下单"
        assert seen(room, "zhou.lan", card.message_id) == card.json
        assert the_order(room).status.name == "QUOTED"

    def test_who_thinks_better_of_it_has_the_card_again(self, room: Room) -> None:
        card = a_private_order(room)
        presses(room, LIN, card.message_id, _key(card, "确认下单"))
        back = next(
            json.loads(it["key"]) for it in seen(room, LIN, card.message_id)["button_list"] if "back" in it["key"]
        )

        presses(room, LIN, card.message_id, back)

        assert seen(room, LIN, card.message_id)["main_title"] == card.json["main_title"]
        assert the_order(room).status.name == "QUOTED"

    def test_the_details_come_to_whoever_asks(self, room: Room) -> None:
        a_sold_order(room)
        card = room.last_card("production")

        presses(room, "wang.sheng", card.message_id, {"act": "details"})

        assert "工序安排" in room.last_card("wang.sheng").text
        assert len(room.cards("production")) == 1


class TestCodes:
    def test_a_card_with_one_change_left_says_that_a_new_one_has_come(self, room: Room) -> None:
        card = a_private_order(room)
        assert codes(room) == 1

        room.says("lin.xiaoyan", "/order 0001", to="sales")
        room.taps(LIN, "确认下单", to="sales")

        assert seen(room, LIN, card.message_id)["replace_text"] == "已过期"
        assert room.last_card(LIN).tags == ("已下单",)

    def test_a_tap_brings_the_code_for_its_own_answer(self, room: Room) -> None:
        card = a_private_order(room)

        room.taps(LIN, "确认下单", on=card)

        assert room.again(card).message_id == card.message_id
        assert room.again(card).tags == ("已下单",)
        assert codes(room) >= 1

    def test_for_forty_five_days_there_is_one_live_card(self, room: Room) -> None:
        room.says(LIN, f"/neworder {WHOLE}")
        room.taps(LIN, "确认下单", on=room.last_card(LIN))

        for _ in range(15):
            room.advance(days=3)
            live = [card for card in room.cards(LIN) if NUMBER in card.title and "replace_text" not in card.json
                    and card.json.get("card_type") == "button_interaction" and "订单" in card.title]  # fmt: skip
            assert len(live) == 1
            with room.read() as session:
                [living] = session.exec(select(LivingCard).where(LivingCard.chat == f"wecom:@{LIN}")).all()
            assert living.message == live[0].message_id


class TestGroups:
    def test_a_change_is_sent_anew(self, room: Room) -> None:
        card = a_sold_order(room)

        room.taps("wang.sheng", "收到", to="production")

        assert room.again(card).message_id != card.message_id
        assert "✓ 生产部 已收到" in room.again(card)

    def test_a_tap_on_an_old_card_is_answered_with_the_present_state(self, room: Room) -> None:
        a_sold_order(room)
        card = room.last_card("production")
        room.taps("zhao.gong", "收到", to="rnd")

        room.taps_as_seen("wang.sheng", "收到", card)

        assert room.toast == "已收到，谢谢"
        assert "✓ 生产部 已收到" in room.last_card("production")

    def test_an_old_card_that_a_newer_one_was_asked_for_says_so_when_tapped(self, room: Room) -> None:
        card = an_order(room, WHOLE)
        room.says("zhou.lan", "/order 0001", to="sales")
        room.taps(LIN, "确认下单", to="sales")

        room.taps_as_seen(LIN, "确认下单", card)

        assert "刚有变化" in room.toast
        assert "已过期" in seen(room, LIN, card.message_id)["main_title"]["title"]


class TestTheApp:
    def test_says_hello_once(self, room: Room) -> None:
        for _ in range(3):
            room.corp.open_app("lin.xiaoyan")
            room.settle()

        assert len(room.cards(LIN)) == 1

    def test_its_menu_is_words(self, room: Room) -> None:
        room.corp.tap_menu("lin.xiaoyan", "myorders")
        room.settle()

        assert "我的订单" in room.last_card(LIN).title

    def test_approvals_of_the_platform_do_no_harm(self, room: Room) -> None:
        number = room.corp.file_approval("lin.xiaoyan", "订单变更", ["wang.sheng"])
        room.corp.decide_approval("wang.sheng", number, agrees=True)
        room.settle()

        assert [it.state for it in room.corp.pushes() if "approval" in it.kind] == ["delivered", "delivered"]


def _key(card: Any, text: str) -> dict[str, Any]:
    """What a button sends, its question included."""
    return next(json.loads(it["key"]) for it in card.json["button_list"] if it["text"] == text)
