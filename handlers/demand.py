"""What the engine is asked for an order."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta, tzinfo
from decimal import Decimal

from sqlmodel import Session

from core.orders import NodeKind, Order, OrderLine
from core.planning.promise.question import DemandLine, PromiseQuestion
from storage import catalogue
from storage.revisions import Revisions


def question_of(
    order: Order, session: Session, zone: tzinfo, revisions: Revisions = (), *,
    changed: Sequence[OrderLine] | None = None,
) -> PromiseQuestion:  # fmt: skip
    """What the engine is asked for an order. A drawing that is due on a known day is waited for.

    `changed`: the lines as they would be, in place of those it has; of another spec there is no drawing yet.
    """
    customer = catalogue.get_customer(session, order.customer_code)
    lines, made, released = [], order.node(NodeKind.FINISH).percent, _drawing_due(order, zone)
    for line in changed or order.lines:
        product = catalogue.get_product(session, line.product_code)
        family = catalogue.get_family(session, product.family)
        before = order.line(line.line_no)
        is_drawn = order.node(NodeKind.DRAWING).is_done and line.spec == before.spec
        design_minutes = family.design_minutes if line.is_custom and not is_drawn else 0
        lines.append(
            DemandLine(
                line_no=line.line_no, product=line.product_code,
                qty=Decimal(_remaining(line.quantity, before.quantity, made)),
                requested_date=line.requested_date, design_minutes=design_minutes,
                design_ready_at=released if line.spec == before.spec else None,
                is_custom=line.is_custom, spec=tuple(product.with_defaults(line.spec).items()),
            )
        )  # fmt: skip
    return PromiseQuestion(
        order_no=order.order_no, lines=tuple(lines), customer_class=customer.customer_class,
        ship_complete=customer.ship_complete, allow_split=customer.allow_split,
        min_ship_qty=Decimal(customer.min_ship_qty),
        is_issued=order.node(NodeKind.START).is_done, starts_when_kitted=True, with_pushes=True,
        revisions=revisions,
    )  # fmt: skip


def _drawing_due(order: Order, zone: tzinfo) -> datetime | None:
    """The end of the day on which a drawing that is not there yet was said to be."""
    drawing = order.node(NodeKind.DRAWING)
    if drawing.is_done or drawing.planned_date is None:
        return None
    return datetime.combine(drawing.planned_date + timedelta(days=1), time(), zone)


def _remaining(quantity: int, planned: int, percent: int) -> int:
    """What is still to be made when so many percent of what was planned are; the last piece is never forgotten."""
    return max(1, quantity - planned * percent // 100)
