"""What the tests of the machinery start from."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot.clock import ManualClock
from storage.database import Database
from tests.bot.posts import Post, draw


@pytest.fixture
def clock() -> ManualClock:
    """Monday, 23 November 2026, 09:00 at the factory."""
    return ManualClock(datetime(2026, 11, 23, 1, tzinfo=UTC))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty database with the present schema, once on each kind."""
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def post(database: Database, clock: ManualClock, monkeypatch: pytest.MonkeyPatch) -> Post:
    """An outbox whose subjects are counters instead of orders: what is drawn is not under test."""
    monkeypatch.setattr("bot.outbound.courier.draw", draw)
    return Post(database, clock)
