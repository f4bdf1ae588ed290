"""Work of which production should have reported something long ago."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, select, tuple_
from sqlmodel import Session

from core.orders import NodeKind, Order
from core.orders.node import Node
from core.orders.status import COMMITTED
from core.planning.factory.records import REPORT_LIMIT, Unreported
from storage.tables import BookingRow, core_table

BOOKING, LATER = core_table(BookingRow), core_table(BookingRow).alias()
ORDER = core_table(Order)
START, FINISH = core_table(Node).alias(), core_table(Node).alias()


def unreported(session: Session, units: Iterable[tuple[str, int]], now: datetime) -> tuple[Unreported, ...]:
    """Sold orders that should long have begun or been finished on these machines, by order number."""
    known = sorted(units)  # machine by machine, because that is how bookings can be found by their start
    if not known:
        return ()
    rows = session.execute(_overdue(now - REPORT_LIMIT).where(tuple_(BOOKING.c.work_centre, BOOKING.c.unit).in_(known)))
    return tuple(
        Unreported(order_no=row.order_no, since=row.ended if row.begun_at else row.started, is_begun=bool(row.begun_at))
        for row in rows
    )


def _overdue(limit: datetime) -> Select[Any]:
    goes_on = exists().where(LATER.c.order_no == BOOKING.c.order_no, LATER.c.end_at >= limit)
    return (
        select(
            BOOKING.c.order_no, START.c.actual_at.label("begun_at"),
            func.min(BOOKING.c.start_at, type_=BOOKING.c.start_at.type).label("started"),
            func.max(BOOKING.c.end_at, type_=BOOKING.c.end_at.type).label("ended"),
        )
        .join(ORDER, ORDER.c.order_no == BOOKING.c.order_no)
        .join(START, (START.c.order_no == BOOKING.c.order_no) & (START.c.kind == NodeKind.START))
        .join(FINISH, (FINISH.c.order_no == BOOKING.c.order_no) & (FINISH.c.kind == NodeKind.FINISH))
        .where(ORDER.c.status.in_(COMMITTED), BOOKING.c.start_at < limit, BOOKING.c.seq != 0)
        .where(FINISH.c.actual_at.is_(None), START.c.actual_at.is_(None) | ~goes_on)
        .group_by(BOOKING.c.order_no, START.c.actual_at)
        .order_by(BOOKING.c.order_no)
    )  # fmt: skip
