"""Who may do a thing that only one process may do at a time."""

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlmodel import Session

from storage.database import insert_into
from storage.tables import Lease, core_table

LEASES = core_table(Lease)

LEASE = timedelta(seconds=15)
"""How long it stays with somebody who gives no sign of life."""


def take(session: Session, name: str, owner: str, *, now: datetime) -> bool:
    """Whether it is the owner's now: it was free, or its time had run out, or it was theirs already."""
    until = now + LEASE
    statement = (
        insert_into(session, LEASES)
        .values(name=name, owner=owner, until=until)
        .on_conflict_do_update(
            index_elements=["name"],
            set_={"owner": owner, "until": until},
            where=or_(LEASES.c.until < now, LEASES.c.owner == owner),
        )
        .returning(LEASES.c.owner)
    )
    return session.execute(statement).first() is not None


def renew(session: Session, name: str, owner: str, *, now: datetime) -> bool:
    """Keep it. False when somebody else has taken it, or had it, meanwhile."""
    ours = (LEASES.c.name == name, LEASES.c.owner == owner)
    kept = session.execute(update(LEASES).where(*ours).values(until=now + LEASE).returning(LEASES.c.owner))
    return kept.first() is not None


def give_back(session: Session, name: str, owner: str) -> bool:
    """Leave it to the next. False when it was no longer theirs."""
    ours = (LEASES.c.name == name, LEASES.c.owner == owner)
    return session.execute(delete(LEASES).where(*ours).returning(LEASES.c.owner)).first() is not None


def is_held(session: Session, name: str, owner: str) -> bool:
    """The fence: whether it is still theirs, and until this transaction ends nobody can take it."""
    ours = (LEASES.c.name == name, LEASES.c.owner == owner)
    return session.execute(select(LEASES.c.owner).where(*ours).with_for_update()).first() is not None


def holder(session: Session, name: str, *, now: datetime) -> str:
    """Whose it is now; empty when it is nobody's."""
    held = (LEASES.c.name == name, LEASES.c.until >= now)
    return session.execute(select(LEASES.c.owner).where(*held)).scalar() or ""


def forget_all(session: Session) -> None:
    """At the start of the only process (SQLite): whoever held one is gone."""
    session.execute(delete(LEASES))
