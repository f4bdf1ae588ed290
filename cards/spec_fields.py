"""Form fields for what a product family wants to be told."""

from collections.abc import Iterable

from cards.card import Button, Choice, Field, Form
from cards.order_facts import line_goods
from cards.views import OrderView, SpecFieldView
from cards.wording import Wording
from core.catalogue import MAX_SPEC_WORDS, SpecKind

MOST_FIELDS = 8
"""Fields of one form; the others are asked for once these are filled in."""
MOST_CHOICES = 30
"""Options in all lists of one form; a longer list is typed."""
LONGEST_CHOICE = 30
LONGEST_HINT = 60


def spec_form(order: OrderView, intro: str, words: Wording) -> Form | None:
    """What one line still lacks, the first of them first; nothing where nothing can be filled in. `intro` is a key."""
    if not (order.missing_spec and order.is_spec_open):
        return None
    line = order.line(order.missing_spec[0].line_no)
    asked = [field for field in order.missing_spec if field.line_no == line.line_no]
    goods = line_goods(line, words) if len(order.lines) > 1 else ""
    submit = Button(
        text=words.say("promise.spec_save"), act="spec", ref=order.order_no, rev=order.revision,
        extra={"line": line.line_no},
    )  # fmt: skip
    return Form(
        intro=words.say(intro, goods=goods), name=f"spec_{order.order_no.replace('-', '_')}", submit=submit,
        fields=spec_fields(asked, words),
    )  # fmt: skip


def spec_fields(fields: Iterable[SpecFieldView], words: Wording) -> tuple[Field, ...]:
    """A field for each, as lists as long as there is room."""
    made, room = [], MOST_CHOICES
    for field in tuple(fields)[:MOST_FIELDS]:
        made.append(spec_field(field, words, room=room))
        room -= len(made[-1].choices)
    return tuple(made)


def spec_field(
    field: SpecFieldView, words: Wording, *, room: int = MOST_CHOICES, typed: str = "", problem: str = ""
) -> Field:
    """A list to choose from where only its options will do, otherwise a line to type in."""
    has_list = field.kind is SpecKind.CHOICE and not field.allow_custom and 0 < len(field.options) <= room
    choices = tuple(Choice(text=words.cut(text, LONGEST_CHOICE), value=value) for value, text in field.options)
    return Field(
        name=field.name, label=words.cut(field.label, LONGEST_CHOICE), kind="choice" if has_list else "text",
        placeholder=words.say("form.hint_choice") if has_list else words.cut(_hint(field, words), LONGEST_HINT),
        typed=typed, choices=choices if has_list else (), is_required=False, problem=problem, longest=MAX_SPEC_WORDS,
    )  # fmt: skip


def _hint(field: SpecFieldView, words: Wording) -> str:
    unit = words.label(field.unit, "unit")
    if field.kind is SpecKind.CHOICE:
        listed = words.show([text for _, text in field.options])
        return words.say("form.hint_options", options=listed) if field.allow_custom else listed
    if field.kind is SpecKind.TEXT:
        return ""
    key = {(True, True): "range", (True, False): "least", (False, True): "most", (False, False): "number"}
    bounds = field.minimum is not None, field.maximum is not None
    return words.say(f"form.hint_{key[bounds]}", minimum=field.minimum, maximum=field.maximum, unit=unit)
