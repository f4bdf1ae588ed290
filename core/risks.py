"""How sure the dates of open orders are, as found when they were last looked at."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Field

from core.entity import Entity, aware_column

SELDOM_LATE, OFTEN_LATE = 0.2, 0.5
"""A date that is kept in four of five futures is as good as any; one missed in half of them is no date."""


class RiskClass(StrEnum):
    """How likely it is that a line leaves after it was promised."""

    LOW = "LOW"
    """In one of five futures at most."""
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"
    """In half of them or more."""


class OrderRisk(Entity, table=True):
    """How sure the date of one line is."""

    __tablename__ = "order_risk"

    order_no: str = Field(primary_key=True)
    line_no: int = Field(primary_key=True)
    p50_date: date
    """In half of the sampled futures it leaves by this day."""
    p80_date: date
    """… in four of five."""
    late_share: float
    """Share of the futures in which it leaves after it was promised."""
    data_version: int
    """The version of the plan that was looked at."""
    scanned_at: datetime = Field(sa_column=aware_column())

    @property
    def risk_class(self) -> RiskClass:
        """How likely it is late."""
        if self.late_share > SELDOM_LATE:
            return RiskClass.HIGH if self.late_share >= OFTEN_LATE else RiskClass.MEDIUM
        return RiskClass.LOW
