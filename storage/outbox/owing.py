"""Owing a message, in the transaction of whatever it tells of."""

from datetime import datetime
from typing import Any

from sqlalchemy import case, or_, text
from sqlmodel import Session

from storage.database import at_end
from storage.outbox.message import LANE, OUTBOX, Owed
from storage.statement import Kind, Prepared
from storage.tables import MessageState

_WOKEN = "woken_lanes"


def _owe(kind: Kind) -> Any:
    """A living card that is owed already becomes due sooner, more urgent, an answer, under the present key."""
    owing = kind.insert(OUTBOX).inline()
    new = owing.excluded
    return owing.on_conflict_do_update(
        index_elements=["card"],
        index_where=text("state = 'PENDING' AND card IS NOT NULL"),
        set_={
            "key": new.key,
            "due_at": case((OUTBOX.c.due_at > new.due_at, new.due_at), else_=OUTBOX.c.due_at),
            "urgency": case((OUTBOX.c.urgency > new.urgency, new.urgency), else_=OUTBOX.c.urgency),
            "reply_to": case((new.reply_to != "", new.reply_to), else_=OUTBOX.c.reply_to),
        },
    )


def _wake(kind: Kind) -> Any:
    waking = kind.insert(LANE)
    new = waking.excluded
    is_sooner, is_more_urgent = LANE.c.due_at > new.due_at, LANE.c.urgency > new.urgency
    return waking.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "due_at": case((or_(LANE.c.due_at.is_(None), is_sooner), new.due_at), else_=LANE.c.due_at),
            "urgency": case((or_(LANE.c.due_at.is_(None), is_more_urgent), new.urgency), else_=LANE.c.urgency),
        },
    )


_OWED = (
    "lane", "key", "subject", "card", "notice", "reply_to", "replaces", "urgency", "due_at", "created_at", "state",
    "attempts", "put_off", "message", "error",
)  # fmt: skip
_OWING = Prepared(_owe, given=_OWED)
_WAKING = Prepared(_wake, given=("key", "due_at", "urgency", "owner"))


def enqueue(session: Session, owed: Owed, *, now: datetime) -> None:
    """Owe a message. A living card that is owed already is not owed twice."""
    values = {
        "lane": owed.lane, "key": owed.key, "subject": owed.subject, "card": owed.card, "notice": owed.notice,
        "reply_to": owed.reply_to, "replaces": owed.replaces, "urgency": int(owed.wait), "due_at": owed.due_at,
        "created_at": now, "state": MessageState.PENDING, "attempts": 0, "put_off": 0, "message": "",
        "error": "",
    }  # fmt: skip
    _OWING.count(session, values)
    _wake_later(session, owed.lane, owed.due_at, int(owed.wait))


def _wake_later(session: Session, lane: str, due_at: datetime, urgency: int) -> None:
    """Have the lane looked at. Every command writes to the same few lanes: they are locked last, and in one order."""
    lanes: dict[str, tuple[datetime, int]] | None = session.info.get(_WOKEN)
    if lanes is None:
        lanes = session.info[_WOKEN] = {}
        at_end(session, _wake_all)
    sooner, more_urgent = lanes.get(lane, (due_at, urgency))
    lanes[lane] = min(sooner, due_at), min(more_urgent, urgency)


def _wake_all(session: Session) -> None:
    woken = session.info.pop(_WOKEN)
    rows = [
        {"key": lane, "due_at": at, "urgency": urgency, "owner": ""} for lane, (at, urgency) in sorted(woken.items())
    ]
    _WAKING.each(session, rows)
