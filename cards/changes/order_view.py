"""A change of an order as people see it: every code already turned into a name."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from cards.views import OrderView, SpecFieldView, SpecView
from core.changes import ChangeStatus
from core.orders import OrderAction
from core.planning.promise.effect import Effect


@dataclass(frozen=True, slots=True)
class SpecChangeView:
    """One field of the spec, before and after; empty where nothing was told."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChangeView:
    """One line: what is, and what is wanted. None: it stays."""

    goods: str
    uom: str
    quantity_before: int
    quantity: int | None
    requested_before: date | None
    requested_date: date | None
    spec: tuple[SpecChangeView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LineNowView:
    """The line that is written about, as it is."""

    quantity: int
    uom: str
    requested_date: date | None
    spec: tuple[SpecView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderChangeView:
    """The whole of it as it stands."""

    change_no: str
    revision: int
    status: ChangeStatus
    action: OrderAction
    order: OrderView
    now: LineNowView
    requester: str
    opened_at: datetime
    reason: str
    decided_by: str = ""
    decision: str = ""
    lines: tuple[LineChangeView, ...] = ()
    effect: Effect | None = None
    """What it would do; None while that is being worked out."""
    problem: dict[str, Any] = field(default_factory=dict)
    """Why nobody could say: a refusal's name and facts."""
    spec_fields: tuple[SpecFieldView, ...] = ()
    """Of the line that is written about."""
    typed: dict[str, str] = field(default_factory=dict)
    problems: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By form field, a refusal's name and facts."""

    @property
    def can_be(self) -> bool:
        """It is worked out, and possible: a date where one is asked for."""
        if self.effect is None or self.problem:
            return False
        asks = self.action in (OrderAction.CHANGE, OrderAction.RESUME)
        return not asks or self.effect.promise_after is not None
