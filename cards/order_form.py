"""The form that asks for what is still missing of an order, and the question before a likely duplicate."""

from collections.abc import Iterator

from cards.card import Button, Card, Choice, Fact, Field, Form, Style, Tone
from cards.order_facts import LONGEST_NAME, LONGEST_WORDS, spec_text
from cards.spec_fields import spec_field
from cards.views import DraftView
from cards.wording import Wording
from core.orders import DraftPurpose
from core.orders.draft import FIELDS

MAX_CHOICES = 110
"""Customers and products in all lists of one card; a longer list is typed, not scrolled."""
MAX_CHOICE_BYTES = 17_000
"""What those lists may weigh of the platform's 30 KB."""
LONGEST_CHOICE = 30
USUAL_QUANTITIES = (20, 50, 100, 200, 300, 500, 800, 1000, 2000)
"""To choose from where none can be typed."""

_KINDS = {"customer": "choice", "product": "choice", "requested_date": "day", "requirement": "long_text"}
_LONGEST = {"requirement": 1000}


class OrderFormCard(Card):
    """Exactly the fields that are missing, beside what is known already."""

    template = "order_form"

    known: tuple[Fact, ...]
    form: Form
    discard: Button

    @classmethod
    def of(cls, draft: DraftView, words: Wording) -> "OrderFormCard":
        """The form as it stands."""
        purpose, has_problems = draft.purpose.value, bool(draft.entry.problems)
        return cls(
            title=words.say(f"form.title_{purpose}"),
            subtitle=words.say("form.subtitle", draft_no=draft.draft_no, asker=words.cut(draft.asker, LONGEST_NAME)),
            tone=Tone.WARNING if has_problems else Tone.NEUTRAL,
            known=known_facts(draft, words, skip=draft.asked),
            form=Form(
                name=f"form_{draft.draft_no.replace('-', '_')}",
                intro=words.say("form.intro_problems" if has_problems else "form.intro"),
                fields=tuple(_fields(draft, words)),
                submit=_button("submit", words.say(f"form.submit_{purpose}"), draft, Style.PRIMARY),
            ),
            discard=_button("discard", words.say("form.discard"), draft, Style.PLAIN),
        )


class DuplicateCard(Card):
    """疑似重复: the same thing has been ordered lately."""

    template = "choice"

    text: str
    facts: tuple[Fact, ...]
    buttons: tuple[Button, ...]

    @classmethod
    def of(cls, draft: DraftView, words: Wording) -> "DuplicateCard":
        """Ask back, naming the other order."""
        is_pre = draft.purpose is DraftPurpose.PRECHECK
        key = "form.duplicate_PRECHECK" if is_pre else "form.duplicate"
        again = words.say("form.place_anyway_PRECHECK" if is_pre else "form.place_anyway")
        return cls(
            title=words.say("form.duplicate_title"),
            tone=Tone.WARNING,
            text=words.say(key, twin=draft.twin),
            facts=known_facts(draft, words, skip=()),
            buttons=(
                _button("place_anyway", again, draft, Style.PRIMARY),
                _button("discard", words.say("form.discard"), draft, Style.PLAIN),
            ),
        )


class DiscardedCard(Card):
    """The form was put away."""

    template = "note"

    text: str

    @classmethod
    def of(cls, draft: DraftView, words: Wording) -> "DiscardedCard":
        """Say so, and what to do instead."""
        return cls(
            title=words.say(f"form.title_{draft.purpose.value}"), tone=Tone.DONE, text=words.say("form.discarded")
        )


def known_facts(draft: DraftView, words: Wording, skip: tuple[str, ...]) -> tuple[Fact, ...]:
    """What has been understood so far, as people write it."""
    entry = draft.entry
    shown = {
        "customer": words.cut(draft.customer, LONGEST_NAME),
        "product": words.cut(words.named(draft.product, entry.product), LONGEST_NAME),
        "quantity": words.show(entry.quantity) if entry.quantity else "",
        "requested_date": words.day(entry.requested_date) if entry.requested_date else "",
        "requirement": words.cut(entry.requirement or "", LONGEST_WORDS),
        "spec": spec_text(draft.spec, words),
    }
    return tuple(
        Fact(label=words.label(name, "field"), value=shown[name])
        for name in (*FIELDS, "spec")
        if shown[name] and name not in skip
    )


def _fields(draft: DraftView, words: Wording) -> Iterator[Field]:
    """The asked fields; long lists are made while there is room for them in one card."""
    lists = _lists(draft, words)
    spec = {field.name: field for field in draft.spec_fields}
    for name in draft.asked:
        problem, typed = _problem(name, draft, words), _typed(name, draft)
        if name in spec:
            yield spec_field(spec[name], words, typed=typed, problem=problem)
        else:
            field = _field(name, lists.get(name, ()), words, typed, problem)
            yield field.model_copy(update={"suggestions": _suggestions(name, draft, words)})


def _suggestions(name: str, draft: DraftView, words: Wording) -> tuple[Choice, ...]:
    if name == "quantity":
        return tuple(Choice(text=words.show(count), value=str(count)) for count in USUAL_QUANTITIES)
    if name == "requested_date":
        year = draft.suggested_days[0].year if draft.suggested_days else 0
        return tuple(Choice(text=words.short_day(day, year), value=day.isoformat()) for day in draft.suggested_days)
    return ()


def _field(name: str, choices: tuple[Choice, ...], words: Wording, typed: str, problem: str) -> Field:
    kind = _KINDS.get(name, "text")
    return Field(
        name=name, label=words.cut(words.label(name, "field"), LONGEST_CHOICE),
        kind="text" if kind == "choice" and not choices else kind,
        placeholder=words.say(f"form.hint_{name}") if words.has(f"form.hint_{name}") else "",
        typed=typed, choices=choices, is_required=name != "requirement", problem=problem,
        longest=_LONGEST.get(name, 100),
    )  # fmt: skip


def _lists(draft: DraftView, words: Wording) -> dict[str, tuple[Choice, ...]]:
    """Products first: there is no nickname for each of them."""
    lists: dict[str, tuple[Choice, ...]] = {}
    for name, named in (("product", draft.products), ("customer", draft.customers)):
        choices = tuple(_choice(name, code, text, words) for code, text in named)
        together = [*choices, *(choice for made in lists.values() for choice in made)]
        weight = sum(len(choice.model_dump_json().encode()) + 30 for choice in together)
        if name in draft.asked and len(together) <= MAX_CHOICES and weight <= MAX_CHOICE_BYTES:
            lists[name] = choices
    return lists


def _choice(name: str, code: str, text: str, words: Wording) -> Choice:
    """A customer's code says nothing to people; a product's does."""
    called = words.named(text, code) if name == "product" else text
    return Choice(text=words.cut(called, LONGEST_CHOICE), value=code)


def _typed(name: str, draft: DraftView) -> str:
    """What stands in the field already: the value understood, or the words as typed."""
    value = getattr(draft.entry, name, None) or draft.entry.spec.get(name.removeprefix("spec_"))
    if value not in ("", None) and name not in draft.entry.problems:
        return str(value)
    return draft.entry.typed.get(name, "")


def _problem(name: str, draft: DraftView, words: Wording) -> str:
    problem = draft.entry.problems.get(name)
    return words.refusal_by_name([problem.refusal], problem.facts) if problem else ""


def _button(act: str, text: str, draft: DraftView, style: Style) -> Button:
    return Button(text=text, act=act, ref=draft.draft_no, rev=draft.revision, style=style)
