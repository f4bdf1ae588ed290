"""How far an order is, in single lines: its milestones, and what the departments said."""

from collections.abc import Iterable

from cards.order_facts import LONGEST_NAME, LONGEST_WORDS, missing_spec
from cards.views import AcknowledgementView, NodeView, OrderView
from cards.wording import Wording
from core.orders import NodeKind, OrderStatus


def node_text(node: NodeView, order: OrderView, words: Wording) -> str:
    """`✓ 图纸确认　11月25日 09:30　赵工`, `◐ 生产完成 30%　王胜` or `○ 物料齐套　计划 12月1日 周二　陈彩`."""
    label, reporter = words.label(node.kind), _reporter(node, order, words)
    if node.actual_at is not None:
        return words.say("node.done", node=label, at=node.actual_at, by=reporter)
    if node.percent:
        return words.say("node.partly", node=label, percent=node.percent, by=reporter)
    owner = words.cut(node.owner, LONGEST_NAME)
    return words.say(
        "node.open", node=label, planned=words.short_day(node.planned_date, order.year(words.timezone)), owner=owner
    )


def _reporter(node: NodeView, order: OrderView, words: Wording) -> str:
    """Who reached it. What follows from everybody's word is nobody's alone, least of all of the last to give theirs."""
    if node.kind is NodeKind.REQUIREMENT and order.acknowledgements:
        return words.show(_departments(order.acknowledgements, words))
    return words.cut(node.reported_by, LONGEST_NAME)


def awaited(order: OrderView, words: Wording) -> str:
    """Whose word an order waits for: the departments', or else that of its salesperson on the spec."""
    troubled = order.troubled
    silent = [given for given in order.unacknowledged if given not in troubled]
    waiting = (("order.awaits_departments", silent), ("order.awaits_solution", troubled))
    if said := [words.say(key, departments=_departments(given, words)) for key, given in waiting if given]:
        return words.say("format.clause").join(said)
    if order.missing_spec and order.status is OrderStatus.CONFIRMED:
        sales = words.cut(order.owner, LONGEST_NAME)
        return words.say("order.awaits_spec", sales=sales, fields=missing_spec(order, words))
    return ""


def next_text(order: OrderView, words: Wording) -> str:
    """What the order waits for now: somebody's word, or its next milestone. Empty when it waits for nothing."""
    if awaits := awaited(order, words):
        return words.say("order.waiting_note", awaited=awaits)
    node = order.next_node
    if node is None:
        return ""
    planned, owner = words.short_day(node.planned_date, order.year(words.timezone)), words.cut(node.owner, LONGEST_NAME)
    return words.say("order.next_note", node=words.label(node.kind), planned=planned, owner=owner)


def _departments(given: Iterable[AcknowledgementView], words: Wording) -> list[str]:
    return [words.cut(each.department_name, LONGEST_NAME) for each in given]


def acknowledgement_text(given: AcknowledgementView, words: Wording) -> str:
    """Whether a department has taken the order on."""
    department = words.cut(given.department_name, LONGEST_NAME)
    if given.acknowledged_at is not None:
        by = words.cut(given.acknowledged_by, LONGEST_NAME)
        return words.say("ack.given", department=department, by=by, at=given.acknowledged_at)
    level, owner = words.say(f"ack.level_{given.escalation_level}"), words.cut(given.owner, LONGEST_NAME)
    return words.say("ack.waiting", department=department, owner=owner, level=level)


def problem_text(given: AcknowledgementView, words: Wording) -> str:
    """What a department says stands in the way."""
    return words.say(
        "ack.problem", department=words.cut(given.department_name, LONGEST_NAME), at=given.problem_at,
        problem=words.cut(given.problem, LONGEST_WORDS), by=words.cut(given.problem_by, LONGEST_NAME),
    )  # fmt: skip
