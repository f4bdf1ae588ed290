"""One line of an order as a spreadsheet tells it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from core.fields import Code, Day, Note
from core.orders.order import MAX_QUANTITY
from core.orders.status import OrderStatus


class OrderRow(BaseModel):
    """One order line with what happened to it so far. Dates are calendar days at the factory.

    A first promise left empty is the promise; both are empty while nothing has been promised.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    order_no: Code
    line_no: Annotated[int, Field(ge=1, le=999)] = 1
    customer: Code
    product: Code
    quantity: Annotated[int, Field(ge=1, le=MAX_QUANTITY)]
    requested_date: Day | None = None
    first_promise_date: Day | None = None
    promise_date: Day | None = None
    actual_ship_date: Day | None = None
    status: OrderStatus = OrderStatus.CONFIRMED
    percent: Annotated[int, Field(ge=0, le=100)] = 0
    """Of production."""
    owner: Annotated[str, StringConstraints(max_length=40)] = ""
    """Key of the salesperson."""
    acknowledged: list[Code] = Field(default_factory=list)
    """Keys of the departments that have taken it on."""
    spec: dict[str, str] = Field(default_factory=dict)
    requirement: Note = ""
    placed_at: datetime
    held_until: datetime | None = None
    """Until when a quote holds material and capacity."""
    design_due_date: Day | None = None
    """When the drawing of a custom order was due; empty for standard ones."""
    is_design_released: bool = False
    on_hold_reason: Note = ""
    """Why it stands still; empty while it does not."""

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Self:
        """The row of an `ImportFile` of the table `order`."""
        return cls.model_validate(dict(row))

    @classmethod
    def contradiction(cls, row: Mapping[str, Any]) -> tuple[str, str] | None:
        """The two fields that cannot both be right, if any."""
        placed = row["placed_at"].date()
        for name in ("first_promise_date", "promise_date", "actual_ship_date"):
            if _is_before(row.get(name), placed):
                return name, "placed_at"
        is_gone = row.get("status") in (OrderStatus.SHIPPED, OrderStatus.CLOSED)
        return ("actual_ship_date", "status") if is_gone and not row.get("actual_ship_date") else None


def _is_before(day: date | None, other: date) -> bool:
    return day is not None and day < other
