"""Tables of many phrasings with one meaning."""

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


def each(rows: Iterable[tuple[T, str]]) -> list[tuple[T, str]]:
    """One pair for every phrasing; ` | ` stands between those of a row."""
    return [(meaning, typed) for meaning, phrasings in rows for typed in phrasings.split(" | ")]
