"""What the departments say: taken on, a problem, a milestone reached."""

from core.orders import NodeKind
from core.orders.node import NODE_DEPARTMENT
from handlers.bus import handles
from handlers.commands import Acknowledge, ChaseAcknowledgement, ReportNode, ReportProblem, SolveProblem
from handlers.context import Context
from handlers.design.facts import drawings_of
from handlers.forecasting import owe_forecasts
from handlers.order_commands import UndoAcknowledge
from handlers.ownership import require_department, require_own
from handlers.queries.specs import missing_fields
from handlers.reversible import reversible
from storage import bookings, people
from storage.ages import FLOOR, confirm_source
from storage.orders import get_order

FORESEEN = frozenset({NodeKind.DRAWING, NodeKind.KITTED, NodeKind.START})
"""What an order was waiting for, and is no more: its forecast may recover."""
LEVELS = ("reminder", "lead", "coordinator")
"""Who is asked when nobody answers, in turn."""


@handles(Acknowledge)
def acknowledge(cmd: Acknowledge, ctx: Context) -> None:
    """A department takes its part of an order on."""
    require_department(cmd.department, ctx)
    order = get_order(ctx.uow.session, cmd.order_no, lock=True)
    missing = missing_fields(order, ctx.uow.session)
    person = ctx.sender.key
    if taken := order.acknowledge(cmd.department, person, missing=missing, now=ctx.now, shown=cmd.order_revision):
        ctx.uow.record(*taken)
        back = UndoAcknowledge(order_no=order.order_no, department=cmd.department)
        reversible("undo.acknowledge", order.order_no, back, ctx, told=(order.owner, order.coordinator))
    ctx.uow.drop_timer(_timer(cmd.order_no, cmd.department))


@handles(ReportProblem)
def report_problem(cmd: ReportProblem, ctx: Context) -> None:
    """A department says what stands in the way; the order's owner is told at once."""
    require_department(cmd.department, ctx)
    order = get_order(ctx.uow.session, cmd.order_no, lock=True)
    ctx.uow.record(*order.report_problem(cmd.department, ctx.sender.key, cmd.problem, now=ctx.now))


@handles(SolveProblem)
def solve_problem(cmd: SolveProblem, ctx: Context) -> None:
    """A department goes on with what it had a problem with; nobody closes one that they have not seen."""
    require_department(cmd.department, ctx)
    order = get_order(ctx.uow.session, cmd.order_no, lock=True)
    order.require_revision(cmd.revision)
    missing = missing_fields(order, ctx.uow.session)
    ctx.uow.record(*order.solve_problem(cmd.department, ctx.sender.key, missing=missing, now=ctx.now))
    ctx.uow.drop_timer(_timer(cmd.order_no, cmd.department))


@handles(ReportNode)
def report_node(cmd: ReportNode, ctx: Context) -> None:
    """A milestone was reached, or moved on by so many percent."""
    order = get_order(ctx.uow.session, cmd.order_no, lock=True)
    if cmd.node is NodeKind.RECEIPT:
        require_own(order, ctx)
    else:
        require_department(NODE_DEPARTMENT.get(cmd.node, "sales"), ctx)
    missing = missing_fields(order, ctx.uow.session)
    reported = order.report_node(
        cmd.node, cmd.percent, ctx.sender.key, missing=missing, now=ctx.now, drawings=drawings_of(order.order_no, ctx)
    )
    if cmd.node is NodeKind.SHIPMENT and reported:
        order.note_shipped(ctx.today)
    if reported:
        bookings.follow_milestones(ctx.uow.session, order)
    if cmd.node in (NodeKind.START, NodeKind.FINISH):
        confirm_source(ctx.uow.session, FLOOR, ctx.now)
    if reported and cmd.percent == 100 and cmd.node in FORESEEN:
        owe_forecasts(ctx)
    ctx.uow.record(*reported)


@handles(ChaseAcknowledgement)
def chase_acknowledgement(cmd: ChaseAcknowledgement, ctx: Context) -> None:
    """Nobody answered in time: go one step up the line."""
    session = ctx.uow.session
    order = get_order(session, cmd.order_no, lock=True)
    lead = people.get_department(session, cmd.department).lead
    ctx.uow.record(*order.chase(cmd.department, cmd.level, lead, now=ctx.now))


def start_chase(order_no: str, department: str, level: int, ctx: Context) -> None:
    """Set the clock, in working time, for the next step up the line."""
    rules = ctx.rules
    minutes = {
        1: rules.remind_after_work_minutes,
        2: rules.lead_after_work_minutes - rules.remind_after_work_minutes,
        3: rules.coordinator_after_work_minutes - rules.lead_after_work_minutes,
    }[level]
    due_at = rules.calendar(ctx.uow.session).add_work_minutes(ctx.now, minutes)
    chase = ChaseAcknowledgement(order_no=order_no, department=department, level=level)
    ctx.remind(_timer(order_no, department), due_at, chase)


def _timer(order_no: str, department: str) -> str:
    return f"ack:{order_no}:{department}"
