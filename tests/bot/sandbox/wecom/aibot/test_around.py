"""Links that ask, ratings, pictures between words, and what survives."""

import json
from dataclasses import replace
from pathlib import Path

from bot.sandbox.wecom import WecomTenant
from tests.bot.sandbox.wecom.aibot.bots import (
    BOT_SETTINGS,
    GROUP,
    Bot,
    a_bot_corp,
    a_stream,
    an_update,
    answer_code,
    last,
    last_private,
    markdown,
    push_code,
    sent_card,
)
from tests.bot.sandbox.wecom.corps import PNG, WANG, Clock, a_notice


def test_a_link_of_a_card_asks_the_bot(corp: WecomTenant, smart: Bot) -> None:
    link = {"type": 3, "title": "问进度", "question": "进度 MO-3"}
    card = sent_card(corp, smart, a_notice(jump_list=[link]))

    corp.ask_bot(WANG, card, "问进度")

    assert smart.body["text"] == {"content": "@跟单助手 进度 MO-3"}


def test_an_answer_that_asked_for_it_can_be_rated(corp: WecomTenant, smart: Bot) -> None:
    corp.say_to_bot(WANG, "查单")
    corp.bot_line.respond(smart.req_id, a_stream("一", finish=True, feedback={"id": "fb-1"}))

    corp.rate_bot(WANG, last_private(corp).message_id, 2, "交期不对")

    assert smart.event["feedback_event"] == {
        "id": "fb-1",
        "type": 2,
        "content": "交期不对",
        "inaccurate_reason_list": [1],
    }


def test_words_with_a_picture_come_together(corp: WecomTenant, smart: Bot) -> None:
    corp.say_to_bot(WANG, "外壳干涉", GROUP, picture=PNG)

    words, picture = smart.body["mixed"]["msg_item"]
    assert (smart.body["msgtype"], words["text"]) == ("mixed", {"content": "@跟单助手 外壳干涉"})
    assert picture["msgtype"] == "image"
    assert corp.bot_file(picture["image"]["url"].rpartition("/")[2]) is not None


def test_what_was_said_and_shown_outlives_a_restart(tmp_path: Path, clock: Clock) -> None:
    settings = replace(BOT_SETTINGS, path=tmp_path / "corp.db")
    smart = Bot()
    corp = a_bot_corp(clock, smart, settings)
    card = sent_card(corp, smart)
    smart.answer = an_update(a_notice(task_id="MO-3@date_r1"), userids=[WANG])
    corp.tap_bot_card(WANG, card, "date_ok")
    corp.say_to_bot(WANG, "查单", GROUP)
    corp.bot_line.respond(smart.req_id, a_stream("一"))
    corp.close()

    again = WecomTenant(settings, clock)

    assert again.card(card, WANG)["card_type"] == "text_notice"
    assert again.card(card)["card_type"] == "button_interaction"
    assert answer_code(again, smart, a_stream("二", finish=True)) == 0
    assert push_code(again, markdown()) == 0
    assert json.loads(last(again).content) == {"content": "**日报** 在制 14 单"}
