"""Changes in stories that are not about how they are asked for or decided: approved from the start."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any

import pytest
from sqlmodel import Session

from cards.changes.description import Description, Section
from cards.wording import Wording
from core.changes import Affected, ChangeKind, ChangeReason, ChangeRequest, Location, Need, Stakes
from core.changes.approval import ApprovalMode, Ask
from handlers.bus import HANDLERS
from handlers.changes.commands import ApplyChange
from handlers.changes.kinds import KINDS, Kind
from handlers.changes.noticing import owe_dispositions, owe_notices
from handlers.context import Context
from handlers.queries.names import Names
from handlers.sender import TONGPIN
from tests.kit.changing import FIRST
from tests.kit.changing import change as change_of
from tests.kit.room import Room

CHANGE = FIRST
the_change = change_of
DECIDES = "shen.xie"
SUMMARY = "外壳改用阻燃料"


def touching(
    monkeypatch: pytest.MonkeyPatch, affected: Sequence[Affected] = (), locations: Sequence[Location] = (), *,
    orders: Collection[str] = (),
) -> None:  # fmt: skip
    """Engineering changes touch this, in place of what they would."""

    def describe(change: ChangeRequest, session: Session, names: Names, words: Wording, today: date) -> Description:
        return Description(SUMMARY, (Section("差异", ("外壳料 ABS → PC",)),))

    def apply(change: ChangeRequest, ctx: Context) -> None:
        owe_notices(change, affected, ctx)
        owe_dispositions(change, locations, ctx)

    kind = Kind(describe, apply, orders=lambda change, session: orders)
    monkeypatch.setitem(KINDS, ChangeKind.ENGINEERING, kind)


def approved(room: Room, *, by: str = "zhao.gong", stakes: Stakes | None = None) -> None:
    """Everybody who decides has agreed to a change of this person's."""

    def work(ctx: Context) -> None:
        now = ctx.now
        change, _ = ChangeRequest.draft(
            CHANGE, ChangeKind.ENGINEERING, "SW-300", base="A", requester=by, chat="", now=now
        )
        change.submit({}, base="A", reason_code=ChangeReason.COMPLIANCE, reason="", now=now)
        change.assess({}, stakes or Stakes(), now=now)
        route = [Ask(1, "1", ApprovalMode.ALL, Need.REQUIRED, (DECIDES,))]
        change.start_review(route, {}, due_at=now, now=now)
        agreed = change.approve(DECIDES, due_at=now, now=now)
        ctx.uow.add(change)
        ctx.uow.record(*agreed)

    within(room, work)


def within(room: Room, work: Callable[[Context], Any]) -> None:
    """Done in a unit of work of the program's own, with everybody told, and with what is owed by it."""
    original = HANDLERS[ApplyChange]
    HANDLERS[ApplyChange] = lambda cmd, ctx: work(ctx)
    try:
        outcome = room.program.bus.execute(ApplyChange(change_no=CHANGE), sender=TONGPIN, now=room.now)
    finally:
        HANDLERS[ApplyChange] = original
    for owed in outcome.owed:
        room.program.worker.take(owed)
    room.settle()
