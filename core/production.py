"""Where things are made, when those places work, and how a thing is made there."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any
from unicodedata import normalize

from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints
from pydantic import Field as Check
from sqlalchemy import Column, Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field

from core.entity import Entity, aware_column, json_column
from core.errors import BadInput, WrongState
from core.events import Event
from core.fields import Code, Day, LeadDays, Money, Name, Note, OptionalCode, OptionalName

DAY_MINUTES = 24 * 60
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_WINDOW = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")


@dataclass(frozen=True, slots=True, order=True)
class ShiftWindow:
    """A stretch of working time, in minutes since midnight; past 1440 it runs into the next day."""

    start_minute: int
    end_minute: int

    def __str__(self) -> str:
        return f"{_clock(self.start_minute)}-{_clock(self.end_minute)}"


def read_windows(words: str) -> tuple[ShiftWindow, ...]:
    """`08:00-12:00; 13:00-17:00` in minutes; `22:00-06:00` ends on the next day. Raises ValueError."""
    plain = re.sub(r"\s*[-~–—至]\s*", "-", normalize("NFKC", words)).strip()
    windows = tuple(sorted(_read_window(part) for part in re.split(r"[;,、/\s]+", plain) if part))
    ends = [0, *(window.end_minute for window in windows)]
    if any(window.start_minute < end for window, end in zip(windows, ends, strict=False)):
        raise ValueError("not_a_shift")
    if windows and windows[-1].end_minute - DAY_MINUTES > windows[0].start_minute:
        raise ValueError("not_a_shift")
    return windows


def _read_window(words: str) -> ShiftWindow:
    match = _WINDOW.fullmatch(words)
    if match is None:
        raise ValueError("not_a_shift")
    start_hour, start_minute, end_hour, end_minute = map(int, match.groups())
    start, end = start_hour * 60 + start_minute, end_hour * 60 + end_minute
    if start_minute > 59 or end_minute > 59 or start >= DAY_MINUTES or end > DAY_MINUTES:
        raise ValueError("not_a_shift")
    return ShiftWindow(start, end if end > start else end + DAY_MINUTES)


def _clock(minute: int) -> str:
    minute = minute if minute <= DAY_MINUTES else minute - DAY_MINUTES
    return f"{minute // 60:02}:{minute % 60:02}"


def _tidy_windows(words: str) -> str:
    return "; ".join(map(str, read_windows(words)))


ShiftWindows = Annotated[str, AfterValidator(_tidy_windows)]
"""Working time of one day as people write it; empty for a day off."""


class ExceptionKind(StrEnum):
    """What is different on one day."""

    CLOSED = "CLOSED"
    """A day off: no shift begins on it. With hours, nothing runs in them."""
    WORKING = "WORKING"
    """Works all the same: a make-up day (调休), or a holiday worked through. Without hours, those of a Monday."""
    OVERTIME = "OVERTIME"
    """Some hours more than usual, arranged already."""


class WorkCentreCalendar(Entity, table=True):
    """A working week."""

    __tablename__ = "work_centre_calendar"

    key: Code = Field(primary_key=True)
    name: Name
    english_name: OptionalName = ""
    monday: ShiftWindows = ""
    tuesday: ShiftWindows = ""
    wednesday: ShiftWindows = ""
    thursday: ShiftWindows = ""
    friday: ShiftWindows = ""
    saturday: ShiftWindows = ""
    sunday: ShiftWindows = ""
    is_closed_on_holidays: bool = True
    """National holidays are off, and their make-up days (调休) are worked."""


class CalendarException(Entity, table=True):
    """One day on which a calendar differs from its week."""

    __tablename__ = "calendar_exception"

    calendar: Code = Field(primary_key=True, foreign_key="work_centre_calendar.key")
    on_date: Day = Field(primary_key=True)
    kind: ExceptionKind
    windows: ShiftWindows = ""
    """The hours it is about; empty means the whole day, which overtime cannot."""
    reason: Note = ""

    @classmethod
    def contradiction(cls, row: Mapping[str, Any]) -> tuple[str, str] | None:
        """The two fields that cannot both be right, if any."""
        return ("windows", "kind") if row["kind"] is ExceptionKind.OVERTIME and not row.get("windows") else None


class WorkCentre(Entity, table=True):
    """A machine, line or team with capacity and a calendar."""

    __tablename__ = "work_centre"

    code: Code = Field(primary_key=True)
    name: Name
    english_name: OptionalName = ""
    group: Code = Field(index=True)
    """Those that can stand in for one another, such as `INJ`."""
    capacity: Annotated[int, Check(ge=1, le=1000)] = 1
    """Operations at a time."""
    cost_per_hour: Money = Decimal(0)
    """CNY for an hour of one operation, machine and crew."""
    overtime_rate: Annotated[Decimal, Check(ge=1, le=5, max_digits=4, decimal_places=2)] = Decimal("1.5")
    """An hour of overtime costs this many times `cost_per_hour`."""
    calendar: Code = Field(foreign_key="work_centre_calendar.key")
    overtime_calendar: Code | None = Field(default=None, foreign_key="work_centre_calendar.key")
    """The hours that may be added; none where overtime is out of the question."""
    is_unattended: bool = False
    """Runs without a crew: once started it goes on through breaks, nights and holidays, but not through maintenance.
    A subcontractor's days are then calendar days, else days of his calendar."""
    is_subcontracted: bool = False
    """Somebody else's (外协): `capacity` is how many lots he takes at a time; price and days stand in the routing."""
    skills: list[Code] = Field(default_factory=list, sa_column=Column(json_column(), nullable=False))
    """What its crew is qualified for; an operation that asks for a skill is done only where it is found."""


