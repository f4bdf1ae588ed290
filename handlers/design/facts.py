"""What others have to know of design tasks."""

from datetime import date

from sqlmodel import Session

from core.design import DesignTask
from core.errors import NotAllowed
from core.orders import Drawings, Order
from core.people import Role
from handlers.context import Context
from handlers.ownership import answerable, name_of
from handlers.queries.manufacturability import findings_of
from storage import designs

RND = "rnd"


def drawings_of(order_no: str, ctx: Context) -> Drawings:
    """What the release gate of an order goes by."""
    session = ctx.uow.session
    unreleased = tuple(task.task_no for task in designs.tasks_of(session, order_no) if not task.is_released)
    return Drawings(unreleased, bool(unreleased) and designs.is_start_waived(session, order_no, ctx.today))


def checks_of(task: DesignTask, session: Session, today: date) -> list[str]:
    """The rules that its line's design breaks and that nobody has waived: they block its check and its release."""
    found = findings_of(session, task.order_no, task.line_no, today)
    return list(dict.fromkeys(finding.rule_id for finding in found if finding.is_blocking))


def lead_of_rnd(session: Session) -> str:
    """Who answers for R&D; empty when there is nobody."""
    return answerable(session).get(RND, "")


def require_engineer(task: DesignTask, ctx: Context) -> None:
    """Only R&D draws, and the coordinators stand in."""
    sender = ctx.sender
    if sender.is_program or RND in (sender.department, *sender.leads) or Role.COORDINATOR in sender.roles:
        return
    raise NotAllowed(who=[name_of(task.owner, ctx)])


def require_lead(ctx: Context) -> None:
    """Only who answers for R&D decides this."""
    lead = lead_of_rnd(ctx.uow.session)
    if ctx.sender.is_program or ctx.sender.key == lead or RND in ctx.sender.leads:
        return
    raise NotAllowed(who=[name_of(lead, ctx)])


def custom_lines(order: Order) -> list[int]:
    """The lines that lie outside the released options."""
    return [line.line_no for line in order.lines if line.is_custom]
