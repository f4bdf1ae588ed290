"""A3, B2 against every order in which people, the planner and a changed brief can come."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from core.errors import Refusal
from core.reviews import AnswerKind, Feasibility, Proposal, errors
from core.reviews.events import BriefChanged
from tests.core.reviews.builders import BUYER, DAY, DUE, MAKER, NOW, OWNERS, RND, SELLER, a_review

PEOPLE = st.sampled_from([RND, MAKER])


class Understanding(RuleBasedStateMachine):
    """Against what was said, in turn: someone is clear who has pressed, or asked and heard, since the brief is this."""

    def __init__(self) -> None:
        super().__init__()
        self.review = a_review()
        self.said: list[tuple[str, str]] = []
        """What was said of the brief as it is now: who, and `press`, `ask` or `heard`."""
        self.waiting: dict[int, tuple[str, bool]] = {}
        """Open questions: whose, and whether they are about this brief."""
        self.briefs = 1

    @rule(person=PEOPLE)
    def press(self, person: str) -> None:
        if any(who == person for who, _ in self.waiting.values()):
            with pytest.raises(errors.QuestionOpen):
                self.review.understand(person, self.briefs, now=NOW)
            return
        told = self.review.understand(person, self.briefs, now=NOW)
        assert bool(told) is ((person, "press") not in self.said)
        self.said.append((person, "press"))

    @rule(person=PEOPLE, words=st.sampled_from(["横屏？", "多厚？"]))
    def ask(self, person: str, words: str) -> None:
        for event in self.review.ask(person, words, self.briefs, now=NOW):
            self.waiting[event.model_dump()["entry"]] = (person, True)
            self.said.append((person, "ask"))

    @precondition(lambda self: self.waiting)
    @rule(data=st.data())
    def hear(self, data: st.DataObject) -> None:
        entry = data.draw(st.sampled_from(sorted(self.waiting)))
        self.review.answer_question(entry, "是", SELLER, now=NOW)
        person, is_about_this = self.waiting.pop(entry)
        if is_about_this:
            self.said.append((person, "heard"))

    @rule(number=st.integers(1, 3))
    def renew(self, number: int) -> None:
        for event in self.review.renew(f"brief {number}", due_at=DUE, now=NOW):
            assert isinstance(event, BriefChanged)
            self.briefs += 1
            self.said.clear()
            self.waiting = {entry: (person, False) for entry, (person, _) in self.waiting.items()}

    @rule(person=PEOPLE)
    def an_old_card(self, person: str) -> None:
        for say in (self.review.understand, lambda who, brief, now: self.review.ask(who, "？", brief, now=now)):
            with pytest.raises((errors.BriefMoved, errors.QuestionOpen)):
                say(person, self.briefs - 1, now=NOW)

    @invariant()
    def nobody_is_clear_who_has_neither_understood_nor_been_answered(self) -> None:
        asked = {person for person, is_about_this in self.waiting.values() if is_about_this}
        clear = {person for person, what in self.said if what in ("press", "heard")} - asked
        assert {it.person for it in self.review.unclear} == {RND, MAKER} - clear
        assert self.review.brief_no == self.briefs

    @invariant()
    def whoever_is_waited_for_owes_something_or_waits_themselves(self) -> None:
        waiting = {person for person, _ in self.waiting.values()}
        for it in self.review.unclear:
            assert self.review.owes(it.person, SELLER, is_sold=True) is (it.person not in waiting)
        assert self.review.owes(SELLER, SELLER, is_sold=True) is bool(self.waiting)


TestUnderstandingAgainstWhatWasSaid = Understanding.TestCase


class Answering(RuleBasedStateMachine):
    """Nothing is sold without three answers or a waiver, whatever the planner and people say in between."""

    def __init__(self) -> None:
        super().__init__()
        self.review = a_review()
        self.proposed: Proposal = Proposal()

    @rule(days=st.integers(0, 3), amount=st.integers(1, 3), is_possible=st.booleans())
    def planner(self, days: int, amount: int, is_possible: bool) -> None:
        found = Proposal(day=DAY + timedelta(days=days), amount=Decimal(amount))
        self.proposed = found if is_possible else Proposal()
        self.review.fill(self.proposed, now=NOW)

    @rule(can=st.sampled_from(Feasibility), words=st.sampled_from(["", "样品先确认"]))
    def rnd(self, can: Feasibility, words: str) -> None:
        self._try(lambda: self.review.answer_can(can, words, RND, now=NOW))

    @rule(days=st.integers(0, 3))
    def maker(self, days: int) -> None:
        self._try(lambda: self.review.answer_when(DAY + timedelta(days=days), "", MAKER, now=NOW))

    @rule(amount=st.integers(1, 3))
    def buyer(self, amount: int) -> None:
        self._try(lambda: self.review.answer_cost(Decimal(amount), "", BUYER, now=NOW))

    @rule(person=st.sampled_from([RND, MAKER, BUYER]))
    def agree(self, person: str) -> None:
        self._try(lambda: self.review.agree(person, now=NOW))

    @rule(number=st.integers(1, 2))
    def renew(self, number: int) -> None:
        self.review.renew(f"brief {number}", due_at=DUE, now=NOW)

    @rule()
    def waive(self) -> None:
        self._try(lambda: self.review.waive("gao.yuan", "客户急", now=NOW))

    def _try(self, say: Callable[[], object]) -> None:
        try:
            say()
        except Refusal:
            return

    @invariant()
    def it_is_saleable_when_all_is_answered_and_not_with_no(self) -> None:
        review = self.review
        can, when, cost = (review.answer_of(kind) for kind in AnswerKind)
        is_answered = None not in (can.feasibility, when.day, cost.amount) and can.feasibility is not Feasibility.NO
        assert self._is_saleable() is (bool(review.waived_by) or is_answered)

    @invariant()
    def no_answer_is_better_than_what_is_worked_out(self) -> None:
        when = self.review.answer_of(AnswerKind.WHEN)
        assert when.day is None or when.proposed_day is None or when.day >= when.proposed_day

    @invariant()
    def whoever_owes_one_is_waited_for(self) -> None:
        for kind, owner in OWNERS.items():
            is_missing = not self.review.answer_of(kind).is_given
            assert self.review.owes(owner, SELLER, is_sold=False) is (is_missing and not self.review.waived_by)

    def _is_saleable(self) -> bool:
        try:
            self.review.require_answers()
        except (errors.AnswersMissing, errors.AnsweredNo):
            return False
        return True


TestAnsweringInAnyOrder = Answering.TestCase
