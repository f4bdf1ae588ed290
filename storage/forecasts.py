"""What is expected of sold lines now, read without their orders."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import exists, select
from sqlmodel import Session

from core.orders import Order, OrderLine
from core.orders.status import COMMITTED
from core.supply import PurchaseOrder, Supplier
from storage.tables import core_table

ORDER, LINE = core_table(Order), core_table(OrderLine)
PURCHASE, SUPPLIER = core_table(PurchaseOrder), core_table(Supplier)


@dataclass(frozen=True, slots=True)
class KnownForecast:
    """One line of a sold order that has not left."""

    promise_date: date | None
    forecast_date: date | None
    cause: dict[str, Any]


def has_sold_orders(session: Session) -> bool:
    """Is there anything of which something is expected?"""
    return bool(session.execute(select(exists().where(ORDER.c.status.in_(COMMITTED)))).scalar_one())


def known_forecasts(session: Session) -> dict[tuple[str, int], KnownForecast]:
    """By order and line."""
    rows = session.execute(
        select(LINE.c.order_no, LINE.c.line_no, LINE.c.promise_date, LINE.c.forecast_date, LINE.c.forecast_cause)
        .join_from(LINE, ORDER, LINE.c.order_no == ORDER.c.order_no)
        .where(ORDER.c.status.in_(COMMITTED), LINE.c.actual_ship_date.is_(None))
    )
    return {
        (row.order_no, row.line_no): KnownForecast(row.promise_date, row.forecast_date, row.forecast_cause)
        for row in rows
    }


def suppliers(session: Session) -> dict[str, str]:
    """By purchase order, what its supplier is called; those without one are left out."""
    rows = session.execute(
        select(PURCHASE.c.po_no, SUPPLIER.c.name).join_from(PURCHASE, SUPPLIER, PURCHASE.c.supplier == SUPPLIER.c.code)
    )
    return {row.po_no: row.name for row in rows}
