"""A crash at any step of applying leaves a change either wholly applied, with all notices owed, or not at all."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, select

from core.changes import ChangeStatus
from core.revisions import WorkDecision
from handlers.changes.commands import ApplyChange
from handlers.sender import TONGPIN
from storage.inbox import INBOX
from storage.models import METADATA
from storage.outbox import OUTBOX
from tests.kit import Room
from tests.kit.changing import (
    FIRST,
    approve,
    change,
    impact,
    only_approve,
    parts_of,
    revision_of,
    submitted,
    work_orders,
)
from tests.kit.stories import a_sold_order, the_order

ORDER = "ORD-2611-0001"
LARGE = "恒远 SW-300 700台 1月20日 白色 220V"
KILLED_AT = (16, 0)
"""Statements before which a process is killed; 0 is right before the end."""
FEWEST_STEPS = 20


class Killed(BaseException):
    """The process is gone."""


@pytest.fixture
def agreed(room: Room) -> Room:
    """A change that is approved, of something that an open order is made of; nothing has followed yet."""
    a_sold_order(room, LARGE)
    submitted(room)
    only_approve(room, FIRST)
    return room


def everything(room: Room) -> dict[str, list[Any]]:
    """All that is kept."""
    with room.read() as session:
        return {table.name: sorted(map(repr, session.execute(select(table)).all())) for table in METADATA.sorted_tables}


@contextmanager
def killed_before(room: Room, count: int) -> Iterator[list[int]]:
    left = [count]

    def die(*_: Any) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise Killed

    engine = room.program.database._writing
    event.listen(engine, "before_cursor_execute", die)
    try:
        yield left
    finally:
        event.remove(engine, "before_cursor_execute", die)


def apply(room: Room) -> None:
    room.program.bus.execute(ApplyChange(change_no=FIRST), sender=TONGPIN, now=room.now)


def is_whole(room: Room) -> None:
    """Everything of it is there, what is owed included."""
    (work,) = work_orders(room, FIRST)
    assert (change(room).status, revision_of(room, "PCBA-SW3")) == (ChangeStatus.APPLIED, "B")
    assert (work.revision, work.decision, the_order(room).forecast_date) == (
        "B", WorkDecision.REBASED, impact(room).works[0].after,
    )  # fmt: skip
    assert "MCU-32G" in parts_of(room, ORDER)
    with room.read() as session:
        owed = set(session.execute(select(INBOX.c.delivery)).scalars())
        told = [row for row in session.execute(select(OUTBOX.c.key)).scalars() if row.startswith(f"rs{FIRST}.")]
    assert f"self:feasibility:{FIRST}" in owed
    assert any(delivery.startswith("self:rivals:PCBA-SW3") for delivery in owed)
    assert len(told) == 2


@pytest.mark.every_database
def test_broken_off_between_any_two_statements_nothing_of_it_is_there(agreed: Room) -> None:
    before, count = everything(agreed), 0

    while True:
        count += 1
        try:
            with killed_before(agreed, count):
                apply(agreed)
            break
        except Killed:
            assert everything(agreed) == before, count

    assert count > FEWEST_STEPS
    is_whole(agreed)


@pytest.mark.every_database
@pytest.mark.parametrize("count", KILLED_AT)
def test_a_process_that_is_killed_leaves_nothing_of_it_and_the_next_one_does_all(agreed: Room, count: int) -> None:
    before, url = everything(agreed), agreed.program.database.url
    told = [sys.executable, "-m", "tests.crash.applying", url, FIRST, agreed.now.isoformat(), str(count)]

    ended = subprocess.run(told, capture_output=True, text=True, timeout=120, check=False)

    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert everything(agreed) == before
    apply(agreed)
    is_whole(agreed)


def test_what_is_in_effect_is_not_put_into_effect_again(room: Room) -> None:
    submitted(room)
    approve(room, FIRST)
    before = everything(room)

    with pytest.raises(Exception, match="IllegalChangeStep"):
        apply(room)

    assert everything(room) == before
