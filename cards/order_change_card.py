"""The card of a change of an order for whoever asked: a form first, then old and new side by side and what it does."""

from collections.abc import Iterator

from cards.card import Button, Card, Fact, Field, Figure, Form, Style, Tag, Tone
from cards.changes.order_view import OrderChangeView
from cards.changes.order_words import description_of
from cards.load_card import Panel
from cards.order_facts import LONGEST_NAME, LONGEST_WORDS, spec_text, subtitle
from cards.plan_card import LONGEST_REASON, Section
from cards.spec_fields import spec_fields
from cards.wording import Wording
from core.changes import ChangeStatus
from core.orders import OrderAction

_TONES = {
    ChangeStatus.SUBMITTED: Tone.BUSY,
    ChangeStatus.IN_REVIEW: Tone.BUSY,
    ChangeStatus.APPROVED: Tone.BUSY,
    ChangeStatus.APPLIED: Tone.GOOD,
    ChangeStatus.CLOSED: Tone.GOOD,
    ChangeStatus.REJECTED: Tone.BAD,
}


class OrderChangeForm(Card):
    """What shall be different: everything that can be, with what was typed."""

    template = "order_form"

    known: tuple[Fact, ...]
    form: Form
    discard: Button

    @classmethod
    def of(cls, change: OrderChangeView, words: Wording) -> "OrderChangeForm":
        """The form as it stands."""
        submit = Button(
            text=words.say("orderchange.submit"), act="submit_order_change", ref=change.change_no, rev=change.revision,
            style=Style.PRIMARY,
        )  # fmt: skip
        return cls(
            title=words.say("orderchange.title_CHANGE", order_no=change.order.order_no),
            subtitle=_subtitle(change, words),
            tone=Tone.WARNING if change.problems or change.decision else Tone.NEUTRAL,
            known=tuple(_known(change, words)),
            form=Form(
                name=f"change_{change.change_no.replace('-', '_')}", intro=_intro(change, words),
                fields=tuple(_fields(change, words)), submit=submit,
            ),
            discard=_withdraw(change, words, "orderchange.discard"),
        )  # fmt: skip


class OrderChangeCard(Card):
    """A change that is written down, in its present state. Only its asker's next step has buttons."""

    template = "plan"

    text: str
    figures: tuple[Figure, ...]
    sections: tuple[Section, ...]
    moves: Panel | None = None
    notes: tuple[str, ...]
    buttons: tuple[Button, ...]
    form: Form | None = None
    is_computing: bool = False

    @property
    def is_passing(self) -> bool:
        """As long as its effect is being worked out."""
        return self.is_computing

    @classmethod
    def of(cls, change: OrderChangeView, words: Wording) -> "OrderChangeCard":
        """The present state."""
        described, tone = description_of(change, words), _tone(change)
        return cls(
            title=words.say(f"orderchange.title_{change.action.value}", order_no=change.order.order_no),
            subtitle=_subtitle(change, words),
            tone=tone,
            tags=(Tag(text=words.label(change.status), tone=tone),),
            text=_text(change, words),
            figures=tuple(_figures(change, words)),
            sections=tuple(
                Section(title=part.title, rows=part.lines) for part in (*described.content, *described.impact)
            ),
            notes=(words.say("orderchange.asked", person=_name(change.requester, words), at=change.opened_at),),
            buttons=tuple(_buttons(change, words)),
            is_computing=_is_computing(change),
        )


def _subtitle(change: OrderChangeView, words: Wording) -> str:
    return words.say("orderchange.subtitle", change_no=change.change_no, order=subtitle(change.order, words))


def _is_computing(change: OrderChangeView) -> bool:
    return change.status is ChangeStatus.SUBMITTED and change.effect is None and not change.problem


def _tone(change: OrderChangeView) -> Tone:
    if change.status is ChangeStatus.SUBMITTED and change.effect is not None:
        is_bad = not change.can_be or change.effect.misses or change.action is OrderAction.CANCEL
        return Tone.WARNING if is_bad else Tone.BUSY
    return _TONES.get(change.status, Tone.DONE)


