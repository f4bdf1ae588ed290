"""A date earlier than computed, for a manager to approve or not; and the new dates of an order in a line each."""

from collections.abc import Iterator

from cards.asides import EarlyPromises, RepromiseView
from cards.card import Button, Card, Field, Figure, Form, Style, Tag, Tone
from cards.load_card import Panel
from cards.order_facts import LONGEST_NAME, LONGEST_WORDS, subtitle
from cards.plan_card import LONGEST_REASON, Section
from cards.views import OrderView
from cards.wording import Wording
from core.orders.repromise import Outcome, RepromiseState

_TONES = {
    RepromiseState.ASKED: Tone.WARNING,
    RepromiseState.AGREED: Tone.GOOD,
    RepromiseState.REFUSED: Tone.DONE,
    RepromiseState.REPLACED: Tone.DONE,
}


class RepromiseCard(Card):
    """One date in its present state. Only one that nobody has decided about has buttons."""

    template = "plan"

    text: str
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...] = ()
    moves: Panel | None = None
    notes: tuple[str, ...]
    buttons: tuple[Button, ...]
    form: Form | None

    @classmethod
    def of(cls, order: OrderView, made: RepromiseView, early: EarlyPromises, words: Wording) -> "RepromiseCard":
        """As it is now. `early`: what became of those like it."""
        tone = _TONES[made.state]
        return cls(
            title=words.say("repromise.title", order_no=order.order_no),
            subtitle=subtitle(order, words),
            tone=tone,
            tags=(Tag(text=words.label(made.state), tone=tone),),
            text=words.say(
                f"repromise.{made.state.value}", person=words.cut(made.decided_by or made.asked_by, LONGEST_NAME),
                reason=words.cut(made.refusal, LONGEST_WORDS),
            ),
            figures=tuple(_figures(order, made, words)),
            notes=(
                words.say(
                    "repromise.asked", person=words.cut(made.asked_by, LONGEST_NAME), at=made.asked_at,
                    reason=words.cut(made.reason, LONGEST_WORDS), line=made.line_no or None,
                ),
                *_counts(early, words),
            ),
            buttons=tuple(_buttons(order, made, words)),
            form=_form(order, made, words),
        )  # fmt: skip


def _counts(early: EarlyPromises, words: Wording) -> Iterator[str]:
    """How many of this month, and how they ended; of the month before if there were any."""
    for key, counts in (("repromise.count", early.this_month), ("repromise.count_before", early.last_month)):
        ended = [words.say(f"repromise.ended_{it.value}", count=counts[it]) for it in Outcome if counts.get(it)]
        if ended or key == "repromise.count":
            yield words.say(key, count=sum(counts.values()), ended=ended or None)


def _figures(order: OrderView, made: RepromiseView, words: Wording) -> Iterator[Figure]:
    days = {"day": made.promise_date, "computed": made.computed_date, "before": made.before}
    for key, day in days.items():
        if day is not None:
            value = words.short_day(day, order.year(words.timezone))
            yield Figure(label=words.say(f"repromise.{key}"), value=value, is_lead=key == "day")


def _buttons(order: OrderView, made: RepromiseView, words: Wording) -> Iterator[Button]:
    if made.state is RepromiseState.ASKED:
        yield Button(
            text=words.say("repromise.approve"), act="approve_promise", ref=order.order_no, rev=made.entry,
            style=Style.PRIMARY, confirm=words.say("repromise.really_approve"),
        )  # fmt: skip


def _form(order: OrderView, made: RepromiseView, words: Wording) -> Form | None:
    if made.state is not RepromiseState.ASKED:
        return None
    submit = Button(
        text=words.say("repromise.refuse"), act="refuse_promise", ref=order.order_no, rev=made.entry,
        confirm=words.say("repromise.really_refuse"),
    )  # fmt: skip
    reason = Field(name="reason", label=words.say("repromise.why_refuse"), kind="text", longest=LONGEST_REASON)
    name = f"refuse_{order.order_no}_{made.entry}".replace("-", "_")
    return Form(name=name, fields=(reason,), submit=submit)
