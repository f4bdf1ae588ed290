"""Deliveries by number: short words for what the tests of the inbox do."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from storage.database import Database
from storage.inbox import INBOX, Arrival, Inbox, Stored

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)


def arrival(number: int, *, at: datetime = NOW, delivery: str = "") -> Arrival:
    """The delivery of this number."""
    return Arrival(delivery or f"feishu:om_{number}", "feishu", "im.message.receive_v1", b'{"n":%d}' % number, at)


def rows(database: Database) -> list[Any]:
    """All there are, in order."""
    with database.read() as session:
        return list(session.execute(select(INBOX).order_by(INBOX.c.seq)))


def stored(one: Inbox, number: int, **fields: Any) -> Stored:
    """Keep one that has not come before."""
    kept = one.store(arrival(number, **fields)).result(5)
    assert kept is not None
    return kept


def run_together(works: list[Callable[[], None]]) -> None:
    """Each on a thread of its own."""
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
