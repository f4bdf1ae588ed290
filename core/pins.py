"""Pins: planned work that a lead wants left exactly where it is, until somebody lets it go again."""

from datetime import datetime

from sqlmodel import Field

from core.entity import Entity, aware_column
from core.errors import BadInput, WrongState
from core.events import Event

Step = tuple[str, int]
"""Of an order, an item and the number of its operation; `EVERYTHING` is all of its work."""
EVERYTHING: Step = ("", 0)


class WorkPinned(Event):
    """Plans leave this work of an order, the subject, where it is; without operations, all of it."""

    person: str
    reason: str
    operations: list[str]


class WorkUnpinned(Event):
    """Plans may move this work of an order, the subject, again; without operations, all of it."""

    person: str
    reason: str
    operations: list[str]


class NothingToPin(WrongState):
    """Of `order_no` nothing is planned that has not begun."""


class AlreadyPinned(WrongState):
    """`person` has pinned that of `order_no` since `at`."""


class NotPinned(WrongState):
    """Nobody has pinned that of `order_no`."""


class OrderPinned(WrongState):
    """`order_no` cannot go before others: `person` has pinned it."""


class PinnedSince(WrongState):
    """`plan_version` cannot be taken back: of `orders` something has been pinned since that would have to move."""


class PinReasonMissing(BadInput):
    """Whoever pins work of `order_no` says why."""


class Pin(Entity, table=True):
    """One operation of an order, or all of its work, stays where it is."""

    __tablename__ = "pin"

    order_no: str = Field(primary_key=True)
    item_code: str = Field(default="", primary_key=True)
    seq: int = Field(default=0, primary_key=True)
    person: str
    reason: str
    pinned_at: datetime = Field(sa_column=aware_column())

    @property
    def step(self) -> Step:
        """What of the order."""
        return self.item_code, self.seq

    def holds(self, item_code: str, seq: int) -> bool:
        """Is an operation of its order part of what is pinned?"""
        return self.step in (EVERYTHING, (item_code, seq))
