"""A question of the floor, for the engineer who owes the answer."""

from cards.asides import QuestionView
from cards.card import Button, Card, Field, Figure, Form, Style, Tag, Tone
from cards.load_card import Panel
from cards.order_facts import LONGEST_NAME, LONGEST_WORDS, subtitle
from cards.plan_card import Section
from cards.views import OrderView
from cards.wording import Wording

LONGEST_ANSWER = 300


class ShopQuestionCard(Card):
    """One question in its present state: with a form as long as nobody has answered."""

    template = "plan"

    text: str
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...] = ()
    moves: Panel | None = None
    notes: tuple[str, ...]
    buttons: tuple[Button, ...] = ()
    form: Form | None

    @classmethod
    def of(cls, question: QuestionView, order: OrderView, words: Wording) -> "ShopQuestionCard":
        """As it is now."""
        is_open = question.answered_at is None
        tone = Tone.WARNING if is_open else Tone.GOOD
        year = order.year(words.timezone)
        answer = words.say(
            "floor.answer", answer=words.cut(question.answer, LONGEST_WORDS),
            person=words.cut(question.answered_by, LONGEST_NAME),
        )  # fmt: skip
        drawing = words.say(
            "floor.revision" if question.task_no else "floor.no_drawing", task_no=question.task_no,
            revision=question.drawing_revision,
        )  # fmt: skip
        return cls(
            title=words.say("floor.title", order_no=order.order_no, question_no=question.question_no),
            subtitle=subtitle(order, words), tone=tone,
            tags=(Tag(text=words.say("floor.open" if is_open else "floor.done"), tone=tone),),
            text=words.cut(question.question, LONGEST_WORDS),
            figures=(
                Figure(label=words.say("floor.drawing"), value=drawing, is_lead=True),
                Figure(label=words.say("floor.due"), value=words.moment_in(question.due_at, year)),
            ),
            sections=() if is_open else (Section(title=answer, tone=Tone.GOOD),),
            notes=(
                words.say("floor.asked", person=words.cut(question.asked_by, LONGEST_NAME), at=question.asked_at),
            ),
            buttons=(_open_files(question, words),) if question.task_no else (),
            form=_form(question, words) if is_open else None,
        )  # fmt: skip


def _open_files(question: QuestionView, words: Wording) -> Button:
    """The drawing that the floor had before it when it asked, whatever has been drawn since."""
    return Button(
        text=words.say("design.open_files"), act="open_files", ref=question.task_no, rev=1,
        extra={"drawing": question.drawing_revision},
    )  # fmt: skip


def _form(question: QuestionView, words: Wording) -> Form:
    submit = Button(
        text=words.say("floor.reply"), act="answer_floor", ref=question.question_no, rev=1, style=Style.PRIMARY
    )
    field = Field(name="answer", label=words.say("floor.your_answer"), kind="long_text", longest=LONGEST_ANSWER)
    return Form(name=f"answer_{question.question_no.replace('-', '_')}", fields=(field,), submit=submit)
