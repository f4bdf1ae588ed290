"""The smart bot's place in the wire log."""

import re
from collections.abc import Mapping
from typing import Any

from bot.sandbox.common import jsons
from bot.sandbox.common.wirelog import Exchange
from bot.sandbox.wecom import model
from bot.sandbox.wecom.wire import Asked, WireAnswer
from bot.sandbox.wecom.world import World

_CODE = re.compile(rb"(response_code=)[\w\-]+")
_SECRET = re.compile(rb'("secret"\s*:\s*")[^"]*')
_MASK = "••••".encode()
WEBSOCKET = "websocket"
WEBHOOK = "aibot"
_CALLBACK = "/wecom/aibot"
_METHOD = "WS"


class Journal:
    """Writes down what went to and fro, without one-time codes."""

    def __init__(self, world: World) -> None:
        self._world = world

    def frame_came(self, frame: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
        """A frame of the bot with its answer."""
        cmd = str(frame.get("cmd", ""))
        raw = _SECRET.sub(rb"\1" + _MASK, jsons.compact(frame))
        exchange = Exchange("to_platform", WEBSOCKET, _METHOD, "", cmd, raw, 200, jsons.compact(answer))
        self._world.wire_log.record(exchange, self._world.now_ms)

    def told(self, push: model.Push, status: int, answer: bytes = b"", *, channel: str = WEBSOCKET) -> None:
        """Something was told to the bot, or was to be."""
        exchange = Exchange(
            direction="to_bot",
            channel=channel,
            method=_METHOD if channel == WEBSOCKET else "POST",
            path="" if channel == WEBSOCKET else _CALLBACK,
            kind=push.kind,
            raw=_CODE.sub(rb"\1" + _MASK, push.clear.encode()),
            status=status,
            answer_raw=answer,
            message_id=push.message_id,
            attempt=len(push.attempts) + 1,
        )
        self._world.wire_log.record(exchange, self._world.now_ms)

    def answered(self, push: model.Push, answer: object, code: int, why: str) -> None:
        """The opened answer to a callback, and what came of it, which the bot never hears."""
        result = jsons.compact({"errcode": code, "errmsg": why})
        kind, message = f"answer to {push.kind}", push.message_id
        exchange = Exchange(
            "to_platform", WEBHOOK, "", _CALLBACK, kind, jsons.compact(answer), 200, result, message_id=message
        )
        self._world.wire_log.record(exchange, self._world.now_ms)

    def called(self, request: Asked, answer: WireAnswer) -> None:
        """The one-time address was used."""
        query = dict.fromkeys(request.query, "••••")
        kind = f"{request.method} {request.path.removeprefix('/cgi-bin/')}"
        exchange = Exchange(
            "to_platform", "rest", request.method, request.path, kind, request.body, answer.status, answer.body,
            query=query,
        )  # fmt: skip
        self._world.wire_log.record(exchange, self._world.now_ms)
