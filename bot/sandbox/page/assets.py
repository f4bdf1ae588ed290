"""The page's own files, and a Chinese font for machines that have none."""

import mimetypes
from collections.abc import Iterator
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse, RedirectResponse
from jinja2 import Environment, StrictUndefined
from starlette.exceptions import HTTPException

STATIC = Path(__file__).parent.parent / "static"
PAGE = "index.html.j2"
BASE = "/sandbox/static"

_FONT_PACKAGE = "pylopdf_fonts_zh_cn"
_FONT_FILE = "NotoSansSC-Regular.otf"
# Named last among the fonts of the page and limited to what Latin fonts lack: fetched only where the system has none.
_FONT_FACE = """@font-face {
  font-family: "Tongpin Sans";
  src: url("/sandbox/font.otf") format("opentype");
  font-display: swap;
  unicode-range: U+2E80-2FDF, U+3000-30FF, U+3400-4DBF, U+4E00-9FFF, U+F900-FAFF, U+FE30-FE4F, U+FF00-FFEF;
}
"""
_KEEP = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"


def installed_font() -> Path | None:
    """The font wheel's Noto Sans SC, if it is there. Most machines have one of their own, a bare Debian has none."""
    found = find_spec(_FONT_PACKAGE)
    path = Path(found.origin).with_name(_FONT_FILE) if found is not None and found.origin else None
    return path if path is not None and path.is_file() else None


class Assets:
    """The page at `/` and what it is made of, read once.

    The files' address holds a digest of them all: a browser keeps them for good, and finds others after an upgrade.
    """

    def __init__(self, font: Path | None, language: str) -> None:
        self._font = font
        self._language = language
        self._files = dict(_files())
        self._version = sha256(b"".join(self._files.values())).hexdigest()[:12]
        self._page = self._drawn_page()

    def add_to(self, router: APIRouter) -> None:
        """Put the routes in place."""
        router.add_api_route("/", self.page, methods=["GET"])
        router.add_api_route("/sandbox", self.to_page, methods=["GET"])
        router.add_api_route("/sandbox/font.css", self.font_face, methods=["GET"])
        router.add_api_route("/sandbox/font.otf", self.font, methods=["GET"])
        router.add_api_route(BASE + "/{version}/{path:path}", self.file, methods=["GET"])

    async def page(self) -> Response:
        """The page."""
        return Response(self._page, media_type="text/html", headers={"Cache-Control": _ASK_AGAIN})

    async def to_page(self) -> Response:
        """Where somebody may look for it."""
        return RedirectResponse("/")

    async def font_face(self) -> Response:
        """The font's declaration; empty where there is none."""
        text = _FONT_FACE if self._font else ""
        return Response(text, media_type="text/css", headers={"Cache-Control": _ASK_AGAIN})

    async def font(self) -> Response:
        """The font itself."""
        if self._font is None:
            raise HTTPException(404)
        return FileResponse(self._font, media_type="font/otf", headers={"Cache-Control": "public, max-age=604800"})

    async def file(self, version: str, path: str) -> Response:
        """A script, a style sheet or the logo. A page from before an upgrade gets the present file, not to keep."""
        content = self._files.get(path)
        if content is None:
            raise HTTPException(404)
        keeps = _KEEP if version == self._version else _ASK_AGAIN
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        return Response(content, media_type=kind, headers={"Cache-Control": keeps})

    def _drawn_page(self) -> str:
        # The scripts are named ahead, so that they come side by side and not one import after the other.
        scripts = sorted(path for path in self._files if path.endswith(".js"))
        page = Environment(autoescape=True, undefined=StrictUndefined).from_string((STATIC / PAGE).read_text("utf-8"))
        return page.render(base=f"{BASE}/{self._version}", scripts=scripts, language=self._language)


def _files() -> Iterator[tuple[str, bytes]]:
    for path in sorted(STATIC.rglob("*")):
        if path.is_file() and path.suffix in (".js", ".css", ".svg"):
            yield path.relative_to(STATIC).as_posix(), path.read_bytes()
