"""A3, B2: who has understood, what is answered, what stops a sale, who is chased. Rules alone."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import Refusal
from core.reviews import AnswerKind, Feasibility, Proposal, RaciRole, RaciRule, RaciStage, Review, errors
from core.reviews.events import ReviewAnswered, ReviewChased
from core.reviews.raci import EVERY_FAMILY, rules_for
from tests.core.reviews.builders import (
    BUYER,
    DAY,
    DUE,
    MAKER,
    NOW,
    OWNERS,
    PROPOSAL,
    RND,
    SELLER,
    a_review,
    an_answered_review,
)


class TestUnderstanding:
    def test_nobody_is_asked_twice_for_the_same_department(self) -> None:
        review = a_review()

        assert not review.ask_reviewers([("rnd", RND)])
        assert review.ask_reviewers([("quality", RND)])
        assert review.people == [RND, MAKER, BUYER]

    def test_who_stands_for_two_departments_presses_once(self) -> None:
        review = a_review()
        review.ask_reviewers([("quality", RND)])

        review.understand(RND, 1, now=NOW)

        assert [it.person for it in review.unclear] == [MAKER]

    def test_a_second_time_is_no_news(self) -> None:
        review = a_review()
        review.understand(RND, 1, now=NOW)

        assert review.understand(RND, 1, now=NOW + timedelta(hours=1)) == []

    def test_a_question_after_having_understood_takes_that_back_until_it_is_answered(self) -> None:
        review = a_review()
        review.understand(RND, 1, now=NOW)

        review.ask(RND, "横屏？", 1, now=NOW)
        assert RND in [it.person for it in review.unclear]
        review.answer_question(1, "是", SELLER, now=NOW)

        assert RND not in [it.person for it in review.unclear]

    def test_the_answer_about_an_older_brief_is_none_about_this_one(self) -> None:
        review = a_review()
        review.ask(RND, "横屏？", 1, now=NOW)
        review.renew("brief 2", due_at=DUE, now=NOW)

        review.answer_question(1, "是", SELLER, now=NOW)

        assert RND in [it.person for it in review.unclear]

    @pytest.mark.parametrize(
        ("say", "refusal"),
        [
            (lambda it: it.understand(BUYER, 1, now=NOW), errors.NotReviewer),
            (lambda it: it.ask(SELLER, "横屏？", 1, now=NOW), errors.NotReviewer),
            (lambda it: it.understand(RND, 2, now=NOW), errors.BriefMoved),
            (lambda it: it.ask(RND, "横屏？", 0, now=NOW), errors.BriefMoved),
            (lambda it: it.answer_question(1, "是", SELLER, now=NOW), errors.NoOpenQuestion),
        ],
    )
    def test_what_does_not_count_says_so(self, say: Callable[[Review], object], refusal: type[Refusal]) -> None:
        review = a_review()

        with pytest.raises(refusal):
            say(review)

        assert [it.person for it in review.unclear] == [RND, MAKER]


class TestAnswers:
    def test_all_three_make_it_saleable(self) -> None:
        review = an_answered_review()

        review.require_answers()
        assert review.day == DAY

    def test_the_last_of_them_is_told_apart(self) -> None:
        review = a_review()
        review.fill(PROPOSAL, now=NOW)
        told = [
            *review.agree(MAKER, now=NOW), *review.agree(BUYER, now=NOW),
            *review.answer_can(Feasibility.YES, "", RND, now=NOW),
        ]  # fmt: skip

        assert [it.is_complete for it in told if isinstance(it, ReviewAnswered)] == [False, False, True]

    @pytest.mark.parametrize("kind", AnswerKind)
    def test_without_one_it_says_whose(self, kind: AnswerKind) -> None:
        review = an_answered_review()
        review.answer_of(kind).take_back()

        with pytest.raises(errors.AnswersMissing) as missing:
            review.require_answers()

        assert (missing.value.facts["kinds"], missing.value.facts["people"]) == ([kind], [OWNERS[kind]])

    def test_a_no_stops_it(self) -> None:
        with pytest.raises(errors.AnsweredNo):
            an_answered_review(Feasibility.NO).require_answers()

    @pytest.mark.parametrize(
        ("say", "refusal"),
        [
            (lambda it: it.answer_can(Feasibility.YES, "", MAKER, now=NOW), errors.NotAnswering),
            (lambda it: it.answer_can(Feasibility.NO, "", RND, now=NOW), errors.ConditionMissing),
            (lambda it: it.answer_can(Feasibility.CONDITIONAL, "", RND, now=NOW), errors.ConditionMissing),
            (lambda it: it.answer_when(DAY - timedelta(days=1), "", MAKER, now=NOW), errors.EarlierThanComputed),
            (lambda it: it.answer_cost(Decimal(1), "", RND, now=NOW), errors.NotAnswering),
            (lambda it: it.agree(RND, now=NOW), errors.NotAnswering),
        ],
    )
    def test_what_is_no_answer_says_so(self, say: Callable[[Review], object], refusal: type[Refusal]) -> None:
        review = a_review()
        review.fill(PROPOSAL, now=NOW)

        with pytest.raises(refusal):
            say(review)

        assert len(review.missing) == 3

    def test_there_is_nothing_to_agree_to_before_it_is_worked_out(self) -> None:
        with pytest.raises(errors.NoProposal):
            a_review().agree(MAKER, now=NOW)

    def test_a_later_proposal_takes_an_earlier_day_back_and_a_dearer_one_the_amount(self) -> None:
        review = an_answered_review()

        review.fill(Proposal(day=DAY + timedelta(days=1), amount=Decimal(600)), now=NOW)

        assert [it.kind for it in review.missing] == [AnswerKind.WHEN, AnswerKind.COST]

    def test_a_better_proposal_leaves_what_was_said(self) -> None:
        review = an_answered_review()

        review.fill(Proposal(day=DAY - timedelta(days=1), amount=Decimal(400)), now=NOW)

        assert (review.missing, review.day) == ([], DAY)

    def test_what_is_regular_is_answered_by_the_planner(self) -> None:
        review = a_review(is_gathered=False)

        review.fill(PROPOSAL, now=NOW)

        review.require_answers()
        assert {it.answered_by for it in review.answers} == {""}
        assert review.answer_of(AnswerKind.COST).amount == Decimal(500)
        with pytest.raises(errors.ReviewNotOpen):
            review.answer_can(Feasibility.NO, "不", RND, now=NOW)

    def test_what_cannot_be_made_is_said_to_be_impossible(self) -> None:
        review = a_review(is_gathered=False)

        review.fill(Proposal(), now=NOW)

        assert review.answer_of(AnswerKind.CAN).feasibility is Feasibility.NO
        with pytest.raises(errors.AnswersMissing):
            review.require_answers()

    @pytest.mark.parametrize("keeps", [True, False])
    def test_made_as_usual_after_all_the_planner_answers(self, keeps: bool) -> None:
        review = an_answered_review()

        review.stand_down(keeps_reviewers=keeps)
        assert len(review.missing) == 3
        review.fill(PROPOSAL, now=NOW)

        assert (review.missing, bool(review.reviewers), review.is_gathered) == ([], keeps, False)


class TestWaiver:
    def test_it_names_who_and_why_and_what_was_missing(self) -> None:
        review = a_review()

        [told] = review.waive("gao.yuan", "客户急", now=NOW)

        review.require_answers()
        assert told.model_dump(include={"person", "reason", "missing"}) == {
            "person": "gao.yuan", "reason": "客户急", "missing": list(AnswerKind),
        }  # fmt: skip

    def test_it_goes_against_a_no_as_well(self) -> None:
        review = an_answered_review(Feasibility.NO)

        review.waive("gao.yuan", "客户自带屏", now=NOW)

        review.require_answers()

    @pytest.mark.parametrize("is_waived", [True, False])
    def test_where_there_is_nothing_to_waive_it_says_so(self, is_waived: bool) -> None:
        review = a_review() if is_waived else an_answered_review()
        if is_waived:
            review.waive("gao.yuan", "客户急", now=NOW)

        with pytest.raises(errors.NoAnswerToWaive):
            review.waive("zhou.lan", "客户急", now=NOW)

    def test_another_brief_has_to_be_waived_anew(self) -> None:
        review = a_review()
        review.waive("gao.yuan", "客户急", now=NOW)

        review.renew("brief 2", due_at=DUE, now=NOW)

        with pytest.raises(errors.AnswersMissing):
            review.require_answers()


@given(st.fixed_dictionaries({level: st.sampled_from(["", "a", "b", "c"]) for level in (1, 2, 3)}))
def test_whoever_is_chased_is_told_once_and_everybody_in_line_is(line: dict[int, str]) -> None:
    review, chased, level = a_review(), list[str](), 1
    while told := review.chase(RND, level, line, now=NOW):
        [event] = told
        assert isinstance(event, ReviewChased)
        chased.append(event.chased)
        level = event.level + 1

    assert chased == list(dict.fromkeys(filter(None, (line[each] for each in (1, 2, 3)))))


def a_rule(family: str, department: str, role: RaciRole = RaciRole.R, person: str = "") -> RaciRule:
    return RaciRule(family=family, stage=RaciStage.REVIEW, department=department, role=role, person=person)


def test_a_family_with_rows_of_its_own_for_a_department_is_not_asked_by_the_general_ones() -> None:
    general = [a_rule(EVERY_FAMILY, "rnd", person="zhao.gong"), a_rule(EVERY_FAMILY, "production")]
    own, others = a_rule("lock", "rnd", person="qian.qi"), a_rule("switch", "production", RaciRole.C)

    assert rules_for("lock", [*general, own, others]) == [own, general[1]]
    assert rules_for("thermostat", [*general, own, others]) == [general[1], general[0]]
