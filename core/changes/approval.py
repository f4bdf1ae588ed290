"""Who is asked about a change, in whose place, and what they said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from sqlmodel import Field

from core.entity import Entity, aware_column


class ApprovalMode(StrEnum):
    """How many of those who are asked together have to decide."""

    ANY = "ANY"
    """The first decision counts (或签)."""
    ALL = "ALL"
    """Each of them decides (会签)."""
    SERIAL = "SERIAL"
    """Each of them decides, one after the other (依次审批)."""


class Need(StrEnum):
    """What the word of somebody who is asked weighs."""

    REQUIRED = "REQUIRED"
    """Without their consent nothing is applied; their no is the end of it."""
    OPTIONAL = "OPTIONAL"
    """They may consent or object. Neither stops it, and it waits for them only until their time is up."""
    COMMENT = "COMMENT"
    """They may say something; nobody waits for it."""


class Decision(StrEnum):
    """What came of asking somebody."""

    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    LAPSED = "LAPSED"
    """Somebody optional did not answer in time."""


LEVELS = ("reminder", "lead", "coordinator")
"""Who hears when nobody decides, in turn; the last one may decide in their place."""


@dataclass(frozen=True, slots=True)
class Ask:
    """These people are asked together, at this step, beside others that are asked at the same step."""

    step: int
    group: str
    mode: ApprovalMode
    need: Need
    people: tuple[str, ...]
    """Those entitled by rule, in their order; who acts for whom is another question."""


class Approval(Entity, table=True):
    """One person asked in one round of review."""

    __tablename__ = "approval"

    id: int | None = Field(default=None, primary_key=True)
    change_no: str = Field(foreign_key="change_request.change_no", index=True)
    round: int = Field(ge=1)
    step: int = Field(ge=1)
    group: str
    position: int = 0
    """The order within a group in which one is asked after the other."""
    mode: ApprovalMode
    need: Need
    asked_of: str
    """Who is entitled."""
    asked: str = Field(index=True)
    """Who acts now: themselves, or their delegate."""
    stage: int = 0
    """Moves each time somebody is newly asked; a card shows the one it was drawn for. 0: not their turn yet."""
    opened_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    due_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    escalation_level: int = Field(default=0, ge=0, le=len(LEVELS))
    stand_in: str = ""
    """Who may decide, too, because whoever was asked did not."""
    decision: Decision | None = None
    decided_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    decided_by: str = ""
    comment: str = ""
    ended_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    """Nobody waits for it any more: others have decided, or the round is over."""
    added_by: str = ""
    handed_by: str = ""

    @classmethod
    def of(cls, change_no: str, round_: int, ask: Ask) -> "list[Approval]":
        """One for each of those who are asked together; not their turn yet."""
        return [
            cls(
                change_no=change_no, round=round_, step=ask.step, group=ask.group, position=position, mode=ask.mode,
                need=ask.need, asked_of=person, asked=person,
            )
            for position, person in enumerate(dict.fromkeys(ask.people))
        ]  # fmt: skip

    @property
    def is_left(self) -> bool:
        """Neither decided nor over, whether it is their turn or not."""
        return self.decision is None and self.ended_at is None

    @property
    def is_open(self) -> bool:
        """It is their turn."""
        return self.is_left and self.opened_at is not None

    @property
    def is_awaited(self) -> bool:
        """It is their turn, and it is waited for them."""
        return self.is_open and self.need is not Need.COMMENT

    @property
    def on_behalf_of(self) -> str:
        """In whose place it is, or was, decided; empty when by the one entitled."""
        acting = self.decided_by or self.asked
        return self.asked_of if acting != self.asked_of else ""

    def may_be_answered_by(self, person: str) -> bool:
        """It is this person's to decide now: as the one asked, or because that one did not in time."""
        return self.is_awaited and person in (self.asked, self.stand_in)

    def ask(self, stage: int, *, due_at: datetime, now: datetime) -> None:
        """Their turn begins; a clock that ran before no longer counts."""
        self.stage, self.opened_at, self.due_at = stage, now, due_at
        self.escalation_level, self.stand_in = 0, ""

    def settle(self, decision: Decision, person: str, comment: str, *, now: datetime) -> None:
        """This is what came of it."""
        self.decision, self.decided_at, self.decided_by, self.comment = decision, now, person, comment


def is_settled(group: Sequence[Approval]) -> bool:
    """Nobody of those asked together is waited for any more."""
    first = group[0]
    if first.need is Need.COMMENT:
        return True
    if first.mode is ApprovalMode.ANY and any(it.decision in (Decision.APPROVED, Decision.REJECTED) for it in group):
        return True
    return all(not it.is_left for it in group)


def consents(group: Sequence[Approval]) -> bool:
    """Those asked together have given the consent that their mode asks for."""
    given = [it.decision is Decision.APPROVED for it in group]
    return any(given) if group[0].mode is ApprovalMode.ANY else all(given)


def groups_of(approvals: Sequence[Approval]) -> list[list[Approval]]:
    """Those asked together, in their order."""
    ordered = sorted(approvals, key=lambda it: (it.step, it.group, it.position))
    return [list(group) for _, group in groupby(ordered, key=lambda it: (it.step, it.group))]


def end(approvals: Sequence[Approval], now: datetime) -> None:
    """Nobody waits any more for what is left of these."""
    for it in approvals:
        if it.is_left:
            it.ended_at = now
