"""What happens to orders."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pydantic import Field as Fact

from core.events import Event
from core.orders.node import NodeKind
from core.orders.status import OrderAction, OrderStatus


class DraftOpened(Event):
    """A form was opened for what is still missing."""


class DraftCorrected(Event):
    """A form came back with something that cannot be; what was typed is kept."""


class DuplicateSuspected(Event):
    """The form describes an order that is already there: `twin` is its number."""

    twin: str


class DraftDiscarded(Event):
    """The person decided not to order."""


class OrderPlaced(Event):
    """A new order number exists; the promise is being computed."""

    customer: str
    product: str
    quantity: int
    requested_date: date | None
    draft_no: str = ""


class PrecheckAsked(Event):
    """Sales wants to know from those who would design and make it, before there is an order."""

    person: str


class PromiseAsked(Event):
    """The planner is asked "by when"; `cause` says why, `answered` how many answers there are so far."""

    cause: str
    answered: int = 0


class SlotsTaken(Event):
    """Others were faster: what the last answer promised is no longer free, so the planner is asked again."""

    answered: int = 0


class AnswerPast(Event):
    """Time has passed over what the last answer planned, so the planner is asked again."""

    answered: int = 0


class DataMoved(Event):
    """The factory's data have changed since the last answer, so the planner is asked again."""

    answered: int = 0


class PromiseMade(Event):
    """The question "by when" is answered and noted in the ledger."""

    promise_date: date | None
    requested_date: date | None
    previous_date: date | None = None
    is_late: bool = False
    cause: str = ""
    """Why the planner was asked: `order`, `asked_again`, `taken`, `past`, `moved`, `spec`, …"""


class PromiseFailed(Event):
    """The planner could give no answer; what is held stays. `problem`: a refusal's name and facts."""

    problem: dict[str, Any]


class QuoteHeld(Event):
    """Material and capacity are kept for this quote until then."""

    held_until: datetime


class QuoteExpired(Event):
    """Nobody confirmed in time: what the quote held is free again."""

    held_until: datetime


class ForecastMoved(Event):
    """The day we now expect of a line has moved; promises stay as they are."""

    before: date | None
    after: date | None
    line_no: int = 1
    cause: str = ""
    """The plan that moved it; empty when time or the factory did."""
    reason: dict[str, str] = Fact(default_factory=dict)
    """What keeps it when it is expected later than promised (see `ForecastCause`)."""


class ForecastExplained(Event):
    """The same day, for another reason than before."""

    reason: dict[str, str]
    line_no: int = 1


class OrderConfirmed(Event):
    """The customer bought at this date."""

    promise_date: date
    option: str = ""


class DepartmentAsked(Event):
    """A department has been told what is wanted of it."""

    department: str
    order_revision: int = 1


class DepartmentAcknowledged(Event):
    """A department has said that it has taken the order on."""

    department: str
    person: str
    order_revision: int = 1


class AcknowledgementTakenBack(Event):
    """Somebody has said too early that their department has the order."""

    department: str
    person: str


class ProblemReported(Event):
    """A department says that something stands in the way."""

    department: str
    person: str
    problem: str


class ProblemSolved(Event):
    """What a department said stands in the way does so no longer; `problem` is what it had said."""

    department: str
    person: str
    problem: str


class AcknowledgementChased(Event):
    """Nobody answered in time: the next one in the line is asked. `level` 1 reminder, 2 lead, 3 coordinator."""

    department: str
    level: int
    chased: str


class StatusChanged(Event):
    """The order went on to its next state."""

    before: OrderStatus
    after: OrderStatus


class NodeReported(Event):
    """A milestone was reached, or moved on by so many percent."""

    node: NodeKind
    percent: int
    person: str


class SpecCompleted(Event):
    """Spec fields of a line were filled in or corrected."""

    changed: dict[str, str]
    line_no: int = 1


class QuantityReduced(Event):
    """The customer takes less of a line than was asked for, because all of it cannot be made."""

    line_no: int
    before: int
    quantity: int


class SolutionPicked(Event):
    """A standard solution is made for a line instead of something drawn for it: its design work is not needed."""

    solution: str
    line_no: int
    product: str
    person: str


class SpecAwaited(Event):
    """Every department has the order; it is not released because these mandatory spec fields are `missing`."""

    missing: list[str]


class CoordinatorChanged(Event):
    """The order is with another coordinator: the one it was with no longer is one."""

    before: str
    after: str


class MaterialHandedOver(Event):
    """Somebody gave material that was kept for this order to another one, `taker`, and it waits in its place."""

    taker: str
    item_code: str
    qty: Decimal
    reason: str
    person: str


class OrderHeld(Event):
    """Work on the order stops for the moment."""

    reason: str


class OrderResumed(Event):
    """Work goes on."""


class OrderCancelled(Event):
    """The order is off; what it held is free."""

    reason: str


class OrderRevised(Event):
    """What was ordered is different from now on: Rev `order_revision`; `fields` say what of a CHANGE.

    `before` and `after` are the promise that was and is in force; `change_no` is empty where nothing was sold yet.
    """

    order_revision: int
    action: OrderAction
    fields: list[str]
    change_no: str
    person: str
    before: date | None = None
    after: date | None = None


class DrawingReopened(Event):
    """A released drawing is drawn anew; `day`: when it is to be there."""

    day: date | None


class DrawingPutOff(Event):
    """A drawing is said to be there on another day than before."""

    before: date | None
    day: date
