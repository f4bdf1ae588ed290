"""Making texts fit: by characters for cards, by bytes for markdown, and never in the middle of what one sees as one."""

import re
from collections.abc import Callable, Iterable

from cards.cutting import visible

_ORDER_LIKE = re.compile(r"^[A-Z]{2,5}-(?=\d{4}-\d+)")
_JOINED = re.compile("[\u200d\ufe0f\u0300-\u036f\U0001f3fb-\U0001f3ff]")
"""What belongs to the character before it: joiners, accents, skin tones."""


def fit(text: str, most: int) -> str:
    """The text on one line in at most so many characters, with an ellipsis where some are missing."""
    line = " ".join(visible(text).split())
    return line if len(line) <= most else _kept(line, most - 1) + "…"


def fit_lines(lines: Iterable[str], most: int) -> tuple[str, bool]:
    """These lines in at most so many characters together, and whether all is there. What is left out goes whole."""
    shown, room = [], most
    for line in (fit(line, 10_000) for line in lines):
        if len(line) > room:
            break
        shown.append(line)
        room -= len(line) + 1
    else:
        return "\n".join(shown), True
    if not shown:
        return fit(next(iter(lines)), most), False
    return "\n".join(shown), False


def paged(lines: Iterable[str], most: int, pages: int, rest: Callable[[int], str]) -> list[str]:
    """The lines on so many pages of so many bytes of UTF-8; `rest` says how many more there are than fit."""
    left = [cut_bytes(line, most // 2) for line in lines]
    found: list[str] = []
    while left and len(found) < pages:
        is_last = len(found) == pages - 1
        count = _fitting(left, most, rest if is_last else None)
        tail = [rest(len(left) - count)] if is_last and count < len(left) else []
        found.append("\n".join([*left[:count], *tail]))
        left = left[count:]
    return found


def _fitting(lines: list[str], most: int, rest: Callable[[int], str] | None) -> int:
    """How many of the lines fit on a page, with a word about the rest of them if there is one to be said."""
    if len("\n".join(lines).encode()) <= most:
        return len(lines)
    room = most - (len(rest(len(lines)).encode()) + 1 if rest else 0)
    for count, line in enumerate(lines):
        room -= len(line.encode()) + (count > 0)
        if room < 0:
            return count
    return len(lines)


def cut_bytes(text: str, most: int) -> str:
    """The beginning of the text in so many bytes of UTF-8, cut between characters."""
    if len(text.encode()) <= most:
        return text
    return text.encode()[: max(0, most - len("…".encode()))].decode(errors="ignore") + "…"


def short_options(titles: Iterable[str], most: int) -> list[str]:
    """Rows as options of a selection: what tells them apart, each only once, in at most so many characters."""
    shown: list[str] = []
    for number, title in enumerate(titles, start=1):
        text = _ORDER_LIKE.sub("", " ".join(visible(title).split()))
        if len(text) > most:
            text = re.split(r"\s*[·　：:（(]\s*", text, maxsplit=1)[0] or text
        text = fit(text, most)
        shown.append(
            text if text and text not in shown else f"{number} {fit(text, most - len(str(number)) - 1)}".strip()
        )
    return shown


def _kept(text: str, most: int) -> str:
    kept = text[: max(0, most)]
    while kept and _JOINED.match(text[len(kept)]):
        kept = kept[:-1]
    return kept.rstrip("\u200d")
