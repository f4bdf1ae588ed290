"""Every intention there is, by subject. What carries each out is in `HANDLERS`, who may is in `MAY`."""

from decimal import Decimal
from typing import Annotated, Any, ClassVar

from pydantic import Field

from core.orders import DraftPurpose, NodeKind
from core.orders.draft import FieldProblem, OrderEntry
from core.planning.plan.uncertainty import Uncertainty
from handlers.command import Command


class StartOrder(Command):
    """Order, or ask for a date, in words. What is missing is asked for in a form."""

    entry: OrderEntry
    purpose: DraftPurpose = DraftPurpose.ORDER


class SubmitDraft(Command):
    """Send a form in."""

    draft_no: str
    revision: int | None = None
    entry: OrderEntry


class PlaceAnyway(Command):
    """The suspected duplicate is a different order."""

    draft_no: str
    revision: int | None = None


class DiscardDraft(Command):
    """Put a form away."""

    draft_no: str
    revision: int | None = None


class CompleteSpec(Command):
    """Fill in spec fields of a line: any until the order is sold, then the missing ones until it is released."""

    order_no: str
    revision: int | None = None
    line_no: int = 1
    spec: dict[str, str]


# --- promising -------------------------------------------------------------------------------


class ComputePromise(Command):
    """Ask the engine "by when" for an order. It works outside any transaction and then records its answer."""

    order_no: str
    cause: str = "asked"
    attempt: int = 1
    uncertainty: Uncertainty = Uncertainty()


class RecordPromise(Command):
    """Note the engine's answer, or why it could give none."""

    order_no: str
    cause: str
    attempt: int
    answer: dict[str, Any]
    problem: FieldProblem | None = None


class AskAgain(Command):
    """Compute the promise of an inquiry or quote afresh."""

    order_no: str
    revision: int | None = None


class HoldQuote(Command):
    """Keep the promised material and capacity for a while."""

    order_no: str
    revision: int | None = None


class ExpireQuote(Command):
    """Free what a quote nobody confirmed has held."""

    order_no: str


class ConfirmOrder(Command):
    """The customer buys, at the date of this option."""

    order_no: str
    revision: int | None = None
    option: str = "standard"


class CancelOrder(Command):
    """Call an order off."""

    order_no: str
    revision: int | None = None
    reason: str = ""


# --- departments -----------------------------------------------------------------------------


class Acknowledge(Command):
    """A department takes its part of an order on."""

    order_no: str
    department: str
    revision: int | None = None
    order_revision: int | None = None  # Rev n on the tapped card: a word about an older one does not count


class ReportProblem(Command):
    """A department says what stands in the way."""

    order_no: str
    department: str
    problem: str = Field(min_length=1, max_length=300)


class SolveProblem(Command):
    """What a department said stands in the way is gone."""

    order_no: str
    department: str
    revision: int | None = None


class ChaseAcknowledgement(Command):
    """Nobody answered in time: remind, then ask the lead, then the coordinator."""

    order_no: str
    department: str
    level: int


class ReportNode(Command):
    """A milestone was reached, or moved on."""

    order_no: str
    node: NodeKind
    percent: int = Field(default=100, ge=1, le=100)


# --- looking up ------------------------------------------------------------------------------


class Lookup(Command):
    """Only reads."""

    is_lookup: ClassVar[bool] = True


class ShowHelp(Lookup):
    """What can be done here, by this person."""

    topic: str = ""


class ShowOrder(Lookup):
    """One order, or those that match some words."""

    words: str
    page: int = Field(default=1, ge=1)


class ShowMyOrders(Lookup):
    """The sender's open orders."""

    page: int = Field(default=1, ge=1)


class ShowLate(Lookup):
    """Orders past their promise or expected to be."""

    page: int = Field(default=1, ge=1)


class ShowKit(Command):
    """Is the material of an order there: verdict, kit rate, kit date, and who owes what by when."""

    words: str


class ShowShortages(Command):
    """What sold orders lack and nobody has bought, and what comes too late, by the day it has to be ordered."""

    page: int = 1


class HandOverMaterial(Command):
    """Give pieces on the shelf that are kept for one order to another that needs them more."""

    item_code: str
    giver: str
    taker: str
    qty: Decimal
    reason: str


class ShowSchedule(Command):
    """What is planned in the days to come, per work centre and day, the bottleneck, and the material for it."""

    days: Annotated[int, Field(ge=1, le=60)] = 15
    page: int = 1


class ShowLoad(Command):
    """How full each work centre is in the days to come, the fullest first."""

    days: Annotated[int, Field(ge=1, le=60)] = 15
    page: int = 1


class ShowStatus(Lookup):
    """How the program and its data are."""


class ShowWho(Lookup):
    """Who answers for a department or an order."""

    words: str = ""


class ShowRole(Lookup):
    """A person's roles."""

    person: str = ""


class GrantRole(Command):
    """Give a person a role."""

    person: str
    role: str


class RevokeRole(Command):
    """Take a role from a person. The last coordinator and the last administrator stay."""

    person: str
    role: str


# --- keeping watch ---------------------------------------------------------------------------


class CheckFeasibility(Command):
    """Look at every open promise; raise, and resolve, what concerns them."""


class TurnDay(Command):
    """A new day: whatever says how many days late something is, says it anew."""


class AcknowledgeAlert(Command):
    """Take an alert."""

    alert_no: str
    revision: int | None = None


class SendDigest(Command):
    """Owe the managers their morning digest."""


class ReissueCard(Command):
    """Send a living card anew before the platform stops taking updates of it."""

    card_id: int
    issue: int


class NoteAccountClosed(Command):
    """A platform says that somebody has left: their account may act for nobody any more."""

    platform: str
    account: str


class NoteChatReachable(Command):
    """The bot was put into a group, or taken out of it."""

    chat: str
    is_reachable: bool
    name: str = ""
    why: str = ""


class PrunePast(Command):
    """Forget what can no longer matter: handled deliveries, sent messages."""
