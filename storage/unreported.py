"""Work of which production should have reported something long ago."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session

from core.orders import NodeKind, Order
from core.orders.node import Node
from core.orders.status import COMMITTED
from core.planning.factory.records import REPORT_LIMIT, Unreported
from core.planning.factory.shop import Shop
from storage.tables import core_table

ORDER = core_table(Order)
START, FINISH = core_table(Node).alias(), core_table(Node).alias()


def unreported(session: Session, shop: Shop, now: datetime) -> tuple[Unreported, ...]:
    """Sold orders that by the shop's bookings should long have begun or been finished, by order number."""
    limit = now - REPORT_LIMIT
    due = shop.due_before(limit)
    rows = session.execute(_unfinished(due.keys())) if due else ()
    found = (due[row.order_no].unreported(row.order_no, limit, is_begun=bool(row.actual_at)) for row in rows)
    return tuple(each for each in found if each is not None)


def _unfinished(orders: Collection[str]) -> Select[Any]:
    return (
        select(START.c.order_no, START.c.actual_at)
        .join(ORDER, ORDER.c.order_no == START.c.order_no)
        .join(FINISH, (FINISH.c.order_no == START.c.order_no) & (FINISH.c.kind == NodeKind.FINISH))
        .where(START.c.order_no.in_(orders), START.c.kind == NodeKind.START)
        .where(ORDER.c.status.in_(COMMITTED), FINISH.c.actual_at.is_(None))
        .order_by(START.c.order_no)
    )
