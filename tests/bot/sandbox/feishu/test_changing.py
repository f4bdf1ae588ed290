"""Replacing, editing and recalling what was sent, and the token of a click."""

import json
from typing import Any

import pytest

from bot.sandbox.feishu import FeishuTenant
from tests.bot.sandbox.feishu.tenants import (
    GROUP,
    SALES,
    Clock,
    FakeBot,
    Rest,
    a_button,
    a_card,
    sub_code,
)

NEWER = a_card({"tag": "markdown", "content": "排产完成"})
OLD_STYLE = {"elements": [{"tag": "div", "text": {"tag": "plain_text", "content": "1.0"}}]}


def tapped_token(tenant: FeishuTenant, bot: FakeBot, rest: Rest) -> tuple[str, str]:
    """A message whose button was tapped, and the token of that click."""
    message_id = rest.sent(a_card(a_button()))
    tenant.tap(SALES, message_id, "确认")
    return message_id, bot.event["token"]


def update(rest: Rest, token: object, card: object = NEWER) -> int:
    return int(rest.call("POST", "interactive/v1/card/update", {"token": token, "card": card})["code"])


def test_a_patched_card_is_shown_and_the_old_look_is_remembered(tenant: FeishuTenant, rest: Rest) -> None:
    message_id = rest.sent(a_card())

    answer = rest.patch(message_id, NEWER)

    assert answer == {"code": 0, "msg": "success", "data": {}}
    assert tenant.card(message_id) == NEWER
    assert [(it["by"], it["content"]) for it in tenant.revisions(message_id)] == [("send", a_card()), ("patch", NEWER)]


def test_a_card_can_be_patched_for_14_days(rest: Rest, clock: Clock) -> None:
    message_id = rest.sent(a_card())

    clock.advance(days=14)
    rest.token = None
    on_the_last_day = rest.patch(message_id, NEWER)
    clock.advance(seconds=1)
    too_late = rest.patch(message_id, NEWER)

    assert (on_the_last_day["code"], too_late["code"]) == (0, 230031)


def test_a_recalled_card_cannot_be_patched(rest: Rest) -> None:
    message_id = rest.sent(a_card())
    rest.call("DELETE", f"im/v1/messages/{message_id}")

    assert rest.patch(message_id, NEWER)["code"] == 230011


def test_a_patch_is_as_strict_as_a_send(rest: Rest) -> None:
    message_id = rest.sent(a_card())

    assert sub_code(rest.patch(message_id, a_card({"tag": "note"}))) == 200861
    assert rest.patch(message_id, a_card({"tag": "markdown", "content": "x" * 31_000}))["code"] == 230025
    assert rest.patch(message_id, "{not json")["code"] == 230001
    assert sub_code(rest.patch(message_id, {"type": "template", "data": {"template_id": "AAq"}})) == 200380


def test_a_2_0_card_is_never_replaced_by_a_1_0_card(tenant: FeishuTenant, rest: Rest, bot: FakeBot) -> None:
    message_id, token = tapped_token(tenant, bot, rest)
    bot.answers({"card": {"type": "raw", "data": OLD_STYLE}})

    assert sub_code(rest.patch(message_id, OLD_STYLE)) == 200830
    assert update(rest, token, OLD_STYLE) == 11311
    assert tenant.tap(SALES, message_id, "确认").code == 200830


def test_a_1_0_card_may_become_a_2_0_card(tenant: FeishuTenant, rest: Rest) -> None:
    message_id = rest.sent(OLD_STYLE)

    assert rest.patch(message_id, NEWER)["code"] == 0


def test_only_cards_are_patched_and_only_ones_own(tenant: FeishuTenant, rest: Rest) -> None:
    text = rest.send(json.dumps({"text": "x"}), msg_type="text")["data"]["message_id"]
    theirs = tenant.say(SALES, GROUP, "x")

    assert rest.patch(text, NEWER)["code"] == 230001
    assert rest.patch(theirs, NEWER)["code"] == 230001
    assert rest.patch("om_unknown", NEWER)["code"] == 230001


def test_a_card_in_a_chat_that_the_bot_left_cannot_be_patched(tenant: FeishuTenant, rest: Rest) -> None:
    message_id = rest.sent(a_card())
    tenant.remove_bot(SALES, GROUP)

    assert rest.patch(message_id, NEWER)["code"] == 230002


