"""Orders, their milestones, what departments were asked about them, and alerts, as things that are handed over."""

from sqlmodel import Session

from cards.wording import Wording
from core.alerts import AlertStatus
from core.handovers import HandOver
from core.orders import NodeKind
from core.orders.node import NODE_DEPARTMENT
from core.people import Person, Role
from handlers.commands import AcknowledgeAlert, ReportNode
from handlers.context import Context
from handlers.design.facts import RND
from handlers.design_commands import AcceptDesign, AnswerFloor
from handlers.handovers.kinds import Handing, register
from handlers.ownership import lanes_to
from handlers.permissions import DEPARTMENTS, MAY, SALES
from handlers.queries.names import Names
from storage.alerts import get_alert
from storage.designs import get_question, get_task
from storage.orders import get_order
from storage.outbox import Wait


def _order_owner(ref: str, part: str, session: Session) -> str:
    order = get_order(session, ref)
    return "" if order.is_finished else order.owner


def _move_order(it: HandOver, ctx: Context) -> None:
    ctx.uow.record(*get_order(ctx.uow.session, it.ref, lock=True).pass_to(it.receiver, now=ctx.now))


def _tell_order(ref: str, part: str, session: Session, names: Names, words: Wording) -> str:
    customer = names.customer(get_order(session, ref).customer_code)
    return words.say("handover.order", order_no=ref, customer=words.cut(customer, 40))


def _node_owner(ref: str, part: str, session: Session) -> str:
    order = get_order(session, ref)
    node = order.node(NodeKind(part))
    return "" if order.is_finished or node.is_done else node.owner


def _move_node(it: HandOver, ctx: Context) -> None:
    order = get_order(ctx.uow.session, it.ref, lock=True)
    ctx.uow.record(*order.pass_node(NodeKind(it.part), it.receiver, now=ctx.now))


def _tell_node(ref: str, part: str, session: Session, names: Names, words: Wording) -> str:
    return words.say("handover.node", order_no=ref, node=NodeKind(part))


def _reports(ref: str, part: str, person: Person) -> bool:
    """Only a department's own people report its milestones; a coordinator reports all."""
    return person.department == NODE_DEPARTMENT.get(NodeKind(part), "sales") or Role.COORDINATOR in person.roles


def _asked_owner(ref: str, part: str, session: Session) -> str:
    order = get_order(session, ref)
    asked = order.acknowledgement_of(part)
    return "" if order.is_finished or asked.is_clear else asked.owner


def _move_asked(it: HandOver, ctx: Context) -> None:
    ctx.uow.record(*get_order(ctx.uow.session, it.ref, lock=True).pass_asked(it.part, it.receiver, now=ctx.now))


def _tell_asked(ref: str, part: str, session: Session, names: Names, words: Wording) -> str:
    return words.say("handover.department", order_no=ref, name=names.department(part))


def _answers(ref: str, part: str, person: Person) -> bool:
    return person.department == part or Role.COORDINATOR in person.roles


def _alert_owner(ref: str, part: str, session: Session) -> str:
    alert = get_alert(session, ref)
    return "" if alert.status is AlertStatus.RESOLVED else alert.owner


def _move_alert(it: HandOver, ctx: Context) -> None:
    get_alert(ctx.uow.session, it.ref, lock=True).hand_over(it.receiver)
    ctx.uow.mark_stale(it.ref)


def _tell_alert(ref: str, part: str, session: Session, names: Names, words: Wording) -> str:
    return words.say("handover.alert", alert_no=ref, order_no=get_alert(session, ref).order_no)


def _task_owner(ref: str, part: str, session: Session) -> str:
    task = get_task(session, ref)
    return "" if task.is_released else task.owner


def _move_task(it: HandOver, ctx: Context) -> None:
    ctx.uow.record(*get_task(ctx.uow.session, it.ref, lock=True).assign(it.receiver, it.giver, now=ctx.now))


def _tell_task(ref: str, part: str, session: Session, names: Names, words: Wording) -> str:
    return words.say("handover.task", task_no=ref, order_no=get_task(session, ref).order_no)


def _asked_engineer(ref: str, part: str, session: Session) -> str:
    question = get_question(session, ref)
    return "" if question.is_answered else question.engineer


def _move_question(it: HandOver, ctx: Context) -> None:
    """Whoever has it now has its card; the clock goes on as it was."""
    get_question(ctx.uow.session, it.ref).pass_to(it.receiver)
    ctx.uow.mark_stale(it.ref)
    for lane in lanes_to([it.receiver], ctx).values():
        ctx.uow.place_card(it.ref, "floor_question", lane, wait=Wait.NOBODY)


def _tell_question(ref: str, part: str, session: Session, names: Names, words: Wording) -> str:
    return words.say("handover.question", question_no=ref, order_no=get_question(session, ref).order_no)


def _draws(ref: str, part: str, person: Person) -> bool:
    """Only R&D draws, and answers the floor; a coordinator stands in."""
    return person.department == RND or Role.COORDINATOR in person.roles


def _may(command: type) -> frozenset[Role]:
    return frozenset(role for role in MAY[command] if role is not None)


register("order", Handing(_order_owner, lambda ref, part, session: SALES, _move_order, _tell_order))
register("node", Handing(_node_owner, lambda ref, part, session: _may(ReportNode), _move_node, _tell_node, _reports))
register(
    "department", Handing(_asked_owner, lambda ref, part, session: DEPARTMENTS, _move_asked, _tell_asked, _answers)
)
register(
    "alert",
    Handing(
        _alert_owner, lambda ref, part, session: _may(AcknowledgeAlert), _move_alert, _tell_alert, prefix="AL"
    ),
)  # fmt: skip
register(
    "task",
    Handing(_task_owner, lambda ref, part, session: _may(AcceptDesign), _move_task, _tell_task, _draws, prefix="DT"),
)
register(
    "question",
    Handing(
        _asked_engineer, lambda ref, part, session: _may(AnswerFloor), _move_question, _tell_question, _draws,
        prefix="ASK",
    ),
)  # fmt: skip
