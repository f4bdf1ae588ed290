"""People's words are data: they never break a card, mention anybody, forge anything, or get lost."""

import re

import pytest

from tests.kit import Room
from tests.kit.stories import TRACKS, a_sold_order, an_order, orders_in, the_order

pytestmark = pytest.mark.every_platform

NASTY = [
    '他说"白色"，\\ 还有 {braces} {{ jinja }} {% raw %}',
    "第一行\n第二行\r\n第三行\t完",
    "<at id=all></at> <at user_id=\"all\">所有人</at> @所有人",
    "**粗** [点我](https://evil.example) `code` <font color='red'>红</font> | 表 | 格 |",
    "'; DROP TABLE customer_order; --",
    "\u202e倒着写\u202c 零\u200b宽 🏭🏭🏭",
    "${7*7} #{7*7} {order_no} {0} %s %(x)s",
]  # fmt: skip


def words_of(text: str) -> list[str]:
    """What must be readable; a card may set blanks and invisible characters otherwise."""
    return re.findall(r"[^\s\u200b\u202c\u202e]+", text)


@pytest.mark.parametrize("text", NASTY)
def test_a_requirement_is_kept_word_for_word_and_readable_on_every_card(room: Room, text: str) -> None:
    room.says("lin.xiaoyan", "/neworder 恒远 SW-300 300台", to="sales")
    card = room.last_card("sales")

    room.submits("lin.xiaoyan", {"requested_date": "2026-12-20", "requirement": text}, on=card)
    room.taps("lin.xiaoyan", "确认下单", on=card)

    assert the_order(room).lines[0].requirement == room.deeds.as_sent(text).strip()
    for shown in (room.again(card), *(room.last_card(department) for department in TRACKS)):
        assert all(word in shown.text for word in words_of(text)), shown.title
    assert room.mentioned == set()


@pytest.mark.parametrize("text", NASTY)
def test_a_problem_is_told_word_for_word(room: Room, text: str) -> None:
    card = a_sold_order(room)

    room.submits("chen.cai", {"problem": text}, to="purchasing")

    assert the_order(room).acknowledgement_of("purchasing").problem == room.deeds.as_sent(text).strip()
    for shown in (room.again(card), room.last_card("purchasing"), room.last_card("lin.xiaoyan")):
        assert all(word in shown.text for word in words_of(text)), shown.title
    assert room.mentioned == set()


def test_ten_thousand_characters_of_requirement_are_kept_and_cut_on_the_cards(room: Room) -> None:
    text = "要" * 10_000

    card = an_order(room, f"客户=恒远 产品=SW-300 数量=300 交期=12月20日 要求={text}")

    assert the_order(room).lines[0].requirement.replace("\n", "") == text
    assert "确认下单" in card.buttons
    assert 100 < card.text.count("要") < 3000
    room.taps("lin.xiaoyan", "确认下单", on=card)
    assert [len(room.cards(department)) for department in ("production", "rnd", "purchasing")] == [1, 1, 1]


def test_ten_thousand_characters_that_are_no_command(room: Room) -> None:
    room.says("lin.xiaoyan", "在" * 10_000)
    room.says("lin.xiaoyan", "/" + "a" * 10_000)
    room.says("lin.xiaoyan", "/order " + "查" * 10_000)
    room.says("lin.xiaoyan", "/who " + "谁" * 10_000)

    assert len(room.cards("lin.xiaoyan")) == 5  # with the welcome
    assert all(len(card.text) < 2_000 for card in room.cards("lin.xiaoyan"))


def test_a_form_keeps_a_text_that_is_too_long_for_its_field(room: Room) -> None:
    long = "多" * 700

    room.says("lin.xiaoyan", f"/neworder 客户={long} 产品=SW-300 要求={long}", to="sales")

    form = room.last_card("sales")
    assert {"customer", "quantity", "requested_date"} <= set(form.fields)
    room.submits("lin.xiaoyan", {"customer": "C-HY", "quantity": "300", "requested_date": "2026-12-20"}, on=form)
    assert the_order(room).lines[0].requirement == long


@pytest.mark.parametrize("text", NASTY)
def test_words_that_mean_nothing_are_repeated_and_harm_nobody(room: Room, text: str) -> None:
    room.says("lin.xiaoyan", text, to="sales")

    assert "/help" in room.last_card("sales")
    assert room.mentioned == set()


def test_a_name_with_markup_is_repeated_as_plain_text(room: Room) -> None:
    room.says("luo.wei", "/role <b>王胜</b> +销售")

    assert "没有找到人员“<b>王胜</b>”" in room.last_card("luo.wei")


def test_a_picture_or_an_empty_message_is_no_command(room: Room) -> None:
    room.deeds.send_file("he.tao", "drawing.dwg", b"...")
    room.settle()

    assert room.last_card("he.tao").title == "我只看得懂文字"
    assert orders_in(room) == []
