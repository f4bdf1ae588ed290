"""How the cells of a field are read and checked, by the field's own type and bounds."""

import types
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import StringConstraints, ValidationError
from pydantic.fields import FieldInfo

from bot.files import cells
from bot.files.cells import CellReader, Reading
from bot.files.problems import CellRefused, Reason
from bot.files.sheets import Cell
from bot.files.words import ENUM_WORDS
from core.catalogue import SpecOption
from core.fields import adapter_of
from core.production import RoutingAlternative


def _enum_reader(kind: type[Enum]) -> CellReader:
    words = {member.name.casefold(): member for member in kind} | {
        word.casefold(): member for member, said in ENUM_WORDS[kind].items() for word in said
    }

    def read(cell: Cell, reading: Reading) -> Enum:
        member = words.get(cells.compact(cell).casefold())
        if member is None:
            raise CellRefused(Reason.NOT_A_CHOICE, options=[member.name for member in kind])
        return member

    return read


def _list_reader(kind: Any) -> CellReader:
    if kind in (SpecOption, RoutingAlternative):
        return cells.read_options if kind is SpecOption else cells.read_alternatives
    if isinstance(kind, type) and issubclass(kind, Enum):
        read_one = _enum_reader(kind)
        return lambda cell, reading: [read_one(word, reading) for word in cells.read_list(cell, reading)]
    return cells.read_list


_PLAIN_READERS: Mapping[Any, CellReader] = {
    str: cells.read_text,
    Decimal: cells.read_decimal,
    int: cells.read_whole,
    date: cells.read_date,
    datetime: cells.read_moment,
    bool: cells.read_yes_or_no,
}


def reader_of(field: FieldInfo) -> CellReader:
    """How a cell becomes a value of this field, by its type."""
    kind = _bare(field.annotation)
    if get_origin(kind) is list:
        return _list_reader(_bare(get_args(kind)[0]))
    if get_origin(kind) is dict:
        return cells.read_pairs
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _enum_reader(kind)
    if kind is str and _is_code(field):
        return cells.read_code
    return _PLAIN_READERS[kind]


def _is_code(field: FieldInfo) -> bool:
    return any(isinstance(bound, StringConstraints) and bound.pattern for bound in _bounds(field))


def _bounds(field: FieldInfo) -> Iterator[Any]:
    """What limits the values of a field, also where it may be empty (`Annotated[…] | None`)."""
    inner = (bound for part in get_args(field.annotation) for bound in get_args(part))
    for bound in (*field.metadata, *inner):
        yield from bound.metadata if isinstance(bound, FieldInfo) else (bound,)


def checker_of(field: FieldInfo) -> Callable[[Any], Any]:
    """The bounds of this field: gives a value back, or refuses it with a reason."""
    adapter = adapter_of(field)
    places = next((bound.decimal_places for bound in _bounds(field) if hasattr(bound, "decimal_places")), None)

    def check(value: Any) -> Any:
        # Before the count of all digits, which would call 0.000001 too large.
        if places is not None and isinstance(value, Decimal) and _places_of(value) > places:
            raise CellRefused(Reason.TOO_MANY_DECIMALS, limit=str(places))
        try:
            return adapter.validate_python(value)
        except ValidationError as problem:
            raise _refusal(problem, places or 0) from None

    return check


def _places_of(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


_REASONS: Mapping[str, tuple[Reason, str]] = {
    "greater_than": (Reason.TOO_SMALL, "gt"),
    "greater_than_equal": (Reason.TOO_SMALL, "ge"),
    "less_than": (Reason.TOO_LARGE, "lt"),
    "less_than_equal": (Reason.TOO_LARGE, "le"),
    "decimal_max_digits": (Reason.TOO_LARGE, "max_digits"),
    "decimal_whole_digits": (Reason.TOO_LARGE, "whole_digits"),
    "string_too_long": (Reason.TOO_LONG, "max_length"),
    "string_too_short": (Reason.MISSING, ""),
    "too_short": (Reason.MISSING, ""),
    "string_pattern_mismatch": (Reason.BAD_CODE, ""),
}


def _refusal(problem: ValidationError, places: int) -> CellRefused:
    error = problem.errors(include_url=False)[0]
    facts = error.get("ctx", {})
    if error["type"] == "value_error":
        is_shift = str(facts.get("error")) == "not_a_shift"
        return CellRefused(Reason.NOT_A_SHIFT if is_shift else Reason.DATE_OUT_OF_RANGE)
    reason, fact = _REASONS.get(error["type"], (Reason.BAD_CODE, ""))
    return CellRefused(reason, **({"limit": _limit(fact, facts[fact], places)} if fact in facts else {}))


def _limit(bound: str, value: Any, places: int) -> str:
    """The last value that would have been taken."""
    step = Decimal(1).scaleb(-places)
    if bound in ("gt", "lt"):
        return str(value + step if bound == "gt" else value - step)
    return f"10^{value}" if bound in ("max_digits", "whole_digits") else str(value)


def _bare(kind: Any) -> Any:
    """The type without its bounds and without `| None`."""
    if get_origin(kind) is Annotated:
        return _bare(get_args(kind)[0])
    if get_origin(kind) in (Union, types.UnionType):
        return _bare(next(part for part in get_args(kind) if part is not type(None)))
    return kind
