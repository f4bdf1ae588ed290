"""One line of chat, or a form, as an order entry.

Five fields make an order: customer, product, quantity, requested_date, requirement. What is read becomes a value,
what cannot be is a problem of its field with the reason, and what is left over is the requirement, word for word.
Spec words (白色, Zigbee, 4寸) become spec values of the product's family, in the words of a form as in a line; phrases
that say nothing else are then no requirement besides. The longest text read is `MAX_READ` characters; what lies behind
is requirement.
"""

from collections.abc import Callable, Mapping
from datetime import date

from bot.grammar.dates import read_date
from bot.grammar.lexicon import SPEC, Family, Lexicon
from bot.grammar.order_entry.keyed import name_reader, read_named_fields, read_named_specs
from bot.grammar.order_entry.leftover import beyond_spec, read_requirement, read_slips
from bot.grammar.order_entry.sentence import (
    read_figures,
    read_numbers_alone,
    read_sentence,
    read_specs,
    read_specs_of,
)
from bot.grammar.order_entry.sheet import SeveralTold as SeveralTold
from bot.grammar.order_entry.sheet import Sheet
from bot.grammar.quantities import read_quantity
from bot.grammar.words import Words
from core.errors import Refusal
from core.orders.draft import OrderEntry

MAX_READ = 2000
"""Characters of a text that are searched for fields."""
NOTHING = OrderEntry()


def read_order_entry(words: Words, lexicon: Lexicon, today: date) -> OrderEntry:
    """What an order in one line says. Never refuses: what cannot be read is in `problems`."""
    sheet = Sheet(words.rest[:MAX_READ], lexicon, today)
    spec_pairs = read_named_fields(sheet)
    read_sentence(sheet)
    read_named_specs(sheet, spec_pairs)
    read_figures(sheet)
    read_slips(sheet)
    read_specs(sheet)
    read_numbers_alone(sheet)
    read_requirement(sheet)
    if behind := words.rest[MAX_READ:].strip():
        sheet.retell("requirement", "\n".join(filter(None, (sheet.value("requirement"), behind))))
    return sheet.entry()


def read_order_form(
    form: Mapping[str, object], lexicon: Lexicon, today: date, *, known: OrderEntry = NOTHING
) -> OrderEntry:
    """What a submitted form says; empty fields say nothing.

    What the form does not ask for is `known` before: the product, or a requirement that was told before it. With no
    product known, spec fields are kept as typed; `ProductFamily.read` reads them later.
    """
    sheet = Sheet("", lexicon, today)
    readers: dict[str, Callable[[str], object]] = {
        "customer": name_reader("customer", lexicon.customer_index),
        "product": name_reader("product", lexicon.product_index),
        "quantity": read_quantity,
        "requested_date": lambda words: read_date(words, today),
        "requirement": str.strip,
    }
    for field, read in readers.items():
        if words := _text(form.get(field)):
            _read_field(sheet, field, words, read)
    family = lexicon.family_of(sheet.value("product") or known.product)
    for name in form:
        words = _text(form[name]) if name.startswith(SPEC) else ""
        spec = family.field(name.removeprefix(SPEC)) if family else None
        if words and (spec or not family):
            _read_field(sheet, name, words, spec.read if spec else str)
    if family and (requirement := sheet.value("requirement") or known.requirement):
        _read_wish(sheet, requirement, family)
    return sheet.entry()


def _read_wish(sheet: Sheet, requirement: str, family: Family) -> None:
    """Spec words of a form's free text, where its own fields say nothing."""
    read_specs_of(sheet, requirement, family, known=sheet.told_specs)
    left = beyond_spec(requirement, sheet, family)
    if left:
        sheet.retell("requirement", left)
    else:
        sheet.note_typed("requirement", requirement)


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _read_field(sheet: Sheet, field: str, words: str, read: Callable[[str], object]) -> None:
    try:
        value = read(words)
    except Refusal as refusal:
        sheet.refuse(field, refusal, words)
        return
    if field.startswith(SPEC):
        sheet.tell_spec(field.removeprefix(SPEC), str(value), words)
    else:
        sheet.tell(field, value, words)
