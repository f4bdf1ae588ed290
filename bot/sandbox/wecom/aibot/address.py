"""`POST /cgi-bin/aibot/response?response_code=`: one more answer, in plain JSON, within an hour (wecom.md §5.3.5)."""

import sqlite3
from typing import Any

from bot.sandbox.common import jsons
from bot.sandbox.wecom import model
from bot.sandbox.wecom.aibot.bodies import BY_ADDRESS, a_spot
from bot.sandbox.wecom.aibot.journal import Journal
from bot.sandbox.wecom.aibot.memory import Memory
from bot.sandbox.wecom.aibot.records import MESSAGE, Told
from bot.sandbox.wecom.aibot.saying import Saying
from bot.sandbox.wecom.faults import ApiError, FieldFault
from bot.sandbox.wecom.rest.call import bad
from bot.sandbox.wecom.rules.bodies import check_body
from bot.sandbox.wecom.wire import Asked, WireAnswer

PATH = "/cgi-bin/aibot/response"
LIFETIME_MS = 3600 * 1000
_JSON = {"content-type": "application/json; charset=UTF-8"}


class OneTimeAddress:
    """The one REST call of the smart bot; it needs no token but the code. Never raises."""

    def __init__(self, memory: Memory, saying: Saying, journal: Journal) -> None:
        self._memory = memory
        self._world = memory.world
        self._saying = saying
        self._journal = journal

    def call(self, request: Asked) -> WireAnswer:
        """One call; what was refused does not use up the code."""
        if self._world.failures.platform_down is not None:
            return WireAnswer(502, {"content-type": "text/html"}, b"<html><h1>502 Bad Gateway</h1></html>")
        code, why = self._tried(request)
        answer = WireAnswer(200, _JSON, jsons.compact({"errcode": code, "errmsg": why}))
        self._journal.called(request, answer)
        if self._world.failures.uses_up("lost_answers"):
            return WireAnswer(504, {"content-type": "text/html"}, b"")
        return answer

    def _tried(self, request: Asked) -> tuple[int, str]:
        try:
            with self._world.change():
                self._say(request)
        except ApiError as error:
            return error.code, error.msg
        except FieldFault as fault:
            return fault.code, fault.as_api_error().msg
        except sqlite3.Error:
            return -1, "system busy"
        return 0, "ok"

    def _say(self, request: Asked) -> None:
        if request.method.upper() != "POST":
            raise ApiError(43002, "require POST method")
        planned = self._world.failures.refusal_for(request.path)
        if planned is not None:
            raise planned
        body = _read(request.body)
        told, spot = self._told(request.query.get("response_code", "")), a_spot(self._world)
        kind, content = check_body(body, BY_ADDRESS, spot)
        chat = self._saying.chat_of(told.chat_id)
        if kind == model.CARD:
            self._saying.require_new_task(content)
        self._saying.take_room(chat)
        quoted = told.message_id if told.kind == MESSAGE and chat.is_group else ""
        self._saying.write(chat, kind, content, cut_fields=list(spot.cut), quoted=quoted)
        told.is_code_used = True
        self._memory.told.put(told)

    def _told(self, code: str) -> Told:
        told = self._memory.told_with_code(code) if code else None
        if told is None or told.is_code_used:
            raise bad("response_code, unknown or used")
        if self._world.now_ms - told.delivered > LIFETIME_MS:
            raise bad("response_code, older than an hour")
        return told


def _read(raw: bytes) -> dict[str, Any]:
    try:
        return jsons.parse_object(raw)
    except ValueError as error:
        raise ApiError(47001, "data format error") from error
