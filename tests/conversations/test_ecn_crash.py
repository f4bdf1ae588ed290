"""A crash at any step of applying a change, of either kind, leaves it wholly in effect, with all it owes, or not."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, select

from core.changes import ChangeKind, ChangeStatus
from core.revisions import WorkDecision
from handlers.changes.commands import ApplyChange
from handlers.sender import TONGPIN
from storage.bookings import bookings_of
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
from tests.kit.order_changes import change_card
from tests.kit.stories import a_sold_order, the_order

ORDER, SELLER = "ORD-2611-0001", "lin.xiaoyan"
LARGE = "恒远 SW-300 700台 1月20日 白色 220V"
KILLED_AT = (16, 0)
"""Statements before which a process is killed; 0 is right before the end."""
FEWEST_STEPS = 20


class Killed(BaseException):
    """The process is gone."""


def agreed(room: Room) -> None:
    """A change that is approved, of something that an open order is made of; nothing has followed yet."""
    a_sold_order(room, LARGE)
    submitted(room)
    only_approve(room, FIRST)


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


def agreed_order(room: Room) -> None:
    """The same of what a customer has ordered."""
    a_sold_order(room, LARGE)
    room.says(SELLER, f"/changeorder {ORDER} 数量 400 黑色", to="sales")
    room.taps(SELLER, "确认变更", on=change_card(room))
    only_approve(room, FIRST)


def is_whole_order(room: Room) -> None:
    """As `is_whole`: the order, its date, its places, who is asked anew, and who is told."""
    order = the_order(room, ORDER)
    assert change(room).status is ChangeStatus.CLOSED
    assert (order.order_revision, order.lines[0].quantity, order.lines[0].spec["panel_colour"]) == (2, 400, "黑色")
    assert [it.cause for it in order.promises].count("changed") == 1
    with room.read() as session:
        assert min(it.qty for it in bookings_of(session, ORDER) if it.seq) == 400
        owed = set(session.execute(select(INBOX.c.delivery)).scalars())
        told = [row for row in session.execute(select(OUTBOX.c.key)).scalars() if row.startswith(f"rv{ORDER}.2.")]
    assert f"self:feasibility:{FIRST}" in owed
    assert told


AGREED = {ChangeKind.ENGINEERING: (agreed, is_whole), ChangeKind.ORDER: (agreed_order, is_whole_order)}


@pytest.mark.every_database
@pytest.mark.parametrize("kind", list(ChangeKind))
def test_broken_off_between_any_two_statements_nothing_of_it_is_there(room: Room, kind: ChangeKind) -> None:
    agree, is_all_there = AGREED[kind]
    agree(room)
    before, count = everything(room), 0

    while True:
        count += 1
        try:
            with killed_before(room, count):
                apply(room)
            break
        except Killed:
            assert everything(room) == before, count
    assert count > FEWEST_STEPS
    is_all_there(room)


@pytest.mark.every_database
@pytest.mark.parametrize("count", KILLED_AT)
@pytest.mark.parametrize("kind", list(ChangeKind))
def test_a_process_that_is_killed_leaves_nothing_of_it_and_the_next_one_does_all(
    room: Room, kind: ChangeKind, count: int
) -> None:
    agree, is_all_there = AGREED[kind]
    agree(room)
    before, url = everything(room), room.program.database.url
    told = [sys.executable, "-m", "tests.crash.applying", url, FIRST, room.now.isoformat(), str(count)]

    ended = subprocess.run(told, capture_output=True, text=True, timeout=120, check=False)

    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert everything(room) == before
    apply(room)
    is_all_there(room)


def test_what_is_in_effect_is_not_put_into_effect_again(room: Room) -> None:
    submitted(room)
    approve(room, FIRST)
    before = everything(room)

    with pytest.raises(Exception, match="IllegalChangeStep"):
        apply(room)

    assert everything(room) == before
