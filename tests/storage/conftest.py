"""A database of each kind, open and closed again."""

from collections.abc import Iterator

import pytest

from storage.database import Database


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
