"""feishu.md §5 and §13: one row per rule a card can break."""

import json
import time
from typing import Any

import pytest

from bot.sandbox.feishu import FeishuTenant
from tests.bot.sandbox.feishu.tenants import (
    GROUP,
    SALES,
    Rest,
    a_button,
    a_card,
    a_form,
    a_select,
    an_input,
    plain,
    sub_code,
)

UNREADABLE, UNKNOWN_PERSON, OVER_LIMIT, BAD_TAG, BAD_NAME = 200621, 100290, 11310, 200861, 200530
LINE = {"tag": "markdown", "content": "x"}
COLUMNS = [{"name": "item", "data_type": "text"}, {"name": "qty", "data_type": "number"}]
TABLE: dict[str, Any] = {"tag": "table", "columns": COLUMNS, "rows": [{"item": "螺栓", "qty": 12000}]}


def nested(levels: int, inside: object = None) -> dict[str, Any]:
    """Containers in containers."""
    element: object = inside or LINE
    for _ in range(levels):
        element = {"tag": "column_set", "columns": [{"tag": "column", "elements": [element]}]}
    assert isinstance(element, dict)
    return element


def panel(**more: object) -> dict[str, Any]:
    return {"tag": "collapsible_panel", "header": {"title": plain("详情")}, "elements": [LINE], **more}


def link(address: str) -> dict[str, Any]:
    behaviour = {"type": "open_url", "default_url": address}
    return {"tag": "button", "text": plain("打开"), "behaviors": [behaviour]}


@pytest.mark.parametrize(
    "card",
    [
        a_card(),
        a_card(header={"title": plain("订单"), "template": "orange", "text_tag_list": []}),
        a_card({"tag": "div", "text": plain("一行")}, {"tag": "hr"}, {"tag": "person", "user_id": SALES}),
        a_card({"tag": "div", "text": {"tag": "lark_md", "content": f"<at id={SALES}></at>"}}),
        a_card({"tag": "markdown", "content": "[订单](https://erp.example.com/so/%E8%AE%A2?a=1#b)"}),
        a_card({"tag": "markdown", "content": "见 https://erp.example.com/so 中文"}),
        a_card({"tag": "markdown", "content": "[打电话](tel://13800000001)"}),
        a_card({"tag": "markdown", "content": "<at id=all></at>"}),
        a_card({"tag": "markdown", "content": "<at email=wang@example.com></at>"}),
        a_card({"tag": "person_list", "persons": [{"id": "ou_gone"}], "drop_invalid_user_id": True}),
        a_card(a_button(disabled=True, confirm={"title": plain("确认?")}, size="small", type="primary")),
        a_card(link("https://erp.example.com")),
        a_card(a_form(an_input(required=True, max_length=1000), a_select(initial_option="machine"))),
        a_card(a_form({"tag": "multi_select_person", "name": "who", "options": [{"value": SALES}]})),
        a_card(a_form({"tag": "date_picker", "name": "due", "initial_date": "2026-12-05"})),
        a_card(TABLE, panel()),
        a_card({**TABLE, "page_size": 10, "row_height": "32px"}),
        a_card({"tag": "chart", "chart_spec": {"type": "bar", "data": {"values": []}}}),
        a_card(nested(5)),
        a_card({"tag": "interactive_container", "elements": [LINE], "behaviors": a_button()["behaviors"]}),
        a_card(card_link={"url": "https://erp.example.com"}),
        a_card(card_link={"android_url": "https://a.cn", "ios_url": "https://a.cn", "pc_url": "https://a.cn"}),
        a_card({"tag": "markdown", "content": "x", "element_id": "abc_1", "margin": "-99px 0px 99px 4px"}),
    ],
)
def test_a_card_that_keeps_the_rules_is_accepted(rest: Rest, card: object) -> None:
    assert rest.send(card)["code"] == 0


