"""What the smart bot answers: once, or as a stream."""

from typing import Any

import pytest

from bot.platforms.port import Fault, PlatformBusy, PlatformRefused
from bot.sandbox.wecom import WecomTenant
from tests.bot.sandbox.wecom.aibot.bots import (
    FITS,
    GROUP,
    TOO_WIDE,
    Bot,
    a_stream,
    answer_code,
    ask,
    code_of,
    last,
    markdown,
)
from tests.bot.sandbox.wecom.corps import WANG, Clock, a_button_card


def test_an_answer_quotes_what_was_asked(corp: WecomTenant, smart: Bot) -> None:
    asked = corp.say_to_bot(WANG, "查单 MO-3", GROUP)

    corp.bot_line.respond(smart.req_id, a_stream("**MO-3** 60%", finish=True))

    said = last(corp)
    assert (said.quoted, said.kind, said.is_finished) == (asked, "stream", True)
    assert corp.shown_text(said.message_id) == "**MO-3** 60%"


def test_a_stream_is_one_message_that_grows(corp: WecomTenant, smart: Bot) -> None:
    corp.say_to_bot(WANG, "查单", GROUP)
    corp.bot_line.respond(smart.req_id, a_stream("正在查询"))
    assert not last(corp).is_finished

    corp.bot_line.respond(smart.req_id, a_stream("正在查询 MO-3", finish=True))

    assert [it.kind for it in corp.messages(GROUP)] == ["text", "stream"]
    assert corp.shown_text(last(corp).message_id) == "正在查询 MO-3"


def test_a_stream_goes_on_with_its_own_ids_only(corp: WecomTenant, smart: Bot) -> None:
    corp.say_to_bot(WANG, "查单", GROUP)
    first = smart.req_id
    corp.bot_line.respond(first, a_stream("一"))
    corp.say_to_bot(WANG, "催料", GROUP)

    assert code_of(ask(corp, "aibot_respond_msg", a_stream("二", stream_id="st-2"), first)) == 846605
    assert answer_code(corp, smart, a_stream("二")) == 40058
    assert code_of(ask(corp, "aibot_respond_msg", a_stream("二"), first)) == 0


@pytest.mark.parametrize(("minutes", "code"), [(5.9, 0), (6.1, 846608)])
def test_a_stream_lives_for_six_minutes(corp: WecomTenant, smart: Bot, clock: Clock, minutes: float, code: int) -> None:
    corp.say_to_bot(WANG, "查单", GROUP)
    clock.advance(minutes=30)
    corp.bot_line.respond(smart.req_id, a_stream("一"))
    clock.advance(minutes=minutes)

    assert answer_code(corp, smart, a_stream("二", finish=True)) == code


def test_a_finished_stream_is_over(corp: WecomTenant, smart: Bot) -> None:
    corp.say_to_bot(WANG, "查单", GROUP)
    corp.bot_line.respond(smart.req_id, a_stream("一", finish=True))

    with pytest.raises(PlatformRefused) as refusal:
        corp.bot_line.respond(smart.req_id, a_stream("二", finish=True))

    assert refusal.value.fault is Fault.MESSAGE_GONE


def test_the_card_of_a_stream_is_sent_once(corp: WecomTenant, smart: Bot) -> None:
    corp.say_to_bot(WANG, "查单", GROUP)
    both = {**a_stream("一"), "msgtype": "stream_with_template_card", "template_card": a_button_card()}
    corp.bot_line.respond(smart.req_id, both)
    again = {**both, "template_card": a_button_card("MO-3@date_r2")}

    assert answer_code(corp, smart, again) == 40058
    assert answer_code(corp, smart, {**again, "template_card": None}) == 40058
    assert answer_code(corp, smart, a_stream("二", finish=True)) == 0
    assert [it.kind for it in corp.messages(GROUP)] == ["text", "stream", "template_card"]
    assert corp.tap_bot_card(WANG, last(corp).message_id, "date_ok").card == a_button_card()


@pytest.mark.parametrize(
    ("stream", "code"),
    [
        (a_stream(FITS), 0),
        (a_stream(""), 0),
        (a_stream(feedback={"id": "fb-1"}), 0),
        (a_stream(TOO_WIDE), 45002),
        (a_stream("", finish=True), 44004),
        (a_stream(feedback={"id": "x" * 257}), 45002),
        (a_stream(stream_id=""), 44004),
        (a_stream(finish="yes"), 40058),
        (a_stream(delta=True), 40058),
        # Pictures are not for the long connection yet.
        (a_stream(finish=True, msg_item=[{"msgtype": "image", "image": {"base64": "eA==", "md5": "x"}}]), 40058),
        ({"msgtype": "stream", "stream": {"content": "一"}}, 40058),
        ({"msgtype": "stream"}, 40058),
        ({"msgtype": "stream", "stream": [1]}, 40058),
        ({"msgtype": "text", "text": {"content": "一"}}, 40008),
    ],
)
def test_what_a_stream_may_hold(corp: WecomTenant, smart: Bot, stream: dict[str, Any], code: int) -> None:
    corp.say_to_bot(WANG, "查单", GROUP)

    assert answer_code(corp, smart, stream) == code


def test_feedback_is_asked_for_in_the_first_frame(corp: WecomTenant, smart: Bot) -> None:
    corp.say_to_bot(WANG, "查单", GROUP)
    corp.bot_line.respond(smart.req_id, a_stream("一"))

    assert answer_code(corp, smart, a_stream("二", feedback={"id": "fb-1"})) == 40058


@pytest.mark.parametrize(("hours", "code"), [(23.9, 0), (24.1, 846605)])
def test_a_message_can_be_answered_for_a_day(
    corp: WecomTenant, smart: Bot, clock: Clock, hours: float, code: int
) -> None:
    corp.say_to_bot(WANG, "查单", GROUP)
    clock.advance(hours=hours)

    assert answer_code(corp, smart, markdown()) == code


def test_only_messages_are_answered_by_messages(corp: WecomTenant, smart: Bot) -> None:
    corp.open_bot_chat(WANG)
    assert answer_code(corp, smart, a_stream()) == 846605

    assert code_of(ask(corp, "aibot_respond_msg", a_stream(), "unknown")) == 846605
    assert code_of(ask(corp, "aibot_respond_welcome_msg", markdown(), smart.req_id)) == 40008
    corp.say_to_bot(WANG, "查单")
    assert code_of(ask(corp, "aibot_respond_welcome_msg", markdown(), smart.req_id)) == 846605
    assert code_of(ask(corp, "aibot_respond_update_msg", {}, smart.req_id)) == 846605


def test_refreshes_of_a_stream_count(corp: WecomTenant, smart: Bot) -> None:
    corp.say_to_bot(WANG, "查单", GROUP)

    codes = [answer_code(corp, smart, a_stream("一" * n)) for n in range(1, 32)]

    assert codes == [0] * 30 + [45009]
    with pytest.raises(PlatformBusy) as busy:
        corp.bot_line.push(GROUP, 2, markdown())
    assert busy.value.wait == 60.0
