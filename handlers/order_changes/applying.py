"""An agreed change of an order takes effect: lines, promise, bookings, milestones, all in one transaction."""

from datetime import date

from core.changes import ChangeKind, ChangeRequest
from core.errors import Refusal
from core.orders import Lapse, Order, OrderAction, OrderChange, Promise, Repromise, RepromiseState
from core.planning.promise.answer import PromiseAnswer
from handlers.changes.kinds import Kind, register
from handlers.commands import CheckFeasibility
from handlers.context import Context
from handlers.design.opening import follow_spec
from handlers.forecasting import owe_forecasts
from handlers.order_changes.asking import owe_effect
from handlers.order_changes.effects import ASKS_PLANNER, days_of, effect_on, reported_of
from handlers.order_changes.telling import tell_back
from handlers.order_changes.view import describe
from handlers.promising import book_slots, plan_nodes
from storage import bookings
from storage.orders import get_order
from storage.repromises import repromises_of
from storage.undo import forget_undoable


def holds_still(change: ChangeRequest, ctx: Context) -> bool:
    """It can take effect as it was agreed on; its machine time and material are kept from now on.

    Otherwise nothing of it is done: it goes back to whoever asked, worked out anew, with a sentence.
    """
    order, content = get_order(ctx.uow.session, change.target, lock=True), OrderChange.of(change.content)
    try:
        content = order.compare(content)
    except Refusal as refusal:
        ctx.uow.record(*change.send_back(ctx.sender.key, ctx.wording.refusal(refusal), now=ctx.now))
        tell_back(change, order, ctx)
        return False
    if content.action not in ASKS_PLANNER:
        return True
    lapse = _book(order, change, ctx)
    if lapse is None:
        return True
    why = ctx.wording.say(f"orderchange.lapsed_{lapse.value}")
    reason_code, reason = change.reason_code, change.reason
    ctx.uow.record(*change.send_back(ctx.sender.key, why, now=ctx.now))
    ctx.uow.record(
        *change.submit(
            content.to_content(), base=str(order.order_revision), reason_code=reason_code, reason=reason, now=ctx.now
        )
    )
    change.decision = why
    tell_back(change, order, ctx)
    owe_effect(change, ctx)
    return False


def _book(order: Order, change: ChangeRequest, ctx: Context) -> Lapse | None:
    """Of an order that has gone on meanwhile something else is left to be made."""
    if effect_on(change.impact["effect"]).reported != reported_of(order):
        return Lapse.MOVED
    return book_slots(order, PromiseAnswer.from_json(change.impact["answer"]), "standard", ctx)


def apply(change: ChangeRequest, ctx: Context) -> None:
    """Make it so. What it books is booked already (see `holds_still`)."""
    order, content = get_order(ctx.uow.session, change.target, lock=True), OrderChange.of(change.content)
    _APPLY[content.action](order, content, change, ctx)
    owe_forecasts(ctx)
    ctx.owe(f"feasibility:{change.change_no}", CheckFeasibility())


def _revise(order: Order, content: OrderChange, change: ChangeRequest, ctx: Context) -> None:
    answer, before = PromiseAnswer.from_json(change.impact["answer"]), order.promise_date
    days = days_of(answer)
    if content.action is OrderAction.RESUME:
        revised = order.go_on(days, change_no=change.change_no, person=change.requester, now=ctx.now)
    else:
        revised = order.revise(content, days, change_no=change.change_no, person=change.requester, now=ctx.now)
    order.note(_entry(change, order.promise_date, ctx))
    _note_date(order, before, change, ctx)
    plan_nodes(order, answer, "standard", ctx.uow.session, now=ctx.now, zone=ctx.uow.timezone)
    ctx.uow.record(*revised)
    if "spec" in content.touches:
        lines = {it.line_no for it in content.lines if it.spec}
        follow_spec(order, lines, change.requester, _why(change, ctx), ctx)


def _entry(change: ChangeRequest, day: date | None, ctx: Context) -> Promise:
    """In the ledger: what is promised from now on, its grounds, and who asked for it."""
    return Promise(
        order_no=change.target, entry=1, made_at=ctx.now, made_by=change.requester, cause="changed", promise_date=day,
        answer=change.impact["answer"],
    )  # fmt: skip


def _note_date(order: Order, before: date | None, change: ChangeRequest, ctx: Context) -> None:
    """A new date stands beside the old one with who and why; what was asked for about the old one is over."""
    known = repromises_of(ctx.uow.session, order.order_no)
    for old in known:
        old.replace(now=ctx.now)
    if order.promise_date is None or order.promise_date == before:
        return
    why = _why(change, ctx)
    ctx.uow.add(
        Repromise(
            order_no=order.order_no, entry=len(known) + 1, state=RepromiseState.AGREED, before=before,
            promise_date=order.promise_date, computed_date=order.promise_date, reason=why, asked_by=change.requester,
            asked_at=change.submitted_at or ctx.now, decided_at=ctx.now,
        )
    )  # fmt: skip


def _why(change: ChangeRequest, ctx: Context) -> str:
    return ctx.wording.say("orderchange.why", change_no=change.change_no, reason=change.reason or None)


def _pause(order: Order, content: OrderChange, change: ChangeRequest, ctx: Context) -> None:
    """Material stays kept for it; machine time, which others can use meanwhile, does not."""
    kept = bookings.allocations_of(ctx.uow.session, order.order_no)
    bookings.book(ctx.uow.session, order.order_no, (), kept)
    reason = change.reason
    ctx.uow.record(*order.pause(reason, change_no=change.change_no, person=change.requester, now=ctx.now))


def _call_off(order: Order, content: OrderChange, change: ChangeRequest, ctx: Context) -> None:
    """Stock, machine time and what is pegged of purchases are free again."""
    bookings.release(ctx.uow.session, order.order_no)
    for old in repromises_of(ctx.uow.session, order.order_no):
        old.replace(now=ctx.now)
    reason = change.reason
    ctx.uow.record(*order.call_off(reason, change_no=change.change_no, person=change.requester, now=ctx.now))


def let_go(change: ChangeRequest, ctx: Context) -> None:
    """What is over needs no taking back."""
    if change.is_finished:
        forget_undoable(ctx.uow.session, change.change_no, ctx.now)


_APPLY = {
    OrderAction.CHANGE: _revise,
    OrderAction.RESUME: _revise,
    OrderAction.HOLD: _pause,
    OrderAction.CANCEL: _call_off,
}

register(
    ChangeKind.ORDER, Kind(describe=describe, apply=apply, holds_still=holds_still, let_go=let_go, card="order_change")
)
