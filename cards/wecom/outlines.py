"""Where the parts of each card go on WeCom: one function per template, in the order in which people should read."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from cards.card import Button, Card, Fact, Figure


class Row(Protocol):
    """A line with a button of its own."""

    @property
    def title(self) -> str:
        """What it is."""
        ...

    @property
    def text(self) -> str:
        """How it stands."""
        ...

    @property
    def button(self) -> Button | None:
        """What can be done with it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """A card's parts, by what they are for."""

    lead: tuple[str, ...] = ()
    """What somebody must read."""
    facts: tuple[Fact, ...] = ()
    """Label and value, the weightiest first."""
    more: tuple[str, ...] = ()
    """What the details tell besides."""
    rows: tuple[Row, ...] = ()
    rows_title: str = ""
    buttons: tuple[Button, ...] = ()
    more_buttons: tuple[Button, ...] = ()
    """Those that come after all others."""


def outline_of(card: Card) -> Outline:
    """The card's parts in their places."""
    return _OUTLINES[card.template](card)


def buttons_of(card: Card) -> Iterator[Button]:
    """Every button there is on it, those of rows included."""
    parts = outline_of(card)
    rows = (row.button for row in parts.rows if row.button is not None)
    yield from (*parts.buttons, *rows, *parts.more_buttons)


def _lines(*parts: str | Iterable[str]) -> tuple[str, ...]:
    """Everything that is not empty, one after the other."""
    found = [part for each in parts for part in ([each] if isinstance(each, str) else each)]
    return tuple(line for text in found for line in text.split("\n") if line.strip())


def _as_facts(*parts: Iterable[Figure | Fact]) -> tuple[Fact, ...]:
    return tuple(Fact(label=part.label, value=part.value) for each in parts for part in each)


def _wanted(card: Card) -> tuple[str, ...]:
    """Why its form is there, and what was wrong with what was typed."""
    form = card.fillable
    return (form.intro, *(f"⚠ {field.problem}" for field in form.fields if field.problem)) if form else ()


def _alert(card: Any) -> Outline:
    return Outline(lead=_lines(card.text), facts=_as_facts(card.figures, card.facts), buttons=card.buttons)


def _change(card: Any) -> Outline:
    blocks = (line for block in card.blocks for line in (block.title, *block.lines))
    return Outline(
        lead=_lines(card.text, _wanted(card)), facts=_as_facts(card.facts), more=_lines(blocks), buttons=card.buttons
    )


def _choice(card: Any) -> Outline:
    return Outline(lead=_lines(card.text), facts=_as_facts(card.facts), buttons=card.buttons)


def _details(card: Any) -> Outline:
    return Outline(more=_lines(card.lines))


def _dfm(card: Any) -> Outline:
    """The findings are what somebody must read."""
    sections = (line for section in card.sections for line in (section.title, *section.rows))
    return Outline(
        lead=_lines(card.text, sections), facts=_as_facts(card.figures), more=_lines(card.notes), buttons=card.buttons
    )


def _digest(card: Any) -> Outline:
    sections = (line for title, lines in card.sections for line in (title, *lines))
    return Outline(facts=_as_facts(card.figures), more=_lines(sections, card.note))


def _help(card: Any) -> Outline:
    lines = (text for line in card.lines for text in (line.text, line.example))
    return Outline(lead=_lines(card.intro), more=_lines(lines, card.note))


def _kit(card: Any) -> Outline:
    there = (card.there.title, card.there.text) if card.there else ()
    return Outline(
        lead=_lines(card.verdict, card.missing), facts=_as_facts(card.figures), more=_lines(there),
        buttons=card.buttons,
    )  # fmt: skip


def _link(card: Any) -> Outline:
    return Outline(lead=_lines(card.text))


def _list(card: Any) -> Outline:
    return Outline(lead=_lines(card.intro, card.empty), rows=card.rows, buttons=card.buttons)


def _note(card: Any) -> Outline:
    facts, buttons = getattr(card, "facts", ()), getattr(card, "buttons", ())
    return Outline(lead=_lines(card.text), facts=_as_facts(facts), buttons=buttons)


def _order(card: Any) -> Outline:
    return Outline(
        lead=_lines(card.note, card.problems, _wanted(card)), facts=_as_facts(card.figures, card.facts),
        more=_lines(card.departments, card.nodes), buttons=card.buttons,
    )  # fmt: skip


def _order_form(card: Any) -> Outline:
    return Outline(lead=_lines(_wanted(card)), facts=_as_facts(card.known), more_buttons=(card.discard,))


def _plan(card: Any) -> Outline:
    sections = (line for section in card.sections for line in (section.title, *section.rows))
    moves = (card.moves.title, card.moves.text) if card.moves else ()
    return Outline(
        lead=_lines(card.text), facts=_as_facts(card.figures), more=_lines(sections, moves, card.notes),
        buttons=card.buttons,
    )  # fmt: skip


def _promise(card: Any) -> Outline:
    return Outline(
        lead=_lines(card.verdict, card.reasons), facts=_as_facts(card.figures, card.facts),
        more=_lines(card.pushes, card.cost, card.warnings, card.note), rows=card.options, rows_title=card.other_ways,
        buttons=card.buttons, more_buttons=card.more_buttons,
    )  # fmt: skip


def _schedule(card: Any) -> Outline:
    """Many days of many machines come last: all of them may be too much to tell."""
    panels = (line for panel in card.panels for line in (panel.title, panel.text))
    needs = (card.needs_title, *card.needs) if card.needs else ()
    pins = (card.pins_title, *card.pins) if card.pins else ()
    return Outline(
        lead=_lines(card.empty, card.bottleneck), facts=_as_facts(card.figures),
        more=_lines(needs, pins, card.overrides, panels, card.note), buttons=card.buttons,
    )  # fmt: skip


def _task(card: Any) -> Outline:
    items = (text for item in card.ask.items for text in (item.text, item.more))
    return Outline(
        lead=_lines(card.ask.text, card.problem, items), facts=_as_facts(card.figures, card.facts),
        more=_lines(card.state, card.ask.more_title, card.ask.more), buttons=card.buttons,
    )  # fmt: skip


_OUTLINES: dict[str, Callable[[Any], Outline]] = {
    "alert": _alert, "change": _change, "choice": _choice, "details": _details, "dfm": _dfm,
    "digest": _digest, "help": _help, "kit": _kit, "link": _link, "list": _list, "note": _note,
    "order": _order, "order_form": _order_form, "plan": _plan, "promise": _promise, "schedule": _schedule,
    "task": _task,
}  # fmt: skip
