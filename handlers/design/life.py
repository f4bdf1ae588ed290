"""A design task from its acceptance to its release, and the order that follows it."""

from core.design import DesignTask
from core.orders import Order
from handlers.bus import handles
from handlers.context import Context
from handlers.design.facts import checks_of, lead_of_rnd, require_engineer, require_lead
from handlers.design.following import move_order
from handlers.design.opening import chase_timer
from handlers.design.search import only_task
from handlers.design_commands import (
    AcceptDesign,
    AssignDesign,
    ChaseDesign,
    CheckDesign,
    ExemptDesign,
    ExpectDesign,
    ReleaseDesign,
    ReworkDesign,
    SubmitDesign,
)
from handlers.forecasting import owe_forecasts
from handlers.queries.search import require_person
from storage import designs, roster
from storage.orders import get_order


@handles(AcceptDesign)
def accept_design(cmd: AcceptDesign, ctx: Context) -> None:
    """An engineer takes it."""
    task = _task(cmd.task_no, None, ctx)
    ctx.uow.record(*task.accept(ctx.sender.key, now=ctx.now))


@handles(AssignDesign)
def assign_design(cmd: AssignDesign, ctx: Context) -> None:
    """The lead gives it to an engineer."""
    task = _task(cmd.task_no, cmd.revision, ctx)
    require_lead(ctx)
    engineer = require_person(ctx.uow.session, cmd.engineer, ctx.wording)
    ctx.uow.record(*task.assign(engineer.key, ctx.sender.key, now=ctx.now))


@handles(ExpectDesign)
def expect_design(cmd: ExpectDesign, ctx: Context) -> None:
    """It comes on another day: what is expected of the order moves at once."""
    order, task = _order_and_task(cmd.task_no, cmd.revision, ctx)
    ctx.uow.record(*task.expect(cmd.day, cmd.reason, ctx.sender.key, today=ctx.today, now=ctx.now))
    move_order(order, ctx)


@handles(ExemptDesign)
def exempt_design(cmd: ExemptDesign, ctx: Context) -> None:
    """The lead says that nothing has to be drawn, and why."""
    task = only_task(cmd.words, ctx)
    require_engineer(task, ctx)
    require_lead(ctx)
    ctx.uow.record(*task.exempt(ctx.sender.key, cmd.reason, now=ctx.now))


@handles(SubmitDesign)
def submit_design(cmd: SubmitDesign, ctx: Context) -> None:
    """The revision is drawn; the first time production begins to prepare."""
    task = _task(cmd.task_no, cmd.revision, ctx)
    files = designs.count_files(ctx.uow.session, task.task_no, task.drawing_revision)
    ctx.uow.record(*task.submit(ctx.sender.key, files=files, now=ctx.now))


@handles(CheckDesign)
def check_design(cmd: CheckDesign, ctx: Context) -> None:
    """A second person has looked at it."""
    task = _task(cmd.task_no, cmd.revision, ctx)
    findings = checks_of(task, ctx.uow.session, ctx.today)
    ctx.uow.record(*task.check(ctx.sender.key, findings=findings, now=ctx.now))


@handles(ReleaseDesign)
def release_design(cmd: ReleaseDesign, ctx: Context) -> None:
    """The lead lets the floor work by it; the last drawing of an order reaches its milestone."""
    order, task = _order_and_task(cmd.task_no, cmd.revision, ctx)
    require_lead(ctx)
    findings = checks_of(task, ctx.uow.session, ctx.today)
    ctx.uow.record(*task.release(ctx.sender.key, findings=findings, now=ctx.now))
    ctx.uow.drop_timer(chase_timer(task.task_no))
    if all(each.is_released for each in designs.tasks_of(ctx.uow.session, order.order_no)):
        ctx.uow.record(*order.release_drawings(ctx.sender.key, now=ctx.now))
        owe_forecasts(ctx)


@handles(ReworkDesign)
def rework_design(cmd: ReworkDesign, ctx: Context) -> None:
    """The next revision is opened; an order that has not begun waits for it."""
    order, task = _order_and_task(cmd.task_no, cmd.revision, ctx)
    ctx.uow.record(*task.rework(ctx.sender.key, cmd.reason, now=ctx.now))
    if reopened := order.reopen_drawings(None, now=ctx.now):
        ctx.uow.record(*reopened)
        owe_forecasts(ctx)


@handles(ChaseDesign)
def chase_design(cmd: ChaseDesign, ctx: Context) -> None:
    """It is late; the order counts it as coming today at the earliest."""
    session = ctx.uow.session
    task = designs.get_task(session, cmd.task_no, lock=True)
    line = {1: task.owner, 2: lead_of_rnd(session), 3: roster.coordinator(session)}
    ctx.uow.record(*task.chase(cmd.level, line[cmd.level], now=ctx.now))
    owe_forecasts(ctx)


def _order_and_task(task_no: str, revision: int | None, ctx: Context) -> tuple[Order, DesignTask]:
    """The order first: whoever needs both locks them in this turn."""
    order = get_order(ctx.uow.session, designs.get_task(ctx.uow.session, task_no).order_no, lock=True)
    return order, _task(task_no, revision, ctx)


def _task(task_no: str, revision: int | None, ctx: Context) -> DesignTask:
    task = designs.get_task(ctx.uow.session, task_no, lock=True)
    require_engineer(task, ctx)
    task.require_revision(revision)
    return task
