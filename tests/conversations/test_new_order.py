"""From a word in chat to an order number."""

from datetime import UTC, datetime

import pytest

from core.orders import Order, OrderDraft
from tests.kit import Room
from tests.kit.fixtures import OpenRoom
from tests.kit.stories import an_order, orders_in, stores

WHOLE = "/neworder 恒远 SW-300 300台 12月20日 白色"


def test_one_line_becomes_an_order_with_a_promise(room: Room) -> None:
    room.says("lin.xiaoyan", WHOLE, to="sales")

    card = room.last_card("sales")
    assert card.title == "ORD-2611-0001 交期答复"
    assert "恒远地产" in card.subtitle
    assert "300" in card.subtitle
    assert card.tags == ("已报价",)
    assert "确认下单" in card.buttons


@pytest.mark.only_on("feishu", "replies-in-thread")
def test_the_answer_stands_below_the_question(room: Room) -> None:
    asked = room.says("lin.xiaoyan", WHOLE, to="sales")

    assert room.tenant.message(room.last_card("sales").message_id).parent_id == asked


@pytest.mark.only_on("wecom", "replies-in-thread")
def test_in_a_chat_without_threads_the_answer_is_the_next_message(room: Room) -> None:
    asked = room.says("lin.xiaoyan", WHOLE, to="sales")

    names = [message.message_id for message in room.corp.messages(room.chat("sales"))]
    [answer] = room.cards("sales")
    assert names.index(asked) == 0
    assert "ORD-2611-0001 交期答复" in answer.text


def test_three_missing_fields_are_asked_for_on_one_card(room: Room) -> None:
    room.says("lin.xiaoyan", "/neworder 恒远 SW-300", to="sales")

    form = room.last_card("sales")
    assert set(form.fields) == {"quantity", "requested_date", "requirement"}
    assert form.facts["客户"] == "恒远地产"
    assert orders_in(room) == []


def test_the_filled_in_form_turns_into_the_order(room: Room) -> None:
    room.says("lin.xiaoyan", "/neworder 恒远 SW-300", to="sales")
    form = room.last_card("sales")

    values = {"quantity": "三百台", "requested_date": "2026-12-20", "requirement": "外箱贴楼栋号"}
    room.submits("lin.xiaoyan", values, on=form)

    assert room.toast.startswith("ORD-2611-0001 已建单，最早 ")
    assert room.again(form).title == "ORD-2611-0001 交期答复"
    assert len(room.cards("sales")) == 1
    [order] = orders_in(room)
    assert (order.lines[0].quantity, order.lines[0].requirement) == (300, "外箱贴楼栋号")


def test_the_empty_command_asks_for_everything(room: Room) -> None:
    room.says("lin.xiaoyan", "/新订单")

    fields = room.last_card("lin.xiaoyan").fields
    assert set(fields) >= {"customer", "product", "quantity", "requested_date", "requirement"}
    assert "C-HY" in fields["customer"].choices
    assert "SW-300" in fields["product"].choices


def test_a_form_keeps_what_was_typed_and_says_what_is_wrong_with_it(room: Room) -> None:
    room.says("lin.xiaoyan", "/neworder 恒远 SW-300", to="sales")

    values = {"quantity": "两三百", "requested_date": "2026-12-20", "requirement": "加急"}
    room.submits("lin.xiaoyan", values, to="sales")

    form = room.last_card("sales")
    assert "两三百" in form.text
    assert form.fields["quantity"].typed == "两三百"
    assert form.fields["requested_date"].typed == "2026-12-20"
    assert form.fields["requirement"].typed == "加急"
    assert room.toast == "还有几项要补，填过的都还在"

    room.submits("lin.xiaoyan", {"quantity": "250"}, to="sales")

    assert orders_in(room)[0].lines[0].quantity == 250


def test_in_a_group_the_bot_listens_only_when_it_is_mentioned(room: Room) -> None:
    room.says("lin.xiaoyan", WHOLE, to="sales", mention=False)

    assert room.cards("sales") == []
    assert orders_in(room) == []


def test_in_private_no_mention_is_needed(room: Room) -> None:
    room.says("lin.xiaoyan", WHOLE)

    assert room.last_card("lin.xiaoyan").title == "ORD-2611-0001 交期答复"


