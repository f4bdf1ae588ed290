"""Finding what was agreed anew with customers."""

from collections import Counter, defaultdict
from datetime import date, datetime

from sqlmodel import Session, col, select

from core.errors import NotFound
from core.orders import Order, OrderLine, OrderStatus
from core.orders.repromise import Outcome, Repromise, RepromiseState


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


def early_outcomes(session: Session, since: datetime, until: datetime, today: date) -> dict[Outcome, int]:
    """What became of the days earlier than computed that managers approved from then until before then."""
    approved = (
        select(Repromise, Order.status)
        .join(Order)
        .where(
            Repromise.state == RepromiseState.AGREED,
            col(Repromise.promise_date) < col(Repromise.computed_date),
            col(Repromise.decided_at) >= since,
            col(Repromise.decided_at) < until,
        )
    )
    found = session.exec(approved).all()
    shipped = _shipped(session, {made.order_no for made, _ in found})
    counts = Counter(
        made.outcome(shipped[made.order_no], today, is_cancelled=status is OrderStatus.CANCELLED)
        for made, status in found
    )
    return {outcome: counts[outcome] for outcome in Outcome if counts[outcome]}


def _shipped(session: Session, order_nos: set[str]) -> dict[str, dict[int, date | None]]:
    """By order and line, when it left."""
    lines = select(OrderLine).where(col(OrderLine.order_no).in_(sorted(order_nos)))
    found = defaultdict[str, dict[int, date | None]](dict)
    for line in session.exec(lines):
        found[line.order_no][line.line_no] = line.actual_ship_date
    return found
