"""A wire that answers from a script and remembers what it was asked."""

from collections.abc import Mapping
from typing import Any

import orjson

from bot.platforms.feishu.tokens import PATH as TOKEN_PATH
from bot.platforms.feishu.wire import WireAnswer, WireRequest

JSON_HEADERS = {"content-type": "application/json; charset=utf-8"}


def answer(body: Mapping[str, Any], status: int = 200, **headers: str) -> WireAnswer:
    """A Feishu answer; `x_ogw_ratelimit_reset="5"` becomes that header."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return WireAnswer(status, JSON_HEADERS | named, orjson.dumps(body))


def refusal(code: int, msg: str = "", status: int = 400, **headers: str) -> WireAnswer:
    return answer({"code": code, "msg": msg}, status, **headers)


SENT = answer({"code": 0, "msg": "success", "data": {"message_id": "om_new", "chat_id": "oc_where"}})
DONE = answer({"code": 0, "msg": "success", "data": {}})


class ScriptedWire:
    """Gives tokens `t-1`, `t-2` … and otherwise the answers it was made with, in order."""

    def __init__(self, *answers: WireAnswer | Exception, lifetime: int = 7200) -> None:
        self.answers = list(answers)
        self.asked: list[WireRequest] = []
        self.tokens_given = 0
        self.lifetime = lifetime

    def call(self, request: WireRequest) -> WireAnswer:
        if request.path == TOKEN_PATH:
            self.tokens_given += 1
            token = {"code": 0, "tenant_access_token": f"t-{self.tokens_given}", "expire": self.lifetime}
            return answer(token)
        self.asked.append(request)
        scripted = self.answers.pop(0)
        if isinstance(scripted, Exception):
            raise scripted
        return scripted
