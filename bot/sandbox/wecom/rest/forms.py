"""Files as they are uploaded: multipart, one field `media` (wecom.md §10)."""

from collections.abc import Mapping
from math import inf

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import Field, File, create_form_parser

from bot.sandbox.wecom.faults import ApiError
from bot.sandbox.wecom.rest.call import Call, bad

MB = 1024 * 1024
LEAST_BYTES = 5
LIMITS: Mapping[str, int] = {"image": 10 * MB, "voice": 2 * MB, "video": 10 * MB, "file": 20 * MB}
_BEGINNINGS: Mapping[str, tuple[bytes, ...]] = {
    "image": (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"),
    "voice": (b"#!AMR",),
}


def uploaded(call: Call, kind: str) -> tuple[str, bytes]:
    """Name and content of the file sent, which fits its kind. Raises ApiError."""
    name, content = _media_field(call)
    check_content(kind, content)
    return name, content


def check_content(kind: str, content: bytes) -> None:
    """More than 5 bytes, not too large, of a format this kind may have. Raises ApiError."""
    if len(content) <= LEAST_BYTES:
        raise ApiError(44001, "empty media data")
    if len(content) > LIMITS[kind]:
        raise ApiError(45001, "media size out of limit")
    if not content.startswith(_BEGINNINGS.get(kind, (b"",))):
        raise ApiError(40005, "invalid file type")
    if kind == "video" and content[4:8] != b"ftyp":
        raise ApiError(40005, "invalid file type")


def _media_field(call: Call) -> tuple[str, bytes]:
    files: dict[str, File] = {}

    def keep(file: File) -> None:
        files[(file.field_name or b"").decode(errors="replace")] = file

    def ignore(field: Field) -> None:
        """`filelength` and the like: the content itself tells."""

    headers = {"Content-Type": call.content_type.encode("latin-1", errors="replace")}
    try:
        # In memory whatever the size: a temporary file would outlive a body that breaks off.
        parser = create_form_parser(headers, ignore, keep, {"MAX_MEMORY_FILE_SIZE": inf})
        parser.write(call.raw)
        parser.finalize()
    except (FormParserError, ValueError) as error:
        raise bad("multipart") from error
    if "media" not in files:
        raise ApiError(44001, "empty media data")
    files["media"].file_object.seek(0)
    # A name given as `filename*=` is not read, and a part without any name is no file.
    return (files["media"].file_name or b"").decode(errors="replace"), files["media"].file_object.read()
