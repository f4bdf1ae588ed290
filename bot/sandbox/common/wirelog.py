"""The last wire messages in both directions, with secrets masked, for the page's drawer."""

import re
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any

from bot.sandbox.common import jsons

_KEPT = 500
_RAW_LIMIT = 64 * 1024
_KEPT_BYTES = 256 * 1024
_MASK = "••••"
_CREDENTIALS = re.compile(r"\b([tc]-)[0-9A-Za-z]{20,}|((?:access_key|ticket)=)[0-9A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request with its answer, before masking; `body` None stands for the parsed `raw`."""

    direction: str
    channel: str
    method: str
    path: str
    kind: str
    raw: bytes
    status: int
    answer_raw: bytes
    body: Any = None
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    message_id: str = ""
    attempt: int = 1


class WireLog:
    """Thread-safe ring of exchanges."""

    def __init__(self, secrets: Iterable[str]) -> None:
        # Very short secrets would mask half of every text.
        self._secrets = tuple(secret for secret in secrets if len(secret) >= 4)
        self._entries: deque[tuple[int, int, Exchange]] = deque(maxlen=_KEPT)
        self._seq = 0
        self._lock = Lock()

    @property
    def seq(self) -> int:
        """Number of the newest entry."""
        return self._seq

    def record(self, exchange: Exchange, at: int) -> None:
        """Keep one exchange; `at` in epoch milliseconds."""
        with self._lock:
            self._seq += 1
            self._entries.append((self._seq, at, _within_bounds(exchange)))

    def since(self, seq: int, limit: int = 200) -> list[dict[str, Any]]:
        """The newest `limit` entries after `seq`, oldest first, masked."""
        with self._lock:
            newer = [entry for entry in self._entries if entry[0] > seq][-limit:]
        # Masking is for readers: calls are many, readers are few.
        return [self._masked(*entry) for entry in newer]

    def _masked(self, seq: int, at: int, exchange: Exchange) -> dict[str, Any]:
        answer = _parsed(exchange.answer_raw)
        return {
            "seq": seq,
            "at": at,
            "direction": exchange.direction,
            "channel": exchange.channel,
            "method": exchange.method,
            "path": exchange.path,
            "query": dict(exchange.query),
            "status": exchange.status,
            "kind": exchange.kind,
            "message_id": exchange.message_id or _made(answer),
            "attempt": exchange.attempt,
            "headers": {name: self._mask(value) for name, value in exchange.headers.items()},
            "raw": self._mask(_readable(exchange.raw)),
            "body": self._mask_tree(_parsed(exchange.raw) if exchange.body is None else exchange.body),
            "answer_raw": self._mask(_readable(exchange.answer_raw)),
            "answer": self._mask_tree(answer),
        }

    def _mask(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, _MASK)
        return _CREDENTIALS.sub(lambda match: (match[1] or match[2]) + _MASK, text)

    def _mask_tree(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._mask(value)
        if isinstance(value, Mapping):
            return {key: self._mask_tree(item) for key, item in value.items()}
        return [self._mask_tree(item) for item in value] if isinstance(value, list) else value


def _within_bounds(exchange: Exchange) -> Exchange:
    """Files that went over the wire are not kept in memory."""
    if max(len(exchange.raw), len(exchange.answer_raw)) <= _KEPT_BYTES:
        return exchange
    return replace(exchange, raw=exchange.raw[:_RAW_LIMIT], answer_raw=exchange.answer_raw[:_RAW_LIMIT])


def _made(answer: Any) -> str:
    """The id of the message that a call made."""
    if not isinstance(answer, dict):
        return ""
    data = answer.get("data")
    return str(data.get("message_id", "")) if isinstance(data, dict) else str(answer.get("msgid", ""))


def _readable(raw: bytes) -> str:
    if b"\0" in raw[:_RAW_LIMIT]:
        return f"<{len(raw)} bytes>"
    return raw[:_RAW_LIMIT].decode("utf-8", errors="replace")


def _parsed(raw: bytes) -> Any:
    if not raw:
        return None
    try:
        return jsons.parse(raw)
    except ValueError:
        return _readable(raw)
