"""A review as cards are drawn from it: every code already turned into a name."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from core.reviews import AnswerKind, Feasibility


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerView:
    """One of the three answers, or who owes it until when."""

    kind: AnswerKind
    owner: str
    owner_key: str
    due_at: datetime
    feasibility: Feasibility | None
    day: date | None
    amount: Decimal | None
    words: str
    proposed_day: date | None
    proposed_amount: Decimal | None
    parts: Mapping[str, str]
    has_proposal: bool
    answered_by: str
    """Empty for what was computed."""
    answered_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewerView:
    """Somebody who has to understand it."""

    department: str
    department_name: str
    person: str
    person_key: str
    understood_at: datetime | None
    is_clear: bool
    has_asked: bool
    """A question of theirs waits for an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionView:
    """What somebody wanted to know."""

    entry: int
    person: str
    words: str
    asked_at: datetime
    answer: str
    answered_by: str
    """Empty while nobody has answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewView:
    """How a review stands."""

    brief_no: int
    is_pre: bool
    is_gathered: bool
    has_group: bool
    opened_by: str
    opened_at: datetime
    due_at: datetime
    waived_by: str
    waived_reason: str
    answers: tuple[AnswerView, ...]
    reviewers: tuple[ReviewerView, ...]
    questions: tuple[QuestionView, ...]

    @property
    def unclear(self) -> tuple[ReviewerView, ...]:
        """Those who have not understood it."""
        return tuple(it for it in self.reviewers if not it.is_clear)

    @property
    def is_waiting(self) -> bool:
        """Answers are missing, without which nothing is quoted."""
        return self.is_gathered and not self.waived_by and any(it.answered_at is None for it in self.answers)

    @property
    def open_question(self) -> QuestionView | None:
        """The oldest that waits for an answer."""
        return next((it for it in self.questions if not it.answered_by), None)

    @property
    def day(self) -> date | None:
        """What production has answered, where somebody was asked."""
        return next((it.day for it in self.answers if it.kind is AnswerKind.WHEN and self.is_gathered), None)

    def owed_by(self, person: str) -> tuple[AnswerView, ...]:
        """The answers that somebody still owes."""
        if not self.is_gathered:
            return ()
        return tuple(it for it in self.answers if it.owner_key == person and it.answered_at is None)
