"""One way to say a day."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bot.grammar.dates.reading import Reading

STARTS, ENDS = r"(?<![0-9a-z])", r"(?![0-9a-z])"
"""Edges of an English word; a Chinese character may stand right beside it, so a word boundary would not do."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """`pattern` fits the whole of the words; `loose` finds it inside a sentence, None where that would be a guess."""

    pattern: re.Pattern[str]
    loose: re.Pattern[str] | None
    read: Callable[[re.Match[str], Reading], date]


def phrase(pattern: str, read: Callable[[re.Match[str], Reading], date], *, loose: str | None = "") -> Phrase:
    """A phrase by its pattern; `loose` is the pattern itself unless told otherwise."""
    inside = re.compile(pattern if loose == "" else loose) if loose is not None else None
    return Phrase(re.compile(pattern), inside, read)
