"""Reading foreign objects that may hold anything: a missing or odd field is empty, never an error."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

_EMPTY: Mapping[str, Any] = {}
_LONGEST_NUMBER = 12
_EARLIEST, _LATEST = 1_000_000_000, 4_000_000_000
"""Seconds between 2001 and 2096."""


def node(tree: object, *path: str) -> object:
    """What is at `path` of nested objects; None when there is nothing."""
    for key in path:
        if not isinstance(tree, dict):
            return None
        tree = tree.get(key)
    return tree


def text(tree: object, *path: str) -> str:
    """The string at `path`; empty when absent or of another type."""
    found = node(tree, *path)
    return found if isinstance(found, str) else ""


def words(tree: object, *path: str) -> str:
    """The same of what people write: without NUL, which PostgreSQL does not keep."""
    return text(tree, *path).replace("\0", "")


def table(tree: object, *path: str) -> Mapping[str, Any]:
    """The object at `path`; empty when absent or of another type."""
    found = node(tree, *path)
    return found if isinstance(found, dict) else _EMPTY


def items(tree: object, *path: str) -> list[Any]:
    """The list at `path`; empty when absent or of another type."""
    found = node(tree, *path)
    return found if isinstance(found, list) else []


def listed(tree: object, *path: str) -> list[Any]:
    """The list at `path`; something else that is there counts as a list of one."""
    found = node(tree, *path)
    if found is None:
        return []
    return found if isinstance(found, list) else [found]


def whole(figure: object) -> int | None:
    """A number of at most twelve digits, given bare or as text; None for anything else."""
    if isinstance(figure, int) and not isinstance(figure, bool):
        return figure
    if not isinstance(figure, str):
        return None
    digits = figure.strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_NUMBER else None


def instant(stamp: object) -> datetime | None:
    """A time in UTC from seconds, milliseconds or microseconds, told apart by size; None for anything else.

    Feishu gives milliseconds as a string for messages and events, microseconds for card callbacks,
    seconds for menu events and, with a fraction, for the legacy envelope.
    """
    if isinstance(stamp, bool) or not isinstance(stamp, (str, int, float)):
        return None
    try:
        number = float(stamp)
    except (ValueError, OverflowError):
        return None
    if not 1e9 <= number < 1e17:
        return None
    unit = 1 if number < 1e11 else 1e3 if number < 1e14 else 1e6
    return datetime.fromtimestamp(number / unit, UTC)


def instant_of_seconds(stamp: object) -> datetime | None:
    """A time in UTC from whole seconds, as WeCom gives them; None for anything that is no time of a delivery."""
    seconds = whole(stamp)
    if seconds is None or not _EARLIEST <= seconds <= _LATEST:
        return None
    return datetime.fromtimestamp(seconds, UTC)
