"""What every answer of the page carries, and what no request gets past."""

import json
from collections.abc import Callable, Coroutine
from typing import Any, ClassVar

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from bot.sandbox.common.faults import SandboxRefused

KIBIBYTE = 1024
MEBIBYTE = 1024 * KIBIBYTE

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
"""Nothing from elsewhere, nothing inline, no frame around it."""

_SAFE_METHODS = frozenset({"GET", "HEAD"})
_OWN_SITES = frozenset({"same-origin", "none"})
_STATUS = {"not_a_member": 403, "unreadable": 422}

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class PageRoute(APIRoute):
    """Refuses foreign sites and large bodies before they are read; turns a refusal into JSON with its reason."""

    most_bytes: ClassVar[int] = 256 * KIBIBYTE

    def get_route_handler(self) -> Handler:
        """The route's own work with the guard around it."""
        work = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            response = self._refusal(request) or await _answered(work, request)
            for name, value in HEADERS.items():
                response.headers.setdefault(name, value)
            return response

        return guarded

    def _refusal(self, request: Request) -> Response | None:
        if request.method in _SAFE_METHODS:
            return None
        if _is_foreign(request):
            return refused("cross_site", 403)
        length = request.headers.get("content-length", "")
        if not length.isdecimal():
            return refused("length_required", 411)
        if int(length) > self.most_bytes:
            return refused("too_large", 413, megabytes=max(1, self.most_bytes // MEBIBYTE))
        return None


class OwnRoute(PageRoute):
    """For what does something although one only follows a link."""

    def _refusal(self, request: Request) -> Response | None:
        return refused("cross_site", 403) if _is_foreign(request) else super()._refusal(request)


class FileRoute(PageRoute):
    """As much as the platform takes in one file."""

    most_bytes: ClassVar[int] = 30 * MEBIBYTE


def refused(reason: str, status: int, **facts: Any) -> JSONResponse:
    """A refusal as the page reads it: a stable word and what it is about."""
    return JSONResponse({"refused": reason, "facts": json.loads(json.dumps(facts, default=str))}, status)


def _is_foreign(request: Request) -> bool:
    return request.headers.get("sec-fetch-site", "none") not in _OWN_SITES


async def _answered(work: Handler, request: Request) -> Response:
    try:
        return await work(request)
    except SandboxRefused as no:
        status = 404 if no.reason.startswith("unknown_") else _STATUS.get(no.reason, 409)
        return refused(no.reason, status, **no.facts)
    except RequestValidationError as error:
        fields = [".".join(map(str, one["loc"])) for one in error.errors()]
        return refused("bad_request", 422, fields=fields[:10])
