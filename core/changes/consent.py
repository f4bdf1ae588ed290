"""Customer consent: what a customer could see is not changed before they have agreed, or a manager answers for it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from core.changes import errors, followed
from core.changes.notice import LAST_LEVEL, next_asked
from core.changes.stakes import Stakes
from core.changes.status import ChangeStatus
from core.entity import Entity, aware_column, json_column
from core.events import Event
from core.fields import Note, OptionalName


class CustomerConsent(Entity, table=True):
    """One customer's consent to one change, or a manager's decision to do without."""

    __tablename__ = "customer_consent"
    __table_args__ = (UniqueConstraint("change_no", "customer", "asked_at"),)

    id: int | None = Field(default=None, primary_key=True)
    change_no: str = Field(foreign_key="change_request.change_no", index=True)
    customer: str = ""
    """Their code; empty where no open order tells whose it is: whoever buys it."""
    orders: list[str] = Field(default_factory=list, sa_column=Column(json_column(), nullable=False))
    owner: str
    """Of sales: who asks the customer."""
    asked_at: datetime = Field(sa_column=aware_column())
    granted_by: OptionalName = ""
    """The customer's contact."""
    granted_on: date | None = None
    evidence: Note = ""
    """How it was given, and where that is kept."""
    recorded_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    recorded_by: str = ""
    waived_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    waived_by: str = ""
    waived_reason: Note = ""
    escalation_level: int = Field(default=0, ge=0, le=LAST_LEVEL)

    @property
    def is_settled(self) -> bool:
        """The customer agrees, or a manager answers for it."""
        return self.recorded_at is not None or self.waived_at is not None


class Consenting(SQLModel):
    """The part of `ChangeRequest` that waits for customers between approval and effect."""

    if TYPE_CHECKING:
        change_no: str
        revision: int
        status: ChangeStatus
        submitted_at: datetime | None
        consents: list[CustomerConsent]

        @property
        def at_stake(self) -> Stakes:
            """What hangs on it."""
            ...

    @property
    def current_consents(self) -> list[CustomerConsent]:
        """Those to what it says now: what was agreed to before it was written down differently counts no more."""
        since = self.submitted_at
        return [it for it in self.consents if since is None or it.asked_at >= since]

    @property
    def awaited_customers(self) -> list[str]:
        """Whose consent is still missing."""
        return [it.customer for it in self.current_consents if not it.is_settled]

    def ask_customers(self, asked: Mapping[str, tuple[str, Sequence[str]]], *, now: datetime) -> list[Event]:
        """These customers (code to who asks them, and their orders) have to agree, if they could see the difference."""
        self._require_approved()
        known = {it.customer for it in self.current_consents}
        fresh = [code for code in sorted(asked) if code not in known] if self.at_stake.is_customer_visible else []
        for code in fresh:
            owner, orders = asked[code]
            self.consents.append(
                CustomerConsent(change_no=self.change_no, customer=code, owner=owner, orders=list(orders), asked_at=now)
            )
        if not fresh:
            return []
        self.revision += 1
        return [
            followed.CustomerAsked(at=now, subject=self.change_no, customer=code, owner=asked[code][0])
            for code in fresh
        ]

    def require_customers(self) -> None:
        """Refuse to come into effect before every customer who could see it has agreed."""
        is_unasked = self.at_stake.is_customer_visible and not self.current_consents
        if is_unasked or self.awaited_customers:
            raise errors.CustomersNotAgreed(change_no=self.change_no, customers=self.awaited_customers)

    def consent_of(self, customer: str) -> CustomerConsent:
        """What this customer was asked; refused when it was not."""
        found = next((it for it in self.current_consents if it.customer == customer), None)
        if found is None:
            raise errors.CustomerNotAsked(change_no=self.change_no)
        return found

    def record_consent(
        self, customer: str, granted_by: str, granted_on: date, evidence: str, person: str, *, today: date,
        now: datetime,
    ) -> list[Event]:  # fmt: skip
        """A customer agrees: who of them, on which day, and how that is known. Told again it is not news."""
        consent = self.consent_of(customer)
        if consent.is_settled:
            return []
        self._require_approved()
        if granted_on > today:
            raise errors.ConsentNotGivenYet(day=granted_on, today=today)
        consent.granted_by, consent.granted_on, consent.evidence = granted_by, granted_on, evidence
        consent.recorded_at, consent.recorded_by = now, person
        self.revision += 1
        return [
            followed.CustomerConsented(
                at=now, subject=self.change_no, customer=customer, granted_by=granted_by, evidence=evidence,
                person=person,
            )
        ]  # fmt: skip

    def waive_customers(self, person: str, reason: str, *, now: datetime) -> list[Event]:
        """A manager answers for those who have not agreed."""
        self._require_approved()
        waived = [it for it in self.current_consents if not it.is_settled]
        if not waived:
            raise errors.NoCustomerAwaited(change_no=self.change_no)
        for consent in waived:
            consent.waived_at, consent.waived_by, consent.waived_reason = now, person, reason
        self.revision += 1
        customers = [it.customer for it in waived]
        return [
            followed.CustomersWaived(at=now, subject=self.change_no, customers=customers, person=person, reason=reason)
        ]

    def chase_consent(
        self, customer: str, level: int, lead: str, coordinator: str, managers: Sequence[str], *, now: datetime
    ) -> list[Event]:
        """Nobody has noted an answer: go one step up the line. Nothing happens once it is there, or not awaited."""
        consent = next((it for it in self.current_consents if it.customer == customer and not it.is_settled), None)
        if consent is None or self.status is not ChangeStatus.APPROVED or level <= consent.escalation_level:
            return []
        following = next_asked(level, ([consent.owner], [lead], [coordinator], list(managers)))
        if following is None:
            return []
        consent.escalation_level, chased = following
        self.revision += 1
        return [
            followed.ConsentChased(
                at=now, subject=self.change_no, customer=customer, level=consent.escalation_level, chased=chased
            )
        ]

    def _require_approved(self) -> None:
        if self.status is not ChangeStatus.APPROVED:
            raise errors.ConsentNotAwaited(change_no=self.change_no, status=self.status)
