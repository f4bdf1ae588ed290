"""Handing over what somebody answers for: it moves only when the receiver accepts; until then nothing has changed."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field

from core.entity import Entity, aware_column
from core.errors import BadInput, NotAllowed, WrongState
from core.events import Event
from core.fields import Code, Note


class HandOverState(StrEnum):
    """Where an offer is."""

    OFFERED = "OFFERED"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"
    LAPSED = "LAPSED"
    """Nobody has answered, or it was no longer the giver's to give."""


class HandOverOffered(Event):
    """`giver`'s part is offered to `receiver`; it stays with `giver` meanwhile."""

    kind: str
    ref: str
    giver: str
    receiver: str
    reason: str


class HandOverAccepted(Event):
    """The receiver answers for it from now on."""

    kind: str
    ref: str
    giver: str
    receiver: str


class HandOverDeclined(Event):
    """It stays where it is."""

    receiver: str
    reason: str


class HandOverWithdrawn(Event):
    """The giver keeps it after all."""

    person: str


class HandOverLapsed(Event):
    """Nobody has answered in time: it stays where it is."""

    giver: str
    receiver: str


class HandOverDecided(WrongState):
    """`handover_no` is `state`: it is over."""


class NotTheReceiver(NotAllowed):
    """It is offered to somebody else; `who` can accept it."""


class HandOverToSelf(BadInput):
    """`person` has it already."""


class AlreadyOffered(WrongState):
    """It is being offered to `person` already, with `handover_no`."""


class HandOver(Entity, table=True):
    """One offer to take something over."""

    __tablename__ = "handover"

    handover_no: str = Field(primary_key=True)
    revision: int = Field(default=1, ge=1)
    kind: Code
    """What is handed over, a key: `order`, `node`, `department`, `alert`, …"""
    ref: str = Field(index=True)
    """The number of the order, alert, …"""
    part: str = ""
    """Which part of it: the node, or the department."""
    giver: str
    receiver: str
    offered_by: str
    """The giver, or somebody who acts for them."""
    reason: Note = ""
    offered_at: datetime = Field(sa_column=aware_column())
    lapses_at: datetime = Field(sa_column=aware_column())
    state: HandOverState = Field(default=HandOverState.OFFERED, index=True)
    decided_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    answer: Note = ""

    @classmethod
    def offer(
        cls, handover_no: str, kind: str, ref: str, part: str, *, giver: str, receiver: str, by: str, reason: str,
        lapses_at: datetime, now: datetime,
    ) -> tuple["HandOver", list[Event]]:  # fmt: skip
        """Ask somebody to take it over."""
        if giver == receiver:
            raise HandOverToSelf(person=receiver)
        made = cls(
            handover_no=handover_no, kind=kind, ref=ref, part=part, giver=giver, receiver=receiver, offered_by=by,
            reason=reason, offered_at=now, lapses_at=lapses_at,
        )  # fmt: skip
        offered = HandOverOffered(
            at=now, subject=handover_no, kind=kind, ref=ref, giver=giver, receiver=receiver, reason=reason
        )
        return made, [offered]

    @property
    def is_open(self) -> bool:
        """Nobody has answered yet."""
        return self.state is HandOverState.OFFERED

    def accept(self, person: str, *, now: datetime) -> list[Event]:
        """The receiver takes it; a second tap is not news."""
        self.require_receiver(person)
        if self.state is HandOverState.ACCEPTED:
            return []
        self._decide(HandOverState.ACCEPTED, now)
        return [
            HandOverAccepted(
                at=now, subject=self.handover_no, kind=self.kind, ref=self.ref, giver=self.giver,
                receiver=self.receiver,
            )
        ]  # fmt: skip

    def decline(self, person: str, reason: str, *, now: datetime) -> list[Event]:
        """The receiver does not take it."""
        self.require_receiver(person)
        self._decide(HandOverState.DECLINED, now)
        self.answer = reason
        return [HandOverDeclined(at=now, subject=self.handover_no, receiver=self.receiver, reason=reason)]

    def withdraw(self, person: str, *, now: datetime) -> list[Event]:
        """It is not offered any longer; a second tap is not news."""
        if self.state is HandOverState.WITHDRAWN:
            return []
        self._decide(HandOverState.WITHDRAWN, now)
        return [HandOverWithdrawn(at=now, subject=self.handover_no, person=person)]

    def lapse(self, *, now: datetime) -> list[Event]:
        """The time is over; nothing happens once somebody has answered."""
        if not self.is_open:
            return []
        self._decide(HandOverState.LAPSED, now)
        return [HandOverLapsed(at=now, subject=self.handover_no, giver=self.giver, receiver=self.receiver)]

    def require_receiver(self, person: str) -> None:
        """Only the one it is offered to can answer."""
        if person != self.receiver:
            raise NotTheReceiver(who=[self.receiver])

    def _decide(self, state: HandOverState, now: datetime) -> None:
        if not self.is_open:
            raise HandOverDecided(handover_no=self.handover_no, state=self.state)
        self.state, self.decided_at = state, now
        self.revision += 1
