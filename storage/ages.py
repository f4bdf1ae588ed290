"""How fresh each source of data is."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session

from core.planning.factory.records import DataAge
from storage.tables import SourceState, core_table

SOURCE = core_table(SourceState)

LIMITS = {"stock": timedelta(hours=48), "purchase_orders": timedelta(hours=72)}
"""How old a source may be before a promise says so."""

RISK_SCAN = "risk_scan"
"""Under this name it is noted when it was last looked how sure every date is; no promise rests on it."""


FLOOR = "floor"
"""Under this name it is noted when production last reported something; how often it should depends on its work."""


def source_ages(session: Session) -> tuple[DataAge, ...]:
    """Each source with when it was last confirmed; None for one that has never been heard of."""
    rows = session.execute(select(SOURCE.c.source, SOURCE.c.confirmed_at))
    known: dict[str, datetime] = {row.source: row.confirmed_at for row in rows}
    return tuple(DataAge(source, known.get(source), limit) for source, limit in LIMITS.items())


def confirm_source(session: Session, source: str, at: datetime) -> None:
    """A source has just told its values, changed or not."""
    state = session.get(SourceState, source) or SourceState(source=source, confirmed_at=at)
    state.confirmed_at = at
    session.add(state)


def confirmed_at(session: Session, source: str) -> datetime | None:
    """When this source was heard of last."""
    found = session.get(SourceState, source)
    return found.confirmed_at if found is not None else None


def was_confirmed(session: Session, source: str) -> bool:
    """This source has been heard of."""
    return session.execute(select(SOURCE.c.source).where(SOURCE.c.source == source)).first() is not None
