"""What may turn out otherwise than planned, and what is known of an order's date because of it."""

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from math import isfinite

from core.planning.factory.master import require


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncertainty:
    """What may turn out otherwise. The defaults stand until a company says better (`[planning]`)."""

    spread: float = 0.15
    """Standard deviation of the logarithm of processing times, whose mean is as planned. A coefficient of variation of
    0.15 is low variability in the sense of Hopp and Spearman, Factory Physics (below 0.75): manned, routine work."""
    between_stops: float = 6000.0
    """Minutes that a machine works between two stops, on average (exponential); 0: it never stops. With `stop` an
    availability of 98%: an assumption, for short stops that nobody plans for."""
    stop: float = 120.0
    """Minutes that a stop lasts, on average (exponential)."""
    slip_share: float = 0.25
    """Share of what is waited for (receipts, drawings) that comes late. With `slip` an assumption: the case in which
    this way of simulating was compared with held sequences and with repair by list."""
    slip: float = 2880.0
    """Minutes by which such a one is late, on average (exponential): two days."""

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            require("planning", "uncertainty", field.name, Decimal(value), isfinite(value) and value >= 0)

    @property
    def stops_per_minute(self) -> float:
        """How many stops a minute of work meets, on average."""
        return 1 / self.between_stops if self.between_stops else 0.0


CERTAIN = Uncertainty(spread=0.0, between_stops=0.0, slip_share=0.0)
"""Everything comes as planned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRisk:
    """How sure the date of one line of an order is."""

    order_no: str
    line_no: int
    p50_date: date
    """In half of the sampled futures it leaves by this day."""
    p80_date: date
    """… in four of five."""
    late_share: float
    """Share of the futures in which it leaves after it was promised; 0 where no day is."""