def test_a_card_is_locked_while_a_click_on_it_is_unanswered(tenant: FeishuTenant, rest: Rest, bot: FakeBot) -> None:
    message_id = rest.sent(a_card(a_button()))
    during: list[dict[str, Any]] = []

    def answer(push: dict[str, Any]) -> tuple[int, bytes]:
        assert tenant.message_json(message_id)["is_locked"]
        during.append(rest.patch(message_id, NEWER))
        during.append({"code": update(rest, push["event"]["token"])})
        return 200, b"{}"

    bot.answer = answer
    tenant.tap(SALES, message_id, "确认")

    assert "card action is lock" in during[0]["msg"]
    assert (sub_code(during[0]), during[1]["code"]) == (11310, 11310)
    assert rest.patch(message_id, NEWER)["code"] == 0


def test_the_token_of_a_click_works_twice(tenant: FeishuTenant, rest: Rest, bot: FakeBot) -> None:
    message_id, token = tapped_token(tenant, bot, rest)

    assert [update(rest, token) for _ in range(3)] == [0, 0, 300040]
    assert tenant.card(message_id) == NEWER


def test_a_refused_update_does_not_use_the_token_up(tenant: FeishuTenant, rest: Rest, bot: FakeBot) -> None:
    _, token = tapped_token(tenant, bot, rest)

    assert [update(rest, token, a_card({"tag": "note"})) for _ in range(3)] == [11311] * 3
    assert update(rest, token) == 0


@pytest.mark.parametrize(("minutes", "code"), [(30, 0), (30.1, 300030)])
def test_the_token_of_a_click_works_for_half_an_hour(
    tenant: FeishuTenant, rest: Rest, bot: FakeBot, clock: Clock, minutes: float, code: int
) -> None:
    _, token = tapped_token(tenant, bot, rest)
    clock.advance(minutes=minutes)

    assert update(rest, token) == code


@pytest.mark.parametrize("token", ["t-12345", "c-unknown", "", 7, None])
def test_a_token_that_was_never_given_is_refused(rest: Rest, token: object) -> None:
    assert update(rest, token) == 300020


def test_a_delayed_update_takes_an_object_of_100_kb_at_most(tenant: FeishuTenant, rest: Rest, bot: FakeBot) -> None:
    _, token = tapped_token(tenant, bot, rest)
    large = a_card({"tag": "markdown", "content": "x" * 101 * 1024})

    assert update(rest, token, json.dumps(NEWER)) == 11311
    assert update(rest, token, large) == 100000
    assert json.loads(rest.raw("POST", "interactive/v1/card/update", b"{").body)["code"] == 100030


def test_a_delayed_update_of_a_recalled_message_is_refused(tenant: FeishuTenant, rest: Rest, bot: FakeBot) -> None:
    message_id, token = tapped_token(tenant, bot, rest)
    rest.call("DELETE", f"im/v1/messages/{message_id}")

    assert update(rest, token) == 200000


def test_a_text_can_be_edited_twenty_times(rest: Rest) -> None:
    message_id = rest.send(json.dumps({"text": "x"}), msg_type="text")["data"]["message_id"]
    body = {"msg_type": "text", "content": '{"text":"y"}'}

    codes = [rest.call("PUT", f"im/v1/messages/{message_id}", body)["code"] for _ in range(21)]

    assert codes == [0] * 20 + [230072]


def test_editing_and_recalling_have_their_windows(rest: Rest, clock: Clock) -> None:
    message_id = rest.send(json.dumps({"text": "x"}), msg_type="text")["data"]["message_id"]
    clock.advance(hours=25)
    rest.token = None

    edited = rest.call("PUT", f"im/v1/messages/{message_id}", {"msg_type": "text", "content": '{"text":"y"}'})
    recalled = rest.call("DELETE", f"im/v1/messages/{message_id}")

    assert (edited["code"], recalled["code"]) == (230075, 230009)


def test_a_card_cannot_be_edited_like_a_text(rest: Rest) -> None:
    message_id = rest.sent(a_card())
    body = {"msg_type": "interactive", "content": json.dumps(NEWER)}

    assert rest.call("PUT", f"im/v1/messages/{message_id}", body)["code"] == 230001


def test_only_ones_own_messages_can_be_recalled_and_only_once(tenant: FeishuTenant, rest: Rest) -> None:
    theirs = tenant.say(SALES, GROUP, "x")
    ours = rest.sent(a_card())

    assert rest.call("DELETE", f"im/v1/messages/{theirs}")["code"] == 230026
    assert rest.call("DELETE", f"im/v1/messages/{ours}")["code"] == 0
    assert rest.call("DELETE", f"im/v1/messages/{ours}")["code"] == 230011
    assert tenant.message_json(ours)["card"] is None
