"""A department's word that it has taken an order on."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from core.entity import Entity, aware_column


class Acknowledgement(Entity, table=True):
    """What one department was asked at confirmation, and what it said."""

    __tablename__ = "acknowledgement"
    __table_args__ = (UniqueConstraint("order_no", "department"),)

    id: int | None = Field(default=None, primary_key=True)
    order_no: str = Field(foreign_key="customer_order.order_no", index=True)
    department: str
    owner: str = ""
    asked_at: datetime = Field(sa_column=aware_column())
    acknowledged_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    acknowledged_by: str = ""
    problem: str = ""
    problem_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    problem_by: str = ""
    escalation_level: int = Field(default=0, ge=0)

    @property
    def is_given(self) -> bool:
        """The department has answered that it has the order."""
        return self.acknowledged_at is not None
