"""What is agreed anew with a customer: noted by the order's salesperson; earlier than computed only with a manager.

The first promise is never edited, nor what was agreed before: each new date is one more entry.
"""

from core.orders import Order, Repromise, RepromiseState
from core.orders.repromise import OwnRepromise, RepromiseAsked
from core.people import Role
from handlers.bus import handles
from handlers.commands import CheckFeasibility
from handlers.context import Context
from handlers.forecasting import owe_forecasts
from handlers.ownership import name_of, require_own
from handlers.promise_commands import ApprovePromise, PromiseAnew, RefusePromise
from handlers.queries.search import only_order
from storage.orders import get_order
from storage.people import people_with_role
from storage.repromises import get_repromise, repromises_of


@handles(PromiseAnew)
def promise_anew(cmd: PromiseAnew, ctx: Context) -> None:
    """It counts at once, unless it is earlier than what is computed. A newer one takes the place of one that waits."""
    session = ctx.uow.session
    order = get_order(session, only_order(session, cmd.words).order_no, lock=True)
    require_own(order, ctx)
    made = order.agree_anew(cmd.promise_date, cmd.line_no, cmd.reason, ctx.sender.key, now=ctx.now)
    known = repromises_of(session, order.order_no)
    for old in known:
        old.replace(now=ctx.now)
    made.entry = len(known) + 1
    ctx.uow.add(made)
    if made.state is RepromiseState.AGREED:
        _apply(made, order, ctx)
        return
    assert made.computed_date is not None
    ctx.uow.record(
        RepromiseAsked(
            at=ctx.now, subject=order.order_no, entry=made.entry, promise_date=made.promise_date,
            computed_date=made.computed_date, reason=made.reason, person=made.asked_by,
        )
    )  # fmt: skip


@handles(ApprovePromise)
def approve_promise(cmd: ApprovePromise, ctx: Context) -> None:
    """A manager takes it upon himself; counted, and kept with the order."""
    order = get_order(ctx.uow.session, cmd.order_no, lock=True)
    made = get_repromise(ctx.uow.session, cmd.order_no, cmd.entry)
    made.require_asked()
    if made.asked_by == ctx.sender.key:
        managers = [it.key for it in people_with_role(ctx.uow.session, Role.MANAGER) if it.key != ctx.sender.key]
        raise OwnRepromise(who=[name_of(person, ctx) for person in managers])
    order.require_promised()
    made.approve(ctx.sender.key, now=ctx.now)
    _apply(made, order, ctx)


@handles(RefusePromise)
def refuse_promise(cmd: RefusePromise, ctx: Context) -> None:
    """The promise in force stays."""
    made = get_repromise(ctx.uow.session, cmd.order_no, cmd.entry)
    made.require_asked()
    ctx.uow.record(*made.refuse(ctx.sender.key, cmd.reason, now=ctx.now))


def _apply(made: Repromise, order: Order, ctx: Context) -> None:
    """What is late by the new date, or no longer is, is told at once."""
    ctx.uow.record(*order.repromise(made, now=ctx.now))
    owe_forecasts(ctx)
    ctx.owe(f"feasibility:{order.order_no}:{made.entry}", CheckFeasibility())
