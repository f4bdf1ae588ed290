"""Dispositions: what becomes of the old parts in one place."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from core.changes.affected import LocationKind
from core.entity import Entity, aware_column
from core.fields import Note, PositiveQuantity, Quantity


class DispositionChoice(StrEnum):
    """What becomes of a part of the old kind."""

    USE = "USE"
    REWORK = "REWORK"
    SCRAP = "SCRAP"
    RETURN = "RETURN"


class Disposition(Entity, table=True):
    """So much of an item in one place, who decides about it, and what they have decided."""

    __tablename__ = "disposition"
    __table_args__ = (UniqueConstraint("change_no", "entry"),)

    id: int | None = Field(default=None, primary_key=True)
    change_no: str = Field(foreign_key="change_request.change_no", index=True)
    entry: int = Field(ge=1)
    """1, 2, … within the change."""
    location: LocationKind
    ref: str
    item: str
    words: str = ""
    qty: PositiveQuantity
    uom: str = ""
    owner: str = Field(index=True)
    use_qty: Quantity = Decimal(0)
    rework_qty: Quantity = Decimal(0)
    scrap_qty: Quantity = Decimal(0)
    return_qty: Quantity = Decimal(0)
    decided_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    decided_by: str = ""
    note: Note = ""

    @property
    def is_decided(self) -> bool:
        """Nothing of it is left open."""
        return self.decided_at is not None

    @property
    def split(self) -> dict[DispositionChoice, Decimal]:
        """How much becomes what; only what is not nought."""
        told = {
            DispositionChoice.USE: self.use_qty, DispositionChoice.REWORK: self.rework_qty,
            DispositionChoice.SCRAP: self.scrap_qty, DispositionChoice.RETURN: self.return_qty,
        }  # fmt: skip
        return {choice: qty for choice, qty in told.items() if qty}

    def decide(self, split: Mapping[DispositionChoice, Decimal], person: str, note: str, *, now: datetime) -> None:
        """Note it; whether it adds up is the change's question."""
        self.use_qty = split.get(DispositionChoice.USE, Decimal(0))
        self.rework_qty = split.get(DispositionChoice.REWORK, Decimal(0))
        self.scrap_qty = split.get(DispositionChoice.SCRAP, Decimal(0))
        self.return_qty = split.get(DispositionChoice.RETURN, Decimal(0))
        self.decided_at, self.decided_by, self.note = now, person, note
