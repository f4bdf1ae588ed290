"""Leave to start by a drawing that is not released, for whoever may give it."""

from cards.asides import StartWaiverView
from cards.card import Button, Card, Field, Figure, Form, Style, Tag, Tone
from cards.drawn import design_text
from cards.load_card import Panel
from cards.order_facts import LONGEST_NAME, LONGEST_WORDS, subtitle
from cards.plan_card import LONGEST_REASON, Section
from cards.views import OrderView
from cards.wording import Wording
from core.design import StartWaiverState

_TONES = {
    StartWaiverState.ASKED: Tone.WARNING,
    StartWaiverState.GRANTED: Tone.GOOD,
    StartWaiverState.REFUSED: Tone.DONE,
}


class StartWaiverCard(Card):
    """One request in its present state. Only one that nobody has decided about has buttons."""

    template = "plan"

    text: str
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...] = ()
    moves: Panel | None = None
    notes: tuple[str, ...] = ()
    buttons: tuple[Button, ...]
    form: Form | None

    @classmethod
    def of(cls, waiver: StartWaiverView, order: OrderView, words: Wording) -> "StartWaiverCard":
        """As it is now."""
        is_open, tone = waiver.state is StartWaiverState.ASKED, _TONES[waiver.state]
        until = words.short_day(waiver.until, order.year(words.timezone))
        drawn = tuple(design_text(design, order, words) for design in order.designs if not design.is_released)
        return cls(
            title=words.say("leave.title", order_no=order.order_no), subtitle=subtitle(order, words), tone=tone,
            tags=(Tag(text=words.label(waiver.state), tone=tone),),
            text=words.say(
                f"leave.{waiver.state.value}", asker=words.cut(waiver.asked_by, LONGEST_NAME),
                person=words.cut(waiver.decided_by, LONGEST_NAME), reason=words.cut(waiver.reason, LONGEST_WORDS),
                refusal=words.cut(waiver.refusal, LONGEST_WORDS),
            ),
            figures=(Figure(label=words.say("leave.until"), value=until, is_lead=True),),
            sections=(Section(title=words.say("design.label"), rows=drawn),) if drawn else (),
            buttons=(_grant(waiver, words),) if is_open and not waiver.is_over else (),
            form=_refuse(waiver, words) if is_open else None,
        )  # fmt: skip


def _grant(waiver: StartWaiverView, words: Wording) -> Button:
    return Button(
        text=words.say("leave.grant"), act="grant_start_waiver", ref=str(waiver.id), rev=1, style=Style.PRIMARY,
        confirm=words.say("leave.really_grant"),
    )  # fmt: skip


def _refuse(waiver: StartWaiverView, words: Wording) -> Form:
    submit = Button(text=words.say("leave.refuse"), act="refuse_start_waiver", ref=str(waiver.id), rev=1)
    reason = Field(name="reason", label=words.say("leave.why_refuse"), kind="text", longest=LONGEST_REASON)
    return Form(name=f"refuse_waiver_{waiver.id}", fields=(reason,), submit=submit)
