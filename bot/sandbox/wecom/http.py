"""The corp over real HTTP."""

import time
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from bot.sandbox.wecom.faults import ApiError
from bot.sandbox.wecom.tenant import WecomTenant
from bot.sandbox.wecom.wire import WireAnswer, WireRequest

PREFIX = "/sandbox/wecom"
COOKIE = "sandbox_wecom_user"
"""Whose client the browser is; a name nobody has is an outsider's."""


async def _raw_body(request: Request) -> bytes:
    return await request.body()


Body = Annotated[bytes, Depends(_raw_body)]


def router_for(tenant: WecomTenant) -> APIRouter:
    """REST under `/sandbox/wecom/cgi-bin`, and the page of the web sign-in under `/sandbox/wecom/connect`."""
    router = APIRouter(prefix=PREFIX, include_in_schema=False)

    @router.api_route("/cgi-bin/{path:path}", methods=["GET", "POST"])
    def api(request: Request, body: Body) -> Response:
        answer = tenant.call(_wire_request(request, body))
        if answer.status == 504:
            # Nothing comes back in time; the caller has hung up long before this ends.
            time.sleep(tenant.failures.hang_seconds)
        return _response(answer)

    @router.get("/connect/oauth2/authorize")
    def authorize(request: Request) -> Response:
        try:
            target = tenant.authorize(dict(request.query_params), request.cookies.get(COOKIE, ""))
        except ApiError as error:
            return HTMLResponse(f"<!doctype html><title>{error.code}</title><p>{error.code}</p>")
        return RedirectResponse(target, 302)

    return router


def _response(answer: WireAnswer) -> Response:
    response = Response(answer.body, answer.status)
    spelled = ((name.title(), value) for name, value in answer.headers.items())
    response.raw_headers = [
        *((name.encode(), value.encode()) for name, value in spelled),
        (b"Content-Length", str(len(answer.body)).encode()),
    ]
    return response


def _wire_request(request: Request, body: bytes) -> WireRequest:
    return WireRequest(
        method=request.method,
        path=_path(request).removeprefix(PREFIX),
        query=dict(request.query_params),
        body=body,
        content_type=request.headers.get("content-type", ""),
        headers={"range": request.headers["range"]} if "range" in request.headers else {},
    )


def _path(request: Request) -> str:
    """Still percent-encoded: what looks like another path is none."""
    raw = request.scope.get("raw_path")
    return raw.decode("ascii", errors="replace").partition("?")[0] if raw else request.url.path
