"""Rushes: an order before others, if those who pay for it agree, or a manager takes it upon himself.

A rush is a plan like any other: proposed, published by the lead of production, taken back. What is its own is who has
to agree first.
"""

from core.consents import NotAskedForConsent, RushAsked
from core.errors import NotAllowed, WrongState
from core.orders.status import COMMITTED, UNSOLD
from core.people import Role
from core.pins import EVERYTHING, OrderPinned
from core.plans import Plan, PlanCause
from handlers.bus import handles
from handlers.context import Context
from handlers.ownership import name_of, require_own
from handlers.plan_commands import AgreeToRush, AskForRush, RefuseRush, WaiveConsents
from handlers.planning import owe_plan
from handlers.queries.search import only_order
from storage import bookings, plans
from storage.orders import get_order
from storage.pins import pins_of

EVERY_ORDER = frozenset({Role.PRODUCTION, Role.COORDINATOR})
"""They may ask for anybody's; sales for their own."""


class NotOrderedYet(WrongState):
    """`order_no` is not sold: what is not ordered cannot go before what is."""


class NothingToRush(WrongState):
    """Of `order_no` nothing is left to be made."""


@handles(AskForRush)
def ask_for_rush(cmd: AskForRush, ctx: Context) -> None:
    """Find out what it would take; nothing moves by asking."""
    order = get_order(ctx.uow.session, only_order(ctx.uow.session, cmd.words).order_no)
    if not ctx.sender.roles & EVERY_ORDER:
        require_own(order, ctx)
    if order.status in UNSOLD:
        raise NotOrderedYet(order_no=order.order_no)
    if order.status not in COMMITTED or not bookings.bookings_of(ctx.uow.session, order.order_no):
        raise NothingToRush(order_no=order.order_no)
    pin = next(iter(pins_of(ctx.uow.session, order.order_no)), None)
    if pin is not None and pin.step == EVERYTHING:
        raise OrderPinned(order_no=order.order_no, person=name_of(pin.person, ctx))
    ctx.uow.record(RushAsked(at=ctx.now, subject=order.order_no, person=ctx.sender.key))
    owe_plan(PlanCause.RUSH, ctx, detail=order.order_no, asked_by=ctx.sender.key)


@handles(AgreeToRush)
def agree_to_rush(cmd: AgreeToRush, ctx: Context) -> None:
    """One of those who pay agrees."""
    plan = plans.get_plan(ctx.uow.session, cmd.plan_version, lock=True)
    plan.require_open()  # whatever others have answered meanwhile, it is the same plan
    _require_asked(plan, ctx)
    ctx.uow.record(*plan.agree(ctx.sender.key, now=ctx.now))


@handles(RefuseRush)
def refuse_rush(cmd: RefuseRush, ctx: Context) -> None:
    """One of those who would pay does not agree: that is the end of it."""
    plan = plans.get_plan(ctx.uow.session, cmd.plan_version, lock=True)
    plan.require_open()
    _require_asked(plan, ctx)
    ctx.uow.record(*plan.refuse(ctx.sender.key, cmd.reason, now=ctx.now))


def _require_asked(plan: Plan, ctx: Context) -> None:
    asked = [it["person"] for it in plan.consents]
    if ctx.sender.key not in asked:
        raise NotAskedForConsent(who=[name_of(it, ctx) for it in asked])


@handles(WaiveConsents)
def waive_consents(cmd: WaiveConsents, ctx: Context) -> None:
    """A manager decides for those who have not answered; counted, with the reason."""
    plan = plans.get_plan(ctx.uow.session, cmd.plan_version, lock=True)
    plan.require_open(cmd.revision)
    if Role.MANAGER not in ctx.sender.roles:
        raise NotAllowed(who=[Role.MANAGER])
    ctx.uow.record(*plan.waive(ctx.sender.key, cmd.reason, now=ctx.now))
