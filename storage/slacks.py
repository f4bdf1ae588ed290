"""How much later things may be, as it was last found."""

from collections.abc import Iterable

from sqlalchemy import and_, delete, or_
from sqlmodel import Session, col, select

from core.slacks import OrderSlack

LineId = tuple[str, int]


def known_slacks(session: Session) -> dict[LineId, OrderSlack]:
    """By order and line."""
    return {(each.order_no, each.line_no): each for each in session.exec(select(OrderSlack))}


def keep_slacks(session: Session, found: Iterable[OrderSlack], gone: Iterable[LineId]) -> None:
    """These in place of what was known of them; those that are gone depend on nothing any more."""
    for each in found:
        session.merge(each)
    if lines := [and_(col(OrderSlack.order_no) == order, col(OrderSlack.line_no) == line) for order, line in gone]:
        session.execute(delete(OrderSlack).where(or_(*lines)))
    session.flush()


def slacks_of(session: Session, order_no: str) -> list[OrderSlack]:
    """Line by line; nothing for an order that depends on nothing any more, or has not been looked at yet."""
    lines = select(OrderSlack).where(OrderSlack.order_no == order_no).order_by(col(OrderSlack.line_no))
    return list(session.exec(lines))
