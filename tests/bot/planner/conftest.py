"""Planners with real processes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.clock import ManualClock
from bot.planner import line
from bot.planner.processes import Limits
from handlers.computing import COMPUTATIONS
from storage.database import Database
from tests.bot.planner.desk import Desk
from tests.bot.planner.mischief import COMPUTED
from tests.kit.fixtures import open_room as open_room
from tests.kit.fixtures import quiet_url as quiet_url

OpenDesk = Callable[..., Desk]


@pytest.fixture
def open_desk(
    database: Database, clock: ManualClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[OpenDesk]:
    """Opens planners on the test's database, and closes them."""
    for command, computation in COMPUTED.items():
        monkeypatch.setitem(COMPUTATIONS, command, computation)
    monkeypatch.setattr(line, "TURN_SECONDS", 0.05)
    opened: list[Desk] = []

    def open_one(name: str = "us", **limits: float) -> Desk:
        opened.append(Desk(database, clock, tmp_path, Limits(**limits), name))
        return opened[-1]

    yield open_one
    for desk in opened:
        desk.planner.close()


@pytest.fixture
def desk(open_desk: OpenDesk) -> Desk:
    """One planner with the usual limits."""
    return open_desk()
