"""One HTTP request: as bytes for a socket, or straight into an ASGI app."""

from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from dataclasses import dataclass
from typing import Any

CHUNK = 65_536
"""What the server hands on at a time."""

AsgiApp = Callable[..., Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Request:
    """A POST to `target`, which is a path with its query. Its length is told beforehand, or not (`is_chunked`)."""

    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    is_chunked: bool = False

    def raw(self) -> bytes:
        """What goes over the wire, its length told."""
        told = "".join(f"{name}: {value}\r\n" for name, value in self.headers)
        head = f"POST {self.target} HTTP/1.1\r\nHost: 127.0.0.1\r\n{told}Content-Length: {len(self.body)}\r\n\r\n"
        return head.encode() + self.body

    async def into(self, app: AsgiApp) -> int:
        """Call an app without a socket; the status of its answer."""
        status, chunks = 0, self._chunks()

        async def receive() -> MutableMapping[str, Any]:
            return next(chunks)

        async def send(message: MutableMapping[str, Any]) -> None:
            nonlocal status
            status = message.get("status", status)

        await app(self._scope(), receive, send)
        return status

    def _scope(self) -> dict[str, Any]:
        path, _, query = self.target.partition("?")
        told = () if self.is_chunked else (("content-length", str(len(self.body))),)
        headers = [(name.lower().encode(), value.encode()) for name, value in (*self.headers, *told)]
        return {"type": "http", "method": "POST", "path": path, "query_string": query.encode(), "headers": headers}

    def _chunks(self) -> Iterator[MutableMapping[str, Any]]:
        for start in range(0, max(1, len(self.body)), CHUNK):
            more = start + CHUNK < len(self.body)
            yield {"type": "http.request", "body": self.body[start : start + CHUNK], "more_body": more}
