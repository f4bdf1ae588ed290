"""A platform's limits for a whole app, shared by every sender on every replica.

GCRA: one moment per limit, the theoretical arrival time. Each message moves it on by the interval; it may run
ahead of now by the burst.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select, update
from sqlmodel import Session

from storage.statement import Prepared
from storage.tables import RateBudget, core_table

BUDGET = core_table(RateBudget)
_ARRIVALS = Prepared(
    lambda kind: (
        select(BUDGET.c.key, BUDGET.c.arrival_at)
        .where(kind.among(BUDGET.c.key, "limits"))
        .order_by(BUDGET.c.key)
        .with_for_update()
    )
)
_MOVING = Prepared(
    lambda _: update(BUDGET).where(BUDGET.c.key == bindparam("limit")).values(arrival_at=bindparam("moved"))
)
_FIRST = Prepared(lambda kind: kind.insert(BUDGET).on_conflict_do_nothing(), given=("key", "arrival_at"))


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `burst` messages at once, and one per `interval` in the long run."""

    interval: timedelta
    burst: int
    handful: int = 1
    """Once none may go, so many are waited for: fewer and larger rounds, and not less in the long run."""

    def room(self, arrival: datetime, now: datetime) -> int:
        """How many may go now."""
        return max(0, (now + self.burst * self.interval - self._sane(arrival, now)) // self.interval)

    def free_at(self, arrival: datetime, now: datetime) -> datetime:
        """When the next ones may go."""
        if self.room(arrival, now):
            return now
        return self._sane(arrival, now) - (self.burst - self.handful) * self.interval

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
    arrivals = _locked(session, sorted(limits), now)
    sane = {key: rate.after(arrivals[key], 0, now) for key, rate in sorted(limits.items())}
    if nearer := {key: arrival for key, arrival in sane.items() if arrival < arrivals[key]}:
        # The clock was set back: not written down, it would be as far ahead at the next look.
        _MOVING.each(session, [{"limit": key, "moved": arrival} for key, arrival in nearer.items()])
        arrivals |= nearer
    count = min(rate.room(arrivals[key], now) for key, rate in limits.items())
    free_at = max(rate.free_at(arrivals[key], now) for key, rate in limits.items())
    return Room(count, free_at, arrivals)


def spend(session: Session, limits: Mapping[str, Rate], room: Room, count: int, *, now: datetime) -> datetime:
    """So many messages go now. Gives when more may."""
    moved = {key: rate.after(room.arrivals[key], count, now) for key, rate in sorted(limits.items())}
    if count:
        _MOVING.each(session, [{"limit": key, "moved": arrival} for key, arrival in moved.items()])
    return max(rate.free_at(moved[key], now) for key, rate in limits.items())


def take(session: Session, limits: Mapping[str, Rate], wanted: int, *, now: datetime) -> int:
    """How many of these messages may go now; they count as gone."""
    room = look(session, limits, now=now)
    allowed = min(wanted, room.count)
    if allowed > 0:
        spend(session, limits, room, allowed, now=now)
    return max(0, allowed)


def _locked(session: Session, keys: list[str], now: datetime) -> dict[str, datetime]:
    found = {row.key: row.arrival_at for row in _ARRIVALS.rows(session, {"limits": keys})}
    if len(found) == len(keys):
        return found
    _FIRST.each(session, [{"key": key, "arrival_at": now} for key in keys if key not in found])
    return _locked(session, keys, now)
