"""What nobody has read: a name with a slip, a name that is not ours, and else the requirement, word for word."""

import re
from dataclasses import dataclass

from bot.grammar.folding import SEPARATORS, TAKEN, blot, fold
from bot.grammar.lexicon import Family
from bot.grammar.names import Ambiguous, Found, NameIndex, Unknown, resolve
from bot.grammar.order_entry.glue import is_glue, name_in, without_ends
from bot.grammar.order_entry.sheet import Sheet, told
from bot.grammar.spec_words import SpecHit
from core.errors import NameAmbiguous, NotFound, Refusal

_SEGMENT = re.compile(rf"[^,;、。\r\n{TAKEN}]+")
_PHRASE = re.compile(r"[^,;、。\r\n]+[,;、。\s]*|[,;、。\s]+")
_NO_NAME = re.compile(
    r"急|追加|补单|样品|打样|样机|尽快|测试|上次|一样|同样|老样子|定制|[按照把吗呢吧了]|^[带要需加含配请]|logo|urgent|rush|asap|sample|test"
)
_LONGEST_PHRASE = 60
_LONGEST_NAME, _MOST_NAMES = 20, 20
_LONGEST_STRANGER = 12


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of unread words. `is_residue`: it says something that no field holds."""

    start: int
    end: int
    is_residue: bool


def read_slips(sheet: Sheet) -> None:
    """Customers and products whose name is not quite right, then those that we do not have."""
    for kind, index in (("customer", sheet.lexicon.customer_index), ("product", sheet.lexicon.product_index)):
        if not sheet.knows(kind):
            _read_slip(sheet, kind, index)
    if not sheet.knows("customer"):
        _read_strange_customer(sheet)
    if not sheet.knows("product"):
        _read_strange_product(sheet)


def read_requirement(sheet: Sheet) -> None:
    """The words left over, as typed. Spec words alone are no requirement besides: the spec holds them."""
    segments = _segments(sheet)
    phrases = [(segment.start, segment.end) for segment in segments if segment.is_residue]
    named = sheet.value("requirement") or ""
    words = [beyond_spec(named, sheet, sheet.family), *_joined(sheet, phrases)]
    if any(words):
        sheet.retell("requirement", "；".join(word for word in words if word))
    elif in_spec := named or _only_spec(sheet, segments):
        sheet.note_typed("requirement", in_spec)


def beyond_spec(requirement: str, sheet: Sheet, family: Family | None) -> str:
    """A requirement, word for word, without the phrases that say nothing but what the spec holds."""
    hits = family.spec_words.find_all(fold(requirement)) if family else []
    places = [(hit.start, hit.end) for hit in hits if sheet.tells_spec(hit.field.key, _value_of(hit))]
    bare = blot(fold(requirement), places).replace(TAKEN, " ")

    def is_kept(start: int, end: int) -> bool:
        return not (any(start <= place < end for place, _ in places) and is_glue(bare[start:end]))

    phrases = [match.span() for match in _PHRASE.finditer(fold(requirement))]
    kept = [requirement[slice(*span)] for span in phrases if is_kept(*span)]
    return requirement if len(kept) == len(phrases) else "".join(kept).strip(SEPARATORS + "，；、")


def _value_of(hit: SpecHit) -> str:
    try:
        return hit.field.read(hit.words)
    except Refusal:
        return ""


def _only_spec(sheet: Sheet, segments: list[Segment]) -> str:
    phrases = [(segment.start, segment.end) for segment in segments if _has_spec(sheet, segment)]
    return "；".join(_joined(sheet, sorted([*phrases, *sheet.named_specs])))


def _segments(sheet: Sheet) -> list[Segment]:
    bare = blot(sheet.open, [*sheet.noted, *sheet.spec_places]).replace(TAKEN, " ")
    found = []
    for match in _SEGMENT.finditer(sheet.open):
        start, end = without_ends(sheet.open, *match.span())
        if start < end:
            found.append(Segment(start, end, not is_glue(bare[start:end])))
    return found


def _has_spec(sheet: Sheet, segment: Segment) -> bool:
    return any(segment.start <= start < segment.end for start, _ in sheet.spec_places)


def _joined(sheet: Sheet, phrases: list[tuple[int, int]]) -> list[str]:
    """Phrases with only punctuation between them stay together as they were typed."""
    joined: list[tuple[int, int]] = []
    for start, end in phrases:
        if joined and not sheet.open[joined[-1][1] : start].strip(" ,;、。\r\n"):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return [_without_stray_quotes(sheet.text[start:end].strip()) for start, end in joined]


def _without_stray_quotes(words: str) -> str:
    """A quote whose other half stands outside of the words says nothing."""
    if words.count('"') % 2:
        words = words.strip('"')
    return words if words.count("“") == words.count("”") else words.strip("“”")


def _read_slip(sheet: Sheet, kind: str, index: NameIndex) -> None:
    for start, end in _possible_names(sheet):
        found = resolve(sheet.text[start:end], index)
        words = sheet.text[start:end]
        if isinstance(found, Found):
            sheet.tell(kind, found.code, words)
        elif isinstance(found, Ambiguous):
            candidates = list(found.candidates)
            sheet.refuse(kind, NameAmbiguous(kind=kind, words=told(words), candidates=candidates), words)
        if not isinstance(found, Unknown):
            sheet.read(start, end)
            return


def _possible_names(sheet: Sheet) -> list[tuple[int, int]]:
    """Whole segments, and each of their words, of a length that names have."""
    places = []
    for segment in _segments(sheet):
        if segment.is_residue and segment.end - segment.start <= _LONGEST_PHRASE and not _has_spec(sheet, segment):
            words = [match.span() for match in re.compile(r"\S+").finditer(sheet.open, segment.start, segment.end)]
            for start, end in [(segment.start, segment.end), *(words if len(words) > 1 else [])]:
                place = name_in(sheet.open, start, end)
                if 2 <= place[1] - place[0] <= _LONGEST_NAME:
                    places.append(place)
    return places[:_MOST_NAMES]


def _read_strange_customer(sheet: Sheet) -> None:
    """Short words before everything else are a customer that we do not know."""
    segments = [segment for segment in _segments(sheet) if segment.is_residue]
    if segments and segments[0].end - segments[0].start <= _LONGEST_PHRASE and is_glue(sheet.open[: segments[0].start]):
        _refuse_stranger(sheet, "customer", sheet.lexicon.customer_index, segments[0])


def _read_strange_product(sheet: Sheet) -> None:
    """Short words right beside the quantity are a product that we do not have."""
    for segment in _segments(sheet):
        beside = any(sheet.adjoin((segment.start, segment.end), place) for place in sheet.quantities)
        is_short = segment.end - segment.start <= _LONGEST_PHRASE
        if (
            segment.is_residue
            and is_short
            and beside
            and _refuse_stranger(sheet, "product", sheet.lexicon.product_index, segment)
        ):
            return


def _refuse_stranger(sheet: Sheet, kind: str, index: NameIndex, segment: Segment) -> bool:
    start, end = name_in(sheet.open, segment.start, segment.end)
    words = sheet.text[start:end]
    is_name = 2 <= len(words) <= _LONGEST_STRANGER or (words.isascii() and len(words.split()) <= 3)
    if not is_name or _has_spec(sheet, segment) or _NO_NAME.search(fold(words)):
        return False
    found = resolve(words, index)
    near = list(found.near) if isinstance(found, Unknown) else []
    sheet.refuse(kind, NotFound(kind=kind, words=told(words), near=near), words)
    sheet.read(start, end)
    return True
