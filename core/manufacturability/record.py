"""What was told of a design to have it checked. Findings are not kept: they follow from the rules as they are now."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field

from core.entity import Entity, aware_column, json_column
from core.events import Event


class DfmChecked(Event):
    """What a design says of itself is known, or known anew: `told` by attribute."""

    line_no: int
    told: dict[str, str]
    person: str


class DfmCheck(Entity, table=True):
    """The attributes of one line's design."""

    __tablename__ = "dfm_check"

    subject: str = Field(primary_key=True)
    """The number of the order or design task."""
    line_no: int = Field(default=1, primary_key=True)
    revision: int = Field(default=0, ge=0)
    """0 until something is told."""
    told: dict[str, str] = Field(default_factory=dict, sa_column=Column(json_column(), nullable=False))
    """By attribute key, with units."""
    source: str = ""
    """The file it was read from; empty for what was said."""
    checked_by: str = ""
    checked_at: datetime = Field(sa_column=aware_column())

    def tell(self, values: Mapping[str, str], person: str, *, source: str = "", now: datetime) -> list[Event]:
        """Know these from now on; empty words forget one. The same again is nothing new."""
        told = {key: words for key, words in {**self.told, **values}.items() if words}
        if told == self.told:
            return []
        self.told, self.source = told, source
        self.checked_by, self.checked_at, self.revision = person, now, self.revision + 1
        return [DfmChecked(at=now, subject=self.subject, line_no=self.line_no, told=told, person=person)]