@pytest.mark.parametrize(
    ("card", "code"),
    [
        # unknown properties, at every level
        (a_card(surprise=1), UNREADABLE),
        (a_card(i18n_elements={}), UNREADABLE),
        (a_card(fallback={}), UNREADABLE),
        (a_card({**LINE, "surprise": 1}), UNREADABLE),
        (a_card(a_button(value={"act": "ack"})), UNREADABLE),
        (a_card(a_button(url="https://a.cn")), UNREADABLE),
        (a_card({"tag": "div", "text": {**plain("x"), "surprise": 1}}), UNREADABLE),
        (a_card(header={"title": plain("x"), "ud_icon": {}}), UNREADABLE),
        ({**a_card(), "config": {"wide_screen_mode": True}}, UNREADABLE),
        # 1.0 tags and unknown ones
        (a_card({"tag": "action", "actions": []}), BAD_TAG),
        (a_card({"tag": "note", "elements": []}), BAD_TAG),
        (a_card({"tag": "spaceship"}), BAD_TAG),
        (a_card({"content": "x"}), UNREADABLE),
        (a_card("x"), UNREADABLE),
        # the frame
        ({"schema": "3.0", "body": {"elements": []}}, UNREADABLE),
        ({"schema": "2.0"}, UNREADABLE),
        ({"schema": "2.0", "elements": [LINE]}, UNREADABLE),
        ({"body": {"elements": [LINE]}}, UNREADABLE),  # a forgotten version makes it a 1.0 card without elements
        ({**a_card(), "config": {"update_multi": False}}, UNREADABLE),
        ({**a_card(), "config": {"width_mode": "wide"}}, UNREADABLE),
        ({**a_card(), "config": {"locales": ["xx_xx"]}}, UNREADABLE),
        # header
        (a_card(header={"template": "red"}), UNREADABLE),
        (a_card(header={"title": plain("x"), "template": "pink"}), UNREADABLE),
        (
            a_card(header={"title": plain("x"), "text_tag_list": [{"tag": "text_tag", "text": plain("t")}] * 4}),
            UNREADABLE,
        ),
        (
            a_card(
                header={
                    "title": plain("x"),
                    "text_tag_list": [{"tag": "text_tag", "text": plain("t"), "color": "pink"}],
                }
            ),
            UNREADABLE,
        ),
        # required properties
        (a_card({"tag": "markdown"}), UNREADABLE),
        (a_card({"tag": "img", "img_key": "img_v3_x"}), UNREADABLE),
        (a_card({"tag": "button", "behaviors": []}), UNREADABLE),
        (a_card({"tag": "interactive_container", "elements": []}), UNREADABLE),
        (a_card({"tag": "column_set", "columns": []}), UNREADABLE),
        (a_card(panel(header={})), UNREADABLE),
        (a_card(a_button(confirm={"text": plain("x")})), UNREADABLE),
        # wrong values
        (a_card(a_button(type="huge")), UNREADABLE),
        (a_card(a_button(size="huge")), UNREADABLE),
        (a_card(a_button(disabled="yes")), UNREADABLE),
        (a_card({**LINE, "text_align": "middle"}), UNREADABLE),
        (a_card({**LINE, "text_size": "cus-0"}), UNREADABLE),
        (a_card({"tag": "div", "text": {**plain("x"), "text_color": "sky"}}), UNREADABLE),
        (a_card({**LINE, "margin": "100px"}), UNREADABLE),
        (a_card({**LINE, "margin": "4"}), UNREADABLE),
        (a_card({**LINE, "i18n_content": {"klingon": "x"}}), UNREADABLE),
        (a_card(a_button(behaviors=[{"type": "callback", "value": "text"}])), UNREADABLE),
        (a_card(a_button(behaviors=[{"type": "shout"}])), UNREADABLE),
        # names and ids
        (a_card({**LINE, "element_id": "1abc"}), UNREADABLE),
        (a_card({**LINE, "element_id": "a" * 21}), UNREADABLE),
        (a_card({**LINE, "element_id": "same"}, {**LINE, "element_id": "same"}), UNREADABLE),
        (a_card(a_form(an_input("same"), an_input("same"))), BAD_NAME),
        (a_card(a_form(name="same"), an_input("same")), BAD_NAME),
        (a_card(a_form({"tag": "input"})), BAD_NAME),
        (a_card(a_form({**a_select(), "name": ""})), BAD_NAME),
        (a_card(a_form({"tag": "button", "text": plain("重置"), "form_action_type": "reset"})), BAD_NAME),
        # forms
        (a_card({"tag": "form", "name": "f", "elements": [an_input()]}), UNREADABLE),
        (a_card({"tag": "form", "elements": [a_button(name="b", form_action_type="submit")]}), UNREADABLE),
        (a_card(nested(1, a_form())), UNREADABLE),
        (a_card(nested(1, TABLE)), UNREADABLE),
        (a_card(a_form(TABLE)), UNREADABLE),
        (a_card(a_form(a_form(name="inner"))), UNREADABLE),
        (a_card(panel(elements=[a_form()])), UNREADABLE),
        (a_card(a_form({"tag": "chart", "chart_spec": {"type": "bar", "data": {}}})), UNREADABLE),
        (a_card({**a_select(), "tag": "multi_select_static"}), UNREADABLE),
        (a_card({"tag": "multi_select_person", "name": "x"}), UNREADABLE),
        (a_card(a_button(form_action_type="submit")), UNREADABLE),
        # limits
        (a_card(*[LINE] * 201), OVER_LIMIT),
        (a_card(*[{"tag": "div", "text": plain("x")}] * 101), OVER_LIMIT),
        (a_card(*[TABLE] * 6), OVER_LIMIT),
        (
            a_card({**TABLE, "columns": [{"name": f"c{n}", "data_type": "text"} for n in range(51)], "rows": []}),
            UNREADABLE,
        ),
        (a_card({**TABLE, "page_size": 11}), UNREADABLE),
        (a_card({**TABLE, "row_height": "31px"}), UNREADABLE),
        (a_card(nested(6)), UNREADABLE),
        (a_card(a_button("长" * 101)), UNREADABLE),
        (a_card(an_input(placeholder=plain("长" * 101))), UNREADABLE),
        (a_card(an_input(max_length=1001)), UNREADABLE),
        (a_card(an_input(max_length=0)), UNREADABLE),
        (a_card(an_input(max_length=3, default_value="1234")), UNREADABLE),
        (a_card({"tag": "markdown", "content": "| a | b |\n|---|---|\n| 1 | 2 |\n\n" * 5}), OVER_LIMIT),
        # selections
        (a_card(a_select(values=("same", "same"))), UNREADABLE),
        (a_card(a_select(values=())), UNREADABLE),
        (a_card(a_select(initial_option="none of them")), UNREADABLE),
        (a_card(a_select(initial_index=3)), UNREADABLE),
        (a_card({**a_select(), "options": [{"text": plain("x"), "value": 7}]}), UNREADABLE),
        (a_card({"tag": "date_picker", "initial_date": "2026-13-01"}), UNREADABLE),
        (a_card({"tag": "picker_time", "initial_time": "24:00"}), UNREADABLE),
        (a_card({"tag": "checker", "button_area": {"buttons": [a_button()] * 4}}), UNREADABLE),
        # tables
        (a_card({**TABLE, "rows": [{"colour": "red"}]}), 200915),
        (a_card({**TABLE, "rows": [{"item": 7}]}), 200914),
        (a_card({**TABLE, "rows": [{"qty": "many"}]}), 200914),
        (a_card({**TABLE, "columns": COLUMNS + COLUMNS[:1]}), UNREADABLE),
        # charts and pictures
        (a_card({"tag": "chart", "chart_spec": {"data": []}}), 200550),
        (a_card({"tag": "img", "img_key": "img_v3_unknown", "alt": plain("")}), 200570),
        (a_card({"tag": "markdown", "content": "![x](img_v3_unknown)"}), 200570),
        # people
        (a_card({"tag": "markdown", "content": "<at id=ou_gone></at>"}), UNKNOWN_PERSON),
        (a_card({"tag": "markdown", "content": f"<at ids={SALES},ou_gone></at>"}), UNKNOWN_PERSON),
        (a_card({"tag": "markdown", "content": "<at email=nobody@example.com></at>"}), UNKNOWN_PERSON),
        (a_card({"tag": "markdown", "content": "<person id='ou_gone'></person>"}), UNKNOWN_PERSON),
        (a_card({"tag": "person", "user_id": "ou_gone"}), UNKNOWN_PERSON),
        (a_card({"tag": "person_list", "persons": [{"id": SALES}, {"id": "ou_gone"}]}), UNKNOWN_PERSON),
        (a_card({"tag": "select_person", "options": [{"value": "ou_gone"}]}), UNKNOWN_PERSON),
        # addresses
        (a_card(card_link={"url": "ftp://a.cn"}), UNREADABLE),
        (a_card(card_link={"pc_url": "https://a.cn"}), UNREADABLE),
        (a_card(link("javascript:alert(1)")), UNREADABLE),
        (a_card(link("https://a.cn/two words")), UNREADABLE),
        (a_card(link("https://a.cn/订单")), UNREADABLE),
        (a_card(link("https://a.cn/%zz")), UNREADABLE),
        (a_card(link("")), UNREADABLE),
        (a_card({"tag": "markdown", "content": "[x](https://a.cn/订单)"}), UNREADABLE),
        (a_card({"tag": "markdown", "content": "见https://a.cn/so订单"}), UNREADABLE),
    ],
)
def test_a_card_that_breaks_a_rule_is_refused_with_its_sub_code(rest: Rest, card: object, code: int) -> None:
    answer = rest.send(card)

    assert sub_code(answer) == code


