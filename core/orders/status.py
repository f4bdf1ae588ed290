"""The one legal way through an order's life."""

from enum import StrEnum


class OrderStatus(StrEnum):
    """Where an order is. On hold is a flag with a reason, not a status."""

    INQUIRY = "INQUIRY"
    QUOTED = "QUOTED"
    CONFIRMED = "CONFIRMED"
    RELEASED = "RELEASED"
    IN_PRODUCTION = "IN_PRODUCTION"
    SHIPPED = "SHIPPED"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"


class Track(StrEnum):
    """The three lines of work that run side by side after confirmation."""

    DESIGN = "DESIGN"
    MATERIAL = "MATERIAL"
    PRODUCTION = "PRODUCTION"


class OrderAction(StrEnum):
    """What is to become of the order."""

    CHANGE = "CHANGE"
    """Another quantity, date or spec."""
    HOLD = "HOLD"
    RESUME = "RESUME"
    CANCEL = "CANCEL"


NEXT: dict[OrderStatus, tuple[OrderStatus, ...]] = {
    OrderStatus.INQUIRY: (OrderStatus.QUOTED, OrderStatus.CONFIRMED, OrderStatus.CANCELLED),
    OrderStatus.QUOTED: (OrderStatus.CONFIRMED, OrderStatus.INQUIRY, OrderStatus.CANCELLED),
    OrderStatus.CONFIRMED: (OrderStatus.RELEASED, OrderStatus.CANCELLED),
    OrderStatus.RELEASED: (OrderStatus.IN_PRODUCTION, OrderStatus.CANCELLED),
    OrderStatus.IN_PRODUCTION: (OrderStatus.SHIPPED, OrderStatus.CANCELLED),
    OrderStatus.SHIPPED: (OrderStatus.CLOSED,),
    OrderStatus.CLOSED: (),
    OrderStatus.CANCELLED: (),
}
"""Each status with those it may turn into. An expired quote turns back into an inquiry."""

UNSOLD = frozenset({OrderStatus.INQUIRY, OrderStatus.QUOTED})
"""Nothing is agreed with the customer yet."""

REVIEWABLE = UNSOLD | {OrderStatus.CONFIRMED}
"""Not released yet: whether everybody understands it still matters."""

OPEN = frozenset(OrderStatus) - {OrderStatus.SHIPPED, OrderStatus.CLOSED, OrderStatus.CANCELLED}
"""Still wants material and machines."""

FINISHED = frozenset({OrderStatus.CLOSED, OrderStatus.CANCELLED})
"""Nothing will change any more."""

COMMITTED = frozenset({OrderStatus.CONFIRMED, OrderStatus.RELEASED, OrderStatus.IN_PRODUCTION})
"""Sold and not yet shipped."""
