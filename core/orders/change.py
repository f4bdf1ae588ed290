"""What somebody wants different about an order: the content of a change of kind ORDER, old and new side by side."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from core.orders.draft import FieldProblem
from core.orders.status import OrderAction


class LineChange(BaseModel):
    """One line: what is wanted, beside what is. None, and a key that is not there, stay as they are."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    line_no: int = 1
    quantity: int | None = None
    requested_date: date | None = None
    spec: dict[str, str] = Field(default_factory=dict)
    quantity_before: int = 0
    requested_before: date | None = None
    spec_before: dict[str, str] = Field(default_factory=dict)
    is_custom: bool | None = None
    """With the new spec it is made for this order alone; None where the spec stays."""

    @property
    def touches(self) -> tuple[str, ...]:
        """The fields that become different: `quantity`, `requested_date`, `spec`."""
        wanted = {"quantity": self.quantity, "requested_date": self.requested_date, "spec": self.spec}
        return tuple(name for name, value in wanted.items() if value)


class OrderChange(BaseModel):
    """The whole of it. While it is written down, `typed` holds the words as typed and `problems` what is wrong."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    action: OrderAction = OrderAction.CHANGE
    lines: tuple[LineChange, ...] = ()
    typed: dict[str, str] = Field(default_factory=dict)
    problems: dict[str, FieldProblem] = Field(default_factory=dict)

    @property
    def line(self) -> LineChange:
        """The line that is written about; an empty one before anything is said."""
        return self.lines[0] if self.lines else LineChange()

    @property
    def touches(self) -> tuple[str, ...]:
        """The fields that become different on some line."""
        return tuple(dict.fromkeys(name for line in self.lines for name in line.touches))

    @property
    def is_complete(self) -> bool:
        """Something is wanted, and all of it could be read."""
        return bool(self.touches) and not self.problems

    @property
    def departments(self) -> tuple[str, ...]:
        """Keys of the departments it concerns: R&D only where the spec, or everything, is in question."""
        if self.action is OrderAction.CHANGE and "spec" not in self.touches:
            return ("production", "purchasing")
        return ("production", "rnd", "purchasing")

    def of_line(self, line_no: int) -> LineChange | None:
        """What is wanted of this line; None when it stays."""
        return next((line for line in self.lines if line.line_no == line_no), None)

    def to_content(self) -> dict[str, Any]:
        """As plain data, to be kept."""
        return self.model_dump(mode="json")

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> "OrderChange":
        """As it was kept."""
        return cls.model_validate(content)