def _text(change: OrderChangeView, words: Wording) -> str:
    if change.status is ChangeStatus.WITHDRAWN and change.decision:
        return words.cut(change.decision, LONGEST_WORDS)
    if change.status is not ChangeStatus.SUBMITTED:
        return words.say(
            f"orderchange.{change.status.value}", person=_name(change.decided_by, words),
            reason=words.cut(change.decision, LONGEST_WORDS),
        )  # fmt: skip
    if _is_computing(change):
        return words.say("orderchange.computing", why=words.cut(change.decision, LONGEST_WORDS))
    if change.problem:
        return words.refusal_by_name([change.problem["refusal"]], change.problem["facts"])
    if not change.can_be:
        return words.say("orderchange.impossible")
    return words.say("orderchange.look", why=words.cut(change.decision, LONGEST_WORDS))


def _figures(change: OrderChangeView, words: Wording) -> Iterator[Figure]:
    effect, year = change.effect, change.order.year(words.timezone)
    if effect is None or not change.can_be:
        return
    days = {"after": effect.promise_after, "before": effect.promise_before, "ready": effect.ready_date}
    for key, day in days.items():
        if day is not None:
            tone = Tone.WARNING if key == "after" and effect.misses else Tone.NEUTRAL
            yield Figure(
                label=words.say(f"orderchange.{key}"), value=words.short_day(day, year), tone=tone,
                is_lead=key == "after",
            )  # fmt: skip


def _buttons(change: OrderChangeView, words: Wording) -> Iterator[Button]:
    if change.status is ChangeStatus.SUBMITTED and change.can_be:
        yield Button(
            text=words.say(f"orderchange.confirm_{change.action.value}"), act="confirm_order_change",
            ref=change.change_no, rev=change.revision, style=Style.PRIMARY, confirm=words.say("orderchange.really"),
        )  # fmt: skip
    if change.status in (ChangeStatus.SUBMITTED, ChangeStatus.IN_REVIEW):
        yield _withdraw(change, words, "orderchange.withdraw")


def _withdraw(change: OrderChangeView, words: Wording, key: str) -> Button:
    return Button(text=words.say(key), act="withdraw_order_change", ref=change.change_no, rev=change.revision)


def _intro(change: OrderChangeView, words: Wording) -> str:
    if change.decision:
        return words.say("orderchange.sent_back", why=words.cut(change.decision, LONGEST_WORDS))
    return words.say("orderchange.intro_problems" if change.problems else "orderchange.intro")


def _known(change: OrderChangeView, words: Wording) -> Iterator[Fact]:
    """How it is now."""
    now, year = change.now, change.order.year(words.timezone)
    value = words.say("orderchange.is_quantity", quantity=now.quantity, uom=words.label(now.uom, "uom"))
    yield Fact(label=words.label("quantity", "field"), value=value)
    if now.requested_date:
        value = words.short_day(now.requested_date, year)
        yield Fact(label=words.label("requested_date", "field"), value=value)
    if now.spec:
        yield Fact(label=words.label("spec", "field"), value=spec_text(now.spec, words))


def _fields(change: OrderChangeView, words: Wording) -> Iterator[Field]:
    for name, kind in (("quantity", "text"), ("requested_date", "day")):
        yield Field(
            name=name, label=words.label(name, "field"), kind=kind, placeholder=words.say("orderchange.stays"),
            typed=change.typed.get(name, ""), is_required=False, problem=_problem(name, change, words),
        )  # fmt: skip
    for field in spec_fields(change.spec_fields, words):
        typed = change.typed.get(field.name, "")
        yield Field(**(dict(field) | {"typed": typed, "problem": _problem(field.name, change, words)}))
    yield Field(
        name="reason", label=words.say("orderchange.why_label"), kind="text", longest=LONGEST_REASON,
        typed=words.cut(change.reason, LONGEST_REASON), is_required=False,
    )  # fmt: skip


def _problem(name: str, change: OrderChangeView, words: Wording) -> str:
    problem = change.problems.get(name)
    return words.refusal_by_name([problem["refusal"]], problem["facts"]) if problem else ""


def _name(person: str, words: Wording) -> str:
    return words.cut(person, LONGEST_NAME)
