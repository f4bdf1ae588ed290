"""What was said to the smart bot, from the first sign of life to the end of its answer (platform reference §5.3.3)."""

from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlmodel import Session

from bot.platforms.port import ChatKind, Delivery, Said
from bot.platforms.wecom.aibot import streams
from storage import bot_questions, chats
from storage.bot_questions import BotQuestion
from storage.database import Database

PATIENCE = timedelta(seconds=30)
"""What has no answer by then has none, or one that takes long: the stream ends, and the answer comes by itself."""


class Questions:
    """Remembers how each message can be answered, and tells what there is of its answer."""

    def __init__(self, database: Database, clock: Callable[[], datetime], *, waiting: str, later: str) -> None:
        self._database, self._clock = database, clock
        self._waiting, self._later = waiting, later

    def keep(self, delivery: Delivery, said: Said) -> "Future[None]":
        """A message has come; kept before it is handled, and the same when it comes twice."""
        told = orjson.loads(delivery.payload_json)
        is_group = said.chat_kind is ChatKind.GROUP
        question = BotQuestion(
            message=said.message, lane=f"wecom:{said.chat}" if is_group else f"wecom:@{said.sender.lower()}",
            mode=told.get("mode", ""), req_id=told.get("req_id", ""), stream_id=stream_id_of(said.message),
            response_url=told.get("body", {}).get("response_url", ""), asked_at=self._clock(),
        )  # fmt: skip

        def work(session: Session) -> None:
            bot_questions.keep(session, question)
            if is_group:  # where the bot may write first from now on: nobody tells of groups otherwise
                chats.note_heard(session, question.lane)

        return self._database.submit(work)

    def begun(self, message: str) -> dict[str, Any]:
        """The first part of the answer."""
        return self.waiting(stream_id_of(message))

    def waiting(self, stream_id: str) -> dict[str, Any]:
        """That the answer is being worked out."""
        return streams.stream(stream_id, self._waiting, finish=False)

    def so_far(self, stream_id: str) -> dict[str, Any]:
        """What there is of an answer; a stream that nobody knows is at its end."""

        def work(session: Any) -> dict[str, Any]:
            question = bot_questions.of_stream(session, stream_id)
            if question is None or (question.answer is None and self._clock() - question.asked_at > PATIENCE):
                bot_questions.note_told(session, stream_id)
                return streams.stream(stream_id, self._later, finish=True)
            if question.answer is None:
                return self.waiting(stream_id)
            bot_questions.note_told(session, stream_id)
            return _as_stream(stream_id, question.answer, self._later)

        return self._database.write(work)


def stream_id_of(message: str) -> str:
    """The same for a message that comes twice, and not to be guessed from it."""
    return f"st-{message}"


def _as_stream(stream_id: str, body: dict[str, Any], later: str) -> dict[str, Any]:
    """A stream has to end as one: a card alone goes along with a word."""
    if "stream" in body:
        return body
    return streams.stream(stream_id, later, finish=True, card=body.get("template_card"))
