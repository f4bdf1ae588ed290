"""Standard solutions: designs that are released already, matched by spec instead of drawing anew.

A solution makes one product within a range of specs. Whoever asks for something custom is offered those that come
closest: what differs is said field by field, and whoever takes one needs no drawing.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from sqlalchemy import Column
from sqlmodel import Field

from core.entity import Entity, aware_column, json_column
from core.errors import WrongState
from core.events import Event
from core.fields import Code, LeadDays, Name, OptionalCode, OptionalName

MOST_OFFERED = 3
"""Solutions offered for one order line."""
_RANGE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*\.\.\s*(\d+(?:\.\d+)?)\s*")


class SolutionFlagged(Event):
    """A change touches what a solution, the subject, is made of: it is not offered until R&D has looked at it."""

    change_no: str


class SolutionCleared(Event):
    """R&D has looked at a solution, the subject, after a change: it is offered again."""

    person: str
    change_no: str


class SolutionNotOffered(WrongState):
    """`solution` is not offered just now: it is not released, or `change_no` touches it."""


class NothingToClear(WrongState):
    """No change touches `solution`: there is nothing to clear."""


class NoSolutionFits(WrongState):
    """No released solution comes near what `order_no` asks for."""


class Fit(StrEnum):
    """How a solution answers one field of a spec."""

    EXACT = "EXACT"
    """Just this, and nothing else would be made."""
    WITHIN = "WITHIN"
    """One of what it may be, or nobody has said."""
    DIFFERS = "DIFFERS"


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of a spec: what is wanted, what a solution gives, and how far apart they are (0 to 1)."""

    key: str
    wanted: str
    given: str
    fit: Fit
    gap: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Match:
    """A solution beside what is wanted."""

    solution: str
    product: str
    fields: tuple[Compared, ...]

    @property
    def spec(self) -> dict[str, str]:
        """What would be made."""
        return {each.key: each.given for each in self.fields if each.given}

    @property
    def differences(self) -> tuple[Compared, ...]:
        """What would be made otherwise than wanted."""
        return tuple(each for each in self.fields if each.fit is Fit.DIFFERS)

    @property
    def is_near(self) -> bool:
        """At least one thing that was asked for is as asked, and no more is otherwise than is as asked."""
        same = sum(each.fit is not Fit.DIFFERS and bool(each.wanted) for each in self.fields)
        return 0 < same >= len(self.differences)

    @property
    def distance(self) -> tuple[int, Decimal, int, str]:
        """Less is nearer: fields that differ, by how much, fields that are not exactly this, and then the code."""
        within = sum(each.fit is Fit.WITHIN for each in self.fields)
        return len(self.differences), sum((each.gap for each in self.fields), Decimal(0)), within, self.solution


class StandardSolution(Entity, table=True):
    """A pre-approved design: what it makes, within which specs, and how long it has taken."""

    __tablename__ = "standard_solution"

    code: Code = Field(primary_key=True)
    name: Name
    english_name: OptionalName = ""
    product: Code = Field(foreign_key="product.code", index=True)
    """Whose BOM and routing make it."""
    revision: Code = "A"
    """Of its drawings, as released."""
    valid_spec: dict[str, str] = Field(default_factory=dict, sa_column=Column(json_column(), nullable=False))
    """By spec field, what it may be: `白色|灰色` is one of these, `3..5` anything from 3 to 5, the first the usual."""
    lead_time_days: LeadDays = 0
    """Calendar days from order to shipment, as proven before anybody measured them here."""
    is_released: bool = False
    flagged_by: OptionalCode = ""
    """The change that touches a part of it, until R&D has looked."""

    @classmethod
    def contradiction(cls, row: Mapping[str, Any]) -> tuple[str, str] | None:
        """The two fields that cannot both be right, if any: a released solution says what it is good for."""
        told = row.get("valid_spec")
        is_wrong = told is not None and (not told or any(not readable(words) for words in told.values()))
        return ("valid_spec", "code") if is_wrong else None

    @property
    def is_offered(self) -> bool:
        """It is released, and no change has touched it since."""
        return self.is_released and not self.flagged_by

    def require_offered(self) -> None:
        """Refuse to make what is not released, or what a change has touched."""
        if not self.is_offered:
            raise SolutionNotOffered(solution=self.code, change_no=self.flagged_by)

    def flag(self, change_no: str, *, now: datetime) -> list[Event]:
        """A change touches a part of it."""
        if self.flagged_by == change_no:
            return []
        self.flagged_by = change_no
        return [SolutionFlagged(at=now, subject=self.code, change_no=change_no)]

    def clear(self, person: str, *, now: datetime) -> list[Event]:
        """R&D has looked: it is as good as before, or has been brought up to date."""
        if not self.flagged_by:
            raise NothingToClear(solution=self.code)
        change_no, self.flagged_by = self.flagged_by, ""
        return [SolutionCleared(at=now, subject=self.code, person=person, change_no=change_no)]

    def match(self, wanted: Mapping[str, str]) -> Match:
        """Itself beside what is wanted; a field that it says nothing of is made as wanted."""
        keys = dict.fromkeys([*wanted, *self.valid_spec])
        return Match(
            self.code,
            self.product,
            tuple(_compared(key, wanted.get(key, ""), self.valid_spec.get(key)) for key in keys),
        )


