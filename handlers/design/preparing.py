"""Production prepares as soon as a drawing has been submitted."""

from datetime import datetime, time

from core.design import PrepTask
from core.design.events import DesignSubmitted, PrepOpened
from core.design.prep import PREPARED_BY, chase_preps
from core.errors import NotFound
from core.orders import NodeKind
from handlers.bus import handles
from handlers.context import Context
from handlers.design_commands import ChasePreps, FinishPrep
from handlers.ownership import answerable, require_department
from storage import designs, roster
from storage.orders import get_order


def open_preps(event: DesignSubmitted, ctx: Context) -> None:
    """Tooling, trial and training, each with the one who answers for its department."""
    if not event.is_first:
        return
    order, owners = get_order(ctx.uow.session, event.order_no), answerable(ctx.uow.session)
    line_no = designs.get_task(ctx.uow.session, event.subject).line_no
    ctx.uow.add(
        *(
            PrepTask(
                task_no=event.subject, order_no=event.order_no, line_no=line_no, kind=kind,
                owner=owners.get(department, order.coordinator), opened_at=ctx.now,
            )
            for kind, department in PREPARED_BY.items()
        )
    )  # fmt: skip
    ctx.uow.record(PrepOpened(at=ctx.now, subject=event.subject, order_no=event.order_no, kinds=list(PREPARED_BY)))
    soonest = ctx.rules.calendar(ctx.uow.session).add_work_minutes(ctx.now, ctx.rules.remind_after_work_minutes)
    start_prep_clock(event.subject, 1, max(soonest, _due(event.order_no, ctx) or soonest), ctx)


@handles(FinishPrep)
def finish_prep(cmd: FinishPrep, ctx: Context) -> None:
    """Its department says so."""
    task = designs.get_task(ctx.uow.session, cmd.task_no, lock=True)
    prep = next(
        (
            it
            for it in designs.preps_of(ctx.uow.session, task.order_no)
            if (it.task_no, it.kind) == (task.task_no, cmd.kind)
        ),
        None,
    )
    if prep is None:
        raise NotFound(kind="prep", words=cmd.task_no, near=[])
    require_department(PREPARED_BY[cmd.kind], ctx)
    ctx.uow.record(*prep.finish(ctx.sender.key, now=ctx.now))


@handles(ChasePreps)
def chase(cmd: ChasePreps, ctx: Context) -> None:
    """Work is to start, and not everything is prepared; whose start has moved on is waited for."""
    session = ctx.uow.session
    task = designs.get_task(session, cmd.task_no, lock=True)
    due = _due(task.order_no, ctx)
    if cmd.level == 1 and due is not None and due > ctx.now:
        start_prep_clock(task.task_no, 1, due, ctx)
    elif task.cancelled_at is None:
        preps = [prep for prep in designs.preps_of(session, task.order_no) if prep.task_no == task.task_no]
        ctx.uow.record(*chase_preps(preps, cmd.level, roster.coordinator(session), now=ctx.now))


def start_prep_clock(task_no: str, level: int, at: datetime, ctx: Context) -> None:
    """Set the clock for the next step up the line."""
    ctx.remind(f"prep:{task_no}", at, ChasePreps(task_no=task_no, level=level))


def _due(order_no: str, ctx: Context) -> datetime | None:
    """When the day begins on which work is planned to start; None while it is not planned."""
    day = get_order(ctx.uow.session, order_no).node(NodeKind.START).planned_date
    if day is None:
        return None
    return ctx.rules.calendar(ctx.uow.session).add_work_minutes(datetime.combine(day, time(), ctx.uow.timezone), 1)
