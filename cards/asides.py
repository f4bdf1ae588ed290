"""What the card of an order says beside its dates."""

from dataclasses import dataclass
from datetime import date, datetime

from core.orders.repromise import RepromiseState
from core.slacks import Slack


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackView:
    """How much later an order, and the tightest of each kind that it depends on, may be."""

    minutes: int
    parts: tuple[Slack, ...]
    """The next operation, the purchase order, the drawing, …: one of each kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PinView:
    """Planned work that stays where it is."""

    order_no: str
    step: str
    """What people call the operation; empty for all of the order's work."""
    person: str
    reason: str
    pinned_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RepromiseView:
    """A date that was agreed anew, or that somebody has to decide about."""

    entry: int
    state: RepromiseState
    line_no: int
    before: date | None
    promise_date: date
    computed_date: date | None
    reason: str
    asked_by: str
    asked_at: datetime
    decided_by: str
    refusal: str
