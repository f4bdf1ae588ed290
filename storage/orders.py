"""Finding orders."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy import ColumnElement, exists, func, or_
from sqlmodel import Session, col, select

from core.errors import NotFound
from core.orders import Order, OrderDraft, OrderLine, OrderStatus, Promise
from core.orders.order import DUPLICATE_WINDOW
from core.orders.status import COMMITTED, FINISHED, OPEN
from storage.tables import core_table


def get_order(session: Session, order_no: str, *, lock: bool = False) -> Order:
    """The order of this number. `lock` keeps other writers from it until the transaction ends."""
    order = session.get(Order, order_no, with_for_update=lock or None)
    if order is None:
        raise NotFound(kind="order", words=order_no, near=nearest_numbers(session, order_no))
    return order


def get_orders(session: Session, order_nos: Collection[str]) -> list[Order]:
    """The orders of these numbers, read together."""
    return list(session.exec(select(Order).where(col(Order.order_no).in_(order_nos)).order_by(col(Order.order_no))))


def products_of(session: Session, order_nos: Collection[str]) -> frozenset[str]:
    """What is sold with these orders."""
    found = select(OrderLine.product_code).where(col(OrderLine.order_no).in_(order_nos)).distinct()
    return frozenset(session.exec(found))


def get_draft(session: Session, draft_no: str, *, lock: bool = False) -> OrderDraft:
    """The form of this number. `lock` keeps other writers from it until the transaction ends."""
    draft = session.get(OrderDraft, draft_no, with_for_update=lock or None)
    if draft is None:
        raise NotFound(kind="draft", words=draft_no, near=[])
    return draft


def nearest_numbers(session: Session, words: str, limit: int = 3) -> list[str]:
    """Order numbers that end like the words, newest first."""
    tail = words.rsplit("-", 1)[-1]
    rows = session.exec(
        select(Order.order_no)
        .where(col(Order.order_no).endswith(tail, autoescape=True))
        .order_by(col(Order.order_no).desc())
        .limit(limit)
    )
    return list(rows)


def find_twin(
    session: Session, *, customer: str, product: str, quantity: int, requested_date: date | None, now: datetime
) -> str:
    """An order for the same thing, placed lately and not cancelled; empty when there is none."""
    statement = (
        select(Order.order_no)
        .join(OrderLine)
        .where(
            Order.customer_code == customer,
            OrderLine.product_code == product,
            OrderLine.quantity == quantity,
            OrderLine.requested_date == requested_date,
            Order.placed_at >= now - DUPLICATE_WINDOW,
            Order.status != OrderStatus.CANCELLED,
        )
        .order_by(col(Order.order_no).desc())
    )
    return session.exec(statement).first() or ""


def search(
    session: Session, words: str, *, customers: Sequence[str], products: Sequence[str], owner: str = "", limit: int = 20
) -> list[Order]:
    """Orders whose number holds the words, or that are for one of these customers or products; newest first."""
    statement = select(Order).join(OrderLine).distinct()
    matches: list[ColumnElement[bool]] = [
        col(Order.customer_code).in_(customers),
        col(OrderLine.product_code).in_(products),
    ]
    if words:
        matches.append(col(Order.order_no).contains(words, autoescape=True))
    statement = statement.where(or_(*matches))
    if owner:
        statement = statement.where(Order.owner == owner)
    return list(session.exec(statement.order_by(col(Order.order_no).desc()).limit(limit)))


def count_open(session: Session, owner: str = "") -> int:
    """How many orders are not shipped, closed or cancelled."""
    statement = select(func.count()).select_from(Order).where(col(Order.status).in_(OPEN))
    return session.exec(statement.where(Order.owner == owner) if owner else statement).one()


def answered_dates(session: Session, order_nos: Sequence[str]) -> dict[str, date | None]:
    """The day that the last answer to each of these orders gave; a whole answer is too large for a list."""
    if not order_nos:
        return {}
    entries = select(col(Promise.order_no), col(Promise.promise_date)).where(col(Promise.order_no).in_(order_nos))
    return dict(session.exec(entries.order_by(col(Promise.entry))).all())


def customers_of(session: Session, order_nos: Collection[str]) -> dict[str, str]:
    """The customers' codes of these orders."""
    known = select(Order.order_no, Order.customer_code).where(col(Order.order_no).in_(order_nos))
    return dict(session.exec(known).all())


def open_orders(session: Session, owner: str = "") -> list[Order]:
    """Orders that are not shipped, closed or cancelled; the oldest promise first."""
    statement = select(Order).where(col(Order.status).in_(OPEN))
    if owner:
        statement = statement.where(Order.owner == owner)
    found = session.exec(statement.order_by(Order.order_no))
    return sorted(found, key=lambda order: (order.promise_date or order.requested_date or date.max, order.order_no))


def unplanned_orders(session: Session, *, lock: bool = False) -> list[Order]:
    """Orders on their way that have never had an answer, and so no place in the plan; by number.

    `lock` keeps other writers from them until the transaction ends.
    """
    never_answered = ~exists().where(col(Promise.order_no) == col(Order.order_no))
    on_their_way = col(Order.status).in_(OPEN - {OrderStatus.INQUIRY})
    statement = select(Order).where(on_their_way, never_answered).order_by(Order.order_no)
    return list(session.exec(statement.with_for_update() if lock else statement))


def left_behind(session: Session, coordinators: Collection[str]) -> list[Order]:
    """Unfinished orders that are with none of these coordinators, by number; kept from other writers."""
    unfinished = col(Order.status).not_in(FINISHED)
    elsewhere = col(Order.coordinator).not_in([*coordinators, ""])
    return list(session.exec(select(Order).where(unfinished, elsewhere).order_by(Order.order_no).with_for_update()))


def late_orders(session: Session, today: date) -> list[Order]:
    """Sold orders that are past their promise, or that we expect to be."""
    late = [order for order in sold_orders(session) if order.is_overdue(today) or order.is_at_risk]
    return sorted(late, key=lambda order: (order.promise_date or date.max, order.order_no))


def last_shipped(session: Session, most: int) -> list[tuple[date, date]]:
    """Of the lines that left last: the day that was promised first, and the day on which they left."""
    line = core_table(OrderLine).c
    shipped = sa.select(line.first_promise_date, line.actual_ship_date).where(
        line.first_promise_date.is_not(None), line.actual_ship_date.is_not(None)
    )
    newest = shipped.order_by(line.actual_ship_date.desc(), line.order_no, line.line_no).limit(most)
    return [(row.first_promise_date, row.actual_ship_date) for row in session.execute(newest)]


def sold_orders(session: Session) -> list[Order]:
    """Orders that are promised and have not left yet."""
    return list(session.exec(select(Order).where(col(Order.status).in_(COMMITTED)).order_by(Order.order_no)))
