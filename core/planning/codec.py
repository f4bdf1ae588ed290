"""Frozen dataclasses as plain JSON data and back, by their type hints.

Decimals and enums become strings, times ISO strings, tuples lists. Unknown keys are ignored and missing ones take
their default, so that an answer kept in the ledger stays readable when the classes grow.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")

_PLAIN = (str, int, bool, float, NoneType)
_FROM_TEXT: dict[Any, Callable[[str], Any]] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    Decimal: Decimal,
}


def to_json(value: Any) -> dict[str, Any]:
    """JSON data of a dataclass."""
    return {name: _encoded(getattr(value, name)) for name in _hints(value.__class__)}


def from_json(kind: type[T], data: Mapping[str, Any]) -> T:
    """The dataclass that `to_json` wrote."""
    value: T = _decoded(kind, data)
    return value


def _encoded(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, tuple):
        return [_encoded(each) for each in value]
    return to_json(value)


def _decoded(hint: Any, data: Any) -> Any:
    if data is None:
        return None
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return _decoded(next(arm for arm in get_args(hint) if arm is not NoneType), data)
    if origin is tuple:
        return tuple(_decoded(get_args(hint)[0], each) for each in data)
    if hint in _FROM_TEXT:
        return _FROM_TEXT[hint](data)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(data)
    if hint in _PLAIN:
        return data
    return hint(**{name: _decoded(each, data[name]) for name, each in _hints(hint).items() if name in data})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {each.name: hints[each.name] for each in fields(kind) if each.init}
