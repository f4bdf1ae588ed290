"""Revisions of what is made: from when on each counts, and to which one a work order is made.

A work order is what one order line makes of one item. It takes its revision when it is first booked as sold, and keeps
it until somebody decides otherwise: REBASED, KEPT and FLAGGED say how that was decided by the change that came last.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlmodel import Field

from core.entity import Entity, aware_column
from core.events import Event
from core.fields import Quantity


class Effectivity(StrEnum):
    """From when on a revision counts for new work orders."""

    NOW = "NOW"
    DATE = "DATE"
    """For what is booked on that day or later."""
    ORDER = "ORDER"
    """From that order number on."""
    LOT = "LOT"
    """From that work order on."""
    USE_UP = "USE_UP"
    """Once what is left of the old part is not enough for another work order."""


class RevisionEnd(StrEnum):
    """Why a revision is no longer given to new work orders."""

    IN_FORCE = "IN_FORCE"
    """It is the one in force: there is nothing left to ask."""
    USED_UP = "USED_UP"
    """It was for so many orders, and they have it."""
    OVER = "OVER"
    """It was until a day that has passed."""
    REPLACED = "REPLACED"
    """A later revision has come into force."""


class WorkDecision(StrEnum):
    """How an open work order came to its revision."""

    BOOKED = "BOOKED"
    """By the rule in force when it was first booked."""
    REBASED = "REBASED"
    """Planned anew to the revision of a change."""
    KEPT = "KEPT"
    """The change says that it is finished as it was begun, or does not count for it yet."""
    FLAGGED = "FLAGGED"
    """Its owner has to decide."""


class RevisionOpened(Event):
    """A revision of an item (`subject`) is given to work orders from some time on."""

    revision: str
    change_no: str
    effectivity: Effectivity
    is_deviation: bool


class RevisionSwitched(Event):
    """A revision of an item is in force now."""

    before: str
    after: str
    change_no: str


class RevisionEnded(Event):
    """A temporary revision has ended by itself, or any revision because of a later one."""

    revision: str
    change_no: str
    why: RevisionEnd


class ItemRevision(Entity, table=True):
    """A revision that a change has made, with the rule that gives it to work orders until `ended_at`."""

    __tablename__ = "item_revision"

    item: str = Field(primary_key=True)
    revision: str = Field(primary_key=True)
    base: str
    """The revision that was changed; whoever the rule does not give this one gets that."""
    change_no: str = Field(index=True)
    effectivity: Effectivity = Effectivity.NOW
    from_date: date | None = None
    from_number: str = ""
    """ORDER and LOT: the first one that gets it."""
    use_up: str = ""
    """USE_UP: the part of which the rest is used first."""
    is_deviation: bool = False
    """It ends by itself: after `most_orders`, or after `until`."""
    most_orders: int | None = Field(default=None, ge=1)
    until: date | None = None
    opened_at: datetime = Field(sa_column=aware_column())
    ended_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    end: RevisionEnd | None = None
    replaced_by: str = ""

    def takes(self, work: "Work") -> bool:
        """Does the rule give this revision to that work order?"""
        if self.ended_at is not None or (self.is_deviation and self._is_over(work)):
            return False
        match self.effectivity:
            case Effectivity.NOW:
                return True
            case Effectivity.DATE:
                return self.from_date is not None and work.day >= self.from_date
            case Effectivity.ORDER:
                return number_key(work.order_no) >= number_key(self.from_number)
            case Effectivity.LOT:
                return (*number_key(work.order_no), work.line_no) >= number_key(self.from_number)
            case Effectivity.USE_UP:
                return work.free.get(self.use_up, ZERO) < max(work.need.get(self.use_up, ZERO), LEAST)

    def _is_over(self, work: "Work") -> bool:
        taken = work.taken.get(self.revision, frozenset())
        is_full = self.most_orders is not None and len(taken - {work.order_no}) >= self.most_orders
        return is_full or (self.until is not None and work.day > self.until)

    def close(self, why: RevisionEnd, *, now: datetime, replaced_by: str = "") -> list[Event]:
        """It is given to nobody any more by this rule. Closing it twice is no news."""
        if self.ended_at is not None:
            return []
        self.ended_at, self.end, self.replaced_by = now, why, replaced_by
        if why is RevisionEnd.IN_FORCE:
            return [
                RevisionSwitched(
                    at=now, subject=self.item, before=self.base, after=self.revision, change_no=self.change_no
                )
            ]
        return [RevisionEnded(at=now, subject=self.item, revision=self.revision, change_no=self.change_no, why=why)]


class WorkOrder(Entity, table=True):
    """What one order line makes of one item, and to which revision."""

    __tablename__ = "work_order"

    order_no: str = Field(primary_key=True)
    line_no: int = Field(primary_key=True)
    item_code: str = Field(primary_key=True, index=True)
    revision: str
    qty: Quantity = Decimal(0)
    booked_at: datetime = Field(sa_column=aware_column())
    decision: WorkDecision = WorkDecision.BOOKED
    change_no: str = Field(default="", index=True)
    """The change that was decided about last."""
    owner: str = ""
    """FLAGGED: who has to decide."""
    reason: str = ""
    """FLAGGED: the key of the text that says why."""

    @property
    def work_order_no(self) -> str:
        """What people call it: all items of an order line are one lot."""
        return work_order_no(self.order_no, self.line_no)


@dataclass(frozen=True, slots=True)
class Work:
    """What rules ask of a work order that is to be booked."""

    order_no: str
    line_no: int
    day: date
    taken: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """By temporary revision, the orders that have it."""
    free: Mapping[str, Decimal] = field(default_factory=dict)
    """By part that is being used up, what others have left of it on the shelf."""
    need: Mapping[str, Decimal] = field(default_factory=dict)
    """… and how much of it this work order would take."""


ZERO = Decimal(0)
LEAST = Decimal("0.0001")
"""Less than that is nothing."""


def revision_for(in_force: str, rules: Sequence[ItemRevision], work: Work) -> str:
    """The revision of a new work order: by the newest rule that takes it, else what all of them began from."""
    waiting = [rule for rule in rules if rule.ended_at is None]
    waiting.sort(key=lambda rule: (rule.opened_at, number_key(rule.change_no)))
    found = next((rule for rule in reversed(waiting) if rule.takes(work)), None)
    if found is not None:
        return found.revision
    return waiting[0].base if waiting else in_force


def number_key(number: str) -> tuple[int, ...]:
    """For comparing numbers people read aloud: `ORD-2611-10000` comes after `ORD-2611-9999`."""
    return tuple(int(digits) for digits in re.findall(r"\d+", number))


def work_order_no(order_no: str, line_no: int) -> str:
    """`WO-2611-0042-1` of the first line of `ORD-2611-0042`."""
    return f"WO-{order_no.removeprefix('ORD-')}-{line_no}"


def next_revision(base: str, known: Collection[str], *, is_deviation: bool = False) -> str:
    """The name of a new revision: B after A, AA after Z, 3 after 2; `A-T1` for a temporary one of A."""
    if is_deviation:
        count = 1
        while f"{base}-T{count}" in known:
            count += 1
        return f"{base}-T{count}"
    name = _following(base)
    while name in known:
        name = _following(name)
    return name


def _following(name: str) -> str:
    if name.isascii() and name.isalpha() and name.isupper():
        head, last = name[:-1], name[-1]
        if last != "Z":
            return head + chr(ord(last) + 1)
        return (_following(head) if head else "A") + "A"
    if found := re.search(r"\d+$", name):
        return f"{name[: found.start()]}{int(found[0]) + 1:0{len(found[0])}d}"
    return f"{name}2"
