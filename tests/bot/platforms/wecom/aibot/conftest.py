"""A long connection and the platform it leads to."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.platforms.wecom.aibot.connection import AibotConnection
from tests.bot.platforms.wecom.aibot.bodies import SENT_AT
from tests.bot.platforms.wecom.aibot.sockets import BOT_ID, QUICK, SECRET, Office, Platform, gateway, wait_until

Make = Callable[..., AibotConnection]


@pytest.fixture
def platform() -> Iterator[Platform]:
    with gateway() as state:
        yield state


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def make(platform: Platform, office: Office) -> Iterator[Make]:
    """Makes connections that are stopped after the test."""
    made: list[AibotConnection] = []

    def build(**changes: Any) -> AibotConnection:
        settings: dict[str, Any] = {"lease": None, "pace": QUICK} | changes
        made.append(AibotConnection(platform.url, BOT_ID, SECRET, office.deliver, lambda: SENT_AT, **settings))
        return made[-1]

    yield build
    for each in made:
        each.stop()


@pytest.fixture
def connection(make: Make) -> AibotConnection:
    return make()


@pytest.fixture
def connected(platform: Platform, connection: AibotConnection) -> AibotConnection:
    connection.start()
    wait_until(lambda: connection.is_ours)
    return connection
