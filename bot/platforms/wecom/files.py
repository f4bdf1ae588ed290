"""Files on the wire: packing one for upload, its limits, and telling a downloaded one from an error."""

import re
from pathlib import PurePath
from typing import Literal
from urllib.parse import unquote

from bot.platforms.port import Fault, PlatformBusy, PlatformRefused
from bot.platforms.wecom.wire import WireAnswer

Kind = Literal["image", "voice", "video", "file"]

MEGABYTE = 1024 * 1024
LARGEST: dict[Kind, int] = {
    "image": 10 * MEGABYTE,  # one table says 5; then the platform refuses it in the same way
    "voice": 2 * MEGABYTE,
    "video": 10 * MEGABYTE,
    "file": 20 * MEGABYTE,
}
"""Bytes, by kind of media (platform reference §10)."""
SMALLEST = 6
"""Bytes: "more than 5"."""
PIECE = 10 * MEGABYTE
"""Ours: how much of a file above 20 MB is fetched at once; the platform gives no more than those 20."""
LARGEST_DOWNLOAD = 100 * MEGABYTE
"""Ours: what is kept in memory for one file."""

_LONGEST_NAME = 200
_BOUNDARY_FIELD = "media"
_STARRED = re.compile(r"filename\*\s*=\s*[\w-]*'[\w-]*'([^;\s]+)", re.IGNORECASE)
_QUOTED = re.compile(r'filename\s*=\s*"((?:[^"\\]|\\.)*)"', re.IGNORECASE)
_BARE = re.compile(r"filename\s*=\s*([^;\"]+)", re.IGNORECASE)
_RANGE = re.compile(r"bytes (\d{1,12})-\d{1,12}/(\d{1,12})")
_ALL_OF_IT, _PIECE_OF_IT = 200, 206
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")


def require_size(kind: Kind, content: bytes) -> None:
    """Refuse what the platform would refuse."""
    if len(content) > LARGEST[kind]:
        raise PlatformRefused(Fault.TOO_LARGE, f"{len(content)} bytes; of kind {kind} at most {LARGEST[kind]}")
    if len(content) < SMALLEST:
        raise PlatformRefused(Fault.INVALID, f"{len(content)} bytes; a file has at least {SMALLEST}")


def encode_file(name: str, content: bytes) -> tuple[bytes, str]:
    """The multipart body of an upload and its content type. The name is raw UTF-8, the only form that is read."""
    import httpx  # late, as in wire.py

    parts = {_BOUNDARY_FIELD: (_plain(name), content)}
    form = httpx.Request("POST", "http://unused", files=parts)
    return form.read(), form.headers["content-type"]


def is_file(answer: WireAnswer) -> bool:
    """Whether the answer is a file's bytes rather than JSON about it: errors come as HTTP 200."""
    if not 200 <= answer.status < 300:
        return False
    is_json = answer.headers.get("content-type", "").lower().startswith(("application/json", "text/plain"))
    return not is_json or "content-disposition" in answer.headers


def name_of(answer: WireAnswer) -> str:
    """A downloaded file's name, without any path; `file` when none is told."""
    disposition = answer.headers.get("content-disposition", "")
    if found := _STARRED.search(disposition):
        return _plain(unquote(found[1]))
    found = _QUOTED.search(disposition) or _BARE.search(disposition)
    return _plain(re.sub(r"\\(.)", r"\1", found[1]).strip()) if found else _plain("")


def whole_length(piece: WireAnswer, start: int) -> int:
    """How many bytes the file has of which this is the piece from `start`. `PlatformBusy` when it is none."""
    found = _RANGE.fullmatch(piece.headers.get("content-range", ""))
    if found and int(found[1]) == start and piece.status == _PIECE_OF_IT and piece.body:
        return int(found[2])
    if start == 0 and piece.status == _ALL_OF_IT:
        return len(piece.body)  # no pieces are given here
    raise PlatformBusy("piece of a file without its place")


def _plain(name: str) -> str:
    found = PurePath(_CONTROLS.sub("", name).replace("\\", "/")).name
    return found[-_LONGEST_NAME:] or "file"
