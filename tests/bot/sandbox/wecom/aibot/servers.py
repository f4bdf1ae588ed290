"""The corp behind a real server on loopback, and somebody who connects there."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import Any

import uvicorn
from fastapi import FastAPI
from websockets.sync.client import connect
from websockets.sync.connection import Connection

from bot.sandbox.wecom import WecomTenant
from bot.sandbox.wecom.aibot.http import ws_router
from tests.bot.sandbox.wecom.aibot.bots import BOT, BOT_SETTINGS

PATIENCE = 20.0
"""Seconds a test waits for what must come."""


class _Server(uvicorn.Server):
    """Stops with its thread, not with the process's signals."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextmanager
def served(corp: WecomTenant) -> Iterator[str]:
    """Host and port to reach it under."""
    app = FastAPI()
    app.include_router(ws_router(corp))
    listener = socket.create_server(("127.0.0.1", 0))
    server = _Server(uvicorn.Config(app, log_level="warning", ws="websockets-sansio", timeout_graceful_shutdown=1))
    thread = Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@dataclass
class Caller:
    """One socket of a bot."""

    socket: Connection

    def send(self, cmd: str, body: object = None, req_id: str = "own_1") -> None:
        frame = {"cmd": cmd, "headers": {"req_id": req_id}, **({} if body is None else {"body": body})}
        self.socket.send(json.dumps(frame))

    def hear(self, seconds: float = PATIENCE) -> dict[str, Any]:
        """The next frame. Raises TimeoutError, or ConnectionClosed."""
        return dict(json.loads(self.socket.recv(seconds)))

    def ask(self, cmd: str, body: object = None, req_id: str = "own_1") -> int:
        """Send a frame; the code of the next one, which must be its answer."""
        self.send(cmd, body, req_id)
        answer = self.hear()
        assert answer["headers"] == {"req_id": req_id}
        return int(answer["errcode"])

    def subscribe(self, secret: str = BOT_SETTINGS.aibot_secret) -> int:
        return self.ask("aibot_subscribe", {"bot_id": BOT, "secret": secret})


@contextmanager
def called(host: str, *, is_subscribed: bool = True) -> Iterator[Caller]:
    """Connected, and gone at the end."""
    with connect(f"ws://{host}/sandbox/wecom/ws", proxy=None) as opened:
        caller = Caller(opened)
        if is_subscribed:
            assert caller.subscribe() == 0
        yield caller
