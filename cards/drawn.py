"""What cards of an order say of its drawings: how far they are, what is prepared, what R&D has answered."""

from collections.abc import Iterator

from cards.asides import DesignView, QuestionView
from cards.card import Fact
from cards.order_facts import LONGEST_NAME
from cards.views import OrderView
from cards.wording import Wording

MOST_QUESTIONS = 2
LONGEST_QUESTION = 120


def drawn_facts(order: OrderView, words: Wording) -> Iterator[Fact]:
    """The drawing, the preparation, the last answers; nothing of an order that has none of it."""
    alive = [design for design in order.designs if not design.is_cancelled]
    if alive:
        said = [design_text(design, order, words) for design in alive]
        yield Fact(label=words.say("design.label"), value=words.say("format.semicolon").join(said))
    if any(design.preps for design in alive):
        yield Fact(label=words.say("design.prep_label"), value=prep_text(order, words))
    for question in order.questions[:MOST_QUESTIONS]:
        yield Fact(label=words.say("design.question_label"), value=question_text(question, words))


def design_text(design: DesignView, order: OrderView, words: Wording) -> str:
    """`DT-2611-0001 审核中，第 1 版，赵工`."""
    key = "superseded" if design.is_superseded else "released" if design.is_released else "drawn"
    day = words.short_day(design.expected_date or words.day_of(design.due_at), order.year(words.timezone))
    return words.say(
        f"design.text_{key}", task_no=design.task_no, status=words.label(design.status),
        revision=design.drawing_revision, released=design.released_revision,
        person=words.cut(design.owner, LONGEST_NAME), day=day,
    )  # fmt: skip


def prep_text(order: OrderView, words: Wording) -> str:
    """Who prepares what, and what is done."""
    said = [
        words.say(f"design.prep_{'done' if prep.is_done else 'open'}", kind=words.label(prep.kind), person=prep.owner)
        for design in order.designs
        for prep in design.preps
    ]
    return words.say("format.semicolon").join(said)


def question_text(question: QuestionView, words: Wording) -> str:
    """The question with its answer, or who owes one by when."""
    asked = words.cut(question.question, LONGEST_QUESTION)
    if question.answered_at is not None:
        return words.say(
            "design.answered", question=asked, answer=words.cut(question.answer, LONGEST_QUESTION),
            person=words.cut(question.answered_by, LONGEST_NAME),
        )  # fmt: skip
    person = words.cut(question.engineer, LONGEST_NAME)
    return words.say("design.unanswered", question=asked, person=person, at=question.due_at)
