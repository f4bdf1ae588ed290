"""What it takes to have an order earlier: who is displaced, by how much, and what it costs. Facts that can be kept."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Displaced:
    """A line of another order that is finished later."""

    order_no: str
    line_no: int
    before: date
    """The day on which it leaves now …"""
    after: date
    """… and then."""
    finish_before: datetime
    finish_after: datetime
    minutes: int
    """Working minutes of the plant between the two finishes."""
    wanted_by: date | None = None

    @property
    def days_lost(self) -> int:
        """Calendar days by which it leaves later."""
        return (self.after - self.before).days

    @property
    def days_late(self) -> int:
        """Calendar days after its promise on which it leaves; 0 when it is in time."""
        return max(0, (self.after - self.wanted_by).days) if self.wanted_by else 0

    @property
    def is_newly_late(self) -> bool:
        """It was in time, and is late now."""
        return bool(self.wanted_by and self.before <= self.wanted_by < self.after)

    @property
    def is_hurt(self) -> bool:
        """It leaves later, and after its promise: newly late, or later than it was anyway."""
        return self.days_lost > 0 and self.days_late > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """An order put before others, and all that follows from it."""

    promise_date: date
    """The day on which it leaves then."""
    finish_at: datetime
    days_won: int
    """Calendar days by which that is earlier than as it stands."""
    cost_delta: Decimal
    """From stored rates: other machines for its own work, and what all machines change over more or less."""
    displaced: tuple[Displaced, ...] = ()
    """Everybody who is finished later, the worst hit first."""
    setup_minutes: int = 0
    """Working minutes of changing over, more than before; below zero when it is less."""
    tardiness: int = 0
    """Weighted plant working minutes by which others are later than their promises, more than before."""

    @property
    def hurt(self) -> tuple[Displaced, ...]:
        """Those who leave later and past their promise."""
        return tuple(each for each in self.displaced if each.is_hurt)

    @property
    def badness(self) -> tuple[int, int, Decimal]:
        """For comparing pushes that reach the same day; less is better."""
        return len(self.hurt), self.tardiness, self.cost_delta
