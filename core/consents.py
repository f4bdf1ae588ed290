"""Consents: whoever pays for a plan that somebody else wants is asked before it goes live."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from core.entity import json_column
from core.errors import NotAllowed, WrongState
from core.events import Event


class RushAsked(Event):
    """Somebody wants an order, the subject, made before others."""

    person: str


class ConsentGiven(Event):
    """Somebody whose orders become late by a plan agrees."""

    person: str


class ConsentRefused(Event):
    """Somebody whose orders become late by a plan does not agree; that is the end of it."""

    person: str
    reason: str


class ConsentsWaived(Event):
    """A manager decides for those who have not agreed."""

    person: str
    reason: str
    waived: list[str]
    """Who was not waited for any longer."""


class ConsentMissing(WrongState):
    """`plan_version` makes orders of `people` late, who have not agreed yet."""


class NotAskedForConsent(NotAllowed):
    """Nothing of this person's becomes late by it; `who` is asked."""


class NothingToWaive(WrongState):
    """Everybody has agreed to `plan_version` already."""


class Consented(SQLModel):
    """The part of `Plan` that holds who has to agree, and whether they have."""

    plan_version: str
    revision: int
    consents: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(json_column(), nullable=False))
    """Per person asked: `person`, `orders` of theirs that become late, `at` when they agreed (None: not yet)."""
    waived_by: str = ""
    waived_reason: str = ""

    @property
    def awaited(self) -> list[str]:
        """Who has not agreed yet, and is still waited for."""
        return [] if self.waived_by else [it["person"] for it in self.consents if it["at"] is None]

    def ask_consent(self, orders_of: Mapping[str, Sequence[str]], asker: str, *, now: datetime) -> None:
        """These people's orders become late. Whoever wants the plan agrees by wanting it."""
        self.consents = [
            {"person": person, "orders": list(orders), "at": now.isoformat() if person == asker else None}
            for person, orders in sorted(orders_of.items())
        ]

    def require_consents(self) -> None:
        """Refuse to go on while somebody is waited for."""
        if self.awaited:
            raise ConsentMissing(plan_version=self.plan_version, people=self.awaited)

    def agree(self, person: str, *, now: datetime) -> list[Event]:
        """One of those who pay agrees; a second tap is not news."""
        self.require_asked(person)
        if person not in self.awaited:
            return []
        self.consents = [it | {"at": now.isoformat()} if it["person"] == person else it for it in self.consents]
        self.revision += 1
        return [ConsentGiven(at=now, subject=self.plan_version, person=person)]

    def waive(self, person: str, reason: str, *, now: datetime) -> list[Event]:
        """A manager takes it upon himself."""
        waived = self.awaited
        if not waived:
            raise NothingToWaive(plan_version=self.plan_version)
        self.waived_by, self.waived_reason = person, reason
        self.revision += 1
        return [ConsentsWaived(at=now, subject=self.plan_version, person=person, reason=reason, waived=waived)]

    def require_asked(self, person: str) -> None:
        """Only those who pay are asked."""
        asked = [it["person"] for it in self.consents]
        if person not in asked:
            raise NotAskedForConsent(who=asked)
