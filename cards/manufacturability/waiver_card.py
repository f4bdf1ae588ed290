"""A waiver that somebody asks for, for those who may grant it."""

from collections.abc import Iterator

from cards.card import Button, Card, Field, Figure, Form, Style, Tag, Tone
from cards.manufacturability.findings import LONGEST_VALUE
from cards.manufacturability.views import WaiverView
from cards.notes import open_button
from cards.order_facts import LONGEST_NAME, LONGEST_WORDS, subtitle
from cards.plan_card import LONGEST_REASON, Section
from cards.wording import Wording
from core.manufacturability import DfmWaiverState

_TONES = {
    DfmWaiverState.ASKED: Tone.WARNING, DfmWaiverState.GRANTED: Tone.GOOD, DfmWaiverState.REFUSED: Tone.DONE,
    DfmWaiverState.EXPIRED: Tone.DONE,
}  # fmt: skip


class DfmWaiverCard(Card):
    """One waiver in its present state. Only one that nobody has decided about has buttons."""

    template = "dfm"

    text: str
    figures: tuple[Figure, ...] = ()
    sections: tuple[Section, ...] = ()
    notes: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()
    form: Form | None = None

    @classmethod
    def of(cls, waiver: WaiverView, words: Wording) -> "DfmWaiverCard":
        """As it is now."""
        tone = _TONES[waiver.state]
        return cls(
            title=words.say("dfmwaiver.title", waiver=waiver.waiver_no),
            subtitle=subtitle(waiver.order, words),
            tone=tone,
            tags=(Tag(text=words.label(waiver.state), tone=tone),),
            text=words.say(
                f"dfmwaiver.{waiver.state.value}", person=words.cut(waiver.decided_by, LONGEST_NAME),
                at=waiver.decided_at, reason=words.cut(waiver.decision, LONGEST_WORDS), day=waiver.until,
            ),
            figures=tuple(_figures(waiver, words)),
            notes=tuple(_notes(waiver, words)),
            buttons=tuple(_buttons(waiver, words)),
            form=_form(waiver, words),
        )  # fmt: skip


def _figures(waiver: WaiverView, words: Wording) -> Iterator[Figure]:
    yield Figure(label=words.say("dfmwaiver.rule"), value=waiver.rule_id, is_lead=True)
    label = words.cut(waiver.attribute, LONGEST_NAME)
    yield Figure(label=label, value=words.cut(waiver.actual, LONGEST_VALUE), tone=Tone.BAD)
    yield Figure(label=words.say("dfmwaiver.limit"), value=words.cut(waiver.limit, LONGEST_VALUE))


def _notes(waiver: WaiverView, words: Wording) -> Iterator[str]:
    yield words.say(
        "dfmwaiver.asked", person=words.cut(waiver.asked_by, LONGEST_NAME), at=waiver.asked_at,
        reason=words.cut(waiver.reason, LONGEST_WORDS), day=waiver.until, order_no=waiver.order.order_no,
    )  # fmt: skip
    if waiver.hint:
        yield words.say("dfmwaiver.hint", hint=words.cut(waiver.hint, LONGEST_WORDS))


def _buttons(waiver: WaiverView, words: Wording) -> Iterator[Button]:
    if waiver.state is DfmWaiverState.ASKED:
        yield Button(
            text=words.say("dfmwaiver.grant"), act="grant_dfm_waiver", ref=waiver.waiver_no, rev=waiver.revision,
            style=Style.PRIMARY, confirm=words.say("dfmwaiver.really_grant", day=waiver.until),
        )  # fmt: skip
    yield open_button(waiver.order, words)


def _form(waiver: WaiverView, words: Wording) -> Form | None:
    if waiver.state is not DfmWaiverState.ASKED:
        return None
    submit = Button(
        text=words.say("dfmwaiver.refuse"), act="refuse_dfm_waiver", ref=waiver.waiver_no, rev=waiver.revision
    )
    reason = Field(name="reason", label=words.say("dfmwaiver.why_refuse"), kind="text", longest=LONGEST_REASON)
    return Form(name=f"refuse_{waiver.waiver_no}".replace("-", "_"), fields=(reason,), submit=submit)
