"""Finding what was agreed anew with customers."""

from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from core.errors import NotFound
from core.orders.repromise import Repromise, RepromiseState


def repromises_of(session: Session, order_no: str) -> list[Repromise]:
    """Of one order, the oldest first."""
    chosen = select(Repromise).where(Repromise.order_no == order_no)
    return list(session.exec(chosen.order_by(col(Repromise.entry))))


def get_repromise(session: Session, order_no: str, entry: int) -> Repromise:
    """One of them; kept from other writers."""
    found = session.get(Repromise, (order_no, entry), with_for_update=True)
    if found is None:
        raise NotFound(kind="order", words=order_no, near=[])
    return found


def count_early(session: Session, since: datetime) -> int:
    """How many dates earlier than computed managers have approved since then."""
    approved = select(func.count()).where(
        Repromise.state == RepromiseState.AGREED,
        col(Repromise.promise_date) < col(Repromise.computed_date),
        col(Repromise.decided_at) >= since,
    )
    return int(session.exec(approved).one())
