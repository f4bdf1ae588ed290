"""Alerts: one per cause, with one owner; one goes on when the risk becomes a fact, and resolves with its cause."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field

from core.entity import Entity, aware_column
from core.events import Event


class AlertKind(StrEnum):
    """What an alert is about."""

    OVERDUE = "OVERDUE"
    AT_RISK = "AT_RISK"


class AlertStatus(StrEnum):
    """Where an alert is."""

    OPEN = "OPEN"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    RESOLVED = "RESOLVED"


class AlertRaised(Event):
    """Something needs somebody's hand."""

    kind: AlertKind
    order_no: str
    owner: str


class AlertTurned(Event):
    """The same concern is another kind of it now: what was feared has happened."""

    kind: AlertKind
    order_no: str


class AlertAcknowledged(Event):
    """Its owner, or somebody for them, has taken it."""

    person: str


class AlertLetGo(Event):
    """Whoever had taken it takes that back: it is open again."""

    person: str


class AlertResolved(Event):
    """The cause is gone."""

    order_no: str


class Alert(Entity, table=True):
    """One cause for concern about one order."""

    __tablename__ = "alert"

    alert_no: str = Field(primary_key=True)
    kind: AlertKind
    order_no: str = Field(index=True)
    owner: str
    status: AlertStatus = Field(default=AlertStatus.OPEN, index=True)
    revision: int = 1
    raised_at: datetime = Field(sa_column=aware_column())
    acknowledged_by: str = ""
    acknowledged_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    resolved_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))

    @classmethod
    def raise_for(
        cls, alert_no: str, kind: AlertKind, order_no: str, *, owner: str, now: datetime
    ) -> tuple["Alert", list[Event]]:
        """A new cause for concern."""
        alert = cls(alert_no=alert_no, kind=kind, order_no=order_no, owner=owner, raised_at=now)
        return alert, [AlertRaised(at=now, subject=alert_no, kind=kind, order_no=order_no, owner=owner)]

    @property
    def is_over(self) -> bool:
        """Nothing will change any more."""
        return self.status is AlertStatus.RESOLVED

    def acknowledge(self, person: str, *, now: datetime) -> list[Event]:
        """Somebody takes it. A second tap is not news, nor is one on a resolved alert."""
        if self.status is not AlertStatus.OPEN:
            return []
        self.status, self.acknowledged_by, self.acknowledged_at = AlertStatus.ACKNOWLEDGED, person, now
        self.revision += 1
        return [AlertAcknowledged(at=now, subject=self.alert_no, person=person)]

    def let_go(self, person: str, *, now: datetime) -> list[Event]:
        """Whoever has taken it did so by mistake. Nothing happens where it is not theirs any more."""
        if self.status is not AlertStatus.ACKNOWLEDGED or self.acknowledged_by != person:
            return []
        self.status, self.acknowledged_by, self.acknowledged_at = AlertStatus.OPEN, "", None
        self.revision += 1
        return [AlertLetGo(at=now, subject=self.alert_no, person=person)]

    def hand_over(self, owner: str) -> None:
        """Somebody else answers for it from now on."""
        if owner != self.owner:
            self.owner = owner
            self.revision += 1

    def turn(self, kind: AlertKind, *, now: datetime) -> list[Event]:
        """The same concern is of this kind now: whoever had taken it as it was is asked again."""
        if kind is self.kind:
            return []
        self.kind, self.status = kind, AlertStatus.OPEN
        self.acknowledged_by, self.acknowledged_at = "", None
        self.revision += 1
        return [AlertTurned(at=now, subject=self.alert_no, kind=kind, order_no=self.order_no)]

    def resolve(self, *, now: datetime) -> list[Event]:
        """The cause is gone."""
        if self.status is AlertStatus.RESOLVED:
            return []
        self.status, self.resolved_at = AlertStatus.RESOLVED, now
        self.revision += 1
        return [AlertResolved(at=now, subject=self.alert_no, order_no=self.order_no)]
