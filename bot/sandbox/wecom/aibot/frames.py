"""The frames of the smart bot's long connection: what the platform makes of each, and how it answers (§5.3.4)."""

import hmac
import sqlite3
from collections.abc import Callable, Mapping
from typing import Any

from bot.sandbox.common import jsons
from bot.sandbox.wecom.aibot.answers import Answers
from bot.sandbox.wecom.aibot.changes import Changes
from bot.sandbox.wecom.aibot.journal import Journal
from bot.sandbox.wecom.aibot.memory import Memory
from bot.sandbox.wecom.aibot.patience import Patience
from bot.sandbox.wecom.aibot.uploads import Uploads
from bot.sandbox.wecom.faults import ApiError, FieldFault
from bot.sandbox.wecom.rest.call import bad

SUBSCRIBE = "aibot_subscribe"
PING = "ping"
RESPOND = "aibot_respond_msg"
UPDATE = "aibot_respond_update_msg"
WELCOME = "aibot_respond_welcome_msg"
PUSH = "aibot_send_msg"
NOT_SUBSCRIBED = 846609

Body = Mapping[str, Any]
Answer = dict[str, Any]
"""`{"headers": {"req_id"}, "errcode", "errmsg"}`, and for uploads a `body`."""


class Frames:
    """Answers any frame, however odd; never raises."""

    def __init__(
        self, memory: Memory, answers: Answers, changes: Changes, journal: Journal, patience: Patience
    ) -> None:
        self._memory = memory
        self._world = memory.world
        self._journal = journal
        self._patience = patience
        told, uploads = memory.told.get, Uploads(memory.world)
        self._handlers: Mapping[str, Callable[[str, Body], Any]] = {
            SUBSCRIBE: lambda req_id, body: self._check_secret(body),
            PING: lambda req_id, body: None,
            PUSH: lambda req_id, body: answers.push(body),
            RESPOND: lambda req_id, body: answers.answer(told(req_id), body),
            UPDATE: lambda req_id, body: changes.update(told(req_id), body),
            WELCOME: lambda req_id, body: changes.welcome(told(req_id), body),
            "aibot_upload_media_init": lambda req_id, body: uploads.begin(body),
            "aibot_upload_media_chunk": lambda req_id, body: uploads.take(body),
            "aibot_upload_media_finish": lambda req_id, body: uploads.finish(body),
        }

    def handle(self, frame: object, *, is_subscribed: bool = True) -> Answer:
        """What the platform says to a frame of a connection that has or has not subscribed."""
        told = _read(frame)
        cmd, req_id = told.get("cmd"), _req_id(told)
        try:
            with self._world.change():
                answer = _answer(req_id, body=self._obey(cmd, req_id, told, is_subscribed=is_subscribed))
        except ApiError as error:
            answer = _answer(req_id, error.code, error.msg)
        except FieldFault as fault:
            answer = _answer(req_id, fault.code, fault.as_api_error().msg)
        except sqlite3.Error:
            # Nothing is accepted before it is stored; what was put is stored with the next change.
            answer = _answer(req_id, -1, "system busy")
        if cmd != PING:
            self._journal.frame_came(told, answer)
        if cmd in (UPDATE, WELCOME):
            self._patience.settle(req_id)
        return answer

    def _obey(self, cmd: object, req_id: str, told: Body, *, is_subscribed: bool) -> Any:
        handler = self._handlers.get(cmd) if isinstance(cmd, str) else None
        if handler is None or not isinstance(cmd, str) or not req_id:
            raise bad("cmd or req_id")
        if not is_subscribed and cmd != SUBSCRIBE:
            raise ApiError(NOT_SUBSCRIBED, "not subscribed")
        planned = self._world.failures.refusal_for(cmd)
        if planned is not None:
            raise planned
        body = told.get("body", {})
        if not isinstance(body, dict):
            raise bad("body")
        return handler(req_id, body)

    def _check_secret(self, body: Body) -> None:
        settings = self._world.settings
        given = (body.get("bot_id"), body.get("secret"))
        wanted = (settings.aibot_id, settings.aibot_secret)
        if not all(wanted) or not all(_same(one, other) for one, other in zip(given, wanted, strict=True)):
            raise ApiError(40001, "invalid credential")


def _same(given: object, wanted: str) -> bool:
    return isinstance(given, str) and hmac.compare_digest(given.encode(), wanted.encode())


def _read(frame: object) -> dict[str, Any]:
    """As it would have come over a wire; empty for what could not."""
    try:
        return jsons.parse_object(jsons.compact(frame))
    except (ValueError, TypeError, RecursionError):
        return {}


def _req_id(told: Body) -> str:
    headers = told.get("headers")
    req_id = headers.get("req_id") if isinstance(headers, dict) else None
    return req_id if isinstance(req_id, str) else ""


def _answer(req_id: str, code: int = 0, msg: str = "ok", body: Any = None) -> Answer:
    answer: Answer = {"headers": {"req_id": req_id}, "errcode": code, "errmsg": msg}
    return answer if body is None else {**answer, "body": body}
