"""Who decides while somebody is away."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlmodel import Field

from core.entity import Entity, aware_column
from core.errors import WrongState
from core.events import Event
from core.fields import Code, Note

LONGEST = timedelta(days=366)
"""Whoever is away for longer has left."""
MOST_STEPS = 8
"""Delegates of delegates; more is a mistake."""


class DelegationSet(Event):
    """The subject is away: `delegate` decides in their place."""

    delegate: str
    from_at: datetime
    until: datetime
    reason: str


class DelegationEnded(Event):
    """The subject decides again."""

    delegate: str


class OwnDelegate(WrongState):
    """Nobody stands in for themselves."""


class DelegationTooLong(WrongState):
    """Nobody stands in for longer than `days` days."""


class DelegationPast(WrongState):
    """It would end before it begins, or has ended already."""


class Delegation(Entity, table=True):
    """One person decides for another one, from a moment until another."""

    __tablename__ = "delegation"

    id: int | None = Field(default=None, primary_key=True)
    person: Code = Field(index=True)
    delegate: Code
    from_at: datetime = Field(sa_column=aware_column())
    until: datetime = Field(sa_column=aware_column())
    """The first moment at which they decide themselves again."""
    reason: Note = ""
    ended_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))

    @classmethod
    def agree(
        cls, person: str, delegate: str, *, from_at: datetime, until: datetime, reason: str, now: datetime
    ) -> tuple["Delegation", list[Event]]:
        """Somebody says who decides while they are away."""
        if person == delegate:
            raise OwnDelegate()
        if until <= max(from_at, now):
            raise DelegationPast()
        if until - from_at > LONGEST:
            raise DelegationTooLong(days=LONGEST.days)
        made = cls(person=person, delegate=delegate, from_at=from_at, until=until, reason=reason)
        told = DelegationSet(at=now, subject=person, delegate=delegate, from_at=from_at, until=until, reason=reason)
        return made, [told]

    def is_on(self, at: datetime) -> bool:
        """It counts at this moment."""
        return self.ended_at is None and self.from_at <= at < self.until

    def overlaps(self, from_at: datetime, until: datetime) -> bool:
        """It counts at some moment of this time."""
        return self.ended_at is None and self.from_at < until and from_at < self.until

    def end(self, *, now: datetime) -> list[Event]:
        """They are back earlier. Nothing happens to what is over."""
        if self.ended_at is not None or self.until <= now:
            return []
        self.ended_at = now
        return [DelegationEnded(at=now, subject=self.person, delegate=self.delegate)]


def acting_for(person: str, delegations: Iterable[Delegation], at: datetime, barred: Collection[str]) -> str:
    """Who decides for this person at this moment: themselves, their delegate, or that one's.

    Nobody of those `barred`: the chain stops before them. Where it leads back or does not end, everybody in it is away
    and it stays with the person, for whom the deadlines then ask others.
    """
    on = {each.person: each.delegate for each in sorted(delegations, key=lambda it: it.id or 0) if each.is_on(at)}
    acting, seen = person, {person}
    while acting in on and on[acting] not in barred:
        acting = on[acting]
        if acting in seen or len(seen) > MOST_STEPS:
            return person
        seen.add(acting)
    return acting
