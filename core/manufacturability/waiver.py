"""A permission to break a rule: asked for by one, granted by another, until a day."""

from datetime import date, datetime, timedelta
from decimal import ROUND_UP, Decimal
from enum import StrEnum

from sqlmodel import Field

from core.entity import Entity, aware_column
from core.events import Event
from core.manufacturability.errors import DfmWaiverDecided, DfmWaiverPast, DfmWaiverTooLong

LONGEST_DAYS = 180
_KEPT = Decimal("0.000001")


def kept_excess(excess: Decimal) -> Decimal:
    """An excess as it is kept: with six decimals, and never less than it is, or a waiver would not cover its own."""
    return excess.quantize(_KEPT, ROUND_UP)


class DfmWaiverState(StrEnum):
    """How far a waiver has come."""

    ASKED = "ASKED"
    GRANTED = "GRANTED"
    REFUSED = "REFUSED"
    EXPIRED = "EXPIRED"


class DfmWaiverAsked(Event):
    """Somebody wants a rule waived for a design; the subject is the waiver's number."""

    of: str
    rule_id: str
    reason: str
    until: date
    person: str


class DfmWaiverGranted(Event):
    """A second person allows it."""

    of: str
    rule_id: str
    until: date
    person: str


class DfmWaiverRefused(Event):
    """A second person does not."""

    of: str
    rule_id: str
    reason: str
    person: str


class DfmWaiverExpired(Event):
    """Its last day is over: the rule holds again."""

    of: str
    rule_id: str


class DfmWaiverChased(Event):
    """Nobody has decided in time: `level` 1 reminds those who can, 2 asks the coordinator."""

    of: str
    level: int


class Waiver(Entity, table=True):
    """One rule, one design, one reason, two people, and an end."""

    __tablename__ = "dfm_waiver"

    waiver_no: str = Field(primary_key=True)
    revision: int = Field(default=1, ge=1)
    subject: str = Field(index=True)
    """The number of the order or design task."""
    line_no: int = 1
    rule_id: str
    attribute: str
    actual: str
    """What was to be allowed, …"""
    limit: str
    excess: Decimal = Field(max_digits=24, decimal_places=6)
    """… so far beyond the limit: what is further beyond is not allowed by it."""
    state: DfmWaiverState = DfmWaiverState.ASKED
    reason: str
    until: date
    """The last day it holds."""
    asked_by: str
    asked_at: datetime = Field(sa_column=aware_column())
    decided_by: str = ""
    decided_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    decision: str = ""

    @property
    def is_followed(self) -> bool:
        """It may still be decided about, or end."""
        return self.state in (DfmWaiverState.ASKED, DfmWaiverState.GRANTED)

    def ask(self, *, today: date) -> list[Event]:
        """Ask for it, until a day that is not over. One with a distant end is a rule that should be changed."""
        latest = today + timedelta(days=LONGEST_DAYS)
        if self.until < today:
            raise DfmWaiverPast(day=self.until)
        if self.until > latest:
            raise DfmWaiverTooLong(limit=LONGEST_DAYS, latest=latest)
        return [
            DfmWaiverAsked(
                at=self.asked_at, subject=self.waiver_no, of=self.subject, rule_id=self.rule_id, reason=self.reason,
                until=self.until, person=self.asked_by,
            )
        ]  # fmt: skip

    def grant(self, person: str, *, now: datetime) -> list[Event]:
        """A second person allows it; who may is seen to before, and that it is not the one who asked."""
        self._decide(DfmWaiverState.GRANTED, person, now)
        return [
            DfmWaiverGranted(
                at=now, subject=self.waiver_no, of=self.subject, rule_id=self.rule_id, until=self.until, person=person
            )
        ]

    def refuse(self, person: str, reason: str, *, now: datetime) -> list[Event]:
        """A second person does not allow it."""
        self._decide(DfmWaiverState.REFUSED, person, now)
        self.decision = reason
        return [
            DfmWaiverRefused(
                at=now, subject=self.waiver_no, of=self.subject, rule_id=self.rule_id, reason=reason, person=person
            )
        ]

    def expire(self, *, today: date, now: datetime) -> list[Event]:
        """Its last day is over, granted or never decided about."""
        if self.until >= today or not self.is_followed:
            return []
        self.state, self.revision = DfmWaiverState.EXPIRED, self.revision + 1
        return [DfmWaiverExpired(at=now, subject=self.waiver_no, of=self.subject, rule_id=self.rule_id)]

    def chase(self, level: int, *, now: datetime) -> list[Event]:
        """Nobody has decided; nothing to do about one that is decided."""
        if self.state is not DfmWaiverState.ASKED:
            return []
        return [DfmWaiverChased(at=now, subject=self.waiver_no, of=self.subject, level=level)]

    def is_in_force(self, today: date) -> bool:
        """It allows something on this day, whether or not anybody has noticed that it is over."""
        return self.state is DfmWaiverState.GRANTED and today <= self.until

    def covers(self, rule_id: str, attribute: str, excess: Decimal) -> bool:
        """It allows that an attribute breaks this rule by so much."""
        return (rule_id, attribute) == (self.rule_id, self.attribute) and excess <= self.excess

    def _decide(self, state: DfmWaiverState, person: str, now: datetime) -> None:
        if self.state is not DfmWaiverState.ASKED:
            raise DfmWaiverDecided(waiver_no=self.waiver_no, status=self.state)
        self.state, self.revision = state, self.revision + 1
        self.decided_by, self.decided_at = person, now
