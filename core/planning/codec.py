"""Frozen dataclasses as plain JSON data and back, by their type hints.

Decimals and enums become strings, times ISO strings, tuples lists. Unknown keys are ignored and missing ones take
their default, so that an answer kept in the ledger stays readable when the classes grow.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache, partial
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")

Reader = Callable[[Any], Any]

_PLAIN = (str, int, bool, float, NoneType)
_FROM_TEXT: dict[Any, Reader] = {
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
    Decimal: Decimal,
}


def to_json(value: Any) -> dict[str, Any]:
    """JSON data of a dataclass."""
    return {name: _encoded(getattr(value, name)) for name in _hints(value.__class__)}


def from_json(kind: type[T], data: Mapping[str, Any]) -> T:
    """The dataclass that `to_json` wrote."""
    hint: Any = kind
    value: T = _reader(hint)(data)
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


@cache
def _reader(hint: Any) -> Reader:
    """What reads such a value, found once: an answer has hundreds of values, and every card of an order reads them."""
    origin = get_origin(hint)
    if origin in (Union, UnionType):
        return _reader(next(arm for arm in get_args(hint) if arm is not NoneType))
    if origin is tuple:
        return partial(_tuple_of, get_args(hint)[0])
    if hint in _PLAIN:
        return _as_it_is
    is_word = hint in _FROM_TEXT or (isinstance(hint, type) and issubclass(hint, Enum))
    return partial(_word, _FROM_TEXT.get(hint, hint)) if is_word else partial(_whole, hint)


def _as_it_is(data: Any) -> Any:
    return data


def _word(read: Reader, data: Any) -> Any:
    return None if data is None else read(data)


def _tuple_of(hint: Any, data: Any) -> Any:
    read = _reader(hint)
    return None if data is None else tuple([read(each) for each in data])


def _whole(kind: Any, data: Any) -> Any:
    if data is None:
        return None
    return kind(**{name: read(data[name]) for name, read in _readers(kind) if name in data})


@cache
def _readers(kind: Any) -> tuple[tuple[str, Reader], ...]:
    # Not before there is a value to be read: a class may hold others of its own kind.
    return tuple((name, _reader(hint)) for name, hint in _hints(kind).items())


@cache
def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {each.name: hints[each.name] for each in fields(kind) if each.init}
