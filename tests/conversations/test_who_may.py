"""The wrong person, the wrong card, the wrong place: nothing happens, and they read why."""

import json

import pytest

from bot.sandbox.common.faults import SandboxRefused
from core.people import PersonIdentity
from tests.kit import Room
from tests.kit.stories import a_released_order, a_sold_order, actions, an_order, the_order

pytestmark = pytest.mark.every_platform

NUMBER = "ORD-2611-0001"


def test_another_salesperson_does_not_confirm(room: Room) -> None:
    card = an_order(room)

    room.taps("he.tao", "确认下单", on=card)

    assert room.toast == "这一步你没有权限。可以找：林晓燕"
    assert the_order(room).promise_date is None
    assert ("he.tao", "OrderConfirmed") not in actions(room, NUMBER)


@pytest.mark.parametrize("person", ["zhou.lan", "shen.xie"])  # the lead of sales, the coordinator
def test_the_lead_and_the_coordinator_may(room: Room, person: str) -> None:
    card = an_order(room)

    room.taps(person, "确认下单", on=card)

    assert room.again(card).tags == ("已下单",)
    assert (person, "OrderConfirmed") in actions(room, NUMBER)


def test_production_does_not_confirm_for_sales(room: Room) -> None:
    card = an_order(room)

    room.taps("wang.sheng", "确认下单", on=card)

    assert room.toast == "这一步你没有权限。可以找：协同负责人、销售"


def test_one_department_does_not_speak_for_another(room: Room) -> None:
    a_sold_order(room)

    room.taps("zhao.gong", "收到", to="production")

    assert room.toast == "这一步你没有权限。可以找：孙立、王胜"
    assert not the_order(room).acknowledgement_of("production").is_given


def test_the_coordinator_speaks_for_every_department(room: Room) -> None:
    a_sold_order(room)

    room.taps("shen.xie", "收到", to="production")

    assert the_order(room).acknowledgement_of("production").acknowledged_by == "shen.xie"


@pytest.mark.parametrize("person", ["wang.sheng", "lin.xiaoyan", "shen.xie"])
def test_an_alert_is_taken_by_those_it_concerns(room: Room, person: str) -> None:
    """Production's lead answers for it, lin.xiaoyan has sold the order, and the coordinator may always."""
    a_released_order(room)
    room.advance(days=5)
    [alert] = room.cards("production", about="已逾期")

    for somebody in ("zheng.ku", "he.tao"):
        room.taps(somebody, "我来处理", on=alert)
        assert room.toast == "这一步你没有权限。可以找：王胜"
    assert "我来处理" in room.again(alert).buttons
    room.taps(person, "我来处理", on=alert)

    assert "我来处理" not in room.again(alert).buttons


class TestOutsiders:
    def test_a_stranger_is_told_that_nobody_knows_them(self, room: Room) -> None:
        stranger = room.stranger("访客")

        room.says(stranger, "/order 0001", to="sales")

        assert "我还不认识你" in room.last_card("sales")

    def test_their_click_does_nothing_but_say_so(self, room: Room) -> None:
        stranger = room.stranger("访客")
        card = an_order(room)
        before = room.again(card)

        room.taps(stranger, "确认下单", on=card)

        assert "我还不认识你" in room.toast
        assert room.again(card) == before

    def test_somebody_who_has_left_is_a_stranger(self, room: Room) -> None:
        card = an_order(room)
        room.deeds.resign("lin.xiaoyan")
        room.settle()

        with pytest.raises(SandboxRefused):
            room.taps("lin.xiaoyan", "确认下单", on=card)

        with room.read() as session:
            assert session.get(PersonIdentity, (room.platform, room.open_id("lin.xiaoyan"))) is None
        told = room.last_card("shen.xie")
        assert told.title == "林晓燕 的账号已停用"
        assert "1 张进行中的订单" in told

    def test_the_last_coordinator_stays_on_the_list_until_another_is_named(self, room: Room) -> None:
        room.deeds.resign("shen.xie")
        room.settle()

        an_order(room)

        assert the_order(room).coordinator == "shen.xie"


class TestForwarded:
    @pytest.mark.only_on("wecom", "forwarding")
    def test_a_copy_is_for_reading_only(self, room: Room) -> None:
        card = an_order(room)
        original = next(it for it in room.corp.messages(card.chat_id) if it.task_id == card.message_id)
        copy = room.corp.forward(room.open_id("lin.xiaoyan"), original.message_id, room.chat("production"))

        with pytest.raises(SandboxRefused) as refused:
            room.corp.tap_bot_card(room.open_id("lin.xiaoyan"), copy, json.dumps(card.button("确认下单").value))
        assert refused.value.reason == "not_interactive"

    @pytest.mark.only_on("feishu", "forwarding")
    def test_a_forwarded_card_cannot_be_clicked_at_all(self, room: Room) -> None:
        card = an_order(room)
        copy = room.tenant.forward(room.open_id("lin.xiaoyan"), card.message_id, room.chat("production"))

        with pytest.raises(SandboxRefused) as refused:
            room.tenant.tap(room.open_id("lin.xiaoyan"), copy, "确认下单")
        assert refused.value.reason == "not_interactive"

    @pytest.mark.only_on("feishu", "forwarding")
    @pytest.mark.parametrize("person", ["lin.xiaoyan", "wang.sheng"])
    def test_a_client_that_lets_it_be_clicked_achieves_nothing(self, room: Room, person: str) -> None:
        card = an_order(room)
        copy = room.tenant.forward(room.open_id("lin.xiaoyan"), card.message_id, room.chat("production"))

        room.taps_as_seen(person, "确认下单", card, message_id=copy)

        assert room.toast == "这张卡片不是发在这里的，请到原来的会话里操作。"
        assert the_order(room).promise_date is None

    @pytest.mark.only_on("feishu", "forwarding")
    def test_nor_with_a_forwarded_list(self, room: Room) -> None:
        a_sold_order(room)
        room.says("lin.xiaoyan", "/myorders")
        card = room.last_card("lin.xiaoyan")
        copy = room.tenant.forward(room.open_id("lin.xiaoyan"), card.message_id, room.chat("production"))

        room.taps_as_seen("wang.sheng", "查看", card, message_id=copy)

        assert "不是发在这里的" in room.toast


