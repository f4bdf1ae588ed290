"""The day on which an order's drawings are there: what is said, and what findings add to it."""

from datetime import date, datetime, time, timedelta

from core.design import DesignTask
from core.manufacturability import rework_minutes
from core.orders import NodeKind, Order
from handlers.bus import handles
from handlers.context import Context
from handlers.design_commands import FollowFindings
from handlers.forecasting import owe_forecasts
from handlers.queries.manufacturability import findings_of
from storage import designs
from storage.manufacturability import find_check
from storage.orders import get_order


@handles(FollowFindings)
def follow_findings(cmd: FollowFindings, ctx: Context) -> None:
    """What blocks the drawing has to be put right first; what is waived or solved takes its time back."""
    session = ctx.uow.session
    order = get_order(session, cmd.order_no, lock=True)
    tasks = designs.tasks_of(session, cmd.order_no, lock=True)
    task = next((it for it in tasks if it.line_no == cmd.line_no), None)
    if task is None or task.is_released:
        return
    minutes = rework_minutes(findings_of(session, cmd.order_no, cmd.line_no, ctx.today))
    if told := task.owe_rework(minutes, now=ctx.now):
        ctx.uow.record(*told)
        move_order(order, ctx)


def follow_line(order_no: str, line_no: int, ctx: Context) -> None:
    """Something may have changed in what is wrong with a line's design; nothing is of one that was never checked."""
    if find_check(ctx.uow.session, order_no, line_no) is not None:
        command = FollowFindings(order_no=order_no, line_no=line_no)
        ctx.owe(f"findings:{order_no}.{line_no}:{ctx.now.isoformat()}", command)


def follow_rules(ctx: Context) -> None:
    """A rule may find something else in every design that is being drawn."""
    for task in designs.open_tasks(ctx.uow.session):
        follow_line(task.order_no, task.line_no, ctx)


def move_order(order: Order, ctx: Context) -> None:
    """Its milestone moves to the day of its last drawing; what is expected of the order follows at once."""
    tasks = designs.tasks_of(ctx.uow.session, order.order_no)
    planned = _planned_day(order, tasks)
    told = [_day(task, planned, ctx) for task in tasks if not task.is_released]
    day = max((day for day in told if day is not None), default=None)
    for task in tasks:
        task.planned_before = planned if any(it.rework_work_minutes for it in tasks) else None
    if day is not None and (put_off := order.expect_drawings(day, now=ctx.now)):
        ctx.uow.record(*put_off)
        owe_forecasts(ctx)


def _planned_day(order: Order, tasks: list[DesignTask]) -> date | None:
    """The day the drawings would be there without any findings, as far as nobody says another."""
    before = next((task.planned_before for task in tasks if task.planned_before is not None), None)
    return before or order.node(NodeKind.DRAWING).planned_date


def _day(task: DesignTask, planned: date | None, ctx: Context) -> date | None:
    """Ready at the end of the day that is said or planned, and then put right."""
    day = task.expected_date or planned
    if day is None or not task.rework_work_minutes:
        return day
    zone = ctx.uow.timezone
    closing = datetime.combine(day + timedelta(days=1), time(), zone)
    ready = ctx.rules.calendar(ctx.uow.session).add_work_minutes(closing, task.rework_work_minutes)
    return ready.astimezone(zone).date()
