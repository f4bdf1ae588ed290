"""How sure the dates of open orders are, as it was last found."""

from collections.abc import Iterable

from sqlalchemy import delete
from sqlmodel import Session, col, select

from core.risks import OrderRisk


def keep_risks(session: Session, found: Iterable[OrderRisk]) -> None:
    """These in place of all that were found before."""
    session.execute(delete(OrderRisk))
    session.add_all(found)
    session.flush()


def risks_of(session: Session, order_no: str) -> list[OrderRisk]:
    """Line by line; nothing for an order that was not in the plan when it was looked at."""
    lines = select(OrderRisk).where(OrderRisk.order_no == order_no).order_by(col(OrderRisk.line_no))
    return list(session.exec(lines))


def all_risks(session: Session) -> list[OrderRisk]:
    """Of every order."""
    return list(session.exec(select(OrderRisk).order_by(col(OrderRisk.order_no), col(OrderRisk.line_no))))
