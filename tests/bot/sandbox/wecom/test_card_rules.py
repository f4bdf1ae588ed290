"""wecom.md §6: what each type of card may hold."""

from dataclasses import replace
from typing import Any

import pytest

from bot.sandbox.wecom import WecomTenant
from tests.bot.sandbox.wecom.corps import (
    PNG,
    SETTINGS,
    URL,
    WANG,
    Clock,
    FakeBot,
    Rest,
    a_button,
    a_button_card,
    a_choice,
    a_corp,
    a_notice,
    a_picture_notice,
    a_select,
    a_vote,
)

MENU: dict[str, Any] = {"desc": "更多操作", "action_list": [{"text": "不再提醒", "key": "mute:MO-3"}]}


@pytest.mark.parametrize("make", [a_button_card, a_vote, a_choice])
def test_an_interactive_card_gets_a_response_code(rest: Rest, make: Any) -> None:
    assert rest.sent(make())["response_code"]


def test_a_notice_gets_a_response_code_only_with_a_menu(rest: Rest) -> None:
    assert "response_code" not in rest.sent(a_notice())
    assert "response_code" not in rest.sent(a_picture_notice())
    assert rest.sent(a_notice(action_menu=MENU, task_id="MO-3@delay_r1"))["response_code"]


def test_a_full_notice_is_accepted(rest: Rest, corp: WecomTenant) -> None:
    card = a_notice(
        source={"icon_url": URL, "desc": "跟单助手", "desc_color": 0},
        action_menu=MENU,
        task_id="MO-20261118-003@delay_r1",
        emphasis_content={"title": "4 天", "desc": "预计晚于交期"},
        sub_title_text="原因：PCB-77 到料 11-27，SMT-2 排满",
        horizontal_content_list=[
            {"keyname": "型号", "value": "HX-200 × 120"},
            {"keyname": "负责人", "value": "王生", "type": 3, "userid": "wang.sheng"},
            {"keyname": "排产表", "value": "打开", "type": 1, "url": URL},
        ],
        jump_list=[{"type": 1, "title": "查看甘特图", "url": URL}, {"title": "只有字"}],
    )

    rest.sent(card)

    assert corp.card(rest.last()) == card
    assert corp.message(rest.last()).cut_fields == []


def test_a_full_picture_notice_is_accepted(rest: Rest) -> None:
    media = rest.upload("file", "HX-200-B.pdf", b"%PDF-1.7")["media_id"]
    card = a_picture_notice(
        card_image=None,
        image_text_area={"type": 1, "url": URL, "title": "ECO-41", "desc": "卡扣加厚", "image_url": URL},
        vertical_content_list=[{"title": "处理意见", "desc": "未投料订单用 B 版"}],
        horizontal_content_list=[{"keyname": "图纸", "value": "HX-200-B.pdf", "type": 2, "media_id": media}],
        quote_area={"type": 0, "quote_text": "原文"},
    )

    rest.sent(card)


def test_a_full_button_card_is_accepted(rest: Rest) -> None:
    rest.sent(
        a_button_card(
            action_menu=MENU,
            sub_title_text="销售要求 2026-11-30",
            card_action={"type": 0},
            button_selection=a_select(selected_id="d1202", title="可承诺日期"),
            button_list=[a_button(style=4), a_button("网页处理", "web", type=1, url=URL)],
        )
    )


