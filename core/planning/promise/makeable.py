"""What is left of an order that cannot be made in full."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Makeable:
    """As much of a line as can be made, of an order that cannot be made in full. Nothing is booked for it."""

    line_no: int
    qty: Decimal
    promise_date: date
    is_late: bool
    is_part: bool
    """The customer takes parts: the rest may be another order. If not he has to agree to less."""
