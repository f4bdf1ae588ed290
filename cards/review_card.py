"""A review: what is wanted, the three answers, who understands it, and what was asked; for a group, or one reader."""

from collections.abc import Iterator
from decimal import Decimal

from cards.card import Button, Card, Choice, Field, Figure, Form, Style, Tag, Tone
from cards.load_card import Panel
from cards.order_facts import LONGEST_NAME, LONGEST_SPEC, LONGEST_WORDS, missing_spec, spec_text, subtitle
from cards.plan_card import Section
from cards.review_lines import answer_lines, question_line, reviewer_line
from cards.review_view import ReviewView
from cards.views import OrderView
from cards.wording import Wording
from core.orders import OrderStatus
from core.orders.status import REVIEWABLE, UNSOLD
from core.reviews import AnswerKind, Feasibility

LONGEST_TOLD = 300
"""Characters of a question, an answer or a condition."""
MOST_QUESTIONS = 6


class ReviewCard(Card):
    """What somebody is asked for is a button or a field only on their own card, 理解一致 in the group, too."""

    template = "plan"

    text: str
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...]
    moves: Panel | None = None
    notes: tuple[str, ...]
    buttons: tuple[Button, ...]
    form: Form | None

    @classmethod
    def of(cls, order: OrderView, review: ReviewView, reader: str, words: Wording) -> "ReviewCard":
        """As it is now for a reader, by key; empty for the group."""
        is_open = order.status in REVIEWABLE
        state, tone = _state(order, review)
        return cls(
            title=words.say("review.title_pre" if review.is_pre else "review.title", order_no=order.order_no),
            subtitle=subtitle(order, words),
            tone=tone,
            tags=(Tag(text=words.say(f"review.tag_{state}"), tone=tone),),
            text=_text(order, review, reader, words),
            figures=tuple(_figures(order, review, words)),
            sections=tuple(_sections(order, review, words)),
            notes=(words.say("review.opened", person=words.cut(review.opened_by, LONGEST_NAME), at=review.opened_at),),
            buttons=tuple(_buttons(order, review, reader, words)) if is_open else (),
            form=_form(order, review, reader, words) if is_open else None,
        )


def _state(order: OrderView, review: ReviewView) -> tuple[str, Tone]:
    if order.status is OrderStatus.CANCELLED:
        return "cancelled", Tone.BAD
    if order.status not in REVIEWABLE:
        return "over", Tone.DONE
    if review.open_question is not None:
        return "question", Tone.WARNING
    if order.status in UNSOLD and review.is_waiting:
        return "waiting", Tone.BUSY
    return ("unclear", Tone.BUSY) if review.unclear else ("done", Tone.GOOD)


def _text(order: OrderView, review: ReviewView, reader: str, words: Wording) -> str:
    owed = [it.kind for it in review.owed_by(reader)] if order.status in UNSOLD else []
    mine = next((it for it in review.unclear if it.person_key == reader), None)
    if reader == order.owner_key and review.open_question is not None:
        return words.say("review.ask_sales", person=words.cut(review.open_question.person, LONGEST_NAME))
    if owed:
        due = next(it.due_at for it in review.owed_by(reader))
        return words.say("review.ask_answers", kinds=owed, due=due)
    if mine is not None:
        return words.say("review.ask_waits" if mine.has_asked else "review.ask_understood")
    return words.say("review.intro" if not reader else "review.nothing_asked")


def _figures(order: OrderView, review: ReviewView, words: Wording) -> Iterator[Figure]:
    year = order.year(words.timezone)
    if order.requested_date is not None:
        day = words.short_day(order.requested_date, year)
        yield Figure(label=words.say("date.requested"), value=day, is_lead=True)
    when = next(it for it in review.answers if it.kind is AnswerKind.WHEN)
    if (day := words.short_day(when.day or when.proposed_day, year)) and order.status in UNSOLD:
        yield Figure(label=words.say("review.day" if when.day else "review.day_computed"), value=day)
    if order.promise_date is not None:
        yield Figure(label=words.say("date.promise"), value=words.short_day(order.promise_date, year))