@pytest.mark.parametrize(
    "card",
    [
        pytest.param({"card_type": "no_such"}, id="unknown type"),
        pytest.param(a_notice(card_action=None), id="a notice leads somewhere"),
        pytest.param(a_picture_notice(card_action=None), id="so does one with a picture"),
        pytest.param(a_notice(main_title=None), id="a notice needs a title or a sub title"),
        pytest.param(a_notice(main_title={"desc": "x"}), id="a description is no title"),
        pytest.param(a_picture_notice(main_title={"desc": "x"}, sub_title_text=None), id="a picture needs a title"),
        pytest.param(a_picture_notice(card_image=None), id="a picture notice needs a picture"),
        pytest.param(a_picture_notice(card_image={"url": URL, "aspect_ratio": 1.3}), id="too square"),
        pytest.param(a_picture_notice(card_image={"url": URL, "aspect_ratio": 2.25}), id="too wide"),
        pytest.param(a_picture_notice(card_image={"url": URL, "aspect_ratio": True}), id="no ratio"),
        pytest.param(a_picture_notice(emphasis_content={"title": "4"}), id="no emphasis beside a picture"),
        pytest.param(a_picture_notice(sub_title_text="x"), id="no sub title beside a picture"),
        pytest.param(a_notice(card_action={"type": 0}), id="a notice must lead"),
        pytest.param(a_notice(card_action={"type": 1}), id="a link needs its url"),
        pytest.param(a_notice(card_action={"type": 2, "pagepath": "x"}), id="a mini program needs its appid"),
        pytest.param(a_notice(card_action={"type": "1", "url": URL}), id="a number is no string"),
        pytest.param(a_notice(card_action={"type": True, "url": URL}), id="true is no number"),
        pytest.param(a_notice(source={"desc": "x", "desc_color": 4}), id="no such colour"),
        pytest.param(a_notice(source={"desc": ""}), id="empty string"),
        pytest.param(a_notice() | {"sub_title_text": None}, id="null"),
        pytest.param(a_notice(horizontal_content_list=[]), id="empty list"),
        pytest.param(a_notice(horizontal_content_list=[{"keyname": "x"}] * 7), id="seven rows"),
        pytest.param(a_notice(horizontal_content_list=[{"value": "x"}]), id="row without a name"),
        pytest.param(a_notice(horizontal_content_list=[{"keyname": "x", "type": 1}]), id="row without its url"),
        pytest.param(a_notice(horizontal_content_list=[{"keyname": "x", "type": 3}]), id="row without its userid"),
        pytest.param(a_notice(horizontal_content_list=[{"keyname": "x", "type": 4}]), id="no such row"),
        pytest.param(a_notice(horizontal_content_list={"keyname": "x"}), id="not a list"),
        pytest.param(a_notice(jump_list=[{"title": "x"}] * 4), id="four jumps"),
        pytest.param(a_notice(jump_list=[{"type": 1, "title": "x"}]), id="jump without its url"),
        pytest.param(a_notice(jump_list=[{"type": 1, "url": URL}]), id="jump without a title"),
        pytest.param(a_notice(jump_list=[{"type": 3, "title": "x", "question": "y"}]), id="nobody to ask"),
        pytest.param(a_notice(emphasis_content={"title": "4"}, quote_area={"title": "x"}), id="emphasis and quote"),
        pytest.param(a_notice(quote_area={"type": 1, "title": "x"}), id="quote without its url"),
        pytest.param(a_notice(vertical_content_list=[{"title": "x"}]), id="vertical rows need a picture"),
        pytest.param(a_notice(button_list=[a_button()]), id="buttons in a notice"),
        pytest.param(a_notice(replace_text="x", task_id="a"), id="replace_text is for updates"),
        pytest.param(a_notice(feedback={"id": "x"}), id="feedback is for the smart bot"),
        pytest.param(a_notice(no_such_part={"x": 1}), id="unknown part"),
        pytest.param(a_notice(action_menu=MENU), id="a menu needs a task_id"),
        pytest.param(a_notice(action_menu={"desc": "x"}, task_id="a"), id="a menu without actions"),
        pytest.param(a_notice(action_menu={"action_list": MENU["action_list"] * 2}, task_id="a"), id="a key twice"),
        pytest.param(a_notice(action_menu={"action_list": [{"text": "x"}]}, task_id="a"), id="an action without a key"),
        pytest.param(a_button_card(None), id="a button card needs a task_id"),
        pytest.param(a_vote(None), id="so does a vote"),
        pytest.param(a_choice(None), id="so does a choice"),
        pytest.param(a_button_card("MO:3"), id="a colon in a task_id"),
        pytest.param(a_button_card("MO/3"), id="a slash in a task_id"),
        pytest.param(a_button_card("订单"), id="Chinese in a task_id"),
        pytest.param(a_button_card("x" * 129), id="a long task_id"),
        pytest.param(a_button_card(""), id="an empty task_id"),
        pytest.param(a_button_card(main_title=None), id="a button card needs a title"),
        pytest.param(a_button_card(button_list=None), id="a button card without buttons"),
        pytest.param(a_button_card(button_list=[]), id="no button"),
        pytest.param(a_button_card(button_list=[a_button(key=str(n)) for n in range(7)]), id="seven buttons"),
        pytest.param(a_button_card(button_list=[a_button(), a_button("否")]), id="one key, two buttons"),
        pytest.param(a_button_card(button_list=[a_button(key="x" * 1025)]), id="a long key"),
        pytest.param(a_button_card(button_list=[a_button(key="订" * 342)]), id="bytes count, not characters"),
        pytest.param(a_button_card(button_list=[{"text": "x"}]), id="a button without a key"),
        pytest.param(a_button_card(button_list=[{"text": "x", "type": 1, "url": URL}]), id="a link button, too"),
        pytest.param(a_button_card(button_list=[a_button(type=1)]), id="a link button without its url"),
        pytest.param(a_button_card(button_list=[a_button(style=5)]), id="no such style"),
        pytest.param(a_button_card(button_list=[a_button(style=0)]), id="nor this"),
        pytest.param(a_button_card(jump_list=[{"title": "x"}]), id="jumps in an interactive card"),
        pytest.param(a_button_card(emphasis_content={"title": "x"}), id="emphasis in an interactive card"),
        pytest.param(a_button_card(button_selection=a_select("q", *map(str, range(11)))), id="eleven options"),
        pytest.param(a_button_card(button_selection=a_select("q", "a", "a")), id="an option twice"),
        pytest.param(a_button_card(button_selection=a_select("q", "x" * 129)), id="a long option id"),
        pytest.param(a_button_card(button_selection=a_select(selected_id="d9")), id="preset is no option"),
        pytest.param(a_button_card(button_selection=a_select(disable=True)), id="disable is for updates"),
        pytest.param(a_vote(card_action={"type": 1, "url": URL}), id="a vote leads nowhere"),
        pytest.param(a_vote(action_menu=MENU), id="a vote has no menu"),
        pytest.param(a_vote(horizontal_content_list=[{"keyname": "x"}]), id="a vote has no rows"),
        pytest.param(a_vote(sub_title_text="x"), id="a vote has no sub title"),
        pytest.param(a_vote(submit_button=None), id="a vote without its button"),
        pytest.param(a_vote(checkbox=None), id="a vote without boxes"),
        pytest.param(a_vote(checkbox={**a_select("q", *map(str, range(21)))}), id="twenty-one boxes"),
        pytest.param(a_vote(checkbox={**a_select(), "mode": 2}), id="no such mode"),
        pytest.param(a_vote(checkbox={"question_key": "q", "option_list": [
            {"id": "a", "text": "a", "is_checked": True}, {"id": "b", "text": "b", "is_checked": True},
        ]}), id="two checked of one"),
        pytest.param(a_choice(select_list=[a_select(str(n)) for n in range(4)]), id="four selects"),
        pytest.param(a_choice(select_list=[a_select(), a_select()]), id="a question twice"),
        pytest.param(a_choice(submit_button={"text": "x"}), id="submit without a key"),
        pytest.param(a_choice(action_menu=MENU), id="a choice has no menu"),
        pytest.param([], id="a list"),
        pytest.param("card", id="a string"),
    ],
)  # fmt: skip
def test_a_card_that_breaks_a_rule_is_refused(rest: Rest, corp: WecomTenant, card: object) -> None:
    answer = rest.send_card(card)

    assert answer["errcode"] in (40058, 44004, 45002), answer
    assert corp.chats() == []


