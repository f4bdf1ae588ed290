"""What is owed, what was given up, and when there is something to do."""

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, and_, case, delete, func, or_, select
from sqlmodel import Session

from storage.outbox.message import CARD, LANE, OUTBOX, Owed, Wait, is_on
from storage.outbox.owing import enqueue
from storage.statement import Prepared
from storage.tables import MessageState


def pending_count(session: Session) -> int:
    """How many messages are still owed."""
    return _count(session, MessageState.PENDING)


def dead_count(session: Session) -> int:
    """How many messages were given up and are still missing: see `dead_letters`."""
    return int(session.execute(select(func.count()).select_from(OUTBOX).where(*_still_missing())).scalar_one())


def _count(session: Session, state: MessageState) -> int:
    statement = select(func.count()).select_from(OUTBOX).where(OUTBOX.c.state == state)
    return int(session.execute(statement).scalar_one())


def lane_of(session: Session, message: str) -> str:
    """The lane a platform's message went out on; empty when it is none of ours, such as a forwarded copy."""
    if not message:
        return ""
    chosen = select(OUTBOX.c.lane).where(OUTBOX.c.message == message).limit(1)
    return session.execute(chosen).scalar() or ""


def card_of(session: Session, message: str) -> int | None:
    """The number of the living card that this message of ours shows or has shown; None where it is none."""
    chosen = select(OUTBOX.c.card).where(OUTBOX.c.message == message, OUTBOX.c.card.is_not(None)).limit(1)
    return session.execute(chosen).scalar() if message else None


def is_under_way(session: Session, lanes: Collection[str], *, owed_before: datetime) -> bool:
    """Something owed to one of these chats by then has been begun, and whether it arrived is not written down yet."""
    begun = (OUTBOX.c.state == MessageState.PENDING, OUTBOX.c.attempts > 0, OUTBOX.c.created_at <= owed_before)
    return session.execute(select(OUTBOX.c.seq).where(OUTBOX.c.lane.in_(lanes), *begun).limit(1)).first() is not None


def has_lane(session: Session, lane: str) -> bool:
    """Something has been owed to this chat before."""
    return session.execute(select(LANE.c.key).where(LANE.c.key == lane)).first() is not None


def dead_letters(session: Session, limit: int = 50) -> list[dict[str, Any]]:
    """What was given up, newest first, for people to see and send again.

    A card counts once, and no longer when it has been shown since, or is owed anew.
    """
    rows = session.execute(select(OUTBOX).where(*_still_missing()).order_by(OUTBOX.c.seq.desc()).limit(limit))
    return [dict(row) for row in rows.mappings()]


def _still_missing() -> tuple[ColumnElement[bool], ...]:
    dead, card = OUTBOX.c.state == MessageState.DEAD, OUTBOX.c.card
    newest = select(func.max(OUTBOX.c.seq)).where(dead, card.is_not(None)).group_by(card)
    behind = select(CARD.c.id).where(CARD.c.shown < CARD.c.wanted)
    owed = select(card).where(OUTBOX.c.state == MessageState.PENDING, card.is_not(None))
    return dead, or_(card.is_(None), and_(OUTBOX.c.seq.in_(newest), card.in_(behind), card.not_in(owed)))


def drop(session: Session, seq: int) -> bool:
    """Nobody needs this given-up message any more. False when there is no such dead letter."""
    dropped = delete(OUTBOX).where(OUTBOX.c.seq == seq, OUTBOX.c.state == MessageState.DEAD)
    return session.execute(dropped.returning(OUTBOX.c.seq)).first() is not None


def resend(session: Session, seq: int, *, now: datetime) -> bool:
    """Owe a given-up message once more, as one never tried. False when there is no such dead letter."""
    dead = (OUTBOX.c.seq == seq, OUTBOX.c.state == MessageState.DEAD)
    row = session.execute(select(OUTBOX).where(*dead).with_for_update()).one_or_none()
    if row is None:
        return False
    session.execute(delete(OUTBOX).where(*dead))
    owed = Owed(
        lane=row.lane, key=row.key, due_at=now, subject=row.subject, card=row.card, notice=row.notice,
        reply_to=row.reply_to, replaces=row.replaces, wait=Wait(row.urgency),
    )  # fmt: skip
    enqueue(session, owed, now=now)
    return True


def next_due(session: Session, on: Collection[str] = ()) -> datetime | None:
    """When there is next something to do (in lanes that one of these patterns fits) that nobody is doing."""
    due: datetime | None = _soonest(tuple(on)).rows(session, {})[0].due_at
    return due


@cache
def _soonest(on: tuple[str, ...]) -> Prepared:
    ready_at = _later(_later(LANE.c.due_at, LANE.c.free_at), LANE.c.lease_until)
    statement = select(func.min(ready_at).label("due_at")).where(LANE.c.due_at.is_not(None))
    return Prepared(lambda _: statement.where(or_(*map(is_on, on))) if on else statement)


def _later(moment: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[Any]:
    """The later of the two; the first when there is no other."""
    return case((other > moment, other), else_=moment)
