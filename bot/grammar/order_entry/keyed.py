"""`客户=恒远 数量：200`: fields that are named. What a value holds beyond its field is left to the sentence."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import TypeVar

from bot.grammar.dates import find_dates, read_date
from bot.grammar.folding import SEPARATORS, fold
from bot.grammar.lexicon import SPEC
from bot.grammar.names import Ambiguous, Found, NameIndex, resolve
from bot.grammar.order_entry.sheet import Sheet, told
from bot.grammar.quantities import find_quantities, read_quantity
from bot.grammar.words import Pair
from core.catalogue import SpecField, SpecKind
from core.errors import BadInput, NameAmbiguous, NotFound, Refusal

T = TypeVar("T")

_BREAKS = re.compile(rf"[{SEPARATORS}]+")
_MOST_BREAKS = 12


def read_named_fields(sheet: Sheet) -> list[Pair]:
    """Read the five fields where they are named; gives back the pairs that name spec fields."""
    spec_pairs = []
    for pair in sheet.lexicon.keys.pairs(sheet.text):
        if pair.key.startswith(SPEC):
            spec_pairs.append(pair)
        elif pair.is_known:
            _read_pair(sheet, pair)
    return spec_pairs


def read_named_specs(sheet: Sheet, pairs: list[Pair]) -> None:
    """Read spec fields where they are named, as far as the product's family has them; others are left as words."""
    for pair in pairs:
        field = sheet.family.field(pair.key.removeprefix(SPEC)) if sheet.family else None
        if field is None or not pair.value:
            continue
        value, end, refusal = _longest(sheet, pair, _released(field))
        if refusal is not None:
            value, end, refusal = _longest(sheet, _before_others(sheet, pair), field.read)
        sheet.read(pair.start, end)
        words = sheet.text[pair.value_start : end]
        if refusal is not None:
            sheet.refuse(f"{SPEC}{field.key}", refusal, words)
        elif value:
            sheet.tell_spec(field.key, value, words)
            sheet.named_specs.append((pair.start, end))


def name_reader(kind: str, index: NameIndex) -> Callable[[str], str]:
    """Reads the code of a customer or product; refuses with `NotFound` or `NameAmbiguous`."""

    def read(words: str) -> str:
        found = resolve(words, index)
        if isinstance(found, Found):
            return found.code
        if isinstance(found, Ambiguous):
            raise NameAmbiguous(kind=kind, words=told(words), candidates=list(found.candidates))
        raise NotFound(kind=kind, words=told(words), near=list(found.near))

    return read


def _read_pair(sheet: Sheet, pair: Pair) -> None:
    sheet.read(pair.start, pair.value_start)
    if not pair.value:
        return
    if pair.key == "requirement":
        sheet.read(pair.value_start, pair.end)
        sheet.retell("requirement", "；".join(filter(None, (sheet.value("requirement"), pair.value))))
        return
    value, end, refusal = _longest(sheet, pair, _reader(sheet, pair.key))
    words = sheet.text[pair.value_start : end]
    sheet.read(pair.value_start, end)
    if refusal is not None:
        sheet.refuse(pair.key, refusal, words)
    else:
        sheet.tell(pair.key, value, words)


def _reader(sheet: Sheet, field: str) -> Callable[[str], str | int | date]:
    if field == "customer":
        return name_reader(field, sheet.lexicon.customer_index)
    if field == "product":
        return name_reader(field, sheet.lexicon.product_index)
    if field == "quantity":
        return read_quantity
    return lambda words: read_date(words, sheet.today)


def _longest(sheet: Sheet, pair: Pair, read: Callable[[str], T]) -> tuple[T | None, int, Refusal | None]:
    """The longest beginning of the value that can be read, where it ends, or why nothing can be."""
    raw = sheet.text[pair.value_start : pair.end]
    if pair.value != raw:  # quoted: all of it or nothing
        raw, ends = pair.value, iter([len(pair.value)])
    else:
        ends = _ends(raw)
    refusals: list[tuple[Refusal, int]] = []
    for end in ends:
        try:
            value = read(raw[:end])
        except Refusal as no:
            refusals.append((no, end))
        else:
            return value, pair.end if raw == pair.value and end == len(raw) else pair.value_start + end, None
    refusal, end = _most_telling(sheet, raw, refusals)
    return None, pair.end if end == len(raw) else pair.value_start + end, refusal


def _ends(raw: str) -> Iterator[int]:
    """Where the value may end: at its own end, or at a break, long before short."""
    yield len(raw)
    breaks = [match.start() for match in _BREAKS.finditer(fold(raw))][:_MOST_BREAKS]
    yield from reversed([place for place in breaks if place])


def _most_telling(sheet: Sheet, raw: str, refusals: list[tuple[Refusal, int]]) -> tuple[Refusal, int]:
    """Of the refusals of all beginnings: an unknown name is as long as nothing else begins in it, the rest one word."""
    if not isinstance(refusals[0][0], NotFound):
        return refusals[-1]
    limit = _start_of_others(sheet, raw)
    return next(((refusal, end) for refusal, end in refusals if end <= limit), refusals[-1])


def _before_others(sheet: Sheet, pair: Pair) -> Pair:
    """The pair, its value ending where another field begins. Quoted values stay as they are."""
    raw = sheet.text[pair.value_start : pair.end]
    limit = _start_of_others(sheet, raw)
    if raw != pair.value or limit == len(raw):
        return pair
    value = raw[:limit].rstrip()
    return replace(pair, value=value, end=pair.value_start + len(value))


def _start_of_others(sheet: Sheet, raw: str) -> int:
    folded = fold(raw)
    others = [start for start, _ in find_dates(folded)]
    others += [span.start for span in find_quantities(folded) if span.weight]
    others += [hit.start for hit in sheet.lexicon.product_index.find(folded)]
    return min([start for start in others if start] or [len(raw)])


def _released(field: SpecField) -> Callable[[str], str]:
    """Reads only what the field offers; a field that takes anything would swallow the rest of the line."""

    def read(words: str) -> str:
        value = field.read(words)
        if field.kind is SpecKind.TEXT or not field.is_released(value):
            raise BadInput
        return value

    return read
