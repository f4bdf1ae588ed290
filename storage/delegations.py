"""Who is away, and who decides meanwhile."""

from datetime import datetime

from sqlmodel import Session, col, select

from core.delegations import Delegation


def delegations_on(session: Session, at: datetime) -> list[Delegation]:
    """Those that count at this moment, the oldest first."""
    found = select(Delegation).where(
        col(Delegation.ended_at).is_(None), col(Delegation.from_at) <= at, col(Delegation.until) > at
    )
    return list(session.exec(found.order_by(col(Delegation.id))))


def delegations_of(session: Session, person: str, now: datetime) -> list[Delegation]:
    """This person's that count or will count, the earliest first."""
    found = select(Delegation).where(
        Delegation.person == person, col(Delegation.ended_at).is_(None), col(Delegation.until) > now
    )
    return list(session.exec(found.order_by(col(Delegation.from_at), col(Delegation.id))))


def delegated_to(session: Session, person: str, now: datetime) -> list[Delegation]:
    """Those by which this person decides for others, or will; the earliest first."""
    found = select(Delegation).where(
        Delegation.delegate == person, col(Delegation.ended_at).is_(None), col(Delegation.until) > now
    )
    return list(session.exec(found.order_by(col(Delegation.from_at), col(Delegation.id))))
