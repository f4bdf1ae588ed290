"""What cards are drawn from: the present state with every code already turned into a name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo
from decimal import Decimal
from typing import Any

from cards.asides import DelayView as DelayView
from cards.asides import DesignView, PinView, QuestionView, RepromiseView, SlackView, StartWaiverView
from cards.review_view import ReviewView
from core.catalogue import SpecKind
from core.orders import DraftPurpose, NodeKind, OrderStatus
from core.orders.cause import ForecastCause
from core.orders.draft import DraftState, OrderEntry
from core.orders.status import OPEN
from core.planning.plan.changes import Figures, LeftOut, PlanDiff
from core.plans import PlanCause, PlanState


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeView:
    """A milestone."""

    kind: NodeKind
    owner: str
    planned_date: date | None
    percent: int
    actual_at: datetime | None
    reported_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcknowledgementView:
    """What a department was asked and said."""

    department: str
    department_name: str
    owner: str
    asked_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str
    problem: str
    problem_by: str
    problem_at: datetime | None
    escalation_level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """One product of an order."""

    line_no: int
    product_code: str
    product: str
    quantity: int
    uom: str
    promise_date: date | None
    forecast_date: date | None
    cause: ForecastCause | None = None
    """Why it is expected later than promised, as far as that is proved."""


@dataclass(frozen=True, slots=True)
class SpecView:
    """One answered spec field."""

    label: str
    value: str
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecFieldView:
    """A spec field to be filled in: its form name (`spec_voltage`), label, and what may be answered."""

    name: str
    label: str
    kind: SpecKind
    options: tuple[tuple[str, str], ...] = ()
    """Value and what people call it."""
    unit: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    allow_custom: bool = False
    line_no: int = 1
    """Of an order: the line it is asked for."""


def step_key(item_code: str, seq: int) -> str:
    """Under what the name of a step of making an item stands in `OrderView.names`."""
    return f"{item_code}/{seq}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderView:
    """An order as people see it; the same for every reader."""

    order_no: str
    revision: int
    order_revision: int = 1
    """Rev n: 1 as it was placed."""
    status: OrderStatus
    customer: str
    product_code: str
    product: str
    quantity: int
    uom: str
    spec: tuple[SpecView, ...]
    missing_spec: tuple[SpecFieldView, ...]
    """Mandatory fields without a value, line by line."""
    is_spec_open: bool
    """They can be filled in."""
    requirement: str
    is_custom: bool
    custom_spec: tuple[SpecView, ...] = ()
    """Of the spec, what lies outside the released options."""
    requested_date: date | None
    first_promise_date: date | None
    promise_date: date | None
    forecast_date: date | None
    actual_ship_date: date | None
    answered_date: date | None = None
    """Not sold yet: the earliest day that the last answer gave."""
    owner: str
    owner_key: str
    coordinator: str
    placed_at: datetime
    held_until: datetime | None
    is_promising: bool
    is_on_hold: bool
    on_hold_reason: str
    is_overdue: bool
    is_at_risk: bool
    days_late: int
    p50_date: date | None = None
    """In half of the sampled futures it leaves by this day; None while nobody has looked."""
    p80_date: date | None = None
    """… in four of five."""
    late_share: float = 0.0
    """Share of the futures in which it leaves after it was promised."""
    slack: SlackView | None = None
    """How much later it may be, and what it depends on; None while nobody has looked, or nothing is left to do."""
    pins: tuple[PinView, ...] = ()
    """Of its planned work, what stays where it is."""
    repromises: tuple[RepromiseView, ...] = ()
    """What was agreed anew with the customer, the oldest first."""
    designs: tuple[DesignView, ...] = ()
    """What is drawn for it, line by line; what the floor asked and wants waived, the newest first."""
    questions: tuple[QuestionView, ...] = ()
    waivers: tuple[StartWaiverView, ...] = ()
    review: ReviewView | None = None
    """Who is asked about it; None where nobody is."""
    clash: str = ""
    """What together keeps it from being planned at all; empty where it can be."""
    answer: dict[str, Any] = field(default_factory=dict)
    """The last answer of the promise engine, as JSON; empty while there is none."""
    answer_cause: str = ""
    """Why it was worked out: `order`, `asked_again`, `taken`, `past`, `moved`, …"""
    problem: dict[str, Any] = field(default_factory=dict)
    """Why the factory's data could not give one."""
    chosen: str = ""
    """The option that was sold: `standard`, `split`, …"""
    names: Mapping[str, str] = field(default_factory=dict)
    """What the codes in the answer are called in the reader's language, where the answer itself does not say so."""
    lines: tuple[LineView, ...] = ()
    nodes: tuple[NodeView, ...] = ()
    acknowledgements: tuple[AcknowledgementView, ...] = ()

    @property
    def goods(self) -> str:
        """`智能温控面板 SW-300`: the name, with the code where the name does not hold it."""
        return self.product if self.product_code in self.product else f"{self.product} {self.product_code}"

    @property
    def is_being_drawn(self) -> bool:
        """Some drawing of it is not released: its milestone follows that."""
        return any(not design.is_released for design in self.designs)

    def year(self, zone: tzinfo) -> int:
        """The year that goes without saying on its cards: the factory's when the order was placed."""
        return self.placed_at.astimezone(zone).year

    @property
    def days_at_risk(self) -> int:
        """Calendar days by which the forecast passes the promise, on the line that misses it most."""
        days = [(self.promise_date, self.forecast_date)]
        days += [(line.promise_date, line.forecast_date) for line in self.lines]
        missed = [(forecast - promise).days for promise, forecast in days if promise and forecast]
        return max([0, *missed])

    @property
    def cause(self) -> ForecastCause | None:
        """Why, of the line that misses its promise most of those of which it is known."""

        def missed(line: LineView) -> int:
            return (line.forecast_date - line.promise_date).days if line.forecast_date and line.promise_date else 0

        known = [line for line in self.lines if line.cause is not None and missed(line) > 0]
        return max(known, key=missed).cause if known else None

    @property
    def unacknowledged(self) -> tuple[AcknowledgementView, ...]:
        """The departments that were asked and have not answered."""
        return tuple(given for given in self.acknowledgements if given.acknowledged_at is None)

    @property
    def troubled(self) -> tuple[AcknowledgementView, ...]:
        """The departments that say something stands in the way; of what has left the house nothing does."""
        return tuple(given for given in self.acknowledgements if given.problem and self.status in OPEN)

    @property
    def next_node(self) -> NodeView | None:
        """The milestone that is due first of those not reached."""
        waiting = [node for node in self.nodes if node.actual_at is None and node.kind is not NodeKind.REQUIREMENT]
        return min(waiting, key=lambda node: node.planned_date or date.max, default=None)

    def line(self, line_no: int) -> LineView:
        """The line of this number."""
        return next(line for line in self.lines if line.line_no == line_no)

    def node(self, kind: NodeKind) -> NodeView:
        """The milestone of this kind."""
        return next(node for node in self.nodes if node.kind is kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftView:
    """A form as it stands."""

    draft_no: str
    revision: int
    purpose: DraftPurpose
    state: DraftState
    entry: OrderEntry
    asked: tuple[str, ...]
    twin: str
    order_no: str
    asker: str
    customer: str
    product: str
    spec: tuple[SpecView, ...] = ()
    """What has been said about the spec so far."""
    customers: tuple[tuple[str, str], ...] = ()
    products: tuple[tuple[str, str], ...] = ()
    """Codes with names, to choose from."""
    suggested_days: tuple[date, ...] = ()
    """Usual days to wish for."""
    spec_fields: tuple[SpecFieldView, ...] = ()
    """The product family's own fields."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertView:
    """An alert as people see it."""

    alert_no: str
    revision: int
    kind: str
    status: str
    owner: str
    raised_at: datetime
    acknowledged_by: str
    acknowledged_at: datetime | None
    orders: tuple[OrderView, ...]
    delayed_by: DelayView | None = None
    """What moved it to a later day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    """A plan as people see it."""

    plan_version: str
    revision: int
    state: PlanState
    cause: PlanCause
    work_centre: str
    """The one that it was made for; empty for none."""
    made_at: datetime
    made_by: str
    """Who asked for it; empty when nobody did."""
    lead: str
    """Who decides."""
    was_invalid: bool
    before: Figures
    after: Figures
    diff: PlanDiff
    customers: Mapping[str, str]
    """By order that leaves on another day."""
    names: Mapping[str, str]
    """What work centres, steps (`step_key`) and items are called."""
    left_out: tuple[LeftOut, ...]
    """Orders that could not be planned."""
    overridden_by: str
    override_reason: str
    decided_by: str
    decided_at: datetime | None
    reason: str
