"""A platform's limits for a whole app, shared by every sender on every replica.

GCRA: one moment per limit, the theoretical arrival time. Each message moves it on by the interval; it may run
ahead of now by the burst.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update
from sqlmodel import Session

from storage.database import insert_into
from storage.tables import RateBudget, core_table

BUDGET = core_table(RateBudget)
_ARRIVAL = select(BUDGET.c.arrival_at).where(BUDGET.c.key == bindparam("limit")).with_for_update()
_MOVING = update(BUDGET).where(BUDGET.c.key == bindparam("limit")).values(arrival_at=bindparam("moved"))


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `burst` messages at once, and one per `interval` in the long run."""

    interval: timedelta
    burst: int

    def room(self, arrival: datetime, now: datetime) -> int:
        """How many may go now."""
        return max(0, (now + self.burst * self.interval - self._sane(arrival, now)) // self.interval)

    def free_at(self, arrival: datetime, now: datetime) -> datetime:
        """When the next one may go."""
        return self._sane(arrival, now) - (self.burst - 1) * self.interval

    def after(self, arrival: datetime, count: int, now: datetime) -> datetime:
        """The arrival time once so many have gone."""
        return self._sane(arrival, now) + count * self.interval

    def _sane(self, arrival: datetime, now: datetime) -> datetime:
        # Further ahead than a full burst only when the clock was set back: nobody waits for it to catch up.
        return min(max(now, arrival), now + self.burst * self.interval)


@dataclass(frozen=True, slots=True)
class Room:
    """What the limits allow now, and when they next allow something."""

    count: int
    free_at: datetime
    arrivals: Mapping[str, datetime]


def look(session: Session, limits: Mapping[str, Rate], *, now: datetime) -> Room:
    """What all of these limits (by key) allow together. Keeps other senders from them until the transaction ends."""
    arrivals = {key: _locked(session, key, now) for key in sorted(limits)}
    count = min(rate.room(arrivals[key], now) for key, rate in limits.items())
    free_at = max(rate.free_at(arrivals[key], now) for key, rate in limits.items())
    return Room(count, free_at, arrivals)


def spend(session: Session, limits: Mapping[str, Rate], room: Room, count: int, *, now: datetime) -> None:
    """So many messages go now."""
    moved = [
        {"limit": key, "moved": rate.after(room.arrivals[key], count, now)} for key, rate in sorted(limits.items())
    ]
    session.connection().execute(_MOVING, moved)


def take(session: Session, limits: Mapping[str, Rate], wanted: int, *, now: datetime) -> int:
    """How many of these messages may go now; they count as gone."""
    room = look(session, limits, now=now)
    allowed = min(wanted, room.count)
    if allowed > 0:
        spend(session, limits, room, allowed, now=now)
    return max(0, allowed)


def _locked(session: Session, key: str, now: datetime) -> datetime:
    connection, chosen = session.connection(), {"limit": key}
    arrival: datetime | None = connection.execute(_ARRIVAL, chosen).scalar()
    if arrival is not None:
        return arrival
    connection.execute(insert_into(session, BUDGET).values(key=key, arrival_at=now).on_conflict_do_nothing())
    first: datetime = connection.execute(_ARRIVAL, chosen).scalar_one()
    return first
