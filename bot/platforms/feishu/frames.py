"""One frame of the long connection: reading it, putting split payloads together, acknowledging it.

The protobuf class is lark-oapi's; a frame is acknowledged by sending it back with another payload.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import orjson

from bot.platforms.feishu.lark import frame_trouble, frame_type

CONTROL, DATA = 0, 1
PING, PONG, EVENT, CARD = "ping", "pong", "event", "card"
OK, FAILED = 200, 500
_MOST_PARTS = 64


def ping(service: int) -> bytes:
    """The frame that keeps the connection open."""
    frame = frame_type()(SeqID=0, LogID=0, service=service, method=CONTROL)
    frame.headers.add(key="type", value=PING)
    return bytes(frame.SerializeToString())


def read_frame(raw: object) -> Any:
    """A received frame; `ValueError` for anything that is none."""
    if not isinstance(raw, bytes):
        raise ValueError("not a binary message")
    frame = frame_type()()
    try:
        frame.ParseFromString(raw)
    except frame_trouble() as error:
        raise ValueError("not a frame") from error
    if not frame.IsInitialized():
        raise ValueError("frame without its required fields")
    return frame


def headers_of(frame: Any) -> dict[str, str]:
    """The frame's headers by name."""
    return {header.key: header.value for header in frame.headers}


def acknowledgement(frame: Any, code: int, took: timedelta, answer: bytes | None = None) -> bytes:
    """The frame sent back: `code` 200 for taken or 500 for send again, `answer` only for card callbacks."""
    payload: dict[str, object] = {"code": code}
    if answer is not None:
        payload["data"] = base64.b64encode(answer).decode()
    frame.headers.add(key="biz_rt", value=str(took // timedelta(milliseconds=1)))
    frame.payload = orjson.dumps(payload)
    return bytes(frame.SerializeToString())


@dataclass
class Parts:
    """Payloads that come in several frames, held until complete or `keep_seconds` old."""

    keep_seconds: float = 5.0
    _open: dict[str, tuple[float, list[bytes | None]]] = field(default_factory=dict)

    def add(self, headers: Mapping[str, str], payload: bytes, at: float) -> bytes | None:
        """The whole payload, or None while parts are missing. `at` is seconds on any steady clock.

        `ValueError` for a split that makes no sense.
        """
        total, index = int(headers.get("sum", "1")), int(headers.get("seq", "0"))
        if total <= 1:
            return payload
        if total > _MOST_PARTS or not 0 <= index < total:
            raise ValueError(f"part {index} of {total}")
        self._drop_old(at)
        _, parts = self._open.setdefault(headers.get("message_id", ""), (at, [None] * total))
        if len(parts) != total:
            raise ValueError(f"{total} parts where {len(parts)} were announced")
        parts[index] = payload
        if None in parts:
            return None
        del self._open[headers.get("message_id", "")]
        return b"".join(part for part in parts if part is not None)

    def _drop_old(self, at: float) -> None:
        for message in [name for name, (since, _) in self._open.items() if at - since > self.keep_seconds]:
            del self._open[message]
