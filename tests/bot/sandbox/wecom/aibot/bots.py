"""A corp with a smart bot in a group, and a bot in this process that hears and answers as told."""

import json
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from bot.platforms.port import Delivery, Fault, PlatformRefused
from bot.sandbox.wecom import WecomSettings, WecomTenant
from bot.sandbox.wecom.model import AIBOT_PRIVATE, Message
from tests.bot.sandbox.wecom.corps import CHEN, LIN, SETTINGS, WANG, Clock, FakeBot, a_button_card, a_corp

BOT = "aibJrQ2mfgorder"
WIDE = "单"
FITS, TOO_WIDE = WIDE * 6826 + "ab", WIDE * 6826 + "abc"
"""20,480 bytes, and one more."""
GROUP = "wrkSFfCgAAmoGroup0007"
BOT_SETTINGS = replace(
    SETTINGS,
    aibot_id=BOT,
    aibot_secret="LONG_CONN_SECRET",
    aibot_token="BotToken2026",
    aibot_aes_key="kWxR7uTn2YbQ4mVc9LzEoAf5JsHd3GiPt6XvNqU8B1C",
)

Answer = dict[str, Any] | None


@dataclass
class Bot:
    """Remembers what it was told, and answers events with `answer` or what that makes of them."""

    heard: list[Delivery] = field(default_factory=list)
    answer: Answer | Callable[[dict[str, Any]], Answer] = None
    is_slow: bool = False
    """Its answers are kept until `late` are called."""
    late: list[Callable[[], None]] = field(default_factory=list)

    def deliver(self, delivery: Delivery) -> "Future[Answer]":
        self.heard.append(delivery)
        done: Future[Answer] = Future()
        answer = self.answer(self.body) if callable(self.answer) else self.answer
        if self.is_slow:
            self.late.append(lambda: done.set_result(answer))
        else:
            done.set_result(answer)
        return done

    @property
    def payloads(self) -> list[dict[str, Any]]:
        return [json.loads(it.payload_json) for it in self.heard]

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [it["body"] for it in self.payloads]

    @property
    def body(self) -> dict[str, Any]:
        """Of the last thing heard."""
        return self.bodies[-1]

    @property
    def event(self) -> dict[str, Any]:
        return dict(self.body["event"])

    @property
    def req_id(self) -> str:
        return str(self.payloads[-1]["req_id"])


def a_bot_corp(clock: Clock, bot: Bot | None = None, settings: WecomSettings = BOT_SETTINGS) -> WecomTenant:
    """The corp, a group of three with the bot, and nobody has said anything yet."""
    corp = a_corp(clock, FakeBot(), path=settings.path, settings=settings)
    corp.add_group(GROUP, "MO-3 跟单", [LIN, WANG, CHEN])
    if bot is not None:
        corp.deliver_bot_to(bot.deliver)
    return corp


def ask(corp: WecomTenant, cmd: str, body: object, req_id: str = "own_1") -> dict[str, Any]:
    """One frame of the bot."""
    return corp.bot_frames.handle({"cmd": cmd, "headers": {"req_id": req_id}, "body": body})


def code_of(answer: Mapping[str, Any]) -> int:
    return int(answer["errcode"])


def markdown(content: str = "**日报** 在制 14 单") -> dict[str, Any]:
    return {"msgtype": "markdown", "markdown": {"content": content}}


def a_card(card: object) -> dict[str, Any]:
    return {"msgtype": "template_card", "template_card": card}


def a_stream(content: str = "已催料", *, stream_id: str = "st-1", **more: object) -> dict[str, Any]:
    return {"msgtype": "stream", "stream": {"id": stream_id, "content": content, **more}}


def an_update(card: object, **more: object) -> dict[str, Any]:
    return {"response_type": "update_template_card", "template_card": card, **more}


def sent_card(corp: WecomTenant, bot: Bot, card: dict[str, Any] | None = None) -> str:
    """The id of a card that the bot has just sent to the group, where somebody has spoken."""
    corp.say_to_bot(LIN, "排产", GROUP)
    corp.bot_line.push(GROUP, 2, a_card(card or a_button_card()))
    return last(corp).message_id


def last(corp: WecomTenant, chat_id: str = GROUP) -> Message:
    return corp.messages(chat_id)[-1]


def last_private(corp: WecomTenant, userid: str = WANG) -> Message:
    return last(corp, corp.private_chat(userid, AIBOT_PRIVATE).chat_id)


def push_code(corp: WecomTenant, body: dict[str, Any], chatid: object = GROUP, chat_type: object = 2) -> int:
    return code_of(ask(corp, "aibot_send_msg", {"chatid": chatid, "chat_type": chat_type, **body}))


def answer_code(corp: WecomTenant, smart: Bot, body: dict[str, Any]) -> int:
    """Of an answer to what the bot heard last."""
    return code_of(ask(corp, "aibot_respond_msg", body, smart.req_id))


def refused_fault(corp: WecomTenant, chatid: str, chat_type: int, body: Mapping[str, Any]) -> Fault:
    with pytest.raises(PlatformRefused) as refusal:
        corp.bot_line.push(chatid, chat_type, body)
    return refusal.value.fault
