"""A substitute within a scope, for R&D to allow or not."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from cards.card import Button, Card, Field, Figure, Form, Style, Tag, Tone
from cards.load_card import Panel
from cards.order_facts import LONGEST_NAME, LONGEST_WORDS
from cards.plan_card import LONGEST_REASON, Section
from cards.wording import Wording
from core.substitutes import SubstituteScope, SubstituteState

_TONES = {
    SubstituteState.ASKED: Tone.WARNING,
    SubstituteState.APPROVED: Tone.GOOD,
    SubstituteState.REFUSED: Tone.DONE,
    SubstituteState.REVOKED: Tone.DONE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SubstituteView:
    """A substitute with names for codes."""

    number: str
    revision: int
    state: SubstituteState
    scope: SubstituteScope
    item: str
    substitute: str
    order_no: str
    customer: str
    valid_from: date | None
    valid_until: date | None
    reason: str
    asked_by: str
    asked_at: datetime
    decided_by: str
    decision: str


class SubstituteCard(Card):
    """As asked and as decided."""

    template = "plan"

    text: str
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...] = ()
    moves: Panel | None = None
    notes: tuple[str, ...]
    buttons: tuple[Button, ...]
    form: Form | None

    @classmethod
    def of(cls, it: SubstituteView, words: Wording) -> "SubstituteCard":
        """As it is now."""
        tone = _TONES[it.state]
        return cls(
            title=words.say("substitute.title", number=it.number),
            tone=tone,
            tags=(Tag(text=words.label(it.state), tone=tone),),
            text=words.say(
                "substitute.text", item=words.cut(it.item, LONGEST_NAME),
                substitute=words.cut(it.substitute, LONGEST_NAME),
            ),
            figures=(Figure(label=words.say("substitute.scope"), value=scope_text(it, words)),),
            notes=tuple(_notes(it, words)),
            buttons=tuple(_buttons(it, words)),
            form=_form(it, words),
        )  # fmt: skip


def scope_text(it: SubstituteView, words: Wording) -> str:
    """For whom, and when."""
    year = words.day_of(it.asked_at).year
    return words.say(
        f"substitute.{it.scope.value}", order_no=it.order_no, customer=words.cut(it.customer, LONGEST_NAME),
        first=words.short_day(it.valid_from, year), last=words.short_day(it.valid_until, year),
    )  # fmt: skip


def _notes(it: SubstituteView, words: Wording) -> Iterator[str]:
    yield words.say(
        "substitute.asked", person=words.cut(it.asked_by, LONGEST_NAME), at=it.asked_at,
        reason=words.cut(it.reason, LONGEST_WORDS),
    )  # fmt: skip
    if it.state is not SubstituteState.ASKED:
        yield words.say(
            f"substitute.{it.state.value}", person=words.cut(it.decided_by, LONGEST_NAME),
            reason=words.cut(it.decision, LONGEST_WORDS),
        )  # fmt: skip


def _buttons(it: SubstituteView, words: Wording) -> Iterator[Button]:
    if it.state is SubstituteState.ASKED:
        yield _button("approve", it, words, Style.PRIMARY)
    elif it.state is SubstituteState.APPROVED:
        yield _button("revoke", it, words, Style.DANGER)


def _button(key: str, it: SubstituteView, words: Wording, style: Style) -> Button:
    return Button(
        text=words.say(f"substitute.{key}"), act=f"{key}_substitute", ref=it.number, rev=it.revision, style=style,
        confirm=words.say(f"substitute.really_{key}"),
    )  # fmt: skip


def _form(it: SubstituteView, words: Wording) -> Form | None:
    if it.state is not SubstituteState.ASKED:
        return None
    reason = Field(name="reason", label=words.say("substitute.why_refuse"), kind="text", longest=LONGEST_REASON)
    submit = _button("refuse", it, words, Style.PLAIN)
    return Form(name=f"refuse_{it.number}".replace("-", "_"), fields=(reason,), submit=submit)
