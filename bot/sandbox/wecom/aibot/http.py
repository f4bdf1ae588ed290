"""The smart bot over a real WebSocket, and the files that people send it over HTTP."""

import asyncio
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Response
from starlette.types import Message, Receive, Scope, Send

from bot.sandbox.wecom.aibot.enclosures import PATH as FILES
from bot.sandbox.wecom.aibot.side import BotSide
from bot.sandbox.wecom.aibot.sockets import Sockets

PREFIX = "/sandbox/wecom"
_PROTOCOL_ERROR = 1003


def ws_router(tenant: BotSide) -> APIRouter:
    """`/sandbox/wecom/ws`, and files under `/sandbox/wecom/aibot/files/`."""
    router = APIRouter(include_in_schema=False)
    router.add_websocket_route(f"{PREFIX}/ws", LongConnection(tenant.bot_sockets))  # type: ignore[arg-type]

    @router.get(f"{PREFIX}{FILES}{{file_id}}")
    def enclosure(file_id: str) -> Response:
        found = tenant.bot_file(file_id)
        if found is None:
            return Response(status_code=404)
        name, sealed = found
        disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
        return Response(sealed, headers={"content-disposition": disposition}, media_type="application/octet-stream")

    return router


class LongConnection:
    """An ASGI application for one path: below the framework's own sockets, which cannot break off without a word."""

    def __init__(self, sockets: Sockets) -> None:
        self._sockets = sockets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One socket from its opening to its end."""
        await receive()
        if not self._sockets.takes_connections:
            await send({"type": "websocket.close", "code": 1013})
            return
        await send({"type": "websocket.accept"})
        socket = _Socket(_aborter(receive))
        writing = asyncio.create_task(socket.write(send))
        try:
            await self._listen(socket, receive)
        finally:
            self._sockets.gone(socket)
            writing.cancel()
            await asyncio.wait({writing})

    async def _listen(self, socket: "_Socket", receive: Receive) -> None:
        while (message := await receive())["type"] == "websocket.receive":
            text = message.get("text")
            if text is None:
                socket.close(_PROTOCOL_ERROR)
            else:
                # Off the loop: whoever holds the corp's lock may be writing to disk.
                await asyncio.to_thread(self._sockets.receive, socket, text)


class _Socket:
    """A `Socket`: what is to happen waits in a queue for the one task that writes."""

    def __init__(self, abort: Callable[[], None] | None) -> None:
        self._loop = asyncio.get_running_loop()
        self._due: asyncio.Queue[Message | None] = asyncio.Queue()
        self._abort = abort

    def send(self, text: str, *, after_seconds: float = 0.0) -> None:
        self._owe({"type": "websocket.send", "text": text}, after_seconds)

    def close(self, code: int) -> None:
        self._owe({"type": "websocket.close", "code": code})

    def abort(self) -> None:
        self._owe(None)

    async def write(self, send: Send) -> None:
        """Until the end, or until cancelled."""
        while (message := await self._due.get()) is not None:
            try:
                await send(message)
            except (OSError, RuntimeError):  # closed meanwhile
                return
            if message["type"] == "websocket.close":
                return
        if self._abort is None:
            raise RuntimeError("this server's connections cannot be broken off")
        self._abort()

    def _owe(self, message: Message | None, after_seconds: float = 0.0) -> None:
        def put() -> None:
            if after_seconds:
                self._loop.call_later(after_seconds, self._due.put_nowait, message)
            else:
                self._due.put_nowait(message)

        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(put)


def _aborter(receive: Receive) -> Callable[[], None] | None:
    """Breaks the connection, where the server is uvicorn: its protocol object holds the transport."""
    transport: Any = getattr(getattr(receive, "__self__", None), "transport", None)
    return getattr(transport, "abort", None)
