"""What the smart bot says first."""

from typing import Any

import pytest

from bot.platforms.port import Fault
from bot.sandbox.wecom import WecomTenant
from bot.sandbox.wecom.model import AIBOT, AIBOT_PRIVATE, APPCHAT
from tests.bot.sandbox.wecom.aibot.bots import (
    BOT,
    FITS,
    GROUP,
    TOO_WIDE,
    WIDE,
    Bot,
    a_card,
    a_stream,
    answer_code,
    last,
    last_private,
    markdown,
    push_code,
    refused_fault,
    sent_card,
)
from tests.bot.sandbox.wecom.corps import LIN, WANG, Clock, a_button, a_button_card, a_notice, a_select


def test_a_push_appears_in_the_group(corp: WecomTenant) -> None:
    corp.say_to_bot(LIN, "日报", GROUP)

    corp.bot_line.push(GROUP, 2, markdown())

    said = last(corp)
    assert (said.sender, said.sender_kind, said.kind) == (BOT, AIBOT, "markdown")
    assert corp.shown_text(said.message_id) == "**日报** 在制 14 单"


def test_a_push_to_one_person(corp: WecomTenant) -> None:
    corp.say_to_bot(WANG, "日报")

    corp.bot_line.push(WANG, 1, markdown())

    assert last_private(corp).kind == "markdown"


def test_nothing_can_be_pushed_where_nobody_has_spoken_to_the_bot(corp: WecomTenant) -> None:
    corp.say_to_bot(LIN, "大家好", GROUP, mention_bot=False)
    corp.open_bot_chat(WANG)

    assert refused_fault(corp, GROUP, 2, markdown()) is Fault.CHAT_GONE
    assert refused_fault(corp, WANG, 1, markdown()) is Fault.CHAT_GONE


@pytest.mark.parametrize(
    ("chatid", "chat_type", "code"),
    [
        (GROUP, 2, 0),
        (GROUP, 0, 0),
        (WANG, 1, 0),
        (WANG, 0, 0),
        (WANG.upper(), 1, 0),
        (GROUP, 1, 93006),
        (WANG, 2, 93006),
        (f"group:{GROUP}", 2, 93006),
        (f"{AIBOT_PRIVATE}:{WANG}", 2, 93006),
        ("wr-appchat", 2, 93006),
        ("wr-unknown", 0, 93006),
        (LIN, 1, 93006),
        (GROUP, 3, 40058),
        (GROUP, "2", 40058),
        (GROUP, True, 40058),
        ("", 2, 40058),
        (7, 2, 40058),
    ],
)
def test_where_a_push_goes(corp: WecomTenant, chatid: object, chat_type: object, code: int) -> None:
    corp.add_group("wr-appchat", "别的群", [WANG], kind=APPCHAT)
    corp.say_to_bot(WANG, "日报")
    corp.say_to_bot(WANG, "日报", GROUP)

    assert push_code(corp, markdown(), chatid, chat_type) == code


def test_somebody_who_left_is_not_reached(corp: WecomTenant) -> None:
    corp.say_to_bot(WANG, "日报")
    corp.remove_person(WANG)

    assert push_code(corp, markdown(), WANG, 1) == 93006


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (markdown(FITS), 0),
        (markdown(TOO_WIDE), 45002),
        (markdown(""), 44004),
        ({"msgtype": "text", "text": {"content": "日报"}}, 40008),
        (a_stream(), 40008),
        ({"msgtype": "photo", "photo": {}}, 40008),
        ({"msgtype": ["markdown"]}, 40008),
        ({}, 40008),
        ({"msgtype": "markdown"}, 40058),
        ({"msgtype": "markdown", "markdown": "日报"}, 40058),
        ({"msgtype": "file", "file": {"media_id": "3Xm-unknown"}}, 40007),
    ],
)
def test_what_can_be_pushed(corp: WecomTenant, body: dict[str, Any], code: int) -> None:
    corp.say_to_bot(WANG, "日报", GROUP)
    before = len(corp.messages(GROUP))

    assert push_code(corp, body) == code
    assert len(corp.messages(GROUP)) - before == (code == 0)


@pytest.mark.parametrize(
    ("card", "code"),
    [
        (a_button_card(), 0),
        (a_notice(), 0),
        (a_notice(feedback={"id": "fb-1"}), 0),
        (a_notice(jump_list=[{"type": 3, "title": "问进度", "question": "进度 MO-3"}]), 0),
        (a_button_card(task_id=None), 40058),
        (a_button_card(task_id="MO:3"), 40058),
        (a_button_card(button_list=[a_button(type=1, url="https://mo.example.com")]), 40058),
        (a_notice(card_action=None), 40058),
        (a_notice(horizontal_content_list=[{"keyname": "图纸", "type": 2, "media_id": "3Xm"}]), 40058),
        (a_button_card(button_selection=a_select(disable=True)), 40058),
        (a_button_card(replace_text="已确认"), 40058),
        (None, 40058),
    ],
)
def test_the_cards_a_smart_bot_may_send(corp: WecomTenant, card: object, code: int) -> None:
    corp.say_to_bot(WANG, "日报", GROUP)

    assert push_code(corp, a_card(card)) == code


def test_what_is_cut_at_display_is_noted(corp: WecomTenant) -> None:
    corp.say_to_bot(WANG, "日报", GROUP)

    corp.bot_line.push(GROUP, 2, a_card(a_notice(main_title={"title": WIDE * 27})))

    assert last(corp).cut_fields == ["template_card.main_title.title"]


def test_a_task_id_is_taken_once(corp: WecomTenant, smart: Bot) -> None:
    sent_card(corp, smart)

    assert push_code(corp, a_card(a_button_card())) == 40058
    assert answer_code(corp, smart, a_card(a_button_card())) == 40058
    assert push_code(corp, a_card(a_button_card("MO-3@date_r2"))) == 0


def test_thirty_a_minute_and_a_thousand_an_hour_to_one_chat(corp: WecomTenant, clock: Clock) -> None:
    corp.say_to_bot(WANG, "日报", GROUP)
    corp.say_to_bot(WANG, "日报")
    codes = [push_code(corp, markdown()) for _ in range(31)]
    assert codes == [0] * 30 + [45009]
    assert push_code(corp, markdown(), WANG, 1) == 0

    for _ in range(33):
        clock.advance(seconds=61)
        codes += [push_code(corp, markdown()) for _ in range(30)]

    assert codes.count(0) == 1000
    clock.advance(hours=1)
    assert push_code(corp, markdown()) == 0


def test_limits_can_be_switched_off(corp: WecomTenant) -> None:
    corp.failures.has_rate_limits = False
    corp.say_to_bot(WANG, "日报", GROUP)

    assert {push_code(corp, markdown()) for _ in range(40)} == {0}
