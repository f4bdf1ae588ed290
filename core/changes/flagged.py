"""Work orders that a change leaves to somebody: made to the old revision as they were, or to the new one after all."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from core.entity import Entity, aware_column
from core.fields import Note


class WorkChoice(StrEnum):
    """What becomes of a flagged work order."""

    SWITCH = "SWITCH"
    """It is made to the new revision."""
    KEEP = "KEEP"
    """It is finished to the old one."""


class FlaggedWork(Entity, table=True):
    """One work order that was neither planned anew nor kept by the change itself, and who decides about it."""

    __tablename__ = "flagged_work"
    __table_args__ = (UniqueConstraint("change_no", "entry"),)

    id: int | None = Field(default=None, primary_key=True)
    change_no: str = Field(foreign_key="change_request.change_no", index=True)
    entry: int = Field(ge=1)
    """1, 2, … within the change."""
    order_no: str
    line_no: int
    why: str = ""
    """The key of the text that says why it was left to somebody."""
    owner: str = Field(index=True)
    choice: WorkChoice | None = None
    decided_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    decided_by: str = ""
    """Empty where nobody had to: a later change has decided about the same work."""
    reason: Note = ""

    @property
    def is_decided(self) -> bool:
        """Nobody is waited for."""
        return self.decided_at is not None

    def decide(self, choice: WorkChoice, person: str, reason: str, *, now: datetime) -> None:
        """Note it; whether it may still be decided is the change's question."""
        self.choice, self.decided_by, self.reason, self.decided_at = choice, person, reason, now
