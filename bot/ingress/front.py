"""What all doors have in common: raw ASGI, because routing and models would cost more than everything else together."""

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

import structlog

from bot.inbound import Answer
from bot.metrics import REFUSED
from bot.platforms.port import Refused

log = structlog.get_logger()

MAX_BODY_BYTES = 1_000_000
"""More than any platform sends."""

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]


class FrontDoor:
    """Callbacks go straight to their door by exact path, everything else to the pages."""

    def __init__(self, doors: Mapping[str, AsgiApp], pages: AsgiApp) -> None:
        self._doors, self._pages = doors, pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection."""
        await self._doors.get(scope.get("path", ""), self._pages)(scope, receive, send)


class Reply:
    """What a request is answered with; `answer` when it carries what became of a click."""

    __slots__ = ("answer", "body", "headers", "status")

    def __init__(
        self,
        status: int,
        body: bytes = b"",
        answer: Answer | None = None,
        *,
        kind: bytes = b"application/json",
        headers: tuple[tuple[bytes, bytes], ...] = (),
    ) -> None:
        length = (b"content-length", str(len(body)).encode())
        self.status, self.body, self.answer = status, body, answer
        self.headers = [(b"content-type", kind), length, *headers]


async def give(reply: Reply, send: Send) -> None:
    """Send a reply off."""
    await send({"type": "http.response.start", "status": reply.status, "headers": reply.headers})
    await send({"type": "http.response.body", "body": reply.body})


def refuse(platform: str, refused: Refused) -> Reply:
    """The status and nothing else; the reason goes to the log."""
    REFUSED.labels(platform, str(refused.status)).inc()
    log.warning("callback_refused", platform=platform, status=refused.status, reason=refused.reason)
    return Reply(refused.status)


def too_large(platform: str) -> Reply:
    """More than any platform sends, or broken off. What has not been read would be taken for the next request."""
    REFUSED.labels(platform, "400").inc()
    return Reply(400, headers=((b"connection", b"close"),))


def headers_of(scope: Scope) -> dict[str, str]:
    """The request's headers, names in lower case."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def query_of(scope: Scope) -> dict[str, str]:
    """The address's parameters; of those that stand twice the last."""
    raw = scope.get("query_string", b"").decode("latin-1")
    return dict(parse_qsl(raw, keep_blank_values=True, max_num_fields=20)) if raw.count("&") < 20 else {}


async def read_body(headers: Mapping[str, str], receive: Receive) -> bytes | None:
    """The whole body; None when it is larger than any platform sends, or breaks off."""
    told = headers.get("content-length", "")
    if told.isdecimal() and int(told) > MAX_BODY_BYTES:
        return None
    chunks, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > MAX_BODY_BYTES:
            return None
        chunks.append(chunk)
        if not message.get("more_body", False):
            return b"".join(chunks)
