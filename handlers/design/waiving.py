"""The release gate, and the two people who may open it for a while."""

from core.design import StartWaiver
from core.design.errors import NothingUnreleased, StartWaiverPending
from handlers.bus import handles
from handlers.context import Context
from handlers.design.facts import drawings_of, require_lead
from handlers.design_commands import AskStartWaiver, GrantStartWaiver, RefuseStartWaiver
from handlers.ownership import name_of, require_department
from storage import designs
from storage.orders import get_order

PRODUCTION = "production"


@handles(AskStartWaiver)
def ask_start_waiver(cmd: AskStartWaiver, ctx: Context) -> None:
    """Production says why it cannot wait, and until when it needs the leave."""
    require_department(PRODUCTION, ctx)
    order = get_order(ctx.uow.session, cmd.order_no, lock=True)
    if not drawings_of(order.order_no, ctx).unreleased:
        raise NothingUnreleased(order_no=order.order_no)
    _require_none_pending(order.order_no, ctx)
    waiver = StartWaiver(
        order_no=order.order_no, reason=cmd.reason, until=cmd.until, asked_by=ctx.sender.key, asked_at=ctx.now
    )
    ctx.uow.record(*waiver.ask(today=ctx.today))
    ctx.uow.add(waiver)


def _require_none_pending(order_no: str, ctx: Context) -> None:
    for waiver in designs.waivers_of(ctx.uow.session, order_no):
        if waiver.is_pending(ctx.today):
            raise StartWaiverPending(order_no=order_no, person=name_of(waiver.asked_by, ctx))


@handles(GrantStartWaiver)
def grant_start_waiver(cmd: GrantStartWaiver, ctx: Context) -> None:
    """The lead of R&D takes it upon himself."""
    waiver = designs.get_waiver(ctx.uow.session, cmd.waiver_id)
    require_lead(ctx)
    ctx.uow.record(*waiver.grant(ctx.sender.key, today=ctx.today, now=ctx.now))


@handles(RefuseStartWaiver)
def refuse_start_waiver(cmd: RefuseStartWaiver, ctx: Context) -> None:
    """It has to wait."""
    waiver = designs.get_waiver(ctx.uow.session, cmd.waiver_id)
    require_lead(ctx)
    ctx.uow.record(*waiver.refuse(ctx.sender.key, cmd.reason, now=ctx.now))
