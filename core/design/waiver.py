"""Starting by a drawing that is not released: asked for by one person, granted by another, for so long."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlmodel import Field

from core.design import events
from core.design.errors import (
    DesignDatePast,
    StartWaiverByTwo,
    StartWaiverDecided,
    StartWaiverOver,
    StartWaiverTooLong,
)
from core.entity import Entity, aware_column
from core.events import Event

LONGEST_DAYS = 180


class StartWaiverState(StrEnum):
    """Where a waiver is."""

    ASKED = "ASKED"
    GRANTED = "GRANTED"
    REFUSED = "REFUSED"


class StartWaiver(Entity, table=True):
    """One permission for one order, by name and with a reason; nothing of it holds after `until`."""

    __tablename__ = "start_waiver"

    id: int | None = Field(default=None, primary_key=True)
    order_no: str = Field(index=True)
    state: StartWaiverState = StartWaiverState.ASKED
    reason: str
    until: date
    asked_by: str
    asked_at: datetime = Field(sa_column=aware_column())
    decided_by: str = ""
    decided_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    refusal: str = ""

    def holds(self, today: date) -> bool:
        """It was granted, and its last day is not over."""
        return self.state is StartWaiverState.GRANTED and today <= self.until

    def is_pending(self, today: date) -> bool:
        """Somebody has still to decide, and it would be worth something."""
        return self.state is StartWaiverState.ASKED and today <= self.until

    def ask(self, *, today: date) -> list[Event]:
        """Ask for it, until a day that is neither over nor so distant that the gate would be open for good."""
        latest = today + timedelta(days=LONGEST_DAYS)
        if self.until < today:
            raise DesignDatePast(day=self.until)
        if self.until > latest:
            raise StartWaiverTooLong(limit=LONGEST_DAYS, latest=latest)
        return [
            events.StartWaiverAsked(
                at=self.asked_at, subject=self.order_no, person=self.asked_by, reason=self.reason, until=self.until
            )
        ]

    def grant(self, person: str, *, today: date, now: datetime) -> list[Event]:
        """Somebody else than who has asked allows it, as long as there is something left to allow."""
        if self.state is StartWaiverState.ASKED and self.until < today:
            raise StartWaiverOver(order_no=self.order_no, until=self.until)
        self._decide(StartWaiverState.GRANTED, person, "", now)
        return [events.StartWaiverGranted(at=now, subject=self.order_no, person=person, until=self.until)]

    def refuse(self, person: str, reason: str, *, now: datetime) -> list[Event]:
        """It is not to be started like that."""
        self._decide(StartWaiverState.REFUSED, person, reason, now)
        return [events.StartWaiverRefused(at=now, subject=self.order_no, person=person, reason=reason)]

    def _decide(self, state: StartWaiverState, person: str, reason: str, now: datetime) -> None:
        if self.state is not StartWaiverState.ASKED:
            raise StartWaiverDecided(order_no=self.order_no)
        if state is StartWaiverState.GRANTED and person == self.asked_by:
            raise StartWaiverByTwo(who=[])
        self.state, self.decided_by, self.decided_at, self.refusal = state, person, now, reason
