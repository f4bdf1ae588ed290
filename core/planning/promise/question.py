"""The question: by when can this order be ready, and what would it cost?"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from core.planning import codec
from core.planning.errors import DayOutOfReach, NothingAsked, OrderTooLarge, TooManyAsked
from core.planning.factory.master import LARGEST, YEARS

MAX_LINES = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandLine:
    """One product of the order."""

    line_no: int
    product: str
    qty: Decimal
    requested_date: date | None = None
    """The day the customer wants it to leave the factory."""
    design_minutes: int = 0
    """Engineers' work before production of this line may start."""
    design_ready_at: datetime | None = None
    """When a drawing already in work will be released: production of this line starts after it."""
    spec: tuple[tuple[str, str], ...] = ()
    """Fields of its spec with their values: what machines are set up for may depend on them."""
    is_custom: bool = False
    """Made for this order alone: what is on hand or on order of the product is the standard one and does not serve.
    A line with design work always is."""

    def __post_init__(self) -> None:
        if self.design_minutes > 0:
            object.__setattr__(self, "is_custom", True)

    @property
    def needs_design(self) -> bool:
        """Does production wait for a drawing?"""
        return self.design_minutes > 0 or self.design_ready_at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseQuestion:
    """What is asked of the engine. What `order_no` already holds in the shop counts as free."""

    order_no: str
    lines: tuple[DemandLine, ...]
    customer_class: str = "C"
    ship_complete: bool = False
    """All lines leave on the same day."""
    allow_split: bool = True
    """A line may ship in parts."""
    min_ship_qty: Decimal = Decimal(1)
    """No part may be smaller."""
    substitutes: tuple[tuple[str, str], ...] = ()
    """Items with what may stand in for them in this order, besides what may in every order."""
    is_issued: bool = False
    """Work has begun: its parts are no longer on the shelf, and what is left to do is on the products themselves."""
    starts_when_kitted: bool = False
    """Begin no operation before all material and drawings are there, as long as no date and no cost gets worse."""
    revisions: tuple[tuple[str, str], ...] = ()
    """Items that are made for it to another revision than the one in force, each with that revision."""
    with_reasons: bool = True
    """Prove what binds the date; costs ten runs."""
    with_options: bool = True
    """Work out what would help when the date is late or none was asked for."""
    with_pushes: bool = False
    """When the date is late, also work out what going before others would do to them; needs the kernels."""

    def __post_init__(self) -> None:
        if len(self.lines) > MAX_LINES:
            raise OrderTooLarge(order_no=self.order_no, limit=MAX_LINES)
        is_counted = all(line.qty.is_finite() and line.qty > 0 and line.design_minutes >= 0 for line in self.lines)
        is_counted = is_counted and self.min_ship_qty.is_finite()
        if not self.lines or not is_counted or len({line.line_no for line in self.lines}) < len(self.lines):
            raise NothingAsked(order_no=self.order_no)
        for line in self.lines:
            self._require_sane(line)

    def _require_sane(self, line: DemandLine) -> None:
        """Refuse what is counted and dated, but in numbers that only a slip of the pen can have."""
        if max(line.qty, self.min_ship_qty, Decimal(line.design_minutes)) > LARGEST:
            raise TooManyAsked(order_no=self.order_no, item_code=line.product, limit=int(LARGEST))
        for day in (line.requested_date, line.design_ready_at):
            if day is not None and day.year not in YEARS:
                day = date(day.year, day.month, day.day)
                raise DayOutOfReach(order_no=self.order_no, day=day, first=str(YEARS[0]), last=str(YEARS[-1]))

    @property
    def requested_date(self) -> date | None:
        """The earliest day that any line is wanted."""
        return min((line.requested_date for line in self.lines if line.requested_date), default=None)

    def to_json(self) -> dict[str, Any]:
        """Plain data: decimals as strings, dates in ISO form."""
        return codec.to_json(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "PromiseQuestion":
        """The question that `to_json` wrote."""
        return codec.from_json(cls, data)
