"""`/changeorder`, `/hold`, `/resume`, `/cancel`: at once where nothing is sold, through a change where something is."""

from core.changes import ChangeKind, ChangeReason, ChangeRequest, ChangeStatus
from core.changes.status import OPEN
from core.errors import WrongState
from core.orders import Order, OrderAction, OrderChange
from handlers.bus import handles
from handlers.commands import CancelOrder
from handlers.context import Context
from handlers.order_changes.reading import read_change
from handlers.order_commands import (
    CallOffOrder,
    ChangeOrder,
    ComputeOrderChange,
    HoldOrder,
    ResumeOrder,
    SubmitOrderChange,
    UndoCancel,
    UndoHold,
    UndoResume,
    WithdrawOrderChange,
)  # fmt: skip
from handlers.ownership import require_own
from handlers.promising import ask_planner
from handlers.queries.search import only_order
from handlers.reversible import reversible
from storage import bookings
from storage.changes import changes_of, get_change
from storage.orders import get_order
from storage.outbox import Wait


class ChangeUnderWay(WrongState):
    """Of `order_no` `change_no` is `status`: one change at a time."""


@handles(ChangeOrder)
def change_order(cmd: ChangeOrder, ctx: Context) -> None:
    """Begin at once when everything is said; otherwise ask with a form that keeps what was typed."""
    order = _own_order(cmd.words, OrderAction.CHANGE, ctx)
    order.line(cmd.line_no)
    content, reason = read_change(cmd, order, ctx.uow.session)
    if content.is_complete:
        content = order.compare(content)
        if not order.is_sold:
            _change_unsold(order, content, ctx)
            return
    change = _draft(order, ctx)
    change.content, change.reason = content.to_content(), reason
    if content.is_complete:
        submit(change, order, content, reason, ctx)
    ctx.uow.place_card(change.change_no, "order_change", ctx.place.chat, reply_to=ctx.place.message, wait=Wait.PERSON)


@handles(SubmitOrderChange)
def submit_order_change(cmd: SubmitOrderChange, ctx: Context) -> None:
    """Take a form's values; ask again for what cannot be."""
    change = get_change(ctx.uow.session, cmd.change_no, lock=True)
    order = get_order(ctx.uow.session, change.target, lock=True)
    require_own(order, ctx)
    change.require_revision(cmd.revision)
    change.require(ChangeStatus.SUBMITTED)
    content, reason = read_change(cmd, order, ctx.uow.session, known=OrderChange.of(change.content))
    if not content.is_complete:
        change.content, change.reason = content.to_content(), reason or change.reason
        change.revision += 1
        ctx.uow.mark_stale(change.change_no)
        return
    content = order.compare(content)
    if order.is_sold:
        submit(change, order, content, reason or change.reason, ctx)
        return
    _change_unsold(order, content, ctx)
    ctx.uow.record(*change.withdraw(ctx.sender.key, now=ctx.now))
    change.decision = ctx.wording.say("orderchange.at_once")


def submit(change: ChangeRequest, order: Order, content: OrderChange, reason: str, ctx: Context) -> None:
    """It is written down; what it would do is worked out right after."""
    ctx.uow.record(
        *change.submit(
            content.to_content(), base=str(order.order_revision), reason_code=ChangeReason.CUSTOMER_REQUEST,
            reason=reason, now=ctx.now,
        )
    )  # fmt: skip
    owe_effect(change, ctx)
    reversible(
        "undo.change", change.change_no, WithdrawOrderChange(change_no=change.change_no), ctx,
        told=(order.owner, order.coordinator),
    )  # fmt: skip


def owe_effect(change: ChangeRequest, ctx: Context) -> None:
    """Have it worked out what a change would do, on the shop as it is now."""
    ctx.owe(f"effect:{change.change_no}:{change.revision}", ComputeOrderChange(change_no=change.change_no))


