"""What somebody has just done and can take back: with what, and until when."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column
from sqlmodel import Field

from core.entity import Entity, aware_column, json_column
from core.errors import WrongState
from core.events import Event

WINDOW = timedelta(minutes=10)
"""So long a slip can be taken back; after that others have gone by it."""


class Undone(Event):
    """Somebody took back what they had done; `what` is a text key, `told` those who had been told of it."""

    what: str
    facts: dict[str, str]
    person: str
    told: list[str]


class NothingToUndo(WrongState):
    """The sender has done nothing within the last `minutes` that could be taken back; `done` is what they did."""


class Undoable(Entity, table=True):
    """One thing that can be taken back, once, by whoever did it."""

    __tablename__ = "undoable"

    id: int | None = Field(default=None, primary_key=True)
    person: str = Field(index=True)
    done_at: datetime = Field(sa_column=aware_column())
    until: datetime = Field(sa_column=aware_column())
    subject: str
    what: str
    """A text key: what was done."""
    facts: dict[str, str] = Field(default_factory=dict, sa_column=Column(json_column(), nullable=False))
    told: list[str] = Field(default_factory=list, sa_column=Column(json_column(), nullable=False))
    """Keys of the people who were told of it."""
    command: dict[str, Any] = Field(default_factory=dict, sa_column=Column(json_column(), nullable=False))
    """What takes it back, as kept."""
    undone_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))

    @classmethod
    def note(
        cls, person: str, subject: str, what: str, *, command: dict[str, Any], told: list[str], now: datetime,
        facts: dict[str, str] | None = None,
    ) -> "Undoable":  # fmt: skip
        """Somebody has done something just now."""
        return cls(
            person=person, done_at=now, until=now + WINDOW, subject=subject, what=what, facts=facts or {}, told=told,
            command=command,
        )  # fmt: skip

    def is_open(self, now: datetime) -> bool:
        """It can still be taken back; the last minute of its time counts."""
        return self.undone_at is None and now <= self.until

    def undo(self, *, now: datetime) -> list[Event]:
        """It is taken back; the handler carries `command` out in the same transaction."""
        self.undone_at = now
        return [
            Undone(at=now, subject=self.subject, what=self.what, facts=self.facts, person=self.person, told=self.told)
        ]
