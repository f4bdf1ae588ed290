"""The three answers: can we, by when, at what cost."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field

from core.entity import Entity, aware_column, json_column
from core.fields import Money


class AnswerKind(StrEnum):
    """What is asked."""

    CAN = "CAN"
    WHEN = "WHEN"
    COST = "COST"


class Feasibility(StrEnum):
    """The answer to "can we"."""

    YES = "YES"
    CONDITIONAL = "CONDITIONAL"
    NO = "NO"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What the planner worked out."""

    day: date | None = None
    amount: Decimal | None = None
    parts: Mapping[str, str] = field(default_factory=dict)
    """What the amount is made of: `material`, `labour`, `overtime`, `changeover`, …"""

    @property
    def feasibility(self) -> Feasibility:
        """There is a day on which it could leave."""
        return Feasibility.YES if self.day is not None else Feasibility.NO


class ReviewAnswer(Entity, table=True):
    """One of the three: who owes it until when, what is proposed, and what was said."""

    __tablename__ = "review_answer"
    __table_args__ = (UniqueConstraint("order_no", "kind"),)

    id: int | None = Field(default=None, primary_key=True)
    order_no: str = Field(foreign_key="review.order_no", index=True)
    kind: AnswerKind
    owner: str
    due_at: datetime = Field(sa_column=aware_column())
    feasibility: Feasibility | None = None
    """CAN: what is said."""
    day: date | None = None
    """WHEN: on which day it can leave."""
    amount: Money | None = None
    """COST: in the factory's currency."""
    words: str = ""
    """Under which condition, why not, what it includes."""
    proposed_day: date | None = None
    proposed_amount: Money | None = None
    parts: dict[str, str] = Field(default_factory=dict, sa_column=Column(json_column(), nullable=False))
    """What the proposed amount is made of."""
    answered_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    answered_by: str = ""
    """Empty for what was computed."""

    @property
    def is_given(self) -> bool:
        """There is an answer."""
        return self.answered_at is not None

    @property
    def has_proposal(self) -> bool:
        """The planner has worked out what could be answered."""
        return (self.kind is AnswerKind.WHEN and self.proposed_day is not None) or (
            self.kind is AnswerKind.COST and self.proposed_amount is not None
        )

    def propose(self, proposal: Proposal) -> None:
        """Note what the planner says. An answer that it has made too good to be true has to be given anew."""
        if self.kind is AnswerKind.WHEN:
            self.proposed_day = proposal.day
            if self.day is not None and (proposal.day is None or proposal.day > self.day):
                self.take_back()
        if self.kind is AnswerKind.COST:
            self.proposed_amount, self.parts = proposal.amount, dict(proposal.parts)
            if self.amount is not None and proposal.amount is not None and proposal.amount > self.amount:
                self.take_back()

    def compute(self, proposal: Proposal, *, now: datetime) -> None:
        """What nobody has to be asked for: the planner's own answer counts, as far as it has one."""
        self.take_back()
        self.propose(proposal)
        self.feasibility = proposal.feasibility if self.kind is AnswerKind.CAN else None
        self.day = proposal.day if self.kind is AnswerKind.WHEN else None
        self.amount = proposal.amount if self.kind is AnswerKind.COST else None
        if (self.feasibility, self.day, self.amount) != (None, None, None):
            self.answered_at = now

    def take_back(self) -> None:
        """It is asked anew."""
        self.feasibility = self.day = self.amount = None
        self.words = self.answered_by = ""
        self.answered_at = None
