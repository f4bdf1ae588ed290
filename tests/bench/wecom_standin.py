"""A WeCom that accepts everything at once, as a `Wire` without a socket."""

import itertools
from typing import Any

import orjson

from bot.platforms.wecom.wire import WireAnswer, WireRequest

_numbers = itertools.count(1)


class WecomStandIn:
    """The same as a `Wire`."""

    def call(self, request: WireRequest) -> WireAnswer:
        """One call."""
        told = {"errcode": 0, "errmsg": "ok"} | _answer(request.path)
        return WireAnswer(200, {"content-type": "application/json"}, orjson.dumps(told))


def _answer(path: str) -> dict[str, Any]:
    if path == "/cgi-bin/gettoken":
        return {"access_token": "bench-access-token", "expires_in": 7200}
    if path == "/cgi-bin/message/send":
        number = next(_numbers)
        return {"invaliduser": "", "msgid": f"sent_{number}", "response_code": f"code_{number}"}
    return {}
