"""Numbers as people write them in chat: `1,200`, `1.5k`, `2万`, `三百`, `两千五`, `1万2`.

Why not the package cn2an (0.5.24, MIT, kept): it takes `三五` ("three to five") for 35, does not know `半`,
`俩` or `k`, loads another package of word lists (0.2 s at import), has no types, and its wheel puts folders called
`build`, `src` and `example` beside everybody else's modules. The rules fit on a page.
"""

import re
from decimal import Decimal

_DIGITS = ("零〇○", "一壹", "二两贰俩", "三叁仨", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
DIGITS = {digit: value for value, digits in enumerate(_DIGITS) for digit in digits}
_UNITS = (("亿", 10**8), ("万", 10**4), ("千", 1000), ("百", 100), ("十", 10))
_SPOKEN = str.maketrans({"拾": "十", "佰": "百", "仟": "千", "廿": "二十", "卅": "三十", "k": "千", "w": "万"})

HAN = "".join(DIGITS) + "十百千万亿拾佰仟廿卅半"
"""Every Chinese character of a number."""

# Atomic and of limited length, so that a page of digits costs no more than a page of letters.
ARABIC = r"(?>[0-9]{1,3}(?:,[0-9]{3}){1,13}(?![0-9])(?:\.[0-9]{1,40})?|[0-9]{1,40}(?:\.[0-9]{1,40})?|\.[0-9]{1,40})"
NUMERAL = rf"(?>{ARABIC}(?:[kw](?![a-z])|[{HAN}])?[0-9{HAN}]{{0,40}}|[{HAN}][0-9{HAN}]{{0,40}})"
"""Pattern of anything that may be a number, in folded text; `read_number` decides."""

_ARABIC = re.compile(ARABIC)
_LONGEST = 40


def read_number(text: str) -> Decimal | None:
    """The value of a folded numeral; None where it is no number or could mean several (`三五`, `两三百`)."""
    if not text or len(text) > _LONGEST:
        return None
    if _ARABIC.fullmatch(text):
        return Decimal(text.replace(",", ""))
    return _value(text.translate(_SPOKEN))


def is_whole(value: Decimal) -> bool:
    """Nothing behind the point."""
    # `value % 1` would raise for a number of more than 28 digits.
    return value == value.to_integral_value()


def _value(text: str) -> Decimal | None:
    if text == "半":
        return Decimal("0.5")
    for unit, factor in _UNITS:
        head, found, tail = text.rpartition(unit)
        if found:
            return _compose(_times(head, factor), _rest(tail, factor), factor)
    return _digits(text)


def _compose(times: Decimal | None, rest: Decimal | None, factor: int) -> Decimal | None:
    if times is None or rest is None or (rest and not is_whole(times)):
        return None
    return times * factor + rest


def _times(head: str, factor: int) -> Decimal | None:
    """What stands before a unit: nothing before 十, one digit before 百 and 千, any number before 万 and 亿."""
    if not head:
        return Decimal(1) if factor == 10 else None
    return _value(head) if factor >= 10**4 or head == "半" else _digits(head)


def _rest(tail: str, factor: int) -> Decimal | None:
    """What follows a unit: 两千五 is 2500, 两千零五 is 2005, 一万半 is 15000."""
    if not tail:
        return Decimal(0)
    if tail == "半":
        return Decimal(factor) / 2
    if len(tail) == 1 and (digit := _digits(tail)) is not None:
        return digit * (factor // 10)
    value = _value(tail.lstrip("零〇○"))
    return value if value is not None and value < factor and is_whole(value) else None


def _digits(text: str) -> Decimal | None:
    """Arabic digits, one Chinese digit, or several that are clearly read one by one (二〇〇)."""
    if _ARABIC.fullmatch(text):
        return Decimal(text.replace(",", ""))
    if not text or any(digit not in DIGITS for digit in text):
        return None
    if len(text) == 2 and not set(text) & set("零〇○"):
        return None  # 三五 and 两三 mean "some"
    return Decimal("".join(str(DIGITS[digit]) for digit in text))
