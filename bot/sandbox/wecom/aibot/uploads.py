"""Files that come up the long connection in pieces (wecom.md §5.3.4)."""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

from bot.sandbox.common.limits import Rate
from bot.sandbox.wecom.faults import ApiError
from bot.sandbox.wecom.rest.call import bad, text_of
from bot.sandbox.wecom.world import World

CHUNK_BYTES = 512 * 1024
MOST_CHUNKS = 100
SESSION_MS = 30 * 60 * 1000
_MB = 1024 * 1024
SIZES: Mapping[str, int] = {"file": 20 * _MB, "image": 10 * _MB, "video": 10 * _MB, "voice": 2 * _MB}
"""As the official plug-in keeps to; the documentation states none."""
_RATES = (Rate(30, 60.0), Rate(1000, 3600.0))

Body = Mapping[str, Any]


@dataclass(slots=True)
class _Session:
    kind: str
    name: str
    size: int
    count: int
    md5: str
    began: int
    pieces: dict[int, bytes] = field(default_factory=dict)


class Uploads:
    """Used inside `World.change()`; what is half uploaded does not survive a restart. Raises ApiError."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._sessions: dict[str, _Session] = {}

    def begin(self, body: Body) -> dict[str, Any]:
        """`aibot_upload_media_init`."""
        kind = text_of(body, "type")
        if kind not in SIZES:
            raise bad("type")
        size = _whole(body, "total_size", 1)
        if size > SIZES[kind]:
            raise ApiError(45001, "media size out of limit")
        count, md5 = _whole(body, "total_chunks", 1, MOST_CHUNKS), text_of(body, "md5")
        name = text_of(body, "filename", longest=256)
        world = self._world
        if world.failures.has_rate_limits and world.limiter.try_take("aibot_upload", _RATES, world.now_ms / 1000) > 0:
            raise ApiError(45009, "api freq out of limit")
        upload_id = f"up_{token_hex(16)}"
        self._sessions[upload_id] = _Session(kind, name, size, count, md5, world.now_ms)
        return {"upload_id": upload_id}

    def take(self, body: Body) -> None:
        """`aibot_upload_media_chunk`: in any order, again if need be, counted from 0 or from 1."""
        session = self._session(body)
        number = _whole(body, "chunk_index", 0, session.count)
        try:
            piece = base64.b64decode(text_of(body, "base64_data"), validate=True)
        except (binascii.Error, ValueError) as error:
            raise bad("base64_data") from error
        if not 0 < len(piece) <= CHUNK_BYTES:
            raise bad("base64_data: 1 to 524288 bytes")
        session.pieces[number] = piece

    def finish(self, body: Body) -> dict[str, Any]:
        """`aibot_upload_media_finish`: the id of the file, good for three days and this bot."""
        session = self._session(body)
        numbers = sorted(session.pieces)
        if numbers not in (list(range(session.count)), list(range(1, session.count + 1))):
            raise bad("chunks are missing")
        content = b"".join(session.pieces[number] for number in numbers)
        digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
        if len(content) != session.size or digest != session.md5.lower():
            raise bad("total_size or md5: is not that of what came")
        del self._sessions[text_of(body, "upload_id")]
        media = self._world.keep_file("aibot", session.kind, session.name, content)
        return {"type": media.kind, "media_id": media.media_id, "created_at": str(media.created // 1000)}

    def _session(self, body: Body) -> _Session:
        session = self._sessions.get(text_of(body, "upload_id"))
        if session is None or self._world.now_ms - session.began > SESSION_MS:
            raise bad("upload_id")
        return session


def _whole(body: Body, key: str, least: int, most: int | None = None) -> int:
    value = body.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or value < least or (most is not None and value > most):
        raise bad(key)
    return value