def test_declared_styles_may_be_used(rest: Rest) -> None:
    style = {
        "text_size": {"cus-0": {"default": "medium", "pc": "medium", "mobile": "large"}},
        "color": {"cus-late": {"light_mode": "rgba(216,57,49,1)", "dark_mode": "rgba(240,91,86,1)"}},
    }
    text = {**plain("x"), "text_size": "cus-0", "text_color": "cus-late"}

    assert rest.send({**a_card({"tag": "div", "text": text}), "config": {"style": style}})["code"] == 0


def test_a_card_over_30_kb_is_too_long(rest: Rest) -> None:
    card = a_card({"tag": "markdown", "content": "长" * 10_240})

    assert len(json.dumps(card, ensure_ascii=False).encode()) > 30 * 1024
    assert rest.send(card)["code"] == 230025


def test_two_hundred_elements_are_still_fine(rest: Rest) -> None:
    assert rest.send(a_card(*[LINE] * 200))["code"] == 0


def test_at_all_fails_the_whole_card_where_it_is_not_allowed(tenant: FeishuTenant, rest: Rest) -> None:
    tenant.add_group(GROUP, "车间群", [SALES], allows_at_all=False)

    answer = rest.send(a_card(LINE, {"tag": "markdown", "content": "<at id=all></at>"}))

    assert sub_code(answer) == UNKNOWN_PERSON
    assert tenant.messages(GROUP) == []


def test_a_card_template_is_unknown(rest: Rest) -> None:
    assert sub_code(rest.send({"type": "template", "data": {"template_id": "AAq"}})) == 200380


def test_hostile_markdown_is_judged_quickly(rest: Rest) -> None:
    began = time.process_time()  # of this program only, however busy the machine is

    for text in ("[" * 28_000, "<at " + "a" * 28_000 + ">", "https://" * 3_500, "|-" * 14_000, "<at id=" * 4_000):
        rest.send(a_card({"tag": "markdown", "content": text}))

    assert time.process_time() - began < 5
