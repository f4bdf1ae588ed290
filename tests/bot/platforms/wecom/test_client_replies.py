"""What is said to the smart bot is answered where it was said, in whichever way it came."""

from collections.abc import Mapping
from typing import Any

import orjson
import pytest

from bot.platforms.port import Fault, PlatformBusy, PlatformRefused
from bot.platforms.wecom.aibot import streams
from storage import bot_questions
from storage.bot_questions import BotQuestion
from tests.bot.platforms.wecom.desks import IN_GROUP, PERSON, Desk, MakeDesk, card, words
from tests.bot.sandbox.wecom.aibot.bots import GROUP
from tests.bot.sandbox.wecom.corps import LIN

URL = "https://qyapi.weixin.qq.com/cgi-bin/aibot/response?response_code="


def reply(desk: Desk, message: str, content: Mapping[str, Any], **more: Any) -> str:
    return desk.client.reply(message, content, to=IN_GROUP, key="r1", **more).message


# --- over the long connection --------------------------------------------------------------


def test_words_answer_the_question_itself(desk: Desk) -> None:
    message = desk.asks()

    assert reply(desk, message, words("已催料")) == "r1@b"

    [answer] = [it for it in desk.corp.messages(GROUP) if it.sender_kind == "aibot"]
    assert (orjson.loads(answer.content)["content"], answer.is_finished) == ("已催料", True)
    assert answer.quoted


def test_words_and_card_come_in_one_answer(desk: Desk) -> None:
    reply(desk, desk.asks(), card("说明一", "说明二"))

    assert desk.seen(GROUP) == ["说明一\n说明二", "请确认交期"]


def test_a_card_may_be_the_whole_answer(desk: Desk) -> None:
    reply(desk, desk.asks(), card())

    assert desk.seen(GROUP) == ["请确认交期"]


def test_what_was_said_to_the_app_is_answered_by_writing(desk: Desk) -> None:
    sent = desk.client.reply("7530418862013402117", card(), to=PERSON, key="r1")

    assert sent.message == "r1@a"
    assert desk.seen() == ["请确认交期"]


def test_only_the_process_that_holds_the_connection_can_answer(desk: Desk) -> None:
    message = desk.asks()
    desk.corp.bot_switches.is_offline = True

    with pytest.raises(PlatformRefused) as refusal:
        reply(desk, message, words())

    assert refusal.value.fault is Fault.MESSAGE_GONE


@pytest.mark.parametrize("content", [words("已催料"), card("说明"), card()])
def test_an_answer_whose_fate_was_unknown_comes_once(desk: Desk, content: dict[str, Any]) -> None:
    message = desk.asks()
    desk.corp.failures.lose_answers()
    with pytest.raises(PlatformBusy):
        reply(desk, message, content)
    before = desk.seen(GROUP)

    assert reply(desk, message, content, is_repeat=True) == "r1@b"

    assert desk.seen(GROUP) == before


def test_a_second_answer_to_the_same_question_is_for_the_senders_to_push(desk: Desk) -> None:
    message = desk.asks()
    desk.clock.advance(hours=25)

    with pytest.raises(PlatformRefused) as refusal:
        reply(desk, message, card())

    assert refusal.value.fault is Fault.MESSAGE_GONE


# --- over the webhook ----------------------------------------------------------------------


def asked(desk: Desk, message: str = "CAIQ-1", url: str = "") -> str:
    """A question that came over the webhook; without a `url` one that the corp knows."""
    if not url:
        desk.corp.say_to_bot(LIN, "查单", GROUP)
        url = URL + code_of_the_last(desk)
    question = BotQuestion(
        message=message, lane=f"wecom:{GROUP}", mode="webhook", stream_id="st-1", response_url=url,
        asked_at=desk.clock(),
    )  # fmt: skip
    desk.database.write(lambda session: bot_questions.keep(session, question))
    return message


def code_of_the_last(desk: Desk) -> str:
    told = desk.corp._memory.told_as(desk.bot.body["msgid"])
    assert told is not None
    return told.response_code


def ended(desk: Desk) -> None:
    """The platform has been told that nothing more comes of its stream."""
    desk.database.write(lambda session: bot_questions.note_told(session, "st-1"))


def test_while_the_platform_asks_for_more_the_answer_waits_for_it(desk: Desk) -> None:
    message = asked(desk)

    reply(desk, message, card("说明"))

    question = desk.notebook.question(message)
    assert question is not None
    assert question.answer is not None
    assert question.answer["msgtype"] == "stream_with_template_card"
    assert question.answer["stream"] == {"id": "st-1", "finish": True, "content": "说明"}
    assert question.response_url


def test_after_that_there_is_an_address_for_one_answer(desk: Desk) -> None:
    message = asked(desk)
    ended(desk)

    reply(desk, message, words("查到了"))

    assert desk.seen(GROUP) == ["查到了"]
    with pytest.raises(PlatformRefused) as refusal:
        reply(desk, message, words("还有"))
    assert refusal.value.fault is Fault.MESSAGE_GONE


def test_that_address_takes_one_thing_and_the_card_is_what_can_be_pressed(desk: Desk) -> None:
    message = asked(desk)
    ended(desk)

    reply(desk, message, card("说明"))

    assert desk.seen(GROUP) == ["请确认交期"]


def test_a_second_answer_goes_there_while_the_first_waits(desk: Desk) -> None:
    message = asked(desk)
    reply(desk, message, words("先说"))

    reply(desk, message, words("再说"))

    assert desk.seen(GROUP) == ["再说"]


def test_an_answer_that_waits_already_is_not_given_twice(desk: Desk) -> None:
    message = asked(desk)
    reply(desk, message, words("先说"))

    reply(desk, message, words("先说"), is_repeat=True)

    assert desk.seen(GROUP) == []


def test_an_address_that_could_not_be_reached_is_good_for_another_try(desk: Desk) -> None:
    message = asked(desk)
    ended(desk)
    desk.wire.breaks = [PlatformBusy("no connection")]
    with pytest.raises(PlatformBusy):
        reply(desk, message, words("查到了"))

    reply(desk, message, words("查到了"), is_repeat=True)

    assert desk.seen(GROUP) == ["查到了"]


def test_an_address_is_not_used_twice_when_nobody_knows_what_became_of_it(desk: Desk) -> None:
    message = asked(desk)
    ended(desk)
    desk.wire.loses = [True]

    with pytest.raises(PlatformRefused) as refusal:
        reply(desk, message, words("查到了"))

    assert refusal.value.fault is Fault.MESSAGE_GONE


def test_an_address_of_somebody_elses_is_never_called(desk: Desk) -> None:
    message = asked(desk, url="https://evil.example.com/cgi-bin/other?response_code=x")
    ended(desk)

    with pytest.raises(PlatformRefused):
        reply(desk, message, words())

    assert desk.wire.bodies("evil") == desk.wire.bodies("other") == []


def test_without_a_long_connection_the_webhook_still_answers(make_desk: MakeDesk) -> None:
    desk = make_desk(has_line=False)
    message = asked(desk)

    reply(desk, message, words("已催料"))

    question = desk.notebook.question(message)
    assert question is not None
    assert question.answer == streams.stream("st-1", "已催料", finish=True)
