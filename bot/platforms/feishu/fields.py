"""Reading foreign JSON that may hold anything: a missing or odd field is empty, never an error."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

_EMPTY: Mapping[str, Any] = {}


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


def table(tree: object, *path: str) -> Mapping[str, Any]:
    """The object at `path`; empty when absent or of another type."""
    found = node(tree, *path)
    return found if isinstance(found, dict) else _EMPTY


def items(tree: object, *path: str) -> list[Any]:
    """The list at `path`; empty when absent or of another type."""
    found = node(tree, *path)
    return found if isinstance(found, list) else []


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
