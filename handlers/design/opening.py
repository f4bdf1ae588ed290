"""Design tasks open with the order that needs them, and end with it."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import Session

from core.design import DesignTask
from core.orders import NodeKind, Order
from core.orders.events import OrderCancelled, OrderConfirmed
from core.orders.status import COMMITTED
from core.planning.codec import from_json
from core.slacks import Slack, SlackKind
from handlers.bus import handles
from handlers.context import Context
from handlers.design.facts import custom_lines, lead_of_rnd
from handlers.design_commands import ChaseDesign, SettleDesignDues
from handlers.forecasting import owe_forecasts
from storage import bookings, designs
from storage.orders import get_order
from storage.slacks import slacks_of


def open_designs(event: OrderConfirmed, ctx: Context) -> None:
    """A custom line that is sold has to be drawn."""
    if open_tasks(get_order(ctx.uow.session, event.subject), ctx):
        owe_forecasts(ctx)  # they know the latest start that it is due by


def open_tasks(order: Order, ctx: Context) -> list[DesignTask]:
    """One task for every custom line that has none; asked for again, nothing happens."""
    session = ctx.uow.session
    if order.status not in COMMITTED or order.node(NodeKind.DRAWING).is_done:
        return []
    known = {task.line_no for task in designs.tasks_of(session, order.order_no)}
    return [_open(order, line_no, ctx) for line_no in custom_lines(order) if line_no not in known]


def _open(order: Order, line_no: int, ctx: Context) -> DesignTask:
    start = _planned_start(order.order_no, line_no, ctx.uow.session) or ctx.now
    task, requested = DesignTask.request(
        ctx.uow.next_number("DT"), order.order_no, line_no, owner=lead_of_rnd(ctx.uow.session) or order.coordinator,
        due_at=_before(start, ctx), now=ctx.now,
    )  # fmt: skip
    ctx.uow.add(task)
    ctx.uow.record(*requested)
    return task


@handles(SettleDesignDues)
def settle_design_dues(cmd: SettleDesignDues, ctx: Context) -> None:
    """Once for each task: the latest start of the line's first operation is known now."""
    session = ctx.uow.session
    for task in designs.unsettled_tasks(session):
        start = _latest_start(task, session)
        if start is not None:
            ctx.uow.record(*task.settle_due(_before(start, ctx), now=ctx.now))


def cancel_designs(event: OrderCancelled, ctx: Context) -> None:
    """Nobody draws what nobody buys."""
    for task in designs.tasks_of(ctx.uow.session, event.subject):
        ctx.uow.record(*task.cancel(now=ctx.now))


def follow_spec(order: Order, lines: Collection[int], person: str, reason: str, ctx: Context) -> None:
    """These lines are to be something else: what is drawn for them follows, and so do the order's dates."""
    custom, moved = custom_lines(order), False
    for task in designs.tasks_of(ctx.uow.session, order.order_no):
        if task.line_no in lines and task.line_no in custom:
            start = _planned_start(order.order_no, task.line_no, ctx.uow.session) or ctx.now
            followed = task.outdate(person, reason, due_at=_before(start, ctx), now=ctx.now)
        else:
            followed = [] if task.line_no in custom else task.cancel(now=ctx.now)
        ctx.uow.record(*followed)
        moved = moved or bool(followed)
    if open_tasks(order, ctx) or moved:
        owe_forecasts(ctx)


def start_chasing(task: DesignTask, level: int, at: datetime, ctx: Context) -> None:
    """Set the clock for the next step up the line."""
    ctx.remind(chase_timer(task.task_no), at, ChaseDesign(task_no=task.task_no, level=level))


def chase_timer(task_no: str) -> str:
    """Under this name its clock runs."""
    return f"design:{task_no}"


def _planned_start(order_no: str, line_no: int, session: Session) -> datetime | None:
    slots = bookings.bookings_of(session, order_no)
    return min((slot.start_at for slot in slots if slot.line_no == line_no and not slot.is_design), default=None)


def _latest_start(task: DesignTask, session: Session) -> datetime | None:
    """Of the first operation of its line; operations stand first, in the order in which they begin."""
    for line in slacks_of(session, task.order_no):
        parts = [from_json(Slack, told) for told in line.parts if line.line_no == task.line_no]
        operation = next((part for part in parts if part.kind is SlackKind.OPERATION), None)
        if operation is not None:
            return operation.latest_at
    return None


def _before(start: datetime, ctx: Context) -> datetime:
    """So much working time before a start; never in the past."""
    calendar = ctx.rules.calendar(ctx.uow.session)
    return max(ctx.now, calendar.add_work_minutes(start, -ctx.rules.design_buffer_work_minutes))
