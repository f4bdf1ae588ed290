"""The gallery's reviews before an order is there: three answers, and who understands what is wanted."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from cards.card import Card
from cards.review_card import ReviewCard
from cards.review_view import AnswerView, QuestionView, ReviewerView, ReviewView
from cards.wording import Wording
from core.reviews import AnswerKind, Feasibility
from tests.cards import builders as b
from tests.cards.spoken import unsold_order_of

Case = Callable[[Wording], Card]
DUE = b.NOW + timedelta(hours=4)


def an_answer(kind: AnswerKind, owner: str, **told: Any) -> AnswerView:
    """Owed, unless told."""
    usual: dict[str, Any] = {
        "kind": kind, "owner": owner, "owner_key": owner, "due_at": DUE, "feasibility": None, "day": None,
        "amount": None, "words": "", "proposed_day": None, "proposed_amount": None, "parts": {},
        "has_proposal": False, "answered_by": "", "answered_at": None,
    }  # fmt: skip
    return AnswerView(**usual | told)


def a_reviewer(department: str, person: str, **told: Any) -> ReviewerView:
    """Has not understood it yet, unless told."""
    usual: dict[str, Any] = {
        "department": department, "department_name": "研发部" if department == "rnd" else "生产部", "person": person,
        "person_key": person, "understood_at": None, "is_clear": False, "has_asked": False,
    }  # fmt: skip
    return ReviewerView(**usual | told)


def a_question(answer: str = "", text: str = "6 寸屏要不要触控？") -> QuestionView:
    """Of R&D."""
    return QuestionView(
        entry=1, person="赵工", words=text, asked_at=b.NOW, answer=answer, answered_by="林晓燕" if answer else ""
    )


OWED = (
    an_answer(AnswerKind.CAN, "赵工"),
    an_answer(AnswerKind.WHEN, "王胜", proposed_day=date(2026, 12, 18), has_proposal=True),
    an_answer(AnswerKind.COST, "陈彩", proposed_amount=Decimal("21311.22"), has_proposal=True),
)
GIVEN = (
    an_answer(
        AnswerKind.CAN, "赵工", feasibility=Feasibility.CONDITIONAL, words="要开新模", answered_by="赵工",
        answered_at=b.NOW,
    ),
    an_answer(AnswerKind.WHEN, "王胜", day=date(2026, 12, 21), answered_by="王胜", answered_at=b.NOW),
    an_answer(AnswerKind.COST, "陈彩", amount=Decimal("36500"), answered_by="陈彩", answered_at=b.NOW),
)  # fmt: skip


def a_review(**told: Any) -> ReviewView:
    """Three answers and two people's understanding are waited for, unless told."""
    usual: dict[str, Any] = {
        "brief_no": 1, "is_pre": True, "is_gathered": True, "has_group": True, "opened_by": "林晓燕",
        "opened_at": b.NOW, "due_at": DUE, "waived_by": "", "waived_reason": "", "answers": OWED,
        "reviewers": (a_reviewer("rnd", "赵工"), a_reviewer("production", "王胜")), "questions": (),
    }  # fmt: skip
    return ReviewView(**usual | told)


CLEAR = tuple(
    a_reviewer(department, person, understood_at=b.NOW, is_clear=True)
    for department, person in (("rnd", "赵工"), ("production", "王胜"))
)
ASKED = (a_reviewer("rnd", "赵工", has_asked=True), CLEAR[1])
STATES: dict[str, tuple[ReviewView, str]] = {
    "group": (a_review(), ""),
    "asked_whether": (a_review(), "赵工"),
    "asked_when": (a_review(), "王胜"),
    "asked_cost": (a_review(), "陈彩"),
    "question": (a_review(questions=(a_question(),), reviewers=ASKED), ""),
    "to_answer": (a_review(questions=(a_question(),), reviewers=ASKED), b.an_unsold_order().owner_key),
    "answered": (a_review(answers=GIVEN, reviewers=CLEAR, questions=(a_question("要"),)), ""),
    "waived": (a_review(waived_by="周岚", waived_reason="老客户，同款做过"), ""),
}


def _drawn(review: ReviewView, reader: str) -> Case:
    return lambda words: ReviewCard.of(b.an_unsold_order(), review, reader, words)


def reviews(text: str) -> dict[type[Card], dict[str, Case]]:
    """All of them; `text` are somebody's words."""
    theirs = a_review(
        answers=tuple(replace(it, owner=text, words=text) for it in GIVEN), opened_by=text, waived_by=text,
        reviewers=tuple(replace(it, person=text) for it in CLEAR), questions=(a_question(text, text),) * 9,
        waived_reason=text,
    )  # fmt: skip
    hostile: Case = lambda words: ReviewCard.of(unsold_order_of(text), theirs, "", words)  # noqa: E731
    return {ReviewCard: {case: _drawn(*told) for case, told in STATES.items()} | {"hostile": hostile}}
