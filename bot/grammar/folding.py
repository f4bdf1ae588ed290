"""One plain form of what people type, character for character.

`fold` never changes the length, so a place found in the folded text is the same place in the typed one.
That is why it is not NFKC: `㎡` and `ß` would move everything behind them.
"""

from collections.abc import Iterable

SEPARATORS = " \t\r\n\v\f,;、。"
"""What stands between words, in folded text (`，` and `；` fold to `,` and `;`)."""

TAKEN = "\x00"
"""Stands for a character that has been read; `fold` never leaves one in a text."""

MAX_SHOWN = 40
"""Characters of somebody's words that a refusal repeats."""

_DASHES = "‐‑‒–—―−﹣"
_BLANKS = "\u3000\u00a0\u2002\u2003\u2009\u200b\u200c\u200d\u2060\ufeff\u2028\u2029\x7f\x85"
_CONTROLS = [code for code in range(0x20) if chr(code) not in SEPARATORS]
_TRADITIONAL = dict(
    zip("臺個兩萬億號後週國慶節間內禮幾數貳參陸來餘", "台个两万亿号后周国庆节间内礼几数贰叁陆来余", strict=True)
)
_TABLE = (
    {wide: chr(wide - 0xFEE0).lower() for wide in range(0xFF01, 0xFF5F)}
    | {ord(letter): letter.lower() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
    | dict.fromkeys(map(ord, _DASHES), "-")
    | dict.fromkeys([*map(ord, _BLANKS), *_CONTROLS], " ")
    | {ord(old): new for old, new in _TRADITIONAL.items()}
)


def fold(text: str) -> str:
    """Half width, lower case, plain dashes and blanks, simplified numerals; always the same length."""
    return text.lower() if text.isascii() and text.isprintable() else text.translate(_TABLE)


def blot(folded: str, spans: Iterable[tuple[int, int]]) -> str:
    """The same text with these places made unreadable, because they have been read already."""
    for start, end in spans:
        folded = folded[:start] + TAKEN * (end - start) + folded[end:]
    return folded


def shown(text: str) -> str:
    """Somebody's words as a refusal repeats them: cut, on one line."""
    words = " ".join(text.split())
    return words if len(words) <= MAX_SHOWN else words[: MAX_SHOWN - 1] + "…"


def is_plain_word(letter: str) -> bool:
    """An ASCII letter or digit, which runs on into its neighbours; Chinese characters do not."""
    return letter.isascii() and letter.isalnum()
