"""Finding what is pinned."""

from collections.abc import Collection

from sqlmodel import Session, col, select

from core.orders import Order
from core.orders.status import COMMITTED
from core.pins import Pin


def pins_of(session: Session, *order_nos: str) -> list[Pin]:
    """What is pinned of these orders, all of an order first."""
    return _found(session, order_nos)


def standing_pins(session: Session) -> list[Pin]:
    """What is pinned of everything that is sold and has not left."""
    sold = select(Order.order_no).where(col(Order.status).in_(COMMITTED))
    return _found(session, list(session.exec(sold.where(col(Order.order_no).in_(select(Pin.order_no))))))


def _found(session: Session, order_nos: Collection[str]) -> list[Pin]:
    chosen = select(Pin).where(col(Pin.order_no).in_(sorted(order_nos)))
    return list(session.exec(chosen.order_by(col(Pin.order_no), col(Pin.item_code), col(Pin.seq))))
