"""The tenant behind a real HTTP server on loopback."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import uvicorn
from fastapi import FastAPI

from bot.sandbox.feishu import FeishuTenant
from bot.sandbox.feishu.http import router_for


class _Server(uvicorn.Server):
    """Stops with its thread, not with the process's signals."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextmanager
def served(tenant: FeishuTenant) -> Iterator[str]:
    """The origin to reach it under."""
    app = FastAPI()
    app.include_router(router_for(tenant))
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app,
        log_level="warning",
        http="h11",  # httptools would spell header names in lower case, which the stock SDK cannot read
        ws="websockets-sansio",  # the other one uses what websockets calls legacy
        timeout_graceful_shutdown=1,
    )
    server = _Server(config)
    thread = Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
