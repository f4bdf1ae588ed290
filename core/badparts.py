"""Bad parts: goods on the shelf that must not be used until R&D, purchasing and quality have said what becomes of them.

Each of the three says what it thinks should happen, and the strictest word counts: using as it is needs all three, one
of them is enough to send the goods back. A department may think again until the last one has spoken.
"""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Column
from sqlmodel import Field

from core.entity import Entity, aware_column, json_column
from core.errors import BadInput, WrongState
from core.events import Event
from core.fields import Code, PositiveQuantity

DECIDING = ("rnd", "purchasing", "quality")
"""The departments whose word is needed."""
MOST_DAYS = 365


class Disposal(StrEnum):
    """What becomes of blocked goods, from the mildest to the strictest."""

    USE_AS_IS = "USE_AS_IS"
    REWORK = "REWORK"
    """They are good again after some days."""
    RETURN = "RETURN"
    """The supplier replaces them after some days."""
    SCRAP = "SCRAP"

    @property
    def takes_days(self) -> bool:
        """Goods come back by it, after a while."""
        return self in (Disposal.REWORK, Disposal.RETURN)


_STRICTNESS = list(Disposal)


class BadPartBlocked(Event):
    """Goods are blocked: nobody may plan with them or take them."""

    item: str
    qty: Decimal
    person: str


class BadPartWord(Event):
    """A department has said what should become of blocked goods."""

    department: str
    disposal: Disposal
    person: str


class BadPartDecided(Event):
    """All have spoken: this is what becomes of the goods."""

    item: str
    disposal: Disposal


class BadPartChased(Event):
    """A department has not said its word in time: somebody is asked, so many steps up the line."""

    department: str
    chased: str
    level: int


class NotSoManyThere(WrongState):
    """Of `item` only `usable` are usable on the shelf, not `qty`."""


class BadPartSettled(WrongState):
    """What becomes of `number` is decided."""


class DaysMissing(BadInput):
    """After how many days (1 to `most`) goods of `number` are back has to be said."""


class BadLot(Entity, table=True):
    """Some pieces of an item on the shelf that must not be used."""

    __tablename__ = "bad_lot"

    number: str = Field(primary_key=True)
    revision: int = 1
    item: Code = Field(foreign_key="item.item_code", index=True)
    qty: PositiveQuantity
    reason: str
    po_no: str = ""
    """The purchase order they came with, as far as it is known."""
    reported_by: str
    reported_at: datetime = Field(sa_column=aware_column())
    due_at: datetime = Field(sa_column=aware_column())
    """By then all three are to have spoken."""
    words: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(json_column(), nullable=False))
    """By department that has spoken: `department`, `disposal`, `days`, `person`, `at`."""
    taken: list[dict[str, str]] = Field(default_factory=list, sa_column=Column(json_column(), nullable=False))
    """Orders that waited for these very pieces: `order_no` and `qty`."""
    disposal: Disposal | None = None
    back_on: date | None = None
    """The day on which as many good ones are there again."""
    decided_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    escalation_level: int = 0

    @property
    def is_open(self) -> bool:
        """Nobody may use them, and somebody still has to speak."""
        return self.disposal is None

    @property
    def awaited(self) -> list[str]:
        """The departments that have not spoken."""
        spoken = {word["department"] for word in self.words}
        return [each for each in DECIDING if each not in spoken] if self.is_open else []

    @property
    def strictest(self) -> tuple[Disposal, int]:
        """What the strictest has said so far, and in how many days goods are back at the latest by it."""
        strictest = max((Disposal(word["disposal"]) for word in self.words), key=_STRICTNESS.index)
        return strictest, max(int(word["days"]) for word in self.words if word["disposal"] == strictest)

    def say(self, department: str, disposal: Disposal, days: int, person: str, *, now: datetime) -> list[Event]:
        """One department's word; saying the same twice is no news. The last word decides, see `decide`."""
        if disposal.takes_days and not 1 <= days <= MOST_DAYS:
            raise DaysMissing(number=self.number, most=MOST_DAYS)
        told = {"department": department, "disposal": disposal.value, "days": days if disposal.takes_days else 0}
        before = next((word for word in self.words if word["department"] == department), None)
        if before is not None and all(before[key] == value for key, value in told.items()):
            return []
        if not self.is_open:
            raise BadPartSettled(number=self.number)
        others = [word for word in self.words if word["department"] != department]
        self.words = [*others, told | {"person": person, "at": now.isoformat()}]
        self.revision += 1
        return [BadPartWord(at=now, subject=self.number, department=department, disposal=disposal, person=person)]

    def decide(self, back_on: date | None, *, now: datetime) -> list[Event]:
        """Once all have spoken the strictest word counts; nothing happens before."""
        if self.awaited or not self.is_open:
            return []
        self.disposal, self.decided_at = self.strictest[0], now
        self.back_on = back_on if self.disposal.takes_days else None
        self.revision += 1
        return [BadPartDecided(at=now, subject=self.number, item=self.item, disposal=self.disposal)]

    def chase(self, level: int, asked: dict[str, str], *, now: datetime) -> list[Event]:
        """Time is up: those who answer for the silent departments are asked. Only once for each level."""
        if level <= self.escalation_level or not self.awaited:
            return []
        self.escalation_level = level
        self.revision += 1
        return [
            BadPartChased(at=now, subject=self.number, department=it, chased=asked.get(it, ""), level=level)
            for it in self.awaited
        ]
