"""Rooms for tests, once on each kind of database."""

from collections.abc import Callable, Iterator

import pytest

from tests.databases import Databases
from tests.kit.factory import load_quiet
from tests.kit.room import Room

OpenRoom = Callable[..., Room]


@pytest.fixture(params=["sqlite", "postgresql"])
def quiet_url(request: pytest.FixtureRequest, databases: Databases) -> Iterator[str]:
    """The sample factory without any order."""
    with databases.fresh(request.param, like=databases.template(request.param, "quiet", load_quiet)) as url:
        yield url


@pytest.fixture
def open_room(platform: str) -> Iterator[OpenRoom]:
    """Opens a room as told, and closes it after the test."""
    rooms: list[Room] = []

    def open_one(url: str, **options: object) -> Room:
        rooms.append(Room(url, **{"platform": platform, **options}))  # type: ignore[arg-type]
        return rooms[-1]

    yield open_one
    for room in rooms:
        room.close()


@pytest.fixture
def room(quiet_url: str, open_room: OpenRoom) -> Room:
    """A story in a factory without orders: the first one is ORD-2611-0001."""
    return open_room(quiet_url)


@pytest.fixture
def busy_room(busy_url: str, open_room: OpenRoom) -> Room:
    """A story in the factory of the sample, in full swing."""
    return open_room(busy_url)
