"""The disk is full, the database locked or away: the platform hears an error and repeats, and nothing is lost."""

from collections.abc import Iterator
from datetime import timedelta
from time import monotonic, sleep

import pytest
from structlog.testing import capture_logs

from bot.clock import ManualClock
from storage.database import Database
from tests.bot.doors import House
from tests.bot.machine import wait_for
from tests.kit.trouble import KINDS, in_trouble

FIRST_REPEAT = timedelta(seconds=15)
HANGS_UP_SECONDS = 3
A_MOMENT_SECONDS = 0.5
LONG = "/neworder " + "很长的要求" * 4000
"""More than fits into the pages there are."""


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """What happens to the database."""
    return str(request.param)


@pytest.fixture(autouse=True)
def quiet_logs() -> Iterator[None]:
    """A traceback painted for a terminal takes seconds."""
    with capture_logs():
        yield


@pytest.fixture
def shop(request: pytest.FixtureRequest, kind: str, clock: ManualClock) -> Iterator[House]:
    """A door with a worker that is not running yet."""
    url = "sqlite_url" if KINDS[kind] == "sqlite" else "postgres_url"
    database = Database(request.getfixturevalue(url))
    made = House(database, clock)
    yield made
    made.machine.worker.stop()
    database.close()


def test_what_cannot_be_kept_is_refused_in_time_and_kept_when_it_comes_again(shop: House, kind: str) -> None:
    shop.machine.worker.start()
    before = shop.stored()

    with in_trouble(kind, shop.machine.database):
        began = monotonic()
        assert shop.says(LONG) == (500, b"")
        assert monotonic() - began < HANGS_UP_SECONDS
    assert shop.stored() == before
    shop.machine.clock.advance(FIRST_REPEAT)
    shop.tenant.deliver_due()

    assert shop.answers[-1] == (200, b"{}")
    assert len(shop.stored()) == len(before) + 1
    wait_for(lambda: LONG in shop.machine.ears.heard)
    assert shop.machine.ears.heard.count(LONG) == 1


@pytest.mark.parametrize("kind", ["locked", "away"])
def test_what_was_kept_before_is_handled_afterwards_in_its_order(shop: House, kind: str) -> None:
    for words in ("first", "second", "third"):
        assert shop.says(words) == (200, b"{}")

    with in_trouble(kind, shop.machine.database):
        shop.machine.worker.start()
        sleep(A_MOMENT_SECONDS)
        assert shop.machine.ears.heard == []
    wait_for(lambda: shop.machine.ears.heard[-1:] == ["third"])

    assert shop.machine.ears.heard == ["first", "second", "third"]
    assert shop.machine.ears.given_up == []
    assert set(shop.machine.states().values()) == {"DONE"}
