"""What the smart bot answers to a callback takes effect; a stream that has begun is asked for again (§5.3.3)."""

import sqlite3
from secrets import token_hex
from typing import Any

from bot.sandbox.common import jsons
from bot.sandbox.common.faults import NoAnswer
from bot.sandbox.wecom import model
from bot.sandbox.wecom.aibot.answers import STREAM_MS, Answers
from bot.sandbox.wecom.aibot.bodies import STREAMS
from bot.sandbox.wecom.aibot.changes import Changes
from bot.sandbox.wecom.aibot.journal import Journal
from bot.sandbox.wecom.aibot.memory import Memory
from bot.sandbox.wecom.aibot.news import head_of
from bot.sandbox.wecom.aibot.patience import Patience
from bot.sandbox.wecom.aibot.records import ENTERED, MESSAGE, TAPPED, Told
from bot.sandbox.wecom.faults import ApiError, FieldFault

POLL = "stream"
POLL_MS = 1000
"""Between two questions; how often the platform asks is not documented."""
_WRONG = 40058

Clear = dict[str, Any]


class Heard:
    """Between the courier of the callback address and what the bot may say."""

    def __init__(
        self, memory: Memory, answers: Answers, changes: Changes, journal: Journal, patience: Patience
    ) -> None:
        self._memory = memory
        self._world = memory.world
        self._answers = answers
        self._changes = changes
        self._journal = journal
        self._patience = patience

    def goes_out(self, push: model.Push) -> None:
        """Deadlines begin. Raises NoAnswer for a question that comes too late to be asked."""
        with self._world.change():
            if push.kind != POLL:
                self._memory.note_delivered(_body(push)["msgid"])
                return
            told = self._told(push)
            if told is None or self._world.now_ms > told.stream_began + STREAM_MS:
                raise NoAnswer("the stream is over")

    def take(self, push: model.Push, answer: Clear | str) -> None:
        """An answer came, or (a string) something that is none: it is dropped without the bot hearing of it."""
        code, why = (_WRONG, answer) if isinstance(answer, str) else self._apply(push, answer)
        self._journal.answered(push, answer, code, why)

    def is_over(self, push: model.Push) -> None:
        """Nothing more comes of this push: nobody waits, and what is unfinished is asked for again."""
        with self._world.change():
            told = self._told(push)
            if told is not None:
                self._patience.settle(told.req_id)
                self._ask_again(told)

    def _apply(self, push: model.Push, answer: Clear) -> tuple[int, str]:
        try:
            with self._world.change():
                self._obey(push, answer)
        except ApiError as error:
            return error.code, error.msg
        except FieldFault as fault:
            return fault.code, str(fault)
        except sqlite3.Error:
            return -1, "system busy"
        return 0, "ok"

    def _obey(self, push: model.Push, answer: Clear) -> None:
        told = self._told(push)
        kind = None if told is None else told.kind
        if kind == TAPPED:
            self._changes.update(told, answer)
        elif kind == ENTERED:
            self._changes.welcome(told, answer)
        elif kind == MESSAGE:
            self._answer(told, answer, is_polled=push.kind == POLL)
        else:
            raise ApiError(40008, "nothing can be answered to this")

    def _answer(self, told: Told | None, answer: Clear, *, is_polled: bool) -> None:
        if answer.get("msgtype") not in (STREAMS if is_polled else (*STREAMS, model.CARD)):
            raise ApiError(40008, "invalid message type")
        self._answers.answer(told, answer, by_webhook=True)

    def _told(self, push: model.Push) -> Told | None:
        body = _body(push)
        if push.kind == POLL:
            return self._memory.told_with_stream(body["stream"]["id"])
        return self._memory.told_as(body["msgid"])

    # Asking again

    def _ask_again(self, told: Told) -> None:
        message = self._world.messages.get(told.stream_message)
        due = self._world.now_ms + POLL_MS
        if message is None or message.is_finished or due > told.stream_began + STREAM_MS:
            return
        if not self._forget_polls(message):
            return
        chat, person = self._world.chats.get(told.chat_id), self._world.person(told.userid)
        if chat is None or person is None:
            return
        head = head_of(self._memory, f"CAIQ{token_hex(10)}", chat, person)
        clear = jsons.compact({**head, "msgtype": POLL, "stream": {"id": told.stream_id}}).decode()
        seq, now = self._world.next_seq(), self._world.now_ms
        poll = model.Push(token_hex(8), model.AIBOT, POLL, clear, now, due, seq, message_id=message.message_id)
        self._world.pushes.put(poll)

    def _forget_polls(self, message: model.Message) -> bool:
        """Whether none is on its way; those that were are of no interest any more, and they are many."""
        polls = [it for it in self._world.pushes if it.kind == POLL and it.message_id == message.message_id]
        for poll in polls:
            if poll.state != "waiting":
                self._world.pushes.drop(poll.key)
        return not any(it.state == "waiting" and it.due > self._world.now_ms for it in polls)


def _body(push: model.Push) -> Clear:
    return jsons.parse_object(push.clear)
