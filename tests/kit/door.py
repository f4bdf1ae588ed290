"""The web server's place: hands requests to an ASGI app."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

from bot.ingress import AsgiApp

Reply = tuple[int, bytes]

SERVER = ThreadPoolExecutor(1, thread_name_prefix="server")
"""A thread of its own: where a browser is steered, the test's thread has a running event loop already."""


def knock(door: AsgiApp, headers: Mapping[str, str], body: bytes) -> Reply:
    """One POST, as a server would bring it; gives status and body."""
    return SERVER.submit(lambda: asyncio.run(_ask(door, headers, body))).result()


def request(door: AsgiApp, method: str, query: Mapping[str, str], body: bytes) -> Reply:
    """One request with parameters in its address."""
    return SERVER.submit(lambda: asyncio.run(_ask(door, {}, body, method, urlencode(query)))).result()


async def _ask(door: AsgiApp, headers: Mapping[str, str], body: bytes, method: str = "POST", query: str = "") -> Reply:
    scope = {
        "type": "http",
        "method": method,
        "path": "/",
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    await door(scope, receive, send)
    return int(sent[0]["status"]), b"".join(message.get("body", b"") for message in sent[1:])