@pytest.mark.parametrize(
    ("card", "field"),
    [
        (a_notice(main_title={"title": "长" * 37}), "main_title.title"),
        (a_notice(main_title={"title": "x", "desc": "长" * 45}), "main_title.desc"),
        (a_notice(source={"desc": "长" * 21}), "source.desc"),
        (a_notice(sub_title_text="长" * 161), "sub_title_text"),
        (a_notice(emphasis_content={"title": "长" * 15}), "emphasis_content.title"),
        (a_notice(horizontal_content_list=[{"keyname": "六个字的名字"}]), "horizontal_content_list[0].keyname"),
        (
            a_notice(horizontal_content_list=[{"keyname": "a"}, {"keyname": "b", "value": "长" * 31}]),
            "horizontal_content_list[1].value",
        ),
        (a_notice(jump_list=[{"title": "长" * 19}]), "jump_list[0].title"),
        (a_picture_notice(vertical_content_list=[{"title": "长" * 39}]), "vertical_content_list[0].title"),
        (a_button_card(button_list=[a_button("十一个字的按钮文字太长")]), "button_list[0].text"),
        (a_vote(main_title={"title": "长" * 17}), "main_title.title"),
    ],
)
def test_a_text_that_is_too_long_is_kept_and_noted_as_cut(
    rest: Rest, corp: WecomTenant, card: dict[str, Any], field: str
) -> None:
    rest.sent(card)

    assert corp.message(rest.last()).cut_fields == [f"template_card.{field}"]
    assert corp.card(rest.last()) == card


