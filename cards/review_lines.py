"""How a review stands, in a line each: the three answers, who understands it, what was asked."""

from collections.abc import Iterator

from cards.order_facts import LONGEST_NAME, LONGEST_WORDS
from cards.review_view import AnswerView, QuestionView, ReviewerView, ReviewView
from cards.views import OrderView
from cards.wording import Wording
from core.orders.status import FINISHED, UNSOLD
from core.reviews import AnswerKind


def answer_lines(order: OrderView, review: ReviewView, words: Wording) -> Iterator[str]:
    """Each of the three answers: what, who and when; or who is waited for until when, and what is worked out."""
    for it in review.answers:
        yield _given(it, order, words) if it.answered_at else _awaited(it, order, review, words)
    if review.waived_by:
        person, reason = words.cut(review.waived_by, LONGEST_NAME), words.cut(review.waived_reason, LONGEST_WORDS)
        yield words.say("review.waived", person=person, reason=reason)


def _given(it: AnswerView, order: OrderView, words: Wording) -> str:
    return words.say(
        "review.given" if it.answered_by else "review.computed", kind=words.label(it.kind),
        value=_value(it, order, words), words=words.cut(it.words, LONGEST_WORDS),
        person=words.cut(it.answered_by or it.owner, LONGEST_NAME), at=it.answered_at,
    )  # fmt: skip


def _awaited(it: AnswerView, order: OrderView, review: ReviewView, words: Wording) -> str:
    return words.say(
        "review.awaited" if review.is_gathered else "review.not_computed", kind=words.label(it.kind),
        person=words.cut(it.owner, LONGEST_NAME), due=it.due_at, proposal=_proposal(it, order, words),
    )  # fmt: skip


def _value(it: AnswerView, order: OrderView, words: Wording) -> str:
    if it.kind is AnswerKind.CAN and it.feasibility is not None:
        return words.label(it.feasibility)
    if it.kind is AnswerKind.WHEN:
        return words.short_day(it.day, order.year(words.timezone))
    return words.money(it.amount) if it.amount is not None else ""


def _proposal(it: AnswerView, order: OrderView, words: Wording) -> str:
    """What the planner has worked out, or nothing."""
    if not it.has_proposal:
        return ""
    if it.kind is AnswerKind.WHEN:
        return words.short_day(it.proposed_day, order.year(words.timezone))
    return words.money(it.proposed_amount) if it.proposed_amount is not None else ""


def reviewer_line(it: ReviewerView, words: Wording) -> str:
    """What somebody has said of understanding it."""
    key = "has_asked" if it.has_asked else "understood" if it.understood_at else "answered" if it.is_clear else "silent"
    return words.say(
        f"review.{key}", department=words.cut(it.department_name, LONGEST_NAME),
        person=words.cut(it.person, LONGEST_NAME), at=it.understood_at,
    )  # fmt: skip


def question_line(it: QuestionView, words: Wording) -> str:
    """A question with its answer, or that there is none yet."""
    told = words.cut(it.answer, LONGEST_WORDS)
    return words.say(
        "review.question" if it.answered_by else "review.question_open", person=words.cut(it.person, LONGEST_NAME),
        question=words.cut(it.words, LONGEST_WORDS), answer=told, by=words.cut(it.answered_by, LONGEST_NAME),
    )  # fmt: skip


def on_order(order: OrderView, words: Wording) -> Iterator[str]:
    """What the card of the order says of its review: before it is sold the answers, then whom it waits for."""
    review = order.review
    if review is None or order.status in FINISHED:
        return
    if order.status in UNSOLD and review.is_gathered:
        yield from answer_lines(order, review, words)
    if review.unclear and order.status.value in ("INQUIRY", "QUOTED", "CONFIRMED"):
        people = [it.person for it in review.unclear]
        yield words.say("review.unclear", people=people)
