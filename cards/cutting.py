"""What does not belong on a card, or is too long for it: left out, or cut with a word on how much is not shown."""

from collections.abc import Callable

LONGEST = 1_200
"""Characters of any single text on a card. Twelve of them, in the longest encoding, still fit Feishu's 30 KB."""

_INVISIBLE = dict.fromkeys(
    [*(code for code in range(0x20) if chr(code) not in "\n\t"), 0x7F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)
"""Control characters, and those that turn the direction of whatever comes after them, our own words included."""


def visible(text: str) -> str:
    """The text without characters that nobody can see."""
    return text if text.isprintable() else text.translate(_INVISIBLE)


def one_line(text: str) -> str:
    """The text on one line: nobody's words can look like a line of ours."""
    return " ".join(visible(text).split())


def cut_text(text: str, most: int, more: Callable[[int], str]) -> str:
    """The text, or its beginning with `more(how many characters are missing)` behind it: at most so many characters.

    Where that would leave less than half of them for the text, an ellipsis has to do.
    """
    if len(text) <= most:
        return text
    end = more(len(text))
    if 2 * len(end) > most:
        return text[: max(0, most - 1)] + "…"
    kept = most - len(end)
    return text[:kept] + more(len(text) - kept)


def cut_anywhere(text: str) -> str:
    """The last resort, in no language: `…+8,800`."""
    return cut_text(text, LONGEST, lambda count: f"…+{count:,}")
