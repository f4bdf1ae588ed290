"""Somebody who has to understand what is ordered before it is released."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from core.entity import Entity, aware_column


class Reviewer(Entity, table=True):
    """One person's word that they understand the brief as it is now."""

    __tablename__ = "reviewer"
    __table_args__ = (UniqueConstraint("order_no", "department", "person"),)

    id: int | None = Field(default=None, primary_key=True)
    order_no: str = Field(foreign_key="review.order_no", index=True)
    department: str
    person: str
    understood_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
