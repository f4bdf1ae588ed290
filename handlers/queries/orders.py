"""Orders and their alerts as people see them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from sqlmodel import Session

from cards.views import AcknowledgementView, AlertView, DelayView, LineView, NodeView, OrderView, SpecFieldView
from core.alerts import Alert
from core.orders import Acknowledgement, Node, Order, OrderLine
from core.orders.cause import ForecastCause
from core.planning.promise.answer import PromiseAnswer
from core.plans import PlanCause
from handlers.queries.names import Names
from storage.orders import answered_dates, get_order
from storage.plans import delayer_of
from storage.risks import risks_of


def order_view(order: Order, names: Names, today: date, *, with_answer: bool = False) -> OrderView:
    """One order with names for codes. The planner's answer comes only when asked for: it is large."""
    line, last = order.lines[0], order.latest_promise if with_answer else None
    return OrderView(
        order_no=order.order_no, revision=order.revision, order_revision=order.order_revision,
        status=order.status,
        customer=names.customer(order.customer_code), product_code=line.product_code,
        product=names.product(line.product_code), quantity=line.quantity, uom=line.uom,
        spec=names.spec(line.product_code, line.spec), missing_spec=tuple(_missing_spec(order, names)),
        is_spec_open=order.is_spec_open,
        requirement=line.requirement, is_custom=line.is_custom,
        custom_spec=names.custom_spec(line.product_code, line.spec), names=names.codes,
        requested_date=order.requested_date, first_promise_date=order.first_promise_date,
        promise_date=order.promise_date, forecast_date=order.forecast_date, actual_ship_date=order.actual_ship_date,
        owner=names.person(order.owner), owner_key=order.owner, coordinator=names.person(order.coordinator),
        placed_at=order.placed_at, held_until=order.held_until, is_promising=order.is_promising,
        is_on_hold=order.is_on_hold, on_hold_reason=order.on_hold_reason,
        is_overdue=order.is_overdue(today), is_at_risk=order.is_at_risk,
        days_late=max(each.days_late(today) for each in order.lines),
        answer=last.answer if last else {}, answer_cause=last.cause if last else "",
        problem=last.problem if last else {}, chosen=order.chosen_option,
        lines=tuple(_line(each, names) for each in order.lines),
        nodes=tuple(_node(node, names) for node in order.nodes),
        acknowledgements=tuple(_acknowledgement(given, names) for given in order.acknowledgements),
    )  # fmt: skip


def listed(orders: Sequence[Order], session: Session, names: Names, today: date) -> list[OrderView]:
    """Orders for a list: without the planner's answers, but with the day that those not sold were given."""
    asked = [order.order_no for order in orders if order.promise_date is None and not order.is_promising]
    answered = answered_dates(session, asked)
    return [replace(order_view(order, names, today), answered_date=answered.get(order.order_no)) for order in orders]


def with_risk(order: OrderView, session: Session) -> OrderView:
    """The order with how sure its date is: as sure as that of its least sure line."""
    lines = risks_of(session, order.order_no)
    if not lines:
        return order
    return replace(
        order, p50_date=max(line.p50_date for line in lines), p80_date=max(line.p80_date for line in lines),
        late_share=max(line.late_share for line in lines),
    )  # fmt: skip


def with_steps(order: OrderView, names: Names) -> OrderView:
    """The order with what the steps of its plan are called: those who make it read names, not codes."""
    if not order.answer:
        return order
    slots = PromiseAnswer.from_json(order.answer).plan_of(order.chosen).bookings
    return replace(order, names={**order.names, **names.steps({slot.item_code for slot in slots})})


def _missing_spec(order: Order, names: Names) -> Iterator[SpecFieldView]:
    """What every line still lacks; a custom value is not offered where it would not be taken."""
    for line in order.lines:
        is_free = order.allows_custom(line)
        for field in names.missing_spec(line.product_code, line.spec):
            yield replace(field, line_no=line.line_no, allow_custom=field.allow_custom and is_free)


def _line(line: OrderLine, names: Names) -> LineView:
    return LineView(
        line_no=line.line_no, product_code=line.product_code, product=names.product(line.product_code),
        quantity=line.quantity, uom=line.uom, promise_date=line.promise_date, forecast_date=line.forecast_date,
        cause=ForecastCause.read(line.forecast_cause),
    )  # fmt: skip


def _node(node: Node, names: Names) -> NodeView:
    return NodeView(
        kind=node.kind, owner=names.person(node.owner), planned_date=node.planned_date, percent=node.percent,
        actual_at=node.actual_at, reported_by=names.person(node.reported_by),
    )  # fmt: skip


def _acknowledgement(given: Acknowledgement, names: Names) -> AcknowledgementView:
    return AcknowledgementView(
        department=given.department, department_name=names.department(given.department),
        owner=names.person(given.owner), asked_at=given.asked_at, acknowledged_at=given.acknowledged_at,
        acknowledged_by=names.person(given.acknowledged_by), problem=given.problem,
        problem_by=names.person(given.problem_by), problem_at=given.problem_at,
        escalation_level=given.escalation_level,
    )  # fmt: skip


def alert_view(alert: Alert, session: Session, names: Names, today: date) -> AlertView:
    """One alert with its order."""
    order = order_view(get_order(session, alert.order_no), names, today)
    delayed = None if alert.is_over else delayer_of(session, alert.order_no)
    return AlertView(
        alert_no=alert.alert_no, revision=alert.revision, kind=alert.kind.value, status=alert.status.value,
        owner=names.person(alert.owner), raised_at=alert.raised_at,
        acknowledged_by=names.person(alert.acknowledged_by) if alert.acknowledged_by else "",
        acknowledged_at=alert.acknowledged_at, orders=(order,), delayed_by=_delay(*delayed, names) if delayed else None,
    )  # fmt: skip


def _delay(number: str, cause: PlanCause, work_centre: str, names: Names) -> DelayView:
    machine = names.steps(()).get(work_centre, work_centre)
    return DelayView(plan_version=number, cause=cause, work_centre=work_centre, machine=machine)
