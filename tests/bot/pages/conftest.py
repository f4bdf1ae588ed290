"""A room with a desk; on SQLite, unless a test is about the database."""

from collections.abc import Iterator

import pytest

from tests.bot.pages.desk import Desk
from tests.databases import Databases
from tests.kit import Room
from tests.kit.factory import load_quiet
from tests.kit.fixtures import open_room, room  # noqa: F401


@pytest.fixture
def quiet_url(databases: Databases) -> Iterator[str]:
    """The sample factory without any order."""
    with databases.fresh("sqlite", like=databases.template("sqlite", "quiet", load_quiet)) as url:
        yield url


@pytest.fixture
def postgres_quiet_url(databases: Databases) -> Iterator[str]:
    """The same on PostgreSQL."""
    with databases.fresh("postgresql", like=databases.template("postgresql", "quiet", load_quiet)) as url:
        yield url


@pytest.fixture
def desk(room: Room) -> Desk:  # noqa: F811
    return Desk(room)
