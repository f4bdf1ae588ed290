"""The address that takes one more answer."""

import json
from typing import Any

import pytest

from bot.sandbox.wecom import WecomTenant
from bot.sandbox.wecom.wire import WireRequest
from tests.bot.sandbox.wecom.aibot.bots import GROUP, TOO_WIDE, Bot, a_card, a_stream, an_update, last, markdown
from tests.bot.sandbox.wecom.corps import WANG, Clock, a_button_card, a_notice


def respond(corp: WecomTenant, smart: Bot, body: object, *, code: str = "", method: str = "POST") -> int:
    """To what the bot heard last."""
    base, _, own = str(smart.body["response_url"]).partition("?response_code=")
    path = base.removeprefix("https://qyapi.weixin.qq.com")
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = corp.call(WireRequest(method, path, {"response_code": code or own}, raw))
    assert answer.status == 200
    return int(json.loads(answer.body)["errcode"])


def test_it_quotes_what_was_asked_in_a_group(corp: WecomTenant, smart: Bot) -> None:
    asked = corp.say_to_bot(WANG, "排产", GROUP)

    assert respond(corp, smart, markdown("排产完成")) == 0

    assert (corp.shown_text(last(corp).message_id), last(corp).quoted) == ("排产完成", asked)


def test_it_is_good_for_one_answer(corp: WecomTenant, smart: Bot) -> None:
    corp.say_to_bot(WANG, "排产", GROUP)
    assert respond(corp, smart, a_card(a_button_card())) == 0

    assert respond(corp, smart, markdown()) == 40058


@pytest.mark.parametrize(("minutes", "code"), [(59, 0), (61, 40058)])
def test_it_is_good_for_an_hour(corp: WecomTenant, smart: Bot, clock: Clock, minutes: int, code: int) -> None:
    corp.say_to_bot(WANG, "排产", GROUP)
    clock.advance(minutes=minutes)

    assert respond(corp, smart, markdown()) == code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (an_update(a_notice(task_id="MO-3@date_r1")), 40008),
        (a_stream(), 40008),
        ({"msgtype": "text", "text": {"content": "一"}}, 40008),
        (markdown(TOO_WIDE), 45002),
        (a_card(a_button_card(task_id=None)), 40058),
        (b"{", 47001),
        (b"[]", 47001),
    ],
)
def test_what_it_refuses_does_not_use_it_up(corp: WecomTenant, smart: Bot, body: Any, code: int) -> None:
    corp.say_to_bot(WANG, "排产", GROUP)

    assert respond(corp, smart, body) == code
    assert respond(corp, smart, markdown()) == 0


def test_it_cannot_change_a_card(corp: WecomTenant, smart: Bot) -> None:
    corp.say_to_bot(WANG, "排产", GROUP)
    corp.bot_line.push(GROUP, 2, a_card(a_button_card()))
    card = last(corp).message_id
    corp.tap_bot_card(WANG, card, "date_ok")

    assert respond(corp, smart, an_update(a_notice(task_id="MO-3@date_r1"))) == 40008
    assert corp.card(card) == a_button_card()
    assert respond(corp, smart, markdown("好")) == 0
    assert last(corp).quoted == ""


def test_nobody_else_s_address_is_taken(corp: WecomTenant, smart: Bot) -> None:
    corp.say_to_bot(WANG, "排产", GROUP)

    assert respond(corp, smart, markdown(), code="guessed") == 40058
    assert respond(corp, smart, markdown(), method="GET") == 43002


def test_failures_of_the_platform_reach_it(corp: WecomTenant, smart: Bot) -> None:
    corp.say_to_bot(WANG, "排产", GROUP)
    corp.failures.refuse_next("aibot/response", 45009)
    assert respond(corp, smart, markdown()) == 45009
    corp.failures.platform_down = "502"
    request = WireRequest("POST", "/cgi-bin/aibot/response", {"response_code": "x"}, b"{}")
    assert corp.call(request).status == 502
    corp.failures.platform_down = None
    corp.failures.lose_answers()
    assert corp.call(request).status == 504


def test_the_wire_log_hides_the_code(corp: WecomTenant, smart: Bot) -> None:
    corp.say_to_bot(WANG, "排产", GROUP)
    respond(corp, smart, markdown())

    assert corp.wire_log[-1]["kind"] == "POST aibot/response"
    assert smart.body["response_url"].partition("=")[2] not in str(corp.wire_log)