class MaintenanceKind(StrEnum):
    """Why a work centre stands still."""

    PLANNED = "PLANNED"
    BREAKDOWN = "BREAKDOWN"


class MachineStopped(Event):
    """A work centre stands still, or does so until another time than was said; `subject` is its code."""

    until: datetime
    reason: str
    person: str


class MachineRunning(Event):
    """A work centre runs again; `expected` is when it was to."""

    expected: datetime
    person: str


class UntilPast(BadInput):
    """`work_centre` cannot stand still until a time that is over: `until`."""


class NotDown(WrongState):
    """`work_centre` does not stand still, as far as anybody has said."""


class MaintenanceWindow(Entity, table=True):
    """A time in which a work centre is not available, once or again and again."""

    __tablename__ = "maintenance_window"

    code: Code = Field(primary_key=True)
    work_centre: Code = Field(foreign_key="work_centre.code", index=True)
    kind: MaintenanceKind = MaintenanceKind.PLANNED
    start_at: datetime = Field(sa_column=aware_column())
    end_at: datetime = Field(sa_column=aware_column())
    repeat_weeks: Annotated[int, Check(ge=0, le=52)] = 0
    """Again after so many weeks; 0 means once."""
    reason: Note = ""

    @classmethod
    def contradiction(cls, row: Mapping[str, Any]) -> tuple[str, str] | None:
        """The two fields that cannot both be right, if any."""
        return ("end_at", "start_at") if row["end_at"] <= row["start_at"] else None

    def occurrences(self, after: datetime, before: datetime, zone: tzinfo) -> Iterator[tuple[datetime, datetime]]:
        """Every time it falls into this span, wholly or in part; repeated at the same clock time in this zone."""
        first, length = self.start_at.astimezone(zone), self.end_at - self.start_at
        step = timedelta(weeks=self.repeat_weeks)
        skipped = max(0, (after - self.end_at) // step) if step else 0
        start = first + skipped * step
        while start < before:
            if start + length > after:
                yield start, start + length
            if not step:
                return
            start += step


class RoutingAlternative(BaseModel):
    """One work centre that can do an operation."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    work_centre: Code
    speed_percent: Annotated[int, Check(ge=10, le=1000)] = 100
    """Of the standard: 50 takes twice as long, set-up aside."""
    needs_approval: bool = False
    """Used only when somebody agrees to it."""
    lead_days: LeadDays | None = None
    """At a subcontractor's: days from giving the pieces out to having them back, however many. None: done here."""
    price: Money = Decimal(0)
    """At a subcontractor's: CNY for one piece."""


class _Alternatives(TypeDecorator[list[RoutingAlternative]]):
    """Alternatives as JSON."""

    impl = json_column()
    cache_ok = True

    def process_bind_param(self, value: list[RoutingAlternative] | None, dialect: Dialect) -> Any:
        return None if value is None else [each.model_dump(mode="json") for each in value]

    def process_result_value(self, value: Any, dialect: Dialect) -> list[RoutingAlternative] | None:
        return None if value is None else [RoutingAlternative.model_validate(each) for each in value]


class RoutingOperation(Entity, table=True):
    """One step of making an item. Steps run in the order of `seq`."""

    __tablename__ = "routing_operation"

    item: Code = Field(primary_key=True)
    seq: Annotated[int, Check(ge=1, le=9999)] = Field(primary_key=True)
    code: Code
    name: Name
    english_name: OptionalName = ""
    setup_minutes: Annotated[int, Check(ge=0, le=10_000)] = 0
    """Working minutes before the first piece, whatever ran before; changing families takes time beside it."""
    minutes_per_unit: Annotated[Decimal, Check(ge=0, le=10_000, max_digits=9, decimal_places=4)] = Decimal(0)
    """Working minutes of one piece; 0 where pieces run in batches."""
    batch_size: Annotated[int, Check(ge=1, le=1_000_000)] | None = None
    """Pieces that run together."""
    batch_minutes: Annotated[int, Check(ge=0, le=100_000)] = 0
    """Working minutes of one batch, full or not."""
    alternatives: Annotated[list[RoutingAlternative], Check(min_length=1)] = Field(
        sa_column=Column(_Alternatives(), nullable=False)
    )
    """Where it can be done, the preferred one first."""
    setup_family: Annotated[str, StringConstraints(max_length=60)] = ""
    """What the machine has to be set up for; `{panel_colour}` stands for that field of the order's spec.

    Changing from one family to another takes the minutes of the setup matrix. A field without a value: any will do.
    """
    yield_percent: Annotated[Decimal, Check(gt=0, le=100, max_digits=5, decimal_places=2)] = Decimal(100)
    """Good pieces out of a hundred started; so many more are started, and need their components."""
    skill: OptionalCode = ""
    """What the crew has to be qualified for; empty: nothing in particular."""

    @classmethod
    def contradiction(cls, row: Mapping[str, Any]) -> tuple[str, str] | None:
        """The two fields that cannot both be right, if any."""
        has_batches = row.get("batch_size") is not None
        if has_batches != bool(row.get("batch_minutes")):
            return "batch_minutes", "batch_size"
        return None if has_batches or row.get("minutes_per_unit") else ("minutes_per_unit", "batch_size")


class SetupMatrix(Entity, table=True):
    """Minutes that a group of work centres needs between two families of jobs; pairs that are not there need none."""

    __tablename__ = "setup_matrix"

    group: Code = Field(primary_key=True)
    from_family: Code = Field(primary_key=True)
    to_family: Code = Field(primary_key=True)
    minutes: Annotated[int, Check(ge=0, le=10_000)]
