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
    order_revision: int = Field(default=1, ge=1)
    """The revision of the order that it was asked about last; what was said of older ones is in the audit trail."""

    @property
    def is_given(self) -> bool:
        """The department has answered that it has the order."""
        return self.acknowledged_at is not None

    @property
    def is_clear(self) -> bool:
        """The department has the order, and nothing that it knows of stands in the way."""
        return self.is_given and not self.problem

    @property
    def is_answered(self) -> bool:
        """The department has said something, be it only what stands in the way: nobody has to be chased."""
        return self.is_given or bool(self.problem)

    def is_about_a_stop(self, *, is_stopped: bool) -> bool:
        """It was asked anew and the order stands still: all that is wanted is word that the department has heard."""
        return is_stopped and self.order_revision > 1 and not self.is_given

    def keeps_from_starting(self, *, is_released: bool) -> bool:
        """Before an order is released everybody has to be clear; nobody starts to a revision that is unheard of."""
        return not self.is_given and self.order_revision > 1 if is_released else not self.is_clear

    def ask_again(self, order_revision: int, *, now: datetime) -> None:
        """The order has become another one: nothing that was said of it before still counts."""
        self.order_revision, self.asked_at, self.escalation_level = order_revision, now, 0
        self.acknowledged_at, self.acknowledged_by = None, ""
        self.problem, self.problem_at, self.problem_by = "", None, ""

    def next_in_line(self, level: int, lead: str, coordinator: str) -> tuple[int, str] | None:
        """Who is asked at this step, and which step that is: 1 its owner, 2 its department's lead, 3 the coordinator.

        A step that would go to somebody who has been asked already is passed over; None when there is nobody else.
        """
        line = ((1, self.owner or coordinator), (2, lead), (3, coordinator))
        asked = {person for step, person in line if step < level}
        left = ((step, person) for step, person in line if step >= level and person and person not in asked)
        return next(left, None)
