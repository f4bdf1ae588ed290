"""Owing a message, in the transaction of whatever it tells of."""

from datetime import datetime
from typing import Any

from sqlalchemy import case, or_, text
from sqlmodel import Session

from storage.database import at_end, insert_into
from storage.outbox.message import LANE, OUTBOX, Owed
from storage.tables import MessageState

_WOKEN = "woken_lanes"


def enqueue(session: Session, owed: Owed, *, now: datetime) -> None:
    """Owe a message. A living card that is owed already is not owed twice."""
    values = {
        "lane": owed.lane, "key": owed.key, "subject": owed.subject, "card": owed.card, "notice": owed.notice,
        "reply_to": owed.reply_to, "replaces": owed.replaces, "urgency": int(owed.wait), "due_at": owed.due_at,
        "created_at": now, "state": MessageState.PENDING, "attempts": 0, "message": "", "error": "",
    }  # fmt: skip
    statement = insert_into(session, OUTBOX).values(values)
    if owed.card is not None:
        statement = statement.on_conflict_do_update(
            index_elements=["card"],
            index_where=text("state = 'PENDING' AND card IS NOT NULL"),
            set_=_coalesced(owed),
        )
    session.execute(statement)
    _wake(session, owed.lane, owed.due_at, int(owed.wait))


def _coalesced(owed: Owed) -> dict[str, Any]:
    """What a second debt of the same card changes: it is due sooner, more urgent, an answer, under the present key."""
    changes: dict[str, Any] = {
        "key": owed.key,
        "due_at": case((OUTBOX.c.due_at > owed.due_at, owed.due_at), else_=OUTBOX.c.due_at),
        "urgency": case((OUTBOX.c.urgency > int(owed.wait), int(owed.wait)), else_=OUTBOX.c.urgency),
    }
    return changes | ({"reply_to": owed.reply_to} if owed.reply_to else {})


def _wake(session: Session, lane: str, due_at: datetime, urgency: int) -> None:
    """Have the lane looked at. Every command writes to the same few lanes: they are locked last, and in one order."""
    lanes: dict[str, tuple[datetime, int]] | None = session.info.get(_WOKEN)
    if lanes is None:
        lanes = session.info[_WOKEN] = {}
        at_end(session, _wake_all)
    sooner, more_urgent = lanes.get(lane, (due_at, urgency))
    lanes[lane] = min(sooner, due_at), min(more_urgent, urgency)


def _wake_all(session: Session) -> None:
    for lane, (due_at, urgency) in sorted(session.info.pop(_WOKEN).items()):
        is_sooner = or_(LANE.c.due_at.is_(None), LANE.c.due_at > due_at)
        changes = {
            "due_at": case((is_sooner, due_at), else_=LANE.c.due_at),
            "urgency": case((or_(LANE.c.due_at.is_(None), LANE.c.urgency > urgency), urgency), else_=LANE.c.urgency),
        }
        statement = insert_into(session, LANE).values(key=lane, due_at=due_at, urgency=urgency, owner="")
        session.execute(statement.on_conflict_do_update(index_elements=["key"], set_=changes))
