"""One order, or inquiry, under review: who understands it, what they ask, and what they answer."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlmodel import Field, Relationship

from core.entity import Entity, aware_column
from core.events import Event
from core.reviews import errors, events
from core.reviews.answer import AnswerKind, Proposal, ReviewAnswer
from core.reviews.answering import Answered
from core.reviews.question import ReviewQuestion
from core.reviews.reviewer import Reviewer

LEVELS = 3
"""A reminder, the lead of the department, the coordinator."""

_EAGER = {"lazy": "selectin", "cascade": "all, delete-orphan"}


class Review(Answered, Entity, table=True):
    """What is asked about one order before it is sold and before it is released."""

    __tablename__ = "review"

    order_no: str = Field(primary_key=True, foreign_key="customer_order.order_no")
    is_pre: bool = False
    """Opened by sales before there is an order, with a group of its own."""
    is_gathered: bool = False
    """People are asked for the three answers; otherwise the planner's own count."""
    opened_by: str
    opened_at: datetime = Field(sa_column=aware_column())
    due_at: datetime = Field(sa_column=aware_column())
    brief: str
    """What is wanted, condensed: when it changes, everybody is asked anew."""
    brief_no: int = Field(default=1, ge=1)
    chat: str = ""
    """The group founded for it; empty while there is none."""
    waived_by: str = ""
    waived_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    waived_reason: str = ""

    reviewers: list[Reviewer] = Relationship(sa_relationship_kwargs=_EAGER | {"order_by": "Reviewer.id"})
    questions: list[ReviewQuestion] = Relationship(sa_relationship_kwargs=_EAGER | {"order_by": "ReviewQuestion.entry"})
    answers: list[ReviewAnswer] = Relationship(sa_relationship_kwargs=_EAGER | {"order_by": "ReviewAnswer.id"})

    @classmethod
    def open(
        cls, order_no: str, brief: str, owners: Mapping[AnswerKind, str], *, person: str, due_at: datetime,
        now: datetime, is_pre: bool = False,
    ) -> "Review":  # fmt: skip
        """Begin with the three answers, each with its owner; nobody is asked yet."""
        review = cls(order_no=order_no, is_pre=is_pre, opened_by=person, opened_at=now, due_at=due_at,
                     brief=condensed(brief))  # fmt: skip
        review.answers = [
            ReviewAnswer(order_no=order_no, kind=kind, owner=owner, due_at=due_at) for kind, owner in owners.items()
        ]
        return review

    # --- who is asked ----------------------------------------------------------------------

    def gather(self, *, due_at: datetime) -> bool:
        """People are asked for the three answers from now on. Nothing happens when they are already."""
        if self.is_gathered:
            return False
        self.is_gathered, self.due_at = True, due_at
        for answer in self.answers:
            answer.take_back()
            answer.due_at = due_at
        return True

    def stand_down(self, *, keeps_reviewers: bool) -> None:
        """It is made as usual after all: nobody owes an answer that the planner has.

        `keeps_reviewers`: they still have to understand it, because somebody has asked for that, or its family does.
        """
        if self.is_gathered:
            self.is_gathered = False
            for answer in self.answers:
                answer.take_back()
        if not keeps_reviewers:
            self.reviewers.clear()

    def opened(self, *, now: datetime) -> Event:
        """Those who are asked are to hear of it."""
        return events.ReviewOpened(at=now, subject=self.order_no, asked=self.people, is_pre=self.is_pre)

    def ask_reviewers(self, named: Iterable[tuple[str, str]]) -> bool:
        """Ask each (department and person) whether they understand it. Whether somebody is new among them."""
        known = {(it.department, it.person) for it in self.reviewers}
        new = [it for it in dict.fromkeys(named) if it not in known]
        self.reviewers.extend(Reviewer(order_no=self.order_no, department=dept, person=person) for dept, person in new)
        return bool(new)

    @property
    def people(self) -> list[str]:
        """Everybody who is asked for something."""
        owners = [answer.owner for answer in self.answers] if self.is_gathered else []
        return list(dict.fromkeys([*(it.person for it in self.reviewers), *owners]))

    def renew(self, brief: str, *, due_at: datetime, now: datetime) -> list[Event]:
        """What is wanted may be another thing: then nobody has understood or answered it yet."""
        if condensed(brief) == self.brief:
            return []
        self.brief, self.due_at = condensed(brief), due_at
        self.brief_no += 1
        self.waived_by = self.waived_reason = ""
        self.waived_at = None
        for reviewer in self.reviewers:
            reviewer.understood_at = None
        for answer in self.answers:
            answer.take_back()
            answer.due_at = due_at
        return [events.BriefChanged(at=now, subject=self.order_no, brief_no=self.brief_no)]

    def fill(self, proposal: Proposal, *, now: datetime) -> list[Event]:
        """The planner's answer: what people can agree to, or, where nobody is asked, the three answers themselves."""
        for answer in self.answers:
            if self.is_gathered:
                answer.propose(proposal)
            else:
                answer.compute(proposal, now=now)
        return [events.ReviewFilled(at=now, subject=self.order_no)] if self.is_gathered or self.reviewers else []

    def meet(self, chat: str, members: list[str], *, now: datetime) -> list[Event]:
        """There is a group for it; one is enough."""
        if self.chat:
            return []
        self.chat = chat
        return [events.GroupFounded(at=now, subject=self.order_no, chat=chat, members=members)]

    # --- understanding ---------------------------------------------------------------------

    def understands(self, reviewer: Reviewer) -> bool:
        """They said so of the brief as it is now, or asked about it and were answered."""
        asked = [it for it in self.questions if it.person == reviewer.person and it.brief_no == self.brief_no]
        if any(it.is_open for it in asked):
            return False
        return reviewer.understood_at is not None or bool(asked)

    @property
    def unclear(self) -> list[Reviewer]:
        """Those who have not understood it yet."""
        return [it for it in self.reviewers if not self.understands(it)]

    def understand(self, person: str, brief_no: int | None, *, now: datetime) -> list[Event]:
        """理解一致. A second time is not news; whoever has asked waits for the answer first."""
        theirs = self._reviewers_named(person)
        self.require_brief(brief_no)
        for question in self.open_questions:
            if question.person == person:
                raise errors.QuestionOpen(order_no=self.order_no, words=question.words)
        waiting = [it for it in theirs if it.understood_at is None]
        for reviewer in waiting:
            reviewer.understood_at = now
        return [events.Understood(at=now, subject=self.order_no, person=person)] if waiting else []

    def ask(self, person: str, words: str, brief_no: int | None, *, now: datetime) -> list[Event]:
        """A reviewer wants to know something: until it is answered they have not understood. Said twice it is one."""
        self._reviewers_named(person)
        self.require_brief(brief_no)
        if any(it.person == person and it.words == words for it in self.open_questions):
            return []
        entry = len(self.questions) + 1
        self.questions.append(
            ReviewQuestion(order_no=self.order_no, entry=entry, person=person, words=words, asked_at=now,
                           brief_no=self.brief_no)
        )  # fmt: skip
        return [events.ReviewerAsked(at=now, subject=self.order_no, person=person, entry=entry, words=words)]

    @property
    def open_questions(self) -> list[ReviewQuestion]:
        """Those that wait for an answer, the oldest first."""
        return [it for it in self.questions if it.is_open]

    def answer_question(self, entry: int, words: str, person: str, *, now: datetime) -> list[Event]:
        """Sales answers. What has been answered stays as it was."""
        question = next((it for it in self.open_questions if it.entry == entry), None)
        if question is None:
            raise errors.NoOpenQuestion(order_no=self.order_no)
        question.answer, question.answered_by, question.answered_at = words, person, now
        return [events.ReviewerAnswered(at=now, subject=self.order_no, person=person, entry=entry, words=words)]

    def _reviewers_named(self, person: str) -> list[Reviewer]:
        theirs = [it for it in self.reviewers if it.person == person]
        if not theirs:
            raise errors.NotReviewer(who=[it.person for it in self.reviewers])
        return theirs

    def require_brief(self, brief_no: int | None) -> None:
        """Refuse what was said of a brief that is another one by now."""
        if brief_no is not None and brief_no != self.brief_no:
            raise errors.BriefMoved(order_no=self.order_no)

    # --- who is waited for -----------------------------------------------------------------

    def owes(self, person: str, asker: str, *, is_sold: bool) -> bool:
        """Something of theirs is missing: before it is sold an answer, after that their understanding.

        Whoever sells it (`asker`) owes answers to questions.
        """
        if person == asker and self.open_questions:
            return True
        if is_sold:
            has_asked = any(it.person == person for it in self.open_questions)
            return not has_asked and any(it.person == person for it in self.unclear)
        return self.is_gathered and not self.waived_by and any(it.owner == person for it in self.missing)

    def chase(self, person: str, level: int, line: Mapping[int, str], *, now: datetime) -> list[Event]:
        """Somebody is silent: the next in line, by level, is told, past those who have been."""
        told = {who for step, who in line.items() if step < level}
        for step in range(level, LEVELS + 1):
            chased = line.get(step, "")
            if chased and chased not in told:
                return [
                    events.ReviewChased(
                        at=now, subject=self.order_no, person=person, level=step, chased=chased, due_at=self.due_at
                    )
                ]
        return []


def condensed(brief: str) -> str:
    """A brief as far as it matters whether it is the same."""
    return hashlib.sha256(brief.encode()).hexdigest()[:32]
