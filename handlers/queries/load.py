"""How full the work centres are."""

from datetime import datetime, timedelta, tzinfo

from sqlmodel import Session

from core.planning.plan.load import Load, load_of
from storage.bookings import bookings_before
from storage.counters import data_version
from storage.shop import load_shop


def load(session: Session, days: int, *, now: datetime, zone: tzinfo) -> Load:
    """The load of so many days from today on, from what is booked now."""
    kept = bookings_before(session, now + timedelta(days=days + 1))
    return load_of(load_shop(session, now, data_version(session), zone, bookings=kept), days)
