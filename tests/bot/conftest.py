"""What the tests of the machinery start from."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot.clock import ManualClock
from storage.database import Database
from tests.bot.doors import House
from tests.bot.machine import Machine
from tests.bot.posts import Post, draw
from tests.bot.wecom_doors import WecomHouse


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
    monkeypatch.setattr("bot.outbound.courier.is_followed", lambda session, subject, kind: True)
    return Post(database, clock)


@pytest.fixture
def house(database: Database, clock: ManualClock) -> Iterator[House]:
    """A door with a running worker behind it."""
    made = House(database, clock)
    made.machine.worker.start()
    yield made
    made.machine.worker.stop()


@pytest.fixture
def wecom_house(database: Database, clock: ManualClock) -> Iterator[WecomHouse]:
    """WeCom's doors with a running worker behind them."""
    made = WecomHouse(database, clock)
    made.machine.worker.start()
    yield made
    made.stop()
    made.corp.close()


@pytest.fixture
def machine(database: Database, clock: ManualClock) -> Iterator[Machine]:
    """A running worker over a real inbox."""
    made = Machine(database, clock)
    made.worker.start()
    yield made
    made.worker.stop()