class TestOldCards:
    def test_a_click_on_an_older_revision_is_answered_with_the_present_card(self, room: Room) -> None:
        old = an_order(room)
        room.taps("lin.xiaoyan", "重新答复", on=old)

        room.taps_as_seen("lin.xiaoyan", "取消这张单", old)

        assert room.toast == f"{NUMBER} 刚有变化，卡片已换成最新状态，看过再点。"
        assert room.flash.has_new_card
        assert "确认下单" in room.again(old).buttons

    @pytest.mark.only_on("wecom", "old-cards-in-groups")
    def test_a_group_s_old_card_says_so_only_when_it_is_tapped(self, room: Room) -> None:
        old = an_order(room)
        room.says("lin.xiaoyan", "/order 0001", to="sales")
        room.taps("lin.xiaoyan", "确认下单", on=room.last_card("sales"))

        room.taps_as_seen("lin.xiaoyan", "确认下单", old)

        assert "刚有变化" in room.toast
        original = next(it for it in room.corp.messages(old.chat_id) if it.task_id == old.message_id)
        assert f"{NUMBER} 已过期" in room.corp.shown_text(original.message_id, room.open_id("he.tao"))

    @pytest.mark.only_on("feishu", "old-cards-in-groups")
    def test_a_superseded_card_points_to_the_new_one(self, room: Room) -> None:
        old = an_order(room)

        room.says("lin.xiaoyan", "/order 0001", to="sales")

        assert room.again(old).title == f"{NUMBER} 已过期"
        assert not room.again(old).buttons
        assert room.last_card("sales").title == f"{NUMBER} 交期答复"

    @pytest.mark.only_on("feishu", "old-cards-in-groups")
    def test_a_late_click_on_a_superseded_card_still_reaches_the_order(self, room: Room) -> None:
        old = an_order(room)
        room.says("lin.xiaoyan", "/order 0001", to="sales")
        room.taps("lin.xiaoyan", "确认下单", on=room.last_card("sales"))

        room.taps_as_seen("lin.xiaoyan", "确认下单", old)

        assert "刚有变化" in room.toast
        assert room.again(old).title == f"{NUMBER} 已过期"

    def test_a_form_sent_twice_makes_one_order(self, room: Room) -> None:
        room.says("lin.xiaoyan", "/neworder 恒远 SW-300 300台", to="sales")
        form = room.last_card("sales")
        room.submits("lin.xiaoyan", {"requested_date": "2026-12-20"}, on=form)

        submit = next(button for button in form.shown_buttons if button.form)
        room.taps_as_seen("lin.xiaoyan", submit.text, form)

        assert room.toast == "这张表单已经处理过了。订单号：ORD-2611-0001"
        assert the_order(room).lines[0].quantity == 300

    def test_a_button_that_we_never_made_is_not_obeyed(self, room: Room) -> None:
        card = an_order(room)

        room.sends_value("lin.xiaoyan", {"act": "drop_tables", "ref": NUMBER, "rev": 1}, on=card)
        assert room.toast == "这个按钮已经不用了，请看最新的卡片。"
        room.sends_value("lin.xiaoyan", {}, on=card)
        assert room.toast == "这个按钮已经不用了，请看最新的卡片。"
        room.sends_value("lin.xiaoyan", {"act": "node", "ref": NUMBER, "node": "NOWHERE"}, on=card)
        assert room.toast == "这个按钮已经不用了，请看最新的卡片。"

    def test_a_forged_option_is_refused(self, room: Room) -> None:
        card = an_order(room)
        value = dict(card.button("确认下单").value) | {"option": "for_free"}

        room.sends_value("lin.xiaoyan", value, on=card)

        assert room.toast == f"{NUMBER} 的答复里没有这个方案，请看最新的卡片。"
        assert the_order(room).promise_date is None

    def test_an_illegal_step_lists_the_legal_ones(self, room: Room) -> None:
        card = a_sold_order(room)

        room.sends_value("lin.xiaoyan", {"act": "confirm", "ref": NUMBER}, on=card)

        assert room.toast == f"{NUMBER} 现在是“已下单”，不能变成“已下单”。接下来可以：已下达、已取消"