@pytest.mark.parametrize("words", ["/询期 恒远 SW-300 300台 12月20日 白色", "/quote 恒远 SW-300 300台 12月20日 白色"])
def test_a_quote_asks_and_reserves_nothing(room: Room, words: str) -> None:
    room.says("lin.xiaoyan", words, to="sales")

    card = room.last_card("sales")
    assert card.tags == ("询单",)
    assert "保留报价" in card.buttons
    assert room.booked("ORD-2611-0001") == 0


def test_a_discarded_form_is_no_order_and_cannot_be_sent_any_more(room: Room) -> None:
    room.says("lin.xiaoyan", "/neworder 恒远 SW-300", to="sales")
    form = room.last_card("sales")

    room.taps("lin.xiaoyan", "不下了", to="sales")

    assert room.toast == "已放弃"
    assert not room.again(form).buttons
    with room.read() as session:
        assert session.get(OrderDraft, "DRF-2611-0001") is not None
        assert session.get(Order, "ORD-2611-0001") is None


def test_a_colleague_cannot_send_somebody_elses_form(room: Room) -> None:
    room.says("lin.xiaoyan", "/neworder 恒远 SW-300", to="sales")

    room.submits("he.tao", {"quantity": "300", "requested_date": "2026-12-20"}, to="sales")

    assert room.toast == "这一步你没有权限。可以找：林晓燕"
    assert orders_in(room) == []


def test_production_may_not_order(room: Room) -> None:
    room.says("wang.sheng", WHOLE, to="production")

    assert "这一步你没有权限。可以找：协同负责人、销售" in room.last_card("production")
    assert orders_in(room) == []


class TestDuplicates:
    def test_the_same_order_within_three_days_is_asked_back(self, room: Room) -> None:
        room.says("lin.xiaoyan", WHOLE, to="sales")

        room.says("he.tao", WHOLE, to="sales")

        card = room.last_card("sales")
        assert card.title == "疑似重复订单"
        assert "ORD-2611-0001" in card
        assert len(orders_in(room)) == 1

    def test_it_can_be_ordered_anyway(self, room: Room) -> None:
        room.says("lin.xiaoyan", WHOLE, to="sales")
        room.says("he.tao", WHOLE, to="sales")

        room.taps("he.tao", "仍然下单", to="sales")

        assert room.last_card("sales").title == "ORD-2611-0002 交期答复"

    def test_or_be_discarded(self, room: Room) -> None:
        room.says("lin.xiaoyan", WHOLE, to="sales")
        room.says("he.tao", WHOLE, to="sales")

        room.taps("he.tao", "不下了", to="sales")

        assert len(orders_in(room)) == 1
        assert not room.last_card("sales").buttons

    @pytest.mark.every_database
    def test_a_form_that_turns_out_to_be_a_duplicate_is_asked_back_as_well(self, room: Room) -> None:
        room.says("lin.xiaoyan", WHOLE, to="sales")
        room.says("he.tao", "/neworder 恒远 SW-300 300台", to="sales")

        room.submits("he.tao", {"requested_date": "2026-12-20"}, to="sales")

        assert room.last_card("sales").title == "疑似重复订单"

    def test_after_three_days_or_for_another_day_it_is_another_order(self, room: Room) -> None:
        room.says("lin.xiaoyan", WHOLE, to="sales")
        room.says("lin.xiaoyan", WHOLE.replace("20日", "21日"), to="sales")
        room.advance(days=3, minutes=1)

        room.says("lin.xiaoyan", WHOLE, to="sales")

        assert len(orders_in(room)) == 3


def test_the_year_that_goes_without_saying_begins_at_the_factorys_midnight(quiet_url: str, open_room: OpenRoom) -> None:
    room = open_room(quiet_url, start=datetime(2026, 12, 31, 17, 30, tzinfo=UTC))

    card = an_order(room, "恒远 SW-300 300台 2027-01-20 白色")

    assert "2027-" not in card.text


def test_a_customer_is_known_by_name_as_soon_as_the_factory_tells_of_them(room: Room) -> None:
    an_order(room)  # the names are in use
    stores(room, "customer", {"code": "C-NEW", "name": "海棠湾酒店", "customer_class": "B"})

    room.says("lin.xiaoyan", "/neworder 海棠湾酒店 SW-300 30台 1月20日 白色", to="sales")

    assert "海棠湾酒店" in room.last_card("sales").text
    assert "交期答复" in room.last_card("sales").title
