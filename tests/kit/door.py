"""The web server's place: hands requests to an ASGI app."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bot.ingress import FeishuDoor

Reply = tuple[int, bytes]

SERVER = ThreadPoolExecutor(1, thread_name_prefix="server")
"""A thread of its own: where a browser is steered, the test's thread has a running event loop already."""


def knock(door: FeishuDoor, headers: Mapping[str, str], body: bytes) -> Reply:
    """One POST, as a server would bring it; gives status and body."""
    return SERVER.submit(lambda: asyncio.run(_ask(door, headers, body))).result()


async def _ask(door: FeishuDoor, headers: Mapping[str, str], body: bytes) -> Reply:
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(dict(message))

    await door(scope, receive, send)
    return int(sent[0]["status"]), b"".join(message.get("body", b"") for message in sent[1:])
