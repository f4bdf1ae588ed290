"""Bad parts: what is blocked, what was said about it, and the form for a department's own word."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from cards.card import Button, Card, Choice, Field, Figure, Form, Style, Tag, Tone
from cards.load_card import Panel
from cards.order_facts import LONGEST_NAME, LONGEST_WORDS
from cards.plan_card import Section
from cards.wording import Wording
from core.badparts import Disposal

MOST_ORDERS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class WordView:
    """What a department has said."""

    department: str
    disposal: Disposal
    days: int
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLotView:
    """Blocked goods as one department sees them."""

    number: str
    revision: int
    item: str
    name: str
    qty: Decimal
    reason: str
    po_no: str
    reported_by: str
    reported_at: datetime
    due_at: datetime
    department: str
    """The key of whose card it is."""
    words: tuple[WordView, ...]
    awaited: tuple[str, ...]
    disposal: Disposal | None
    back_on: date | None
    orders: tuple[str, ...]
    """That had these pieces kept."""
    may_speak: bool


class BadLotCard(Card):
    """The one decision about them."""

    template = "plan"

    text: str
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...]
    moves: Panel | None = None
    notes: tuple[str, ...]
    buttons: tuple[Button, ...] = ()
    form: Form | None

    @classmethod
    def of(cls, it: BadLotView, words: Wording) -> "BadLotCard":
        """As it is now."""
        is_open = it.disposal is None
        tone = Tone.BAD if is_open else Tone.DONE
        tag = words.say("badpart.open") if it.disposal is None else words.label(it.disposal)
        return cls(
            title=words.say("badpart.title", number=it.number),
            tone=tone,
            tags=(Tag(text=tag, tone=tone),),
            text=words.say("badpart.asked" if is_open else "badpart.decided"),
            figures=tuple(_figures(it, words)),
            sections=tuple(_sections(it, words)),
            notes=(
                words.say(
                    "badpart.reported", person=words.cut(it.reported_by, LONGEST_NAME), at=it.reported_at,
                    reason=words.cut(it.reason, LONGEST_WORDS), po_no=it.po_no,
                ),
                words.say("badpart.rule"),
            ),
            form=_form(it, words),
        )  # fmt: skip


def _figures(it: BadLotView, words: Wording) -> Iterator[Figure]:
    what = words.named(words.cut(it.name, LONGEST_NAME), it.item)
    yield Figure(label=what, value=words.say("badpart.qty", qty=it.qty), tone=Tone.BAD, is_lead=True)
    year = words.day_of(it.reported_at).year
    if it.disposal is None:
        yield Figure(label=words.say("badpart.due"), value=words.moment_in(it.due_at, year))
    elif it.back_on is not None:
        yield Figure(label=words.say("badpart.back"), value=words.short_day(it.back_on, year))


def _sections(it: BadLotView, words: Wording) -> Iterator[Section]:
    rows = [
        words.say(
            "badpart.word",
            department=each.department,
            disposal=words.label(each.disposal),
            days=each.days or None,
            person=words.cut(each.person, LONGEST_NAME),
        )
        for each in it.words
    ] + [words.say("badpart.awaited", department=each) for each in it.awaited]
    yield Section(title=words.say("badpart.words"), rows=tuple(rows))
    if it.orders:
        yield Section(
            title=words.say("badpart.orders", count=len(it.orders)), tone=Tone.WARNING,
            rows=words.lines(it.orders, MOST_ORDERS),
        )  # fmt: skip


def _form(it: BadLotView, words: Wording) -> Form | None:
    if not it.may_speak:
        return None
    choices = tuple(Choice(text=words.label(each), value=each.value) for each in Disposal)
    submit = Button(
        text=words.say("badpart.say"), act="say_badpart", ref=it.number, rev=it.revision, style=Style.PRIMARY,
        extra={"department": it.department},
    )  # fmt: skip
    return Form(
        name=f"badpart_{it.number}_{it.department}".replace("-", "_"), submit=submit,
        intro=words.say("badpart.form", department=words.label(it.department, "department")),
        fields=(
            Field(name="disposal", label=words.say("badpart.disposal"), kind="choice", choices=choices,
                  placeholder=words.say("form.hint_choice")),
            Field(name="days", label=words.say("badpart.days"), kind="text", longest=3, is_required=False),
        ),
    )  # fmt: skip
