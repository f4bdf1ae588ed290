"""Giving out what somebody uploaded, so that it can do no harm on this page."""

from urllib.parse import quote

from fastapi import Response

_PICTURES = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}


def download(name: str, content: bytes) -> Response:
    """A real picture is shown; anything else, whatever it calls itself, is only ever saved."""
    kind = picture_type(content)
    headers = {
        "Content-Disposition": f"{'inline' if kind else 'attachment'}; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, max-age=3600",
    }
    return Response(content, media_type=kind or "application/octet-stream", headers=headers)


def picture_type(content: bytes) -> str:
    """The media type by the first bytes; empty when it is no picture a browser should draw."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for start, kind in _PICTURES.items() if content.startswith(start)), "")
