"""Values of spec fields inside a sentence: Wi-Fi, 白色, 220V, 4寸, 3位, 锁体6068."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from bot.grammar.folding import SEPARATORS, TAKEN, fold
from bot.grammar.names import NameIndex
from bot.grammar.numerals import HAN, NUMERAL, read_number
from core.catalogue import SpecField, SpecKind

_SAME_UNIT = (
    ("米", "m", "公尺"),
    ("寸", "英寸", "吋", "inches", "inch", '"', "”", "″"),
    ("位", "开", "联", "键", "gangs", "gang"),
    ("v", "伏", "volts", "volt"),
)
_WRITTEN = {"in": "inch"}
"""Units that are no word for themselves inside a sentence: `500 in two weeks`."""
_NOT = re.compile(r"(?:不要|不用|不是|不带|不|非|别|除|没有|无|(?<![a-z])(?:no|not|without))\s*$")
_LINK = r"\s*(?:为|是|用|选|要|[:=])?\s*"
_LABEL_REACH = 40
_COUNTED = re.compile(rf"(?P<number>{NUMERAL})(?P<unit>[㐀-鿿])")
_SHORTEST_ALONE = 3
"""Characters of a number that may stand for an option by itself: 6068 says what is meant, 2 may be anything."""
_BARE = rf"(?:(?<=[{SEPARATORS}{TAKEN}(])|^)%s(?=[{SEPARATORS}{TAKEN})]|的|$)"


@dataclass(frozen=True, slots=True)
class SpecHit:
    """A place that says something about a field; `words` is what to read."""

    start: int
    end: int
    field: SpecField
    words: str


class SpecWords:
    """Finds what a sentence says about the fields of one product family."""

    def __init__(self, fields: Iterable[SpecField]) -> None:
        self._fields = tuple(fields)
        words = [(field, word) for field in self._fields for word in _option_words(field)]
        numbers = [(field, word) for field, word in words if read_number(fold(word)) is not None]
        words = [(field, word) for field, word in words if read_number(fold(word)) is None]
        long = [(field, word) for field, word in words if len(word) > 1]
        # The index knows a thing by its code as well, so this one is nothing that people type.
        self._options = {f"\ue000{place}": option for place, option in enumerate(long)}
        self._index = NameIndex({code: (word,) for code, (_, word) in self._options.items()})
        # One character alone says something only when nothing stands beside it: 灰, but not 石灰.
        self._short = [
            (field, word, re.compile(_BARE % re.escape(fold(word)))) for field, word in words if len(word) == 1
        ]
        self._alone = [
            (field, word, re.compile(_BARE % re.escape(fold(word))))
            for field, word in numbers
            if len(word) >= _SHORTEST_ALONE
        ]
        self._numbers = [(field, pattern) for field in self._fields for pattern in _number_patterns(field)]

    def find(self, folded: str) -> list[SpecHit]:
        """Where the fields are answered, in order. A value that somebody does not want (不要白色) is no answer."""
        return _answers(folded, self._hits(folded))

    def find_alone(self, folded: str) -> list[SpecHit]:
        """Where a number stands by itself that an option is called by, such as 6068. It may be a quantity as well."""
        return _answers(folded, _words_at(folded, self._alone))

    def find_all(self, folded: str) -> list[SpecHit]:
        """Both, for words in which no quantity is looked for."""
        return _answers(folded, (*self._hits(folded), *_words_at(folded, self._alone)))

    def _hits(self, folded: str) -> Iterator[SpecHit]:
        for found in self._index.find(folded):
            field, word = self._options[found.codes[0]]
            yield SpecHit(*_with_label(folded, found.start, found.end, field), field, word)
        yield from _words_at(folded, self._short)
        for field, pattern in self._numbers:
            for match in pattern.finditer(folded):
                yield SpecHit(*_with_label(folded, *match.span(), field), field, _measure(match, field))


def _answers(folded: str, hits: Iterable[SpecHit]) -> list[SpecHit]:
    kept: list[SpecHit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if (not kept or hit.start >= kept[-1].end) and not _NOT.search(folded[max(0, hit.start - 8) : hit.start]):
            kept.append(hit)
    return kept


def _words_at(folded: str, words: Iterable[tuple[SpecField, str, re.Pattern[str]]]) -> Iterator[SpecHit]:
    for field, word, pattern in words:
        yield from (SpecHit(*match.span(), field, word) for match in pattern.finditer(folded))


def _option_words(field: SpecField) -> list[str]:
    if field.kind is not SpecKind.CHOICE:
        return []
    return list(dict.fromkeys(word for option in field.options for word in option.words))


def _labels(field: SpecField) -> str:
    return "|".join(re.escape(fold(label)) for label in (field.label, field.english_label) if label)


def _number_patterns(field: SpecField) -> Iterator[re.Pattern[str]]:
    """A number with a unit of the field; where options are numbers, the label and a number."""
    number = rf"(?<![0-9a-z.{HAN}])(?P<number>{NUMERAL})"
    if units := {*_units_of(field), *_counted_in(field)}:
        unit = "|".join(re.escape(word) for word in sorted(units, key=len, reverse=True))
        yield re.compile(rf"{number}\s*(?:{unit})(?P<half>半)?(?![0-9a-z])")
    if not field.unit and any(read_number(fold(word)) is not None for word in _option_words(field)):
        yield re.compile(rf"(?:{_labels(field)}){_LINK}(?P<number>{NUMERAL})(?P<half>)(?![0-9a-z])")


def _units_of(field: SpecField) -> tuple[str, ...]:
    """How the field's unit is written."""
    if not field.unit:
        return ()
    own = _WRITTEN.get(fold(field.unit), fold(field.unit))
    return next((group for group in _SAME_UNIT if own in group), (own,))


def _counted_in(field: SpecField) -> Iterator[str]:
    """What stands behind the number in its options' names: 两位 and 三开 give 位 and 开, and so 2位 is read as well."""
    for option in field.options if field.kind is SpecKind.CHOICE else ():
        value = read_number(fold(option.value))
        for word in option.words if value is not None else ():
            match = _COUNTED.fullmatch(fold(word))
            if match and read_number(match["number"]) == value:
                yield match["unit"]


def _measure(match: re.Match[str], field: SpecField) -> str:
    number = read_number(match["number"])
    if number is None:
        return match[0]
    return f"{(number + Decimal('0.5') if match['half'] else number).normalize():f}{field.unit}"


def _with_label(folded: str, start: int, end: int, field: SpecField) -> tuple[int, int]:
    """The place together with the field's label before or behind it: 面板颜色白色."""
    labels = _labels(field)
    floor = max(0, start - _LABEL_REACH)
    before = re.search(rf"(?:{labels}){_LINK}$", folded[floor:start]) if labels else None
    after = re.compile(rf"\s*(?:{labels})").match(folded, end) if labels else None
    return (floor + before.start() if before else start), (after.end() if after else end)
