"""One frame of the long connection: JSON as text, one shape for all (platform reference §5.3.4)."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from bot.platforms.fields import node, table, text

SUBSCRIBE = "aibot_subscribe"
PING = "ping"
MESSAGE = "aibot_msg_callback"
EVENT = "aibot_event_callback"
WELCOME = "aibot_respond_welcome_msg"
RESPOND = "aibot_respond_msg"
UPDATE = "aibot_respond_update_msg"
PUSH = "aibot_send_msg"
UPLOAD_BEGIN = "aibot_upload_media_init"
UPLOAD_CHUNK = "aibot_upload_media_chunk"
UPLOAD_END = "aibot_upload_media_finish"
OK = 0

_CONTROL = dict.fromkeys(range(0x20))
"""Not allowed in JSON where they matter, yet users report them; between tokens they mean nothing."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What came: a message or an event when `cmd` says so, else the answer to one of our frames."""

    cmd: str
    req_id: str
    body: Mapping[str, Any]
    code: int
    """0 for success, also when the platform does not say."""
    reason: str

    @property
    def is_callback(self) -> bool:
        """Whether it is something told to the bot."""
        return self.cmd in (MESSAGE, EVENT)


def read_frame(raw: str | bytes) -> Frame | None:
    """A received frame; None for anything that is none. An event may lack a name: some need no answer."""
    try:
        words = raw if isinstance(raw, str) else raw.decode()
        told = orjson.loads(words.translate(_CONTROL))
    except ValueError:  # of the encoding, or of JSON
        return None
    req_id, code = text(told, "headers", "req_id"), node(told, "errcode")
    is_named = bool(req_id) or text(told, "cmd") == EVENT
    if not is_named or isinstance(code, bool) or not isinstance(code, int | None):
        return None
    return Frame(text(told, "cmd"), req_id, table(told, "body"), code or OK, text(told, "errmsg"))


def written(cmd: str, req_id: str, body: Mapping[str, Any] | None = None) -> str:
    """A frame to send."""
    told: dict[str, Any] = {"cmd": cmd, "headers": {"req_id": req_id}}
    if body is not None:
        told["body"] = body
    return orjson.dumps(told).decode()


def new_req_id(cmd: str, now: datetime) -> str:
    """A name for a frame that answers nothing, formed as in the platform's own library."""
    return f"{cmd}_{int(now.timestamp() * 1000)}_{secrets.token_hex(4)}"
