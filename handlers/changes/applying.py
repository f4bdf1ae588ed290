"""Putting a change into effect: one transaction, or nothing of it."""

from core.changes import ChangeStatus
from handlers.bus import handles
from handlers.changes.commands import ApplyChange
from handlers.changes.kinds import KINDS
from handlers.context import Context
from storage.changes import get_change


@handles(ApplyChange)
def apply_change(cmd: ApplyChange, ctx: Context) -> None:
    """Whatever its kind asks for, and the change itself, together; not before its customers have agreed."""
    change = get_change(ctx.uow.session, cmd.change_no, lock=True)
    change.require(ChangeStatus.APPLIED)
    if not KINDS[change.kind].holds_still(change, ctx):
        return
    change.require_customers()
    applied = change.apply(now=ctx.now)
    KINDS[change.kind].apply(change, ctx)
    ctx.uow.record(*applied, *change.close_if_settled(now=ctx.now))
