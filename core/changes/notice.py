"""A change notice: what of one person's is touched, and whether they know."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field

from core.changes.affected import Affected
from core.entity import Entity, aware_column, json_column

LAST_LEVEL = 4
"""1 its owner is reminded, 2 their department's lead, 3 the coordinator, 4 the managers."""


def next_asked(level: int, line: Sequence[Sequence[str]]) -> tuple[int, list[str]] | None:
    """Of the steps of a line from this one on, the first that has somebody who was not asked before, and them."""
    asked = {person for step in line[: level - 1] for person in step}
    for number, step in enumerate(line[level - 1 :], level):
        fresh = [person for person in step if person and person not in asked]
        if fresh:
            return number, fresh
    return None


class ChangeNotice(Entity, table=True):
    """What one person has to acknowledge of one change; several things of theirs make one notice."""

    __tablename__ = "change_notice"
    __table_args__ = (UniqueConstraint("change_no", "person"),)

    id: int | None = Field(default=None, primary_key=True)
    change_no: str = Field(foreign_key="change_request.change_no", index=True)
    person: str = Field(index=True)
    department: str = ""
    affected: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(json_column(), nullable=False))
    asked_at: datetime = Field(sa_column=aware_column())
    due_at: datetime = Field(sa_column=aware_column())
    """From then on somebody else is asked, too."""
    acknowledged_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    acknowledged_by: str = ""
    escalation_level: int = Field(default=0, ge=0, le=LAST_LEVEL)

    @property
    def is_given(self) -> bool:
        """They know."""
        return self.acknowledged_at is not None

    @property
    def touched(self) -> list[Affected]:
        """What of theirs the change touches."""
        return [Affected.model_validate(it) for it in self.affected]

    def add(self, affected: Sequence[Affected]) -> bool:
        """More of theirs is touched; a thing that is told already is not news. Whether anything was."""
        known = {(it.kind, it.ref) for it in self.touched}
        fresh = {(it.kind, it.ref): it for it in affected if (it.kind, it.ref) not in known}
        self.affected = [*self.affected, *(it.model_dump(mode="json") for it in fresh.values())]
        return bool(fresh)

    def next_in_line(
        self, level: int, lead: str, coordinator: str, managers: Sequence[str]
    ) -> tuple[int, list[str]] | None:
        """Who is asked at this step or the next that has somebody new; None when there is nobody else."""
        return next_asked(level, ([self.person], [lead], [coordinator], list(managers)))
