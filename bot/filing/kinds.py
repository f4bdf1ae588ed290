"""What a file is: by what is in it, and not by its name alone."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from core.design.errors import FileNotAllowed, FileNotAsNamed

_HEAD = 4096
_SHEET = "xl/workbook.xml"
_OFFICE = "[Content_Types].xml"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file that is taken."""

    media_type: str
    endings: tuple[str, ...]
    """Without the dot; the first is the usual one."""
    fits: Callable[[bytes], bool]


def _begins(*starts: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(starts)


def _is_pdf(content: bytes) -> bool:
    """Some programs write a few bytes before the header."""
    return b"%PDF-" in content[:1024]


def _is_dxf(content: bytes) -> bool:
    if content.startswith(b"AutoCAD Binary DXF"):
        return True
    return (
        re.match(rb"(?:\xef\xbb\xbf)?(?:\s*999\s*\r?\n[^\n]*\n)*\s*0\s*\r?\n\s*SECTION\s", content[:_HEAD]) is not None
    )


def _is_step(content: bytes) -> bool:
    return b"ISO-10303-21" in content[:_HEAD]


def _names_in(content: bytes) -> frozenset[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return frozenset(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return frozenset()


def _is_xlsx(content: bytes) -> bool:
    return content.startswith(b"PK") and _names_in(content) >= {_SHEET, _OFFICE}


def _is_zip(content: bytes) -> bool:
    return content.startswith(b"PK") and bool(_names_in(content)) and _OFFICE not in _names_in(content)


def _is_csv(content: bytes) -> bool:
    if b"\0" in content[:_HEAD]:
        return False
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return any(mark in text for mark in ",;\t") and not text.lstrip().startswith("<")
    return False


KINDS: Mapping[str, Kind] = {
    "pdf": Kind("application/pdf", ("pdf",), _is_pdf),
    "png": Kind("image/png", ("png",), _begins(b"\x89PNG\r\n\x1a\n")),
    "jpg": Kind("image/jpeg", ("jpg", "jpeg"), _begins(b"\xff\xd8\xff")),
    "dwg": Kind("image/vnd.dwg", ("dwg",), _begins(b"AC10")),
    "dxf": Kind("image/vnd.dxf", ("dxf",), _is_dxf),
    "step": Kind("model/step", ("step", "stp"), _is_step),
    "xlsx": Kind("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",), _is_xlsx),
    "zip": Kind("application/zip", ("zip",), _is_zip),
    "csv": Kind("text/csv", ("csv",), _is_csv),
}
"""By name; looked through in this order: the last ones fit much."""

_NAMELESS = frozenset({"", "jpg", "jpeg", "png"})
"""Chats give pictures a name of their own making: what is in them counts."""


def kind_of(name: str, content: bytes, *, is_picture: bool = False) -> tuple[str, Kind]:
    """The file's kind, and its name with an ending that fits. Raises FileNotAllowed and FileNotAsNamed."""
    ending = PurePath(name).suffix.lower().removeprefix(".")
    found = next((key for key, kind in KINDS.items() if kind.fits(content)), "")
    named = next((key for key, kind in KINDS.items() if ending in kind.endings), "")
    if is_picture and found in ("png", "jpg") and (not named or ending in _NAMELESS):
        stem = PurePath(name).stem if named else name
        return f"{stem or 'image'}.{found}", KINDS[found]
    if not name and found:  # the smart bot's files come without
        return f"file.{found}", KINDS[found]
    if not named:
        raise FileNotAllowed(name=name, kinds=list(KINDS))
    if not KINDS[named].fits(content):
        raise FileNotAsNamed(name=name, found=found)
    return name, KINDS[named]


def endings() -> list[str]:
    """Of names of files that are taken, each with its dot."""
    return [f".{ending}" for kind in KINDS.values() for ending in kind.endings]