class SolutionUse(Entity, table=True):
    """Somebody has taken a solution for an order line instead of a drawing."""

    __tablename__ = "solution_use"

    order_no: str = Field(primary_key=True, foreign_key="customer_order.order_no")
    line_no: int = Field(primary_key=True)
    solution: str = Field(index=True)
    revision: str
    """Of the solution, as it was then."""
    picked_by: str
    picked_at: datetime = Field(sa_column=aware_column())
    drawn_date: date | None = None
    """The day that was answered for it with a drawing; none when there was no answer."""


def matches(solutions: Iterable[StandardSolution], wanted: Mapping[str, str], most: int = MOST_OFFERED) -> list[Match]:
    """The offered solutions that come near what is wanted, the nearest first."""
    found = [solution.match(wanted) for solution in solutions if solution.is_offered]
    return sorted((each for each in found if each.is_near), key=lambda each: each.distance)[:most]


def readable(words: str) -> bool:
    """Says what a field may be: some values, or a range from less to more."""
    limits = _RANGE.fullmatch(words)
    if limits:
        return Decimal(limits[1]) <= Decimal(limits[2])
    return ".." not in words and all(value.strip() for value in words.split("|"))


def values_of(words: str) -> list[str]:
    """The values named in what a field may be; of a range its two ends."""
    limits = _RANGE.fullmatch(words)
    return [limits[1], limits[2]] if limits else [value.strip() for value in words.split("|")]


def _compared(key: str, wanted: str, may_be: str | None) -> Compared:
    if may_be is None:
        return Compared(key, wanted, wanted, Fit.WITHIN)
    if limits := _RANGE.fullmatch(may_be):
        return _in_range(key, wanted, Decimal(limits[1]), Decimal(limits[2]))
    values = values_of(may_be)
    if not wanted or wanted in values:
        is_exact = bool(wanted) and len(values) == 1
        return Compared(key, wanted, wanted or values[0], Fit.EXACT if is_exact else Fit.WITHIN)
    given = min(values, key=lambda value: _gap(wanted, value))  # of equals the first, which is the usual one
    return Compared(key, wanted, given, Fit.DIFFERS, _gap(wanted, given))


def _in_range(key: str, wanted: str, low: Decimal, high: Decimal) -> Compared:
    number = _number(wanted)
    if number is None:
        return Compared(key, wanted, _plain(low), Fit.DIFFERS if wanted else Fit.WITHIN, Decimal(bool(wanted)))
    nearest = min(max(number, low), high)
    if nearest == number:
        return Compared(key, wanted, wanted, Fit.EXACT if low == high else Fit.WITHIN)
    return Compared(key, wanted, _plain(nearest), Fit.DIFFERS, _gap(wanted, _plain(nearest)))


def _gap(wanted: str, given: str) -> Decimal:
    """How far apart two values are: 0 for the same, 1 for those that are no numbers."""
    one, other = _number(wanted), _number(given)
    if one is None or other is None:
        return Decimal(wanted != given)
    return abs(one - other) / max(abs(one), abs(other), Decimal(1))


def _number(words: str) -> Decimal | None:
    try:
        number = Decimal(words)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _plain(number: Decimal) -> str:
    return format(number.normalize(), "f")
