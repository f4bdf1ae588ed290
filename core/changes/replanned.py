"""Where the orders of a change go by its impact: kept until the change is applied, which books exactly that."""

from typing import Any

from sqlalchemy import Column
from sqlmodel import Field

from core.entity import Entity, json_column


class Replanned(Entity, table=True):
    """One order's place in the plan, and its material, once the change is in effect."""

    __tablename__ = "change_replanned"

    change_no: str = Field(primary_key=True)
    order_no: str = Field(primary_key=True)
    bookings: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(json_column(), nullable=False))
    allocations: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(json_column(), nullable=False))
