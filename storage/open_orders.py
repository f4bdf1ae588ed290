"""What a plan has to know of every order that still wants machines."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session

from core.catalogue import Customer
from core.orders import NodeKind, Order, OrderLine, OrderStatus
from core.orders.node import Node
from core.orders.status import OPEN
from core.pins import Pin, Step
from core.planning.factory.records import OpenOrder
from storage.revisions import differing
from storage.tables import core_table

ORDER, LINE, NODE, CUSTOMER, PIN = (core_table(kind) for kind in (Order, OrderLine, Node, Customer, Pin))

_TOLD = (NodeKind.DRAWING, NodeKind.KITTED, NodeKind.START, NodeKind.FINISH)


@dataclass(frozen=True, slots=True)
class _Milestones:
    is_begun: bool = False
    is_kitted: bool = False
    percent: int = 0
    drawing_due: date | None = None


def open_orders(session: Session, zone: tzinfo, order_no: str = "") -> tuple[OpenOrder, ...]:
    """Lines of open orders and held quotes, by order number and line; of one order only, when it is named.

    An inquiry holds nothing and is none of them.
    """
    reached, pins = _milestones(session, order_no), _pins(session, order_no)
    revisions = differing(session, [order_no] if order_no else ())
    rows = session.execute(_of(_lines(), order_no).order_by(LINE.c.order_no, LINE.c.line_no))
    return tuple(
        replace(
            _open_order(row, reached.get(row.order_no, _Milestones()), pins.get(row.order_no, frozenset()), zone),
            revisions=revisions.get(row.order_no, frozenset()),
        )
        for row in rows
    )


def _lines() -> Select[Any]:
    return (
        select(
            LINE.c.order_no, LINE.c.line_no, LINE.c.product_code, LINE.c.quantity, LINE.c.promise_date,
            LINE.c.forecast_date, LINE.c.requested_date, ORDER.c.status, ORDER.c.is_rush,
            CUSTOMER.c.customer_class,
        )
        .join_from(LINE, ORDER, LINE.c.order_no == ORDER.c.order_no)
        .outerjoin(CUSTOMER, CUSTOMER.c.code == ORDER.c.customer_code)
    )  # fmt: skip


def _of(statement: Select[Any], order_no: str) -> Select[Any]:
    statement = statement.where(ORDER.c.status.in_(OPEN - {OrderStatus.INQUIRY}))
    return statement.where(ORDER.c.order_no == order_no) if order_no else statement


def _milestones(session: Session, order_no: str) -> dict[str, _Milestones]:
    nodes = select(NODE).join(ORDER, NODE.c.order_no == ORDER.c.order_no).where(NODE.c.kind.in_(_TOLD))
    by_order: dict[str, dict[NodeKind, Any]] = {}
    for row in session.execute(_of(nodes, order_no)):
        by_order.setdefault(row.order_no, {})[row.kind] = row
    return {number: _read(rows) for number, rows in by_order.items()}


def _pins(session: Session, order_no: str) -> dict[str, frozenset[Step]]:
    pins = select(PIN).where(PIN.c.order_no == order_no) if order_no else select(PIN)
    by_order: dict[str, set[Step]] = {}
    for row in session.execute(pins):
        by_order.setdefault(row.order_no, set()).add((row.item_code, row.seq))
    return {number: frozenset(steps) for number, steps in by_order.items()}


def _read(rows: dict[NodeKind, Any]) -> _Milestones:
    drawing, kitted, start, finish = (rows.get(kind) for kind in _TOLD)
    return _Milestones(
        is_begun=start is not None and start.actual_at is not None,
        is_kitted=kitted is not None and kitted.actual_at is not None,
        percent=finish.percent if finish is not None else 0,
        drawing_due=drawing.planned_date if drawing is not None and drawing.actual_at is None else None,
    )


def _open_order(row: Any, reached: _Milestones, pins: frozenset[Step], zone: tzinfo) -> OpenOrder:
    is_quote = row.status is OrderStatus.QUOTED
    return OpenOrder(
        order_no=row.order_no,
        line_no=row.line_no,
        product=row.product_code,
        qty=Decimal(row.quantity),
        promise_date=row.forecast_date if is_quote else row.promise_date,
        requested_date=row.requested_date,
        customer_class=row.customer_class or "",
        is_quote=is_quote,
        is_rush=row.is_rush,
        is_begun=reached.is_begun,
        is_kitted=reached.is_kitted,
        percent=reached.percent,
        drawn_at=_end_of(reached.drawing_due, zone),
        pins=pins,
    )


def _end_of(day: date | None, zone: tzinfo) -> datetime | None:
    return datetime.combine(day + timedelta(days=1), time(), zone) if day else None
