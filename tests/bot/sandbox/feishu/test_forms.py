"""feishu.md §6.1: what forms and single inputs send."""

from collections.abc import Callable

import pytest

from bot.sandbox.feishu import FeishuTenant, SandboxRefused
from tests.bot.sandbox.feishu.tenants import (
    BUYER,
    SALES,
    FakeBot,
    Rest,
    a_button,
    a_card,
    a_form,
    a_select,
    an_input,
    plain,
)

VALUE = {"act": "ack", "ref": "ORD-2611-0001", "rev": 3}
PICKER = {"tag": "date_picker", "name": "due", "required": True}


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(SandboxRefused) as caught:
        act()
    return caught.value.reason


def test_a_submitted_form_carries_its_values_as_the_platform_writes_them(
    tenant: FeishuTenant, rest: Rest, bot: FakeBot
) -> None:
    fields = [
        an_input("reason"),
        an_input("empty"),
        an_input("preset", default_value="如常"),
        PICKER,
        {"tag": "picker_time", "name": "at"},
        {"tag": "picker_datetime", "name": "both"},
        a_select("cause"),
        a_select("untouched"),
        a_select("second", initial_index=2),
        {"tag": "select_person", "name": "owner", "options": []},
        {**a_select("depts", ("purchasing", "production")), "tag": "multi_select_static"},
        {"tag": "checker", "name": "urgent", "text": plain("加急")},
    ]
    message_id = rest.sent(a_card(a_form(*fields)))
    values = {
        "reason": "螺栓缺料",
        "due": "2026-12-05",
        "at": "08:30",
        "both": "2026-12-05 08:30",
        "cause": "material",
        "owner": BUYER,
        "depts": ["purchasing", "production"],
        "urgent": True,
    }

    tenant.submit(SALES, message_id, "f_due", values)

    action = bot.event["action"]
    assert (action["tag"], action["name"], action["value"]) == ("button", "btn_submit", VALUE)
    assert action["form_value"] == {
        "reason": "螺栓缺料",
        "empty": "",
        "preset": "如常",
        "due": "2026-12-05 +0800",
        "at": "08:30 +0800",
        "both": "2026-12-05 08:30 +0800",
        "cause": "material",
        "second": "machine",
        "owner": BUYER,
        "depts": ["purchasing", "production"],
        "urgent": True,
    }


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        (an_input(required=True), "", "required"),
        (an_input(max_length=3), "1234", "too_long"),
        (an_input(disabled=True), "x", "disabled"),
        (PICKER | {"name": "reason"}, "", "required"),
        (PICKER | {"name": "reason"}, "2026-02-30", "bad_date"),
        (PICKER | {"name": "reason"}, "明天", "bad_date"),
        ({"tag": "picker_time", "name": "reason"}, "25:00", "bad_date"),
        (a_select("reason"), "none of them", "not_an_option"),
        ({**a_select("reason"), "tag": "multi_select_static"}, ["material", "x"], "not_an_option"),
        ({"tag": "select_person", "name": "reason"}, "ou_stranger", "not_an_option"),
        ({"tag": "select_person", "name": "reason", "options": [{"value": SALES}]}, BUYER, "not_an_option"),
        ({"tag": "checker", "name": "reason", "text": plain("x")}, "yes", "not_an_option"),
    ],
)
def test_the_client_checks_a_form_but_raw_values_get_through(
    tenant: FeishuTenant, rest: Rest, bot: FakeBot, field: object, value: object, reason: str
) -> None:
    message_id = rest.sent(a_card(a_form(field)))

    assert refusal(lambda: tenant.submit(SALES, message_id, "f_due", {"reason": value})) == reason
    tenant.submit(SALES, message_id, "f_due", {"reason": value, "extra": [1]}, raw=True)
    assert bot.event["action"]["form_value"] == {"reason": value, "extra": [1]}


def test_a_form_with_two_submit_buttons_says_which_was_pressed(tenant: FeishuTenant, rest: Rest, bot: FakeBot) -> None:
    second = a_button("另存", name="btn_other", form_action_type="submit", behaviors=[])
    message_id = rest.sent(a_card(a_form(second)))

    tenant.submit(SALES, message_id, "f_due", {}, "btn_submit")
    first_name = bot.event["action"]["name"]
    tenant.submit(SALES, message_id, "f_due", {}, "另存")

    assert (first_name, bot.event["action"]["name"]) == ("btn_submit", "btn_other")
    assert "value" not in bot.event["action"]


def test_elements_outside_forms_send_their_own_kind_of_result(tenant: FeishuTenant, rest: Rest, bot: FakeBot) -> None:
    behaviors = a_button()["behaviors"]
    card = a_card(
        a_select("cause", behaviors=behaviors),
        {"tag": "date_picker", "name": "due", "behaviors": behaviors},
        {"tag": "overflow", "options": [{"text": plain("删除"), "value": "drop"}], "behaviors": behaviors},
        {"tag": "checker", "name": "done", "text": plain("完成"), "behaviors": behaviors},
        an_input("note", behaviors=behaviors),
        {"tag": "checker", "name": "local", "text": plain("只在本机")},
    )
    message_id = rest.sent(card)

    tenant.pick(SALES, message_id, "cause", "machine")
    tenant.pick(SALES, message_id, "due", "2026-12-05")
    tenant.pick(SALES, message_id, 2, "drop")
    tenant.tick(SALES, message_id, "done", True)
    tenant.enter(SALES, message_id, "note", "备注")
    tenant.tick(SALES, message_id, "local", True)

    results = [push["event"]["action"] for push in bot.pushes]
    assert [it.get("option") for it in results[:3]] == ["machine", "2026-12-05 +0800", "drop"]
    assert (results[3]["checked"], results[4]["input_value"], len(results)) == (True, "备注", 5)
    assert refusal(lambda: tenant.pick(SALES, message_id, "cause", "x")) == "not_an_option"
