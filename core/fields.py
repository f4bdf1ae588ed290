"""Kinds of values that several subjects keep: codes, names, money, quantities.

The bounds refuse slips of the keyboard, not large factories.
"""

from datetime import date
from decimal import Decimal
from math import ceil
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints, TypeAdapter
from pydantic.fields import FieldInfo

Code = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^\S+$")]
"""What a thing is called for good: `SW-300`, `INJ-2`, `lin.xiaoyan`. No blanks."""

OptionalCode = Annotated[str, StringConstraints(max_length=40, pattern=r"^\S*$")]
"""A code that may be left empty."""

Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]
"""What people read."""

OptionalName = Annotated[str, StringConstraints(max_length=80)]
"""A name that may be left empty, such as the English one."""

Note = Annotated[str, StringConstraints(max_length=500)]
"""Free words."""

Money = Annotated[Decimal, Field(ge=0, le=100_000_000, max_digits=14, decimal_places=4)]
"""An amount in CNY, the one currency of a factory's master data."""

Quantity = Annotated[Decimal, Field(ge=0, le=100_000_000, max_digits=14, decimal_places=4)]
"""How much, in the unit of measure of the thing counted."""

PositiveQuantity = Annotated[Decimal, Field(gt=0, le=100_000_000, max_digits=14, decimal_places=4)]
"""How much, and not nothing."""

LeadDays = Annotated[int, Field(ge=0, le=730)]
"""Calendar days; two years are the longest anybody waits for a part."""


def _sane_day(day: date) -> date:
    if not 2000 <= day.year < 2100:
        raise ValueError("out_of_range")
    return day


Day = Annotated[date, AfterValidator(_sane_day)]
"""A calendar day in the factory's time zone, of this century."""


def adapter_of(field: FieldInfo) -> TypeAdapter[Any]:
    """Checks values of one field of a class without building the whole: its type with its bounds."""
    bounds = [part for part in field.metadata if type(part).__name__ != "FieldInfoMetadata"]  # SQLModel's own
    kind: Any = field.annotation
    return TypeAdapter(Annotated[kind, *bounds] if bounds else kind)


def in_steps(qty: Decimal, step: Decimal) -> Decimal:
    """The quantity rounded up to whole steps: what is issued, bought or made to have as much."""
    return Decimal(ceil(qty / step)) * step
