"""What managers read in the morning."""

from datetime import date

from sqlmodel import Session

from cards.digest import DigestView
from cards.views import OrderView
from core.orders import Order, OrderStatus
from core.orders.status import COMMITTED
from handlers.queries.names import Names
from handlers.queries.orders import order_view
from storage.orders import open_orders


def digest_view(session: Session, names: Names, today: date) -> DigestView:
    """The state of all open orders today."""
    orders = open_orders(session)

    def view(chosen: list[Order]) -> tuple[OrderView, ...]:
        return tuple(order_view(order, names, today) for order in chosen)

    sold = [order for order in orders if order.status in COMMITTED]
    return DigestView(
        day=today,
        open_count=len(orders),
        overdue=view([order for order in sold if order.is_overdue(today)]),
        at_risk=view([order for order in sold if order.is_at_risk and not order.is_overdue(today)]),
        due_today=view([order for order in sold if order.promise_date == today]),
        unreleased=view([order for order in sold if order.status is OrderStatus.CONFIRMED]),
    )
