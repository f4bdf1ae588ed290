"""Sending a file up the long connection, in pieces (platform reference §5.3.4)."""

import base64
import hashlib
from collections.abc import Mapping
from typing import Final

from bot.platforms.fields import text
from bot.platforms.port import Fault, PlatformBusy, PlatformRefused
from bot.platforms.wecom.aibot import frames
from bot.platforms.wecom.aibot.line import Line

CHUNK_BYTES = 512 * 1024
MOST_BYTES: Final[Mapping[str, int]] = {
    "file": 20 * 1024 * 1024,
    "image": 10 * 1024 * 1024,
    "video": 10 * 1024 * 1024,
    "voice": 2 * 1024 * 1024,
}
"""By kind, as the platform's own plug-in keeps to it."""


def require_sendable(kind: str, content: bytes) -> None:
    """Raises PlatformRefused for what the platform would not take."""
    if kind not in MOST_BYTES or not content:
        raise PlatformRefused(Fault.INVALID, f"nothing that can be uploaded as {kind}")
    if len(content) > MOST_BYTES[kind]:
        raise PlatformRefused(Fault.TOO_LARGE, f"{kind} of {len(content)} bytes, at most {MOST_BYTES[kind]}")


def chunks_of(content: bytes) -> list[bytes]:
    """The pieces in order."""
    return [content[begin : begin + CHUNK_BYTES] for begin in range(0, len(content), CHUNK_BYTES)]


async def upload(line: Line, kind: str, name: str, content: bytes, first_chunk: int) -> str:
    """The platform's id of the file, good for 3 days and for this bot only.

    `first_chunk` is the number of the first piece: the documentation's sample says 1, the platform's library sends 0.
    """
    pieces = chunks_of(content)
    about = {
        "type": kind,
        "filename": name,
        "total_size": len(content),
        "total_chunks": len(pieces),
        "md5": hashlib.md5(content, usedforsecurity=False).hexdigest(),
    }
    upload_id = _told(await line.ask(frames.UPLOAD_BEGIN, about), "upload_id")
    for number, piece in enumerate(pieces, start=first_chunk):
        data = base64.b64encode(piece).decode()
        await line.ask(frames.UPLOAD_CHUNK, {"upload_id": upload_id, "chunk_index": number, "base64_data": data})
    return _told(await line.ask(frames.UPLOAD_END, {"upload_id": upload_id}), "media_id")


def _told(frame: frames.Frame, name: str) -> str:
    found = text(frame.body, name)
    if not found:
        raise PlatformBusy(f"answer without {name}")
    return found
