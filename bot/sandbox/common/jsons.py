"""JSON as the platform reads and writes it: compact UTF-8 out, nothing odd in."""

import json
from typing import Any

_MAX_DEPTH = 100


def compact(value: Any) -> bytes:
    """Bytes without a space in them: the Node SDK hashes a re-serialised body, so nothing else is safe to sign."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def parse(raw: bytes | str) -> Any:
    """The value. Raises ValueError for NaN, lone surrogates, and nesting no card or request needs."""
    try:
        value = json.loads(raw, parse_constant=_no_constant)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if _depth(value) > _MAX_DEPTH:
        raise ValueError("nested too deeply")
    compact(value)  # a lone surrogate is a UnicodeEncodeError, which is a ValueError
    return value


def parse_object(raw: bytes | str) -> dict[str, Any]:
    """As `parse`; raises ValueError for anything but an object."""
    value = parse(raw)
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _depth(value: Any) -> int:
    depth, level = 0, [value]
    while level and depth <= _MAX_DEPTH:
        depth += 1
        level = [child for item in level for child in _children(item)]
    return depth


def _children(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
