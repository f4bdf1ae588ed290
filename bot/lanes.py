"""Deliveries in hand, and the queues in which they wait for their turn."""

import queue
import zlib
from concurrent.futures import Future
from dataclasses import dataclass, field

from bot.inbound import Answer
from bot.platforms.port import Inbound
from handlers.command import Command
from storage.inbox import Stored


@dataclass(slots=True, eq=False)
class Task:
    """One delivery, and how far it has come."""

    stored: Stored
    done: "Future[Answer]" = field(default_factory=Future)
    inbound: Inbound | None = None
    computed: "Future[Command] | None" = None
    is_begun: bool = False
    """Noted, of what was left to us."""
    rests: int = 0
    """How often it has left its lane to come back later."""


Lane = queue.SimpleQueue[Task | None]


class Lanes:
    """Queues side by side. What has the same key always waits in the same one, and so keeps its order."""

    def __init__(self, count: int) -> None:
        self.all: list[Lane] = [queue.SimpleQueue() for _ in range(count)]

    def of(self, key: str) -> Lane:
        """The one for a key."""
        return self.all[zlib.crc32(key.encode()) % len(self.all)]
