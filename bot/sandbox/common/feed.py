"""A numbered list of what changed, for a page that wants to follow along."""

from collections import deque
from dataclasses import dataclass
from threading import Condition
from typing import Any

_KEPT = 5000


@dataclass(frozen=True, slots=True)
class Change:
    """Something is different now: `kind` is message, chat, person or state."""

    seq: int
    kind: str
    chat_id: str = ""
    message_id: str = ""
    open_id: str = ""

    def as_json(self) -> dict[str, Any]:
        """For the page."""
        return {
            "seq": self.seq,
            "kind": self.kind,
            "chat_id": self.chat_id,
            "message_id": self.message_id,
            "open_id": self.open_id,
        }


class Feed:
    """Thread-safe. Numbers begin at 1 with each process, so a reader from before is told to start over."""

    def __init__(self) -> None:
        self._changes: deque[Change] = deque(maxlen=_KEPT)
        self._seq = 0
        self._news = Condition()

    @property
    def seq(self) -> int:
        """Number of the newest change."""
        return self._seq

    def publish(self, kind: str, *, chat_id: str = "", message_id: str = "", open_id: str = "") -> None:
        """Tell everybody."""
        with self._news:
            self._seq += 1
            self._changes.append(Change(self._seq, kind, chat_id, message_id, open_id))
            self._news.notify_all()

    def since(self, seq: int, *, timeout: float = 0.0) -> dict[str, Any]:
        """What changed after `seq`; waits up to `timeout` real seconds for news."""
        with self._news:
            self._news.wait_for(lambda: self._seq != seq, timeout=timeout)
            is_reset = seq > self._seq or self._seq - seq > len(self._changes)
            newer = [] if is_reset else [change.as_json() for change in self._changes if change.seq > seq]
            return {"seq": self._seq, "is_reset": is_reset, "changes": newer}


class Subscription:
    """Follows a feed from the moment it was made; usable as a context manager."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._seq = feed.seq

    def wait(self, timeout: float) -> dict[str, Any]:
        """The news since the last call; an empty list after `timeout` seconds of silence."""
        news = self._feed.since(self._seq, timeout=timeout)
        self._seq = news["seq"]
        return news

    def __enter__(self) -> "Subscription":
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is held."""