def _sections(order: OrderView, review: ReviewView, words: Wording) -> Iterator[Section]:
    yield Section(title=words.say("review.brief"), rows=tuple(_brief(order, words)))
    rows = (*answer_lines(order, review, words), *_cost_parts(review, words))
    yield Section(title=words.say("review.answers"), rows=rows)
    if review.reviewers:
        rows = tuple(reviewer_line(it, words) for it in review.reviewers)
        tone = Tone.BUSY if review.unclear else Tone.GOOD
        yield Section(title=words.say("review.understanding"), tone=tone, rows=rows)
    if review.questions:
        asked = [question_line(it, words) for it in reversed(review.questions)]
        yield Section(title=words.say("review.questions"), rows=words.lines(asked, MOST_QUESTIONS))


def _brief(order: OrderView, words: Wording) -> Iterator[str]:
    if order.spec:
        yield words.say("review.spec", spec=spec_text(order.spec, words))
    if order.custom_spec:
        yield words.say("review.custom", spec=spec_text(order.custom_spec, words))
    if order.missing_spec:
        yield words.say("review.missing", fields=words.cut(missing_spec(order, words), LONGEST_SPEC))
    if order.requirement:
        yield words.say("review.requirement", text=words.cut(order.requirement, LONGEST_WORDS))
    if not (order.spec or order.requirement):
        yield words.say("review.no_brief")


def _cost_parts(review: ReviewView, words: Wording) -> Iterator[str]:
    """What the amount that was worked out is made of."""
    cost = next(it for it in review.answers if it.kind is AnswerKind.COST)
    parts = [
        words.say("review.cost_part", part=words.label(key, "cost_part"), amount=words.money(Decimal(told)))
        for key, told in cost.parts.items()
        if Decimal(told)
    ]
    if parts:
        yield words.say("review.cost_parts", parts=words.say("review.plus").join(parts))


def _buttons(order: OrderView, review: ReviewView, reader: str, words: Wording) -> Iterator[Button]:
    waiting = [it for it in review.unclear if not it.has_asked]
    if any(not reader or it.person_key == reader for it in waiting):
        yield understood_button(order, review, words, Style.PRIMARY)
    if order.status in UNSOLD and any(it.has_proposal for it in review.owed_by(reader)):
        yield Button(
            text=words.say("review.agree"), act="agree_proposal", ref=order.order_no, rev=review.brief_no,
            confirm=words.say("review.really_agree"),
        )  # fmt: skip


def understood_button(order: OrderView, review: ReviewView, words: Wording, style: Style = Style.PLAIN) -> Button:
    """理解一致."""
    return Button(
        text=words.say("review.understand"), act="understand", ref=order.order_no, rev=review.brief_no, style=style
    )


def _form(order: OrderView, review: ReviewView, reader: str, words: Wording) -> Form | None:
    fields = tuple(_fields(order, review, reader, words))
    if not fields:
        return None
    question = review.open_question if reader == order.owner_key else None
    submit = Button(
        text=words.say("review.send"), act="review", ref=order.order_no, rev=review.brief_no,
        extra={"entry": question.entry} if question else {},
    )  # fmt: skip
    name = f"review_{order.order_no}_{review.brief_no}".replace("-", "_")
    return Form(name=name, fields=fields, submit=submit)


def _fields(order: OrderView, review: ReviewView, reader: str, words: Wording) -> Iterator[Field]:
    if reader and reader == order.owner_key and review.open_question is not None:
        yield _field("answer", "long_text", words)
    owed = [it.kind for it in review.owed_by(reader)] if order.status in UNSOLD else []
    if AnswerKind.CAN in owed:
        choices = tuple(Choice(text=words.label(it), value=it.value) for it in Feasibility)
        yield _field("can", "choice", words).model_copy(update={"choices": choices})
    if AnswerKind.WHEN in owed:
        yield _field("when", "day", words)
    if AnswerKind.COST in owed:
        yield _field("cost", "text", words)
    if owed:
        yield _field("words", "text", words)
    if any(not reader or it.person_key == reader for it in review.reviewers):
        yield _field("question", "text", words)


def _field(name: str, kind: str, words: Wording) -> Field:
    label, hint = words.say(f"review.field_{name}"), words.say(f"review.hint_{name}")
    return Field(name=name, label=label, kind=kind, placeholder=hint, longest=LONGEST_TOLD, is_required=False)
