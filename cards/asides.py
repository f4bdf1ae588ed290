"""What the card of an order says beside its dates."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from core.design import PrepKind, StartWaiverState, TaskStatus
from core.orders.repromise import Outcome, RepromiseState
from core.plans import PlanCause
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


@dataclass(frozen=True, slots=True)
class EarlyPromises:
    """Days earlier than computed that were approved in a month, by what became of them."""

    this_month: Mapping[Outcome, int]
    last_month: Mapping[Outcome, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """A file of a drawing."""

    name: str
    size: int
    """Bytes."""
    revision: int
    person: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PrepView:
    """A preparation of production."""

    kind: PrepKind
    owner: str
    is_done: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionView:
    """What the floor asked."""

    question_no: str
    order_no: str
    task_no: str
    drawing_revision: int
    question: str
    asked_by: str
    asked_at: datetime
    engineer: str
    due_at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartWaiverView:
    """Leave to start by a drawing that is not released."""

    id: int
    state: StartWaiverState
    reason: str
    until: date
    asked_by: str
    asked_at: datetime
    decided_by: str
    refusal: str
    is_over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignView:
    """A design task."""

    task_no: str
    revision: int
    line_no: int
    status: TaskStatus
    is_cancelled: bool
    is_released: bool
    is_superseded: bool
    is_late: bool
    owner: str
    due_at: datetime
    expected_date: date | None
    expected_reason: str
    rework_work_minutes: int
    drawing_revision: int
    released_revision: int
    exempt_reason: str
    rework_reason: str
    submitted_by: str
    checked_by: str
    released_by: str
    files: tuple[FileView, ...] = ()
    preps: tuple[PrepView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayView:
    """A plan that made an order later."""

    plan_version: str
    cause: PlanCause
    work_centre: str
    """The one that it was made for; empty for none."""
    machine: str
    """What people call that."""
