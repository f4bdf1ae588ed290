"""Finding what can be taken back."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy import select as select_rows
from sqlmodel import Session, col, select

from core.undo import Undoable
from storage.tables import AuditEvent, core_table

AUDIT, UNDOABLE = core_table(AuditEvent), core_table(Undoable)
MOST = 20
"""Events looked at."""


def last_undoable(session: Session, person: str, now: datetime) -> Undoable | None:
    """What this person has done last of what can still be taken back; kept from other writers."""
    found = select(Undoable).where(
        Undoable.person == person, col(Undoable.undone_at).is_(None), col(Undoable.until) >= now
    )
    return session.exec(found.order_by(col(Undoable.id).desc()).limit(1).with_for_update()).first()


def forget_undoable(session: Session, subject: str, now: datetime) -> None:
    """What was done to a subject has been taken back in another way."""
    found = select(Undoable).where(Undoable.subject == subject, col(Undoable.undone_at).is_(None))
    for known in session.exec(found):
        known.undone_at = now


def prune(session: Session, *, before: datetime) -> None:
    """What could be taken back until some time before then cannot any more."""
    session.execute(delete(UNDOABLE).where(UNDOABLE.c.until < before))


def done_since(session: Session, person: str, since: datetime) -> list[dict[str, Any]]:
    """What a person has brought about since then, the last of it first: `action`, `subject`, `detail`."""
    found = select_rows(AUDIT.c.action, AUDIT.c.subject, AUDIT.c.detail, AUDIT.c.at).where(
        AUDIT.c.actor == person, AUDIT.c.at >= since
    )
    return [dict(row) for row in session.execute(found.order_by(AUDIT.c.seq.desc()).limit(MOST)).mappings()]
