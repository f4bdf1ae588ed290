"""How many: `200`, `2万件`, `三百台`, `1.5k`, `两千五`.

Goods are counted, so a quantity is a whole number of pieces. What is not exact (几百, 两三百, 300左右) or counts
something else (10箱, 5对) is asked back, never guessed. A dozen (打) is twelve.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from bot.grammar.folding import SEPARATORS, TAKEN, fold, shown
from bot.grammar.numerals import HAN, NUMERAL, is_whole, read_number
from core.errors import BadInput
from core.orders.order import MAX_QUANTITY

MAX_PIECES = MAX_QUANTITY
"""Most pieces of one order line; more is a slip of the keyboard."""

_LONGEST = 40


class QuantityUnreadable(BadInput):
    """`typed`: this is no number."""


class QuantityNotPositive(BadInput):
    """`typed`: nought or less."""


class QuantityTooLarge(BadInput):
    """`typed`, and the `limit` in pieces."""


class QuantityNotWhole(BadInput):
    """`typed`: a part of a piece."""


class QuantityVague(BadInput):
    """`typed`: about so many; a promise needs an exact number."""


class QuantityUnitUnclear(BadInput):
    """`typed`, `unit`: a box, a pair, a metre; how many pieces that is, is not said."""


_COUNTER = "台套|[台套个件只把副樘组块片支条颗张根扇部]|pcs|pc|pieces?|sets?|units?|ea|nos?"
_DOZEN = "打|dozens?|doz"
_PACK = "箱|盒|包|托|柜|对|双|捆|卷|boxes|box|cartons?|ctns?|pallets?|pairs?|packs?"
_MEASURE = (
    "公斤|千克|斤|吨|毫米|厘米|英寸|寸|米|平方|平米|平|车|批|排|层|位|路|度|伏|瓦|元|块钱|人|户|间|栋|年|月|天|周|次|"
    "kgs?|tons?|mm|cm|inch(?:es)?|hz|db|[tmvwa]"
)
_UNCOUNTED = f"{_PACK}|{_MEASURE}"
_UNIT = rf"(?P<unit>{_COUNTER}|{_DOZEN}|{_UNCOUNTED})"
_LEAD = r"(?:数量|总数|总共|一共|合计|共计|共|需要|要|订|来|quantity|qty|[x×*])?[:=\s]*"
_SCIENTIFIC = r"[0-9]+(?:\.[0-9]+)?e\+?[0-9]{1,4}"
_EXACT = re.compile(
    rf"{_LEAD}(?P<sign>[-+]|负|minus )?\s*(?P<number>{_SCIENTIFIC}|[0-9]{{1,3}}(?: [0-9]{{3}})+|{NUMERAL})"
    rf"\s*(?:{_UNIT})?(?P<half>半)?(?:[.!]|的|吧)?"
)
_ABOUT = rf"(?:好?几|数|上)[十百千万亿几]*|{NUMERAL}[多来余几][{HAN}]*|(?:{NUMERAL})\s*(?:-|~|到|至|或)\s*{NUMERAL}"
_MANY = "很多|好多|许多|不少|大量|一些|一批|若干|少量|some|many|a lot|a few|lots"
_VAGUE = re.compile(
    rf"(?:大概|大约|约|差不多|about|around|approx\.?|ca\.?)\s*{NUMERAL}.*"
    rf"|(?:{_ABOUT}|[{HAN}]*[一二两三四五六七八九]{{2}}[{HAN}]*|{NUMERAL}(?=.*[左上以]))\s*(?:{_UNIT})?(?:左右|上下|以上|以内)?"
    rf"|{_MANY}"
)

_END = rf"(?=$|[{SEPARATORS}{TAKEN}.!?)])"
_START = rf"(?:(?<=[{SEPARATORS}{TAKEN}(×*:])|^)"
_SIGNED = rf"(?:(?<=[{SEPARATORS}(:])|^)-\s*"
_OF_TIME = "(?<=个)半?(?:小时|工作日|星期|礼拜|月|季度|年)"
"""一个半月 is no piece and a half."""
_WITH_COUNTER = re.compile(
    rf"(?<![0-9a-z.%/#])(?:(?:大概|大约|约|差不多)\s*)?(?:{_SIGNED})?(?:{_SCIENTIFIC}|{_ABOUT}|{NUMERAL})"
    rf"\s*(?:{_COUNTER}|{_DOZEN}|{_PACK})(?![a-z0-9]|{_OF_TIME})(?:左右|上下)?"
)
_MULTIPLIED = re.compile(rf"(?<![0-9a-z.%/#])[0-9][0-9,.]*(?:[kw](?![a-z])|[十百千万亿])[0-9{HAN}]*{_END}")
_BARE = re.compile(
    rf"(?:{_SIGNED}|{_START}|(?<=[共要订来做]))(?:{_SCIENTIFIC}|{NUMERAL}){_END}(?!\s*(?:{_MEASURE})(?![a-z]))"
)
_TIMES = re.compile(rf"[x×*]\s*{NUMERAL}{_END}")
_SOME = re.compile(rf"{_START}(?:{_MANY}){_END}")
_COUNTED = re.compile(rf"(?:{_COUNTER}|{_DOZEN})(?:左右|上下)?$")


@dataclass(frozen=True, slots=True)
class QuantitySpan:
    """A place that may be a quantity. `weight`: 2 names pieces, 1 is a number of that size, 0 is any number."""

    start: int
    end: int
    weight: int


def read_quantity(text: str) -> int:
    """Whole pieces, 1 to `MAX_PIECES`. Raises one of the refusals above."""
    words, typed = fold(text).strip(SEPARATORS), shown(text)
    match = _EXACT.fullmatch(words) if len(words) <= _LONGEST else None
    value = _number(match["number"], match["half"]) if match else None
    if match is None or value is None:
        raise QuantityVague(typed=typed) if _is_vague(words) else QuantityUnreadable(typed=typed)
    if match["sign"] in ("-", "负", "minus ") or value <= 0:
        raise QuantityNotPositive(typed=typed)
    return _pieces(value, match["unit"], typed)


def find_quantities(folded: str) -> list[QuantitySpan]:
    """Where quantities may stand in folded text. What is read already must be blotted out."""
    found: list[QuantitySpan] = []
    for weight, pattern in ((2, _WITH_COUNTER), (1, _MULTIPLIED), (1, _TIMES), (0, _BARE), (0, _SOME)):
        for match in pattern.finditer(folded):
            start, end = match.span()
            if not any(start < other.end and other.start < end for other in found):
                found.append(QuantitySpan(start, end, weight if weight < 2 or _names_pieces(match) else 0))
    return sorted(found, key=lambda span: span.start)


def _names_pieces(match: re.Match[str]) -> bool:
    return _COUNTED.search(match[0]) is not None


def _is_vague(words: str) -> bool:
    return len(words) <= _LONGEST and _VAGUE.fullmatch(words) is not None


def _number(words: str, half: str | None) -> Decimal | None:
    if re.fullmatch(_SCIENTIFIC, words):
        return Decimal(words)
    value = read_number(words.replace(" ", ""))
    return value + Decimal("0.5") if half and value is not None else value


def _pieces(value: Decimal, unit: str | None, typed: str) -> int:
    if unit and re.fullmatch(_UNCOUNTED, unit):
        raise QuantityUnitUnclear(typed=typed, unit=unit)
    if unit and re.fullmatch(_DOZEN, unit):
        value *= 12
    if value > MAX_PIECES:
        raise QuantityTooLarge(typed=typed, limit=MAX_PIECES)
    if not is_whole(value):
        raise QuantityNotWhole(typed=typed)
    return int(value)
