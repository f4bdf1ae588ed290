"""A long connection and the gateway it leads to."""

from collections.abc import Iterator

import pytest

from bot.platforms.feishu.long_connection import LongConnection
from tests.bot.platforms.feishu.pushes import APP_ID, SENT_AT
from tests.bot.platforms.feishu.sockets import Gateway, Office, gateway


@pytest.fixture
def platform() -> Iterator[Gateway]:
    with gateway() as state:
        yield state


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def connection(platform: Gateway, office: Office) -> Iterator[LongConnection]:
    made = LongConnection(platform, APP_ID, "s3cr3t", office.deliver, lambda: SENT_AT)
    yield made
    made.stop()
