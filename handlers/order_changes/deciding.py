"""Whoever asked has seen what a change would do: they want it, or they do not."""

from core.changes import ChangeRequest, ChangeStatus
from core.errors import WrongState
from core.orders import OrderChange
from handlers.bus import handles
from handlers.changes.reviewing import send_for_review
from handlers.context import Context
from handlers.order_changes.effects import ASKS_PLANNER, effect_on
from handlers.order_commands import ConfirmOrderChange, WithdrawOrderChange
from handlers.ownership import require_own
from storage.changes import get_change
from storage.orders import get_order
from storage.undo import forget_undoable


class EffectUnknown(WrongState):
    """What `change_no` would do is still being worked out."""


class CannotBeMade(WrongState):
    """What `change_no` asks for cannot be made."""


@handles(ConfirmOrderChange)
def confirm_order_change(cmd: ConfirmOrderChange, ctx: Context) -> None:
    """Those who decide are asked."""
    change = _own_change(cmd.change_no, cmd.revision, ctx)
    change.require(ChangeStatus.IN_REVIEW)
    require_effect(change)
    send_for_review(change, ctx)


@handles(WithdrawOrderChange)
def withdraw_order_change(cmd: WithdrawOrderChange, ctx: Context) -> None:
    """Nothing becomes different; possible until it is decided."""
    change = _own_change(cmd.change_no, cmd.revision, ctx)
    ctx.uow.record(*change.withdraw(ctx.sender.key, now=ctx.now))
    forget_undoable(ctx.uow.session, change.change_no, ctx.now)


def require_effect(change: ChangeRequest) -> None:
    """Refuse to go on with what nobody has seen the consequences of, or what cannot be."""
    if not change.impact:
        raise EffectUnknown(change_no=change.change_no)
    asks = OrderChange.of(change.content).action in ASKS_PLANNER
    if change.impact["problem"] or (asks and effect_on(change.impact["effect"]).promise_after is None):
        raise CannotBeMade(change_no=change.change_no)


def _own_change(change_no: str, revision: int | None, ctx: Context) -> ChangeRequest:
    change = get_change(ctx.uow.session, change_no, lock=True)
    require_own(get_order(ctx.uow.session, change.target), ctx)
    change.require_revision(revision)
    return change
