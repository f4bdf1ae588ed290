"""The three answers of a review: who gives them, and that nothing is quoted or sold without them."""

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from core.events import Event
from core.reviews import errors, events
from core.reviews.answer import AnswerKind, Feasibility, ReviewAnswer


class Answered:
    """The part of `Review` that holds what is answered before an order is sold."""

    if TYPE_CHECKING:
        order_no: str
        is_gathered: bool
        waived_by: str
        waived_at: datetime | None
        waived_reason: str
        answers: list[ReviewAnswer]

    def answer_of(self, kind: AnswerKind) -> ReviewAnswer:
        """The one of this kind."""
        return next(it for it in self.answers if it.kind is kind)

    @property
    def missing(self) -> list[ReviewAnswer]:
        """The answers that are not there."""
        return [it for it in self.answers if not it.is_given]

    def answer_can(self, feasibility: Feasibility, words: str, person: str, *, now: datetime) -> list[Event]:
        """Whether it can be done; with a condition, or a no, said which or why."""
        if feasibility is not Feasibility.YES and not words:
            raise errors.ConditionMissing(order_no=self.order_no)
        answer = self._asked(AnswerKind.CAN, person)
        if (answer.feasibility, answer.words) == (feasibility, words):
            return []
        answer.feasibility = feasibility
        return self._given(answer, feasibility.value, words, person, now)

    def answer_when(self, day: date, words: str, person: str, *, now: datetime) -> list[Event]:
        """When it can leave: not before the day that is computed."""
        answer = self._asked(AnswerKind.WHEN, person)
        if answer.proposed_day is not None and day < answer.proposed_day:
            raise errors.EarlierThanComputed(order_no=self.order_no, computed=answer.proposed_day)
        if answer.day == day and answer.words == words:
            return []
        answer.day = day
        return self._given(answer, day.isoformat(), words, person, now)

    def answer_cost(self, amount: Decimal, words: str, person: str, *, now: datetime) -> list[Event]:
        """What it costs us."""
        answer = self._asked(AnswerKind.COST, person)
        if answer.amount == amount and answer.words == words:
            return []
        answer.amount = amount
        return self._given(answer, str(amount), words, person, now)

    def agree(self, person: str, *, now: datetime) -> list[Event]:
        """Answer everything that is theirs as it was worked out. What they have answered already stays."""
        theirs = [it for it in self.answers if it.owner == person and it.has_proposal]
        if not theirs:
            owners = [it.owner for it in self.answers if it.has_proposal]
            raise errors.NotAnswering(who=owners) if owners else errors.NoProposal(order_no=self.order_no)
        told: list[Event] = []
        for answer in theirs:
            if not answer.is_given:
                answer.day, answer.amount = answer.proposed_day, answer.proposed_amount
                value = answer.day if answer.kind is AnswerKind.WHEN else answer.amount
                told += self._given(answer, str(value), "", person, now)
        return told

    def _asked(self, kind: AnswerKind, person: str) -> ReviewAnswer:
        answer = self.answer_of(kind)
        if not self.is_gathered:
            raise errors.ReviewNotOpen(order_no=self.order_no)
        if answer.owner != person:
            raise errors.NotAnswering(who=[answer.owner])
        return answer

    def _given(self, answer: ReviewAnswer, value: str, words: str, person: str, now: datetime) -> list[Event]:
        answer.words, answer.answered_by, answer.answered_at = words, person, now
        return [
            events.ReviewAnswered(
                at=now, subject=self.order_no, person=person, kind=answer.kind, value=value, words=words,
                is_complete=not self.missing,
            )
        ]  # fmt: skip

    def require_answers(self) -> None:
        """Refuse to quote or sell before all three are there, or somebody has waived them; and what cannot be made."""
        if self.waived_by:
            return
        if self.missing:
            people = list(dict.fromkeys(it.owner for it in self.missing))
            raise errors.AnswersMissing(order_no=self.order_no, kinds=[it.kind for it in self.missing], people=people)
        can = self.answer_of(AnswerKind.CAN)
        if can.feasibility is Feasibility.NO:
            raise errors.AnsweredNo(order_no=self.order_no, person=can.answered_by, words=can.words)

    def waive(self, person: str, reason: str, *, now: datetime) -> list[Event]:
        """Quote without the answers that are missing, or against a no; named, with the reason."""
        can = self.answer_of(AnswerKind.CAN)
        against = [*self.missing, *([can] if can.feasibility is Feasibility.NO else [])]
        if not against or self.waived_by:
            raise errors.NoAnswerToWaive(order_no=self.order_no)
        self.waived_by, self.waived_reason, self.waived_at = person, reason, now
        missing = [it.kind for it in against]
        return [events.AnswersWaived(at=now, subject=self.order_no, person=person, reason=reason, missing=missing)]

    @property
    def day(self) -> date | None:
        """What production has answered; nothing is promised for an earlier day."""
        return self.answer_of(AnswerKind.WHEN).day
