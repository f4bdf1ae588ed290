"""What it costs in process to get from a delivery's JSON to the answer of the command's handler."""

import time
from datetime import UTC, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

import orjson

import handlers.everything  # noqa: F401  (fills HANDLERS and MAY)
from bot.clock import Clock
from bot.grammar.commands import CHAT_COMMANDS, Reading, described
from bot.grammar.lexicon import Lexicon
from bot.grammar.words import read_words
from bot.inbound import place_of
from bot.platforms.feishu.events import read_delivery
from bot.platforms.port import Said
from cards.wording import Wording
from core.people import Role
from handlers.bus import HANDLERS
from handlers.context import Context, Rules
from handlers.lookups import describe_commands
from handlers.permissions import require_permission
from handlers.sender import Sender
from storage.unit_of_work import UnitOfWork
from tests.bench.deliveries import Maker

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
SENDER = Sender("lin.xiaoyan", "林晓燕", "sales", frozenset({Role.SALES}))
READING = Reading(Lexicon({}, {}), NOW)


def dispatch_microseconds(count: int) -> float:
    """CPU time per message, in µs: read, parse, match, permission, handler with its answer card."""
    describe_commands(described)
    words = Wording("zh-CN", ZoneInfo("Asia/Shanghai"))
    maker = Maker("inside", Clock())
    payloads = [orjson.dumps(maker.event(number)) for number in range(count)]
    for payload in payloads[:50]:
        _answer(payload, words)
    began = time.thread_time()
    for payload in payloads:
        _answer(payload, words)
    return (time.thread_time() - began) / count * 1e6


def _answer(payload: bytes, words: Wording) -> Context:
    said = read_delivery(orjson.loads(payload), "ou_bot", NOW)
    assert isinstance(said, Said)
    read = read_words(said.text, CHAT_COMMANDS)
    command = CHAT_COMMANDS[read.command].read(read, READING)
    require_permission(type(command), SENDER)
    context = Context(_NO_MEMORY, SENDER, NOW, place_of(said), _NO_RULES, words)
    HANDLERS[type(command)](command, context)
    assert context.replies
    return context


_NO_MEMORY = cast("UnitOfWork", None)  # `/help` asks neither the database
_NO_RULES: Any = cast("Rules", None)  # nor the company's settings
