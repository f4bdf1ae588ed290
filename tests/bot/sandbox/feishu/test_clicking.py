"""feishu.md §6: clicks, forms, and the answers to them."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from bot.sandbox.feishu import FeishuTenant, NoAnswer, NoConnection, SandboxRefused
from tests.bot.sandbox.feishu.tenants import (
    BUYER,
    GROUP,
    PRODUCTION,
    SALES,
    Clock,
    FakeBot,
    Rest,
    a_button,
    a_card,
    a_form,
    an_input,
)

NEWER = a_card({"tag": "markdown", "content": "已确认"})
VALUE = {"act": "ack", "ref": "ORD-2611-0001", "rev": 3}


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(SandboxRefused) as caught:
        act()
    return caught.value.reason


def test_a_tap_pushes_what_the_reference_shows(tenant: FeishuTenant, rest: Rest, bot: FakeBot, clock: Clock) -> None:
    message_id = rest.sent(a_card(a_button()))

    outcome = tenant.tap(PRODUCTION, message_id, "确认")

    event = bot.event
    assert outcome.as_json() == {"code": 0, "toast": None, "url": "", "has_new_card": False}
    assert bot.pushes[-1]["header"]["event_type"] == "card.action.trigger"
    assert bot.pushes[-1]["header"]["create_time"] == str(int(clock.now.timestamp()) * 1_000_000)
    assert event["operator"]["open_id"] == PRODUCTION
    assert event["token"].startswith("c-")
    assert event["action"] == {"tag": "button", "value": VALUE, "timezone": "Asia/Shanghai"}
    assert event["context"] == {"open_message_id": message_id, "open_chat_id": GROUP}
    assert event["host"] == "im_message"


@pytest.mark.parametrize("locator", ["确认", "ack_button", 0, {"act": "ack"}, {"ref": "ORD-2611-0001", "rev": 3}, "b1"])
def test_a_button_is_found_by_text_name_id_position_or_value(
    tenant: FeishuTenant, rest: Rest, bot: FakeBot, locator: Any
) -> None:
    message_id = rest.sent(a_card(a_button(name="ack_button", element_id="b1"), a_button("别的", behaviors=[])))

    tenant.tap(SALES, message_id, locator)

    assert bot.event["action"]["value"] == VALUE


def test_a_toast_and_a_card_are_shown(tenant: FeishuTenant, rest: Rest, bot: FakeBot) -> None:
    message_id = rest.sent(a_card(a_button()))
    toast = {"type": "success", "content": "已确认", "i18n": {"en_us": "Acknowledged"}}
    bot.answers({"toast": toast, "card": {"type": "raw", "data": NEWER}})

    outcome = tenant.tap(SALES, message_id, "确认")

    assert (outcome.code, outcome.toast, outcome.has_new_card) == (0, toast, True)
    assert tenant.card(message_id) == NEWER
    assert [it["by"] for it in tenant.revisions(message_id)] == ["send", "callback"]


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (500, b"{}", 200671),
        (302, b"{}", 200671),
        (401, b"", 200671),
        (200, b"", 200672),
        (200, b"ok", 200672),
        (200, b"[]", 200672),
        (200, b'{"msg":"success"}', 200672),
        (200, b'{"toast":{"type":"loud","content":"x"}}', 200672),
        (200, b'{"toast":{"type":"info"}}', 200672),
        (200, b'{"toast":{"type":"info","content":7}}', 200672),
        (200, b'{"toast":{"type":"info","content":"x","i18n":{"xx":"y"}}}', 200672),
        (200, b'{"toast":{"type":"info","content":"x","i18n":{"en_us":7}}}', 200672),
        (200, b'{"card":{"type":"new","data":{}}}', 200672),
        (200, b'{"card":{"type":"raw","data":{"schema":"2.0"}}}', 200673),
        (200, b'{"card":{"type":"raw","data":"{}"}}', 200673),
        (200, b'{"card":{"type":"template","data":{"template_id":"x"}}}', 200673),
        (200, b'{"card":{"type":"raw","data":{"elements":[]}}}', 200830),
        (200, json.dumps({"card": {"type": "raw", "data": a_card({"tag": "note"})}}).encode(), 200673),
        (
            200,
            json.dumps(
                {"card": {"type": "raw", "data": a_card({"tag": "markdown", "content": "x" * 31_000})}}
            ).encode(),
            200673,
        ),
    ],
)
def test_a_bad_answer_is_shown_to_the_person_as_a_code(
    tenant: FeishuTenant, rest: Rest, bot: FakeBot, status: int, body: bytes, code: int
) -> None:
    message_id = rest.sent(a_card(a_button()))
    bot.answer = (status, body)

    outcome = tenant.tap(SALES, message_id, "确认")

    assert (outcome.code, outcome.toast) == (code, None)
    assert tenant.card(message_id) == a_card(a_button())


@pytest.mark.parametrize(("failure", "code"), [(NoAnswer, 200341), (NoConnection, 200342)])
def test_no_answer_is_shown_at_once_and_never_repeated(
    tenant: FeishuTenant, rest: Rest, failure: type[Exception], code: int
) -> None:
    message_id = rest.sent(a_card(a_button()))

    def nobody(headers: object, body: bytes) -> tuple[int, bytes]:
        raise failure("nobody")

    tenant.deliver_to(nobody)

    assert tenant.tap(SALES, message_id, "确认").code == code
    assert tenant.next_due() is None
    assert not tenant.message_json(message_id)["is_locked"]


def test_an_answer_after_three_seconds_changes_nothing(
    tenant: FeishuTenant, rest: Rest, bot: FakeBot, clock: Clock
) -> None:
    message_id = rest.sent(a_card(a_button()))

    def slow(push: object) -> tuple[int, bytes]:
        clock.advance(seconds=3.1)
        return 200, json.dumps({"card": {"type": "raw", "data": NEWER}}).encode()

    bot.answer = slow

    assert tenant.tap(SALES, message_id, "确认").code == 200341
    assert tenant.card(message_id) == a_card(a_button())


def test_each_click_has_its_own_token_and_event(tenant: FeishuTenant, rest: Rest, bot: FakeBot) -> None:
    message_id = rest.sent(a_card(a_button()))
    for _ in range(2):
        tenant.tap(SALES, message_id, "确认")

    assert len({push["header"]["event_id"] for push in bot.pushes}) == 2
    assert len({push["event"]["token"] for push in bot.pushes}) == 2


def test_nobody_can_tap_while_the_platform_is_down(tenant: FeishuTenant, rest: Rest, bot: FakeBot) -> None:
    message_id = rest.sent(a_card(a_button()))
    tenant.failures.platform_down = "timeout"

    assert tenant.tap(SALES, message_id, "确认").code == 300000
    assert bot.pushes == []


def test_a_link_button_opens_without_a_callback(tenant: FeishuTenant, rest: Rest, bot: FakeBot) -> None:
    behaviour = {"type": "open_url", "default_url": "https://erp.example.com/so"}
    only_link, both = (
        a_button("看", behaviors=[behaviour]),
        a_button("都", behaviors=[*a_button()["behaviors"], behaviour]),
    )
    message_id = rest.sent(a_card(only_link, both))

    assert tenant.tap(SALES, message_id, "看").url == "https://erp.example.com/so"
    assert bot.pushes == []
    assert tenant.tap(SALES, message_id, "都").url == "https://erp.example.com/so"
    assert len(bot.pushes) == 1


@pytest.mark.parametrize(
    ("element", "act", "reason"),
    [
        (a_button(disabled=True), lambda it, m: it.tap(SALES, m, "确认"), "disabled"),
        (a_button(), lambda it, m: it.tap(SALES, m, "别的"), "no_such_element"),
        (a_button(behaviors=[]), lambda it, m: it.tap(SALES, m, "确认"), "not_interactive"),
        (an_input(), lambda it, m: it.tap(SALES, m, "reason"), "not_interactive"),
        (a_form(), lambda it, m: it.tap(SALES, m, "提交"), "not_interactive"),
        (a_form(), lambda it, m: it.submit(SALES, m, "f_other", {}), "no_such_element"),
        (a_form(), lambda it, m: it.submit(SALES, m, "f_due", {"x": 1}), "no_such_element"),
        (a_form(), lambda it, m: it.submit(SALES, m, "f_due", {}, "别的"), "no_such_element"),
        (a_form(disabled=True), lambda it, m: it.submit(SALES, m, "f_due", {}), "disabled"),
        (a_button(), lambda it, m: it.tap("ou_nobody", m, "确认"), "unknown_person"),
        (a_button(), lambda it, m: it.tap(SALES, "om_x", "确认"), "unknown_message"),
    ],
)
def test_what_the_client_does_not_let_a_person_do(
    tenant: FeishuTenant, rest: Rest, element: object, act: Callable[[FeishuTenant, str], object], reason: str
) -> None:
    message_id = rest.sent(a_card(element))

    assert refusal(lambda: act(tenant, message_id)) == reason


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda it, m: it.resign(SALES), "resigned"),
        (lambda it, m: it.dissolve(GROUP), "dissolved"),
        (lambda it, m: it.add_group(GROUP, "车间群", [BUYER]), "not_a_member"),
    ],
)
def test_who_is_not_there_any_more_cannot_tap(
    tenant: FeishuTenant, rest: Rest, change: Callable[[FeishuTenant, str], object], reason: str
) -> None:
    message_id = rest.sent(a_card(a_button()))
    change(tenant, message_id)

    assert refusal(lambda: tenant.tap(SALES, message_id, "确认")) == reason


def test_a_card_is_interactive_for_14_days(tenant: FeishuTenant, rest: Rest, clock: Clock) -> None:
    message_id = rest.sent(a_card(a_button()))
    clock.advance(days=14)

    assert tenant.tap(SALES, message_id, "确认").code == 0
    clock.advance(seconds=1)
    assert refusal(lambda: tenant.tap(SALES, message_id, "确认")) == "expired"
    assert tenant.message_json(message_id)["is_expired"]


def test_a_recalled_card_cannot_be_tapped(tenant: FeishuTenant, rest: Rest) -> None:
    message_id = rest.sent(a_card(a_button()))
    rest.call("DELETE", f"im/v1/messages/{message_id}")

    assert refusal(lambda: tenant.tap(SALES, message_id, "确认")) == "recalled"


def test_a_whole_container_can_be_tapped(tenant: FeishuTenant, rest: Rest, bot: FakeBot) -> None:
    container = {
        "tag": "interactive_container",
        "element_id": "row_1",
        "elements": [{"tag": "markdown", "content": "x"}],
        "behaviors": a_button()["behaviors"],
    }
    message_id = rest.sent(a_card(container))

    tenant.tap(SALES, message_id, "row_1")

    assert bot.event["action"]["tag"] == "interactive_container"


def test_a_forwarded_card_only_reacts_when_it_says_so(tenant: FeishuTenant, rest: Rest, bot: FakeBot) -> None:
    tenant.add_group("oc_other", "别的群", [SALES])
    quiet = rest.sent(a_card(a_button()))
    live = rest.sent({**a_card(a_button()), "config": {"enable_forward_interaction": True}})
    kept = rest.sent({**a_card(a_button()), "config": {"enable_forward": False}})

    quiet_copy = tenant.forward(SALES, quiet, "oc_other")
    live_copy = tenant.forward(SALES, live, "oc_other")
    tenant.tap(SALES, live_copy, "确认")

    assert bot.event["context"] == {"open_message_id": live_copy, "open_chat_id": "oc_other"}
    assert refusal(lambda: tenant.tap(SALES, quiet_copy, "确认")) == "not_interactive"
    assert refusal(lambda: tenant.forward(SALES, kept, "oc_other")) == "not_forwardable"
    assert rest.patch(live_copy, NEWER)["code"] == 230001
    assert not tenant.message_json(quiet_copy)["is_interactive"]
