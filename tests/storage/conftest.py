"""A database of each kind, open and closed again."""

from collections.abc import Iterator

import pytest

from storage.database import Database
from storage.inbox import Inbox


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """An empty database with the present schema."""
    opened = Database(database_url)
    yield opened
    opened.close()


@pytest.fixture
def second(database: Database) -> Iterator[Database]:
    """Another process's view of the same database."""
    opened = Database(database.url)
    yield opened
    opened.close()


@pytest.fixture
def ours(database: Database) -> Inbox:
    """This process's side of the inbox."""
    return Inbox(database, "us")


@pytest.fixture
def theirs(second: Database) -> Inbox:
    """Another process's side."""
    return Inbox(second, "them")
