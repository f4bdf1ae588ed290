"""Substitutes that R&D allows for one order, one customer or some time: asked for by those who lack the material.

An approval is good for what it names and nothing else. What is allowed for every order is master data
(`supply.Substitute`) and no approval.
"""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlmodel import Field

from core.entity import Entity, aware_column
from core.errors import BadInput, NotAllowed, StaleCard, WrongState
from core.events import Event
from core.fields import Code

LONGEST_REASON = 300


class SubstituteState(StrEnum):
    """Where an approval is. One whose days are over stays `APPROVED`: it just covers nothing any more."""

    ASKED = "ASKED"
    APPROVED = "APPROVED"
    REFUSED = "REFUSED"
    REVOKED = "REVOKED"


class SubstituteScope(StrEnum):
    """What an approval is for."""

    ORDER = "ORDER"
    CUSTOMER = "CUSTOMER"
    PERIOD = "PERIOD"
    """Every order, for some days."""


class SubstituteAsked(Event):
    """Somebody wants one item used instead of another; R&D decides."""

    item: str
    substitute: str
    person: str


class SubstituteApproved(Event):
    """R&D allows it, for what it names."""

    item: str
    substitute: str
    person: str


class SubstituteRefused(Event):
    """R&D does not allow it."""

    item: str
    substitute: str
    person: str
    reason: str


class SubstituteRevoked(Event):
    """R&D has allowed it and does not any more. What has been kept for orders stays visible until it is exchanged."""

    item: str
    substitute: str
    person: str


class SubstituteUsed(Event):
    """An order, the subject, gets a substitute from the shelf instead of what it waited for."""

    number: str
    item: str
    substitute: str
    qty: Decimal


class SameItem(BadInput):
    """`item` is its own substitute."""


class SubstituteForAll(WrongState):
    """`substitute` may stand in for `item` in every order already."""


class AlreadyAllowed(WrongState):
    """`number` allows, or asks for, just that."""


class CircularSubstitute(WrongState):
    """By `substitute` in place of `item` something would contain itself."""


class PeriodMissing(BadInput):
    """Without an order or a customer it has to be said until which day `substitute` may stand in for `item`."""


class PeriodBackwards(BadInput):
    """From `valid_from` until `valid_until` is no time at all."""


class SubstituteDecided(WrongState):
    """`number` is decided: `state`."""


class OwnRequest(NotAllowed):
    """Whoever asks does not decide; `who` can."""


class SubstituteChanged(StaleCard):
    """`number` has moved on since the card was drawn."""


class SubstituteApproval(Entity, table=True):
    """One item instead of another, within its scope, as asked and as decided."""

    __tablename__ = "substitute_approval"

    number: str = Field(primary_key=True)
    revision: int = 1
    item: Code = Field(foreign_key="item.item_code", index=True)
    substitute: Code = Field(foreign_key="item.item_code")
    scope: SubstituteScope
    order_no: str = Field(default="", index=True)
    customer: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    """The last day on which it may be planned; none: as long as the order or the customer wants it."""
    reason: str
    asked_by: str
    asked_at: datetime = Field(sa_column=aware_column())
    state: SubstituteState = SubstituteState.ASKED
    decided_by: str = ""
    decided_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    decision: str = ""
    """Why it was refused."""

    @classmethod
    def ask(
        cls, number: str, item: str, substitute: str, *, order_no: str, customer: str, valid_from: date | None,
        valid_until: date | None, reason: str, person: str, now: datetime,
    ) -> "tuple[SubstituteApproval, list[Event]]":  # fmt: skip
        """Put it to R&D. Raises `SameItem`, `PeriodMissing` and `PeriodBackwards`."""
        if item == substitute:
            raise SameItem(item=item)
        if not (order_no or customer or valid_until):
            raise PeriodMissing(item=item, substitute=substitute)
        if valid_from and valid_until and valid_from > valid_until:
            raise PeriodBackwards(valid_from=valid_from, valid_until=valid_until)
        scope = SubstituteScope.CUSTOMER if customer else SubstituteScope.PERIOD
        made = cls(
            number=number, item=item, substitute=substitute, order_no=order_no, customer="" if order_no else customer,
            scope=SubstituteScope.ORDER if order_no else scope, valid_from=valid_from, valid_until=valid_until,
            reason=reason, asked_by=person, asked_at=now,
        )  # fmt: skip
        return made, [SubstituteAsked(at=now, subject=number, item=item, substitute=substitute, person=person)]

    def names(self, order_no: str, customer: str) -> bool:
        """Is the order within what it was asked for, whatever the day?"""
        match self.scope:
            case SubstituteScope.ORDER:
                return self.order_no == order_no
            case SubstituteScope.CUSTOMER:
                return self.customer == customer
            case SubstituteScope.PERIOD:
                return True

    def covers(self, order_no: str, customer: str, today: date) -> bool:
        """May the order be planned with the substitute on that day?"""
        is_in_force = self.state is SubstituteState.APPROVED and self.is_current(today)
        return is_in_force and self.names(order_no, customer)

    def is_current(self, today: date) -> bool:
        """Its days have begun and are not over."""
        has_begun = self.valid_from is None or self.valid_from <= today
        return has_begun and (self.valid_until is None or today <= self.valid_until)

    def is_like(self, other: "SubstituteApproval") -> bool:
        """The same items for the same orders."""
        mine, theirs = (
            (it.item, it.substitute, it.scope, it.order_no, it.customer, it.valid_from, it.valid_until)
            for it in (self, other)
        )
        return mine == theirs

    def approve(self, person: str, *, now: datetime) -> list[Event]:
        """R&D allows it."""
        if self.state is SubstituteState.APPROVED:
            return []
        self._decide(SubstituteState.APPROVED, person, "", now)
        return [
            SubstituteApproved(at=now, subject=self.number, item=self.item, substitute=self.substitute, person=person)
        ]

    def refuse(self, person: str, reason: str, *, now: datetime) -> list[Event]:
        """R&D does not allow it."""
        if self.state is SubstituteState.REFUSED:
            return []
        self._decide(SubstituteState.REFUSED, person, reason, now)
        return [
            SubstituteRefused(
                at=now, subject=self.number, item=self.item, substitute=self.substitute, person=person, reason=reason
            )
        ]

    def revoke(self, person: str, *, now: datetime) -> list[Event]:
        """R&D allows it no longer: nothing more is planned with it."""
        if self.state is SubstituteState.REVOKED:
            return []
        if self.state is not SubstituteState.APPROVED:
            raise SubstituteDecided(number=self.number, state=self.state)
        self.state, self.decided_by, self.decided_at = SubstituteState.REVOKED, person, now
        self.revision += 1
        return [
            SubstituteRevoked(at=now, subject=self.number, item=self.item, substitute=self.substitute, person=person)
        ]

    def require_revision(self, shown: int | None) -> None:
        """Refuse a click on a card that shows an older state."""
        if shown is not None and shown != self.revision:
            raise SubstituteChanged(number=self.number)

    def _decide(self, state: SubstituteState, person: str, reason: str, now: datetime) -> None:
        if self.state is not SubstituteState.ASKED:
            raise SubstituteDecided(number=self.number, state=self.state)
        self.state, self.decision = state, reason
        self.decided_by, self.decided_at = person, now
        self.revision += 1
