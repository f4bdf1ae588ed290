"""Something that is handed over: for whoever is to take it, and for whoever gives it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from cards.card import Button, Card, Field, Figure, Form, Style, Tag, Tone
from cards.load_card import Panel
from cards.order_facts import LONGEST_NAME, LONGEST_WORDS
from cards.plan_card import LONGEST_REASON, Section
from cards.wording import Wording
from core.handovers import HandOverState

_TONES = {
    HandOverState.OFFERED: Tone.BUSY,
    HandOverState.ACCEPTED: Tone.GOOD,
    HandOverState.DECLINED: Tone.WARNING,
    HandOverState.WITHDRAWN: Tone.DONE,
    HandOverState.LAPSED: Tone.DONE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverView:
    """A hand-over as one reader sees it."""

    handover_no: str
    revision: int
    state: HandOverState
    what: str
    giver: str
    receiver: str
    reason: str
    lapses_at: datetime
    answer: str
    may_answer: bool
    may_withdraw: bool


class HandOverCard(Card):
    """One offer in its present state."""

    template = "plan"

    text: str
    figures: tuple[Figure, ...] = ()
    sections: tuple[Section, ...] = ()
    moves: Panel | None = None
    notes: tuple[str, ...]
    buttons: tuple[Button, ...]
    form: Form | None

    @classmethod
    def of(cls, it: HandOverView, words: Wording) -> "HandOverCard":
        """As it is now."""
        tone = _TONES[it.state]
        people = {"giver": words.cut(it.giver, LONGEST_NAME), "receiver": words.cut(it.receiver, LONGEST_NAME)}
        key = "ask" if it.may_answer else it.state.value
        return cls(
            title=words.say("handover.title", what=it.what), subtitle=it.handover_no, tone=tone,
            tags=(Tag(text=words.label(it.state), tone=tone),),
            text=words.say(
                f"handover.card_{key}", **people, until=words.moment(it.lapses_at),
                answer=words.cut(it.answer, LONGEST_WORDS),
            ),
            notes=(words.say("handover.why", reason=words.cut(it.reason, LONGEST_WORDS)),),
            buttons=tuple(_buttons(it, words)),
            form=_form(it, words),
        )  # fmt: skip


def _buttons(it: HandOverView, words: Wording) -> Iterator[Button]:
    if it.may_answer:
        yield Button(
            text=words.say("handover.accept"), act="accept_handover", ref=it.handover_no, rev=it.revision,
            style=Style.PRIMARY,
        )  # fmt: skip
    if it.may_withdraw:
        yield Button(text=words.say("handover.withdraw"), act="withdraw_handover", ref=it.handover_no, rev=it.revision)


def _form(it: HandOverView, words: Wording) -> Form | None:
    if not it.may_answer:
        return None
    reason = Field(name="reason", label=words.say("handover.why_decline"), kind="text", longest=LONGEST_REASON)
    submit = Button(text=words.say("handover.decline"), act="decline_handover", ref=it.handover_no, rev=it.revision)
    return Form(name=f"decline_{it.handover_no}".replace("-", "_"), fields=(reason,), submit=submit)
