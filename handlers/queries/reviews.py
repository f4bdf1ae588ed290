"""Reviews: whom the matrix names, what exactly is reviewed, and how it stands."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date

from sqlmodel import Session

from cards.review_view import AnswerView, QuestionView, ReviewerView, ReviewView
from cards.views import OrderView
from cards.wording import Wording
from core.orders import Order
from core.reviews import AnswerKind, RaciRole, RaciStage, Review, ReviewAnswer
from core.reviews.errors import AnsweredNo, AnswersMissing, NotAnswering, NotReviewer
from handlers.queries.names import Names
from storage import catalogue, roster
from storage.reviews import find_review, raci_rules

REVIEWING = ("rnd", "production")
"""They have to understand an order before it is released."""
ANSWERING = {AnswerKind.CAN: "rnd", AnswerKind.WHEN: "production", AnswerKind.COST: "purchasing"}
"""Whose answer it is."""
INSIDE = frozenset({RaciRole.R, RaciRole.A, RaciRole.C})
"""They talk about it; who is only told does not."""


def family_of(order: Order, session: Session) -> str:
    """The product family of an order's first line, by which the matrix is read."""
    return catalogue.get_product(session, order.lines[0].product_code).family


def needs_review(order: Order, session: Session) -> bool:
    """It has to be understood before it is released: it is custom, or its family says so."""
    return order_is_custom(order) or catalogue.get_family(session, family_of(order, session)).needs_review


def order_is_custom(order: Order) -> bool:
    """Some line of it needs a drawing of its own."""
    return any(line.is_custom for line in order.lines)


def responsible(order: Order, session: Session) -> dict[str, str]:
    """By department, who does the review: whom the matrix names, else who leads, else the coordinator."""
    leads = _answerable(session)
    named = {
        rule.department: rule.person or leads.get(rule.department, "")
        for rule in raci_rules(session, family_of(order, session), RaciStage.REVIEW)
        if rule.role is RaciRole.R
    }
    departments = {*named, *REVIEWING, *ANSWERING.values()}
    return {key: named.get(key) or leads.get(key) or order.coordinator for key in sorted(departments)}


def insiders(order: Order, session: Session) -> list[str]:
    """Who talks about an inquiry: whom the matrix names for its family, and whoever asks. Nobody else."""
    leads = _answerable(session)
    rules = raci_rules(session, family_of(order, session), RaciStage.REVIEW)
    named = [rule.person or leads.get(rule.department, "") for rule in rules if rule.role in INSIDE]
    found = named or list(responsible(order, session).values())
    return list(dict.fromkeys([order.owner, *filter(None, found)]))


def _answerable(session: Session) -> dict[str, str]:
    """Per department its lead, else the first of its people by key."""
    leads = roster.leads(session)
    people = {key: roster.people_of(session, key) for key in roster.departments(session) if key not in leads}
    return leads | {key: members[0].key for key, members in people.items() if members}


def brief_of(order: Order) -> str:
    """What is wanted, in full: another brief is another question."""
    told = [(line.question, sorted(line.spec.items()), line.requirement) for line in order.lines]
    return json.dumps([order.customer_code, told], ensure_ascii=False)


def require_answers(order: Order, session: Session, words: Wording) -> date | None:
    """Refuse to quote or sell without the three answers; the day that production has said, None where nobody has."""
    review = find_review(session, order.order_no)
    if review is None:  # from before there were reviews
        return None
    with naming(session, words.is_chinese):
        review.require_answers()
    return review.day if review.is_gathered else None


@contextmanager
def naming(session: Session, is_chinese: bool) -> Iterator[None]:
    """What a review refuses names people, not their keys."""
    names = Names(session, is_chinese)
    try:
        yield
    except (NotReviewer, NotAnswering) as refusal:
        raise type(refusal)(who=[names.person(key) for key in dict.fromkeys(refusal.facts["who"])]) from refusal
    except AnswersMissing as refusal:
        people = [names.person(key) for key in refusal.facts["people"]]
        raise AnswersMissing(**refusal.facts | {"people": people}) from refusal
    except AnsweredNo as refusal:
        raise AnsweredNo(**refusal.facts | {"person": names.person(refusal.facts["person"])}) from refusal


def with_review(order: OrderView, session: Session, names: Names) -> OrderView:
    """The order with its review, as far as somebody is asked."""
    review = find_review(session, order.order_no)
    if review is None or not (review.is_gathered or review.reviewers or review.is_pre):
        return order
    return replace(order, review=review_view(review, names))


def review_view(review: Review, names: Names) -> ReviewView:
    """A review with names for codes."""
    return ReviewView(
        brief_no=review.brief_no, is_pre=review.is_pre, is_gathered=review.is_gathered, has_group=bool(review.chat),
        opened_by=names.person(review.opened_by), opened_at=review.opened_at, due_at=review.due_at,
        waived_by=names.person(review.waived_by) if review.waived_by else "", waived_reason=review.waived_reason,
        answers=tuple(_answer(it, names) for it in review.answers),
        reviewers=tuple(
            ReviewerView(
                department=it.department, department_name=names.department(it.department),
                person=names.person(it.person), person_key=it.person, understood_at=it.understood_at,
                is_clear=review.understands(it),
                has_asked=any(asked.person == it.person for asked in review.open_questions),
            )
            for it in review.reviewers
        ),
        questions=tuple(
            QuestionView(
                entry=it.entry, person=names.person(it.person), words=it.words, asked_at=it.asked_at, answer=it.answer,
                answered_by=names.person(it.answered_by) if it.answered_by else "",
            )
            for it in review.questions
        ),
    )  # fmt: skip


def _answer(it: ReviewAnswer, names: Names) -> AnswerView:
    return AnswerView(
        kind=it.kind, owner=names.person(it.owner), owner_key=it.owner, due_at=it.due_at, feasibility=it.feasibility,
        day=it.day, amount=it.amount, words=it.words, proposed_day=it.proposed_day,
        proposed_amount=it.proposed_amount, parts=dict(it.parts), has_proposal=it.has_proposal,
        answered_by=names.person(it.answered_by) if it.answered_by else "", answered_at=it.answered_at,
    )  # fmt: skip