def test_the_longest_text_that_fits_is_not_cut(rest: Rest, corp: WecomTenant) -> None:
    rest.sent(a_notice(main_title={"title": "长" * 36, "desc": "长" * 44}, sub_title_text="长" * 160))

    assert corp.message(rest.last()).cut_fields == []


def test_a_task_id_is_used_once(rest: Rest) -> None:
    rest.sent(a_button_card())

    assert rest.send_card(a_vote("MO-3@date_r1"))["errcode"] == 40058
    assert rest.send_card(a_vote("MO-3@date_r2"))["errcode"] == 0


def test_a_row_of_type_2_needs_a_file_that_is_still_there(rest: Rest, clock: Clock) -> None:
    file, picture = rest.upload("file", "a.pdf", b"%PDF-1.7"), rest.upload("image", "a.png", PNG)

    def with_file(media_id: str) -> int:
        rows = [{"keyname": "图纸", "type": 2, "media_id": media_id}]
        return int(rest.send_card(a_notice(horizontal_content_list=rows))["errcode"])

    assert with_file(file["media_id"]) == 0
    assert with_file(picture["media_id"]) == with_file("3Xm-unknown") == 40007
    clock.advance(days=3, seconds=1)
    rest.token = None
    assert with_file(file["media_id"]) == 40007


def test_an_app_without_a_callback_address_sends_no_interactive_card(clock: Clock, bot: FakeBot) -> None:
    rest = Rest(a_corp(clock, bot, settings=replace(SETTINGS, token="", encoding_aes_key="")))

    assert rest.send_card(a_button_card())["errcode"] == 40058
    assert rest.send_card(a_notice())["errcode"] == 0


def test_a_card_is_shown_line_by_line(rest: Rest, corp: WecomTenant) -> None:
    rest.sent(a_choice(), WANG)

    assert corp.shown_text(rest.last()).splitlines() == [
        "MO-3 排产",
        "SMT-1",
        "SMT-2",
        "day",
        "night",
        "[提交]",
    ]
