"""The tenant over real HTTP and WebSocket."""

import asyncio
import time
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response, WebSocket, WebSocketDisconnect
from fastapi.responses import JSONResponse

from bot.platforms.feishu.wire import WireAnswer, WireRequest
from bot.sandbox.feishu.frames import decode
from bot.sandbox.feishu.tenant import FeishuTenant

PREFIX = "/sandbox/feishu"
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"]
_BEARER = "Bearer "


async def _raw_body(request: Request) -> bytes:
    return await request.body()


Body = Annotated[bytes, Depends(_raw_body)]


def router_for(tenant: FeishuTenant) -> APIRouter:
    """REST under `/sandbox/feishu/open-apis`, and the long connection beside it."""
    router = APIRouter(prefix=PREFIX, include_in_schema=False)

    @router.api_route("/open-apis/{path:path}", methods=_METHODS)
    def open_api(request: Request, body: Body) -> Response:
        answer = tenant.call(_wire_request(request, body))
        if answer.status == 504:
            # Nothing comes back in time; the caller has hung up long before this ends.
            time.sleep(tenant.failures.hang_seconds)
        return _response(answer)

    @router.post("/callback/ws/endpoint")
    def endpoint(request: Request, body: Body) -> Response:
        scheme = "wss" if request.url.scheme == "https" else "ws"
        return JSONResponse(tenant.sockets.endpoint(body, f"{scheme}://{request.url.netloc}{PREFIX}/ws"))

    @router.websocket("/ws")
    async def long_connection(socket: WebSocket) -> None:
        await _converse(tenant, socket)

    return router


def _response(answer: WireAnswer) -> Response:
    response = Response(answer.body, answer.status)
    # lark-oapi looks some of them up by this spelling, which is the platform's.
    spelled = ((name.title(), value) for name, value in answer.headers.items())
    response.raw_headers = [
        *((name.encode(), value.encode("latin-1", errors="replace")) for name, value in spelled),
        (b"Content-Length", str(len(answer.body)).encode()),
    ]
    return response


def _wire_request(request: Request, body: bytes) -> WireRequest:
    query: dict[str, str] = {}
    for key, value in request.query_params.multi_items():
        query[key] = f"{query[key]},{value}" if key in query else value
    authorization = request.headers.get("authorization", "")
    return WireRequest(
        method=request.method,
        path=_path(request).removeprefix(PREFIX),
        query=query,
        body=body,
        content_type=request.headers.get("content-type", ""),
        token=authorization.removeprefix(_BEARER) if authorization.startswith(_BEARER) else None,
    )


def _path(request: Request) -> str:
    """Still percent-encoded: an id with a slash in it must not look like another path."""
    raw = request.scope.get("raw_path")
    return raw.decode("ascii", errors="replace").partition("?")[0] if raw else request.url.path


async def _converse(tenant: FeishuTenant, socket: WebSocket) -> None:
    loop = asyncio.get_running_loop()

    def send(frame: bytes) -> None:
        asyncio.run_coroutine_threadsafe(socket.send_bytes(frame), loop)

    service = tenant.sockets.admit(socket.query_params)
    if service is None:
        refusal = {"handshake-status": "403", "handshake-msg": "forbidden"}
        await socket.send_denial_response(Response(status_code=403, headers=refusal))
        return
    await socket.accept()
    connection = tenant.sockets.open(service, send)
    try:
        while True:
            connection.receive(decode(await socket.receive_bytes()))
    except (WebSocketDisconnect, ValueError, KeyError):
        # Gone, or talking something else (a text frame has no bytes): this connection is over.
        await _hang_up(socket)
    finally:
        tenant.sockets.close(connection)


async def _hang_up(socket: WebSocket) -> None:
    if socket.client_state.name == "CONNECTED":
        await socket.close(code=1002)
