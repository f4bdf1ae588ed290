"""A wire that answers from a script and remembers what it was asked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import orjson

from bot.platforms.wecom.api import WecomApi
from bot.platforms.wecom.tokens import PATH as TOKEN_PATH
from bot.platforms.wecom.wire import WireAnswer, WireRequest
from tests.bot.platforms.wecom.pushes import AGENT_ID, CORP_ID, SENT_AT

SECRET = "APP_SECRET_OF_1000031"
JSON_HEADERS = {"content-type": "application/json; charset=UTF-8"}


def answer(body: Mapping[str, Any], status: int = 200, **headers: str) -> WireAnswer:
    """An answer of the platform's; `retry_after="5"` becomes that header."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return WireAnswer(status, JSON_HEADERS | named, orjson.dumps({"errcode": 0, "errmsg": "ok", **body}))


def refusal(code: int, words: str = "") -> WireAnswer:
    return answer({"errcode": code, "errmsg": words})


def file(content: bytes, name: str = "HX-200-B.pdf", status: int = 200, **headers: str) -> WireAnswer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    told = {"content-type": "application/pdf", "content-disposition": f'attachment; filename="{name}"'}
    return WireAnswer(status, told | named, content)


DONE = answer({})


class Clock:
    def __init__(self) -> None:
        self.now = SENT_AT

    def __call__(self) -> datetime:
        return self.now


class ScriptedWire:
    """Gives tokens `t-1`, `t-2` … and otherwise the answers it was made with, in order."""

    def __init__(self, *answers: WireAnswer | Exception, lifetime: int = 7200) -> None:
        self.answers = list(answers)
        self.asked: list[WireRequest] = []
        self.token_calls: list[WireRequest] = []
        self.token_trouble: WireAnswer | Exception | None = None
        self.lifetime = lifetime

    def call(self, request: WireRequest) -> WireAnswer:
        if request.path == TOKEN_PATH:
            self.token_calls.append(request)
            token = {"access_token": f"t-{len(self.token_calls)}", "expires_in": self.lifetime}
            return _given(self.token_trouble or answer(token))
        self.asked.append(request)
        return _given(self.answers.pop(0))

    def bodies(self) -> list[Any]:
        return [orjson.loads(request.body) for request in self.asked]


def _given(scripted: WireAnswer | Exception) -> WireAnswer:
    if isinstance(scripted, Exception):
        raise scripted
    return scripted


def api_on(wire: ScriptedWire, clock: Clock | None = None) -> WecomApi:
    return WecomApi(wire, CORP_ID, AGENT_ID, SECRET, clock or Clock())