@handles(HoldOrder)
def hold_order(cmd: HoldOrder, ctx: Context) -> None:
    """What is kept for an unsold order is given back; of a sold one others decide."""
    order = _own_order(cmd.words, OrderAction.HOLD, ctx)
    if order.is_sold:
        _ask_for(order, OrderAction.HOLD, cmd.reason, ctx)
        return
    if let_go := order.let_go(now=ctx.now):
        bookings.release(ctx.uow.session, order.order_no)
        ctx.uow.drop_timer(f"hold:{order.order_no}")
    ctx.uow.record(*let_go, *order.hold(cmd.reason, now=ctx.now))
    back = UndoHold(order_no=order.order_no, revision=order.revision)
    reversible("undo.hold", order.order_no, back, ctx, told=(order.owner, order.coordinator))


@handles(ResumeOrder)
def resume_order(cmd: ResumeOrder, ctx: Context) -> None:
    """The planner is asked anew: what the date was is not what it is."""
    order = _own_order(cmd.words, OrderAction.RESUME, ctx)
    if order.is_sold:
        _ask_for(order, OrderAction.RESUME, cmd.reason, ctx)
        return
    reason = order.on_hold_reason
    ctx.uow.record(*order.resume(now=ctx.now))
    ask_planner(order, "resumed", ctx)
    back = UndoResume(order_no=order.order_no, revision=order.revision, reason=reason)
    reversible("undo.resume", order.order_no, back, ctx, told=(order.owner, order.coordinator))


@handles(CallOffOrder)
def call_off_order(cmd: CallOffOrder, ctx: Context) -> None:
    """With a reason, in words."""
    call_off(_own_order(cmd.words, OrderAction.CANCEL, ctx), cmd.reason, ctx)


@handles(CancelOrder)
def cancel_order(cmd: CancelOrder, ctx: Context) -> None:
    """With the button of a card."""
    order = get_order(ctx.uow.session, cmd.order_no, lock=True)
    require_own(order, ctx)
    order.require_revision(cmd.revision)
    order.require_action(OrderAction.CANCEL)
    require_no_other(order, ctx)
    call_off(order, cmd.reason, ctx)


def call_off(order: Order, reason: str, ctx: Context) -> None:
    """Call an unsold order off and free everything kept for it, in one step; of a sold one show what that costs."""
    if order.is_sold:
        _ask_for(order, OrderAction.CANCEL, reason, ctx)
        return
    ctx.uow.record(*order.cancel(reason, now=ctx.now))
    ctx.uow.drop_timer(f"hold:{order.order_no}")
    bookings.release(ctx.uow.session, order.order_no)
    back = UndoCancel(order_no=order.order_no, revision=order.revision)
    reversible("undo.cancel", order.order_no, back, ctx, told=(order.owner, order.coordinator))


def require_no_other(order: Order, ctx: Context) -> None:
    """One change of an order at a time; a form of one's own that was never sent in gives way."""
    for change in changes_of(ctx.uow.session, order.order_no, OPEN):
        if change.status is ChangeStatus.DRAFT and change.requester == ctx.sender.key:
            ctx.uow.record(*change.withdraw(ctx.sender.key, now=ctx.now))
            continue
        raise ChangeUnderWay(order_no=order.order_no, change_no=change.change_no, status=change.status)


def _own_order(words: str, action: OrderAction, ctx: Context) -> Order:
    session = ctx.uow.session
    order = get_order(session, only_order(session, words).order_no, lock=True)
    require_own(order, ctx)
    order.require_action(action)
    require_no_other(order, ctx)
    return order


def _ask_for(order: Order, action: OrderAction, reason: str, ctx: Context) -> None:
    change = _draft(order, ctx)
    submit(change, order, OrderChange(action=action), reason, ctx)
    ctx.uow.place_card(change.change_no, "order_change", ctx.place.chat, reply_to=ctx.place.message, wait=Wait.PERSON)


def _draft(order: Order, ctx: Context) -> ChangeRequest:
    change, drafted = ChangeRequest.draft(
        ctx.uow.next_number("CHG"), ChangeKind.ORDER, order.order_no, base=str(order.order_revision),
        requester=ctx.sender.key, chat=ctx.place.chat, now=ctx.now,
    )  # fmt: skip
    ctx.uow.add(change)
    ctx.uow.record(*drafted)
    return change


def _change_unsold(order: Order, content: OrderChange, ctx: Context) -> None:
    ctx.uow.record(*order.revise_unsold(content, ctx.sender.key, now=ctx.now))
    ask_planner(order, "changed", ctx)
