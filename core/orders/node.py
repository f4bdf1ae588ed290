"""Milestones of an order."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from core.entity import Entity, aware_column


class NodeKind(StrEnum):
    """The visible steps, in their order."""

    REQUIREMENT = "REQUIREMENT"
    DRAWING = "DRAWING"
    KITTED = "KITTED"
    START = "START"
    FINISH = "FINISH"
    INSPECTION = "INSPECTION"
    SHIPMENT = "SHIPMENT"
    RECEIPT = "RECEIPT"


AFTER: dict[NodeKind, tuple[NodeKind, ...]] = {
    NodeKind.REQUIREMENT: (),
    NodeKind.DRAWING: (),
    NodeKind.KITTED: (),
    NodeKind.START: (NodeKind.DRAWING, NodeKind.KITTED),
    NodeKind.FINISH: (NodeKind.START,),
    NodeKind.INSPECTION: (NodeKind.FINISH,),
    NodeKind.SHIPMENT: (NodeKind.INSPECTION,),
    NodeKind.RECEIPT: (NodeKind.SHIPMENT,),
}
"""What has to be reached before a node can be."""

NODE_DEPARTMENT: dict[NodeKind, str] = {
    NodeKind.DRAWING: "rnd",
    NodeKind.KITTED: "purchasing",
    NodeKind.START: "production",
    NodeKind.FINISH: "production",
    NodeKind.INSPECTION: "quality",
    NodeKind.SHIPMENT: "warehouse",
    NodeKind.RECEIPT: "sales",
}
"""The department that reports a node. 需求确认 follows from the acknowledgements."""


def nodes_of(department: str) -> tuple[NodeKind, ...]:
    """The nodes that a department reports, in their order."""
    return tuple(kind for kind, reporter in NODE_DEPARTMENT.items() if reporter == department)


class Node(Entity, table=True):
    """One milestone with its planned, forecast and actual date and its one owner."""

    __tablename__ = "order_node"
    __table_args__ = (UniqueConstraint("order_no", "kind"),)

    id: int | None = Field(default=None, primary_key=True)
    order_no: str = Field(foreign_key="customer_order.order_no", index=True)
    kind: NodeKind
    owner: str = ""
    planned_date: date | None = None
    forecast_date: date | None = None
    percent: int = Field(default=0, ge=0, le=100)
    actual_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    reported_by: str = ""

    @property
    def is_done(self) -> bool:
        """Reached, not just on the way."""
        return self.actual_at is not None

    def reopen(self) -> None:
        """What it was reached for is not so any more."""
        self.percent, self.actual_at, self.reported_by = 0, None, ""

    def forget_plan(self) -> None:
        """It is planned anew, unless it is reached."""
        if not self.is_done:
            self.planned_date = self.forecast_date = None
