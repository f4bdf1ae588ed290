"""What hangs on a change: by this it is decided who has to agree."""

from decimal import Decimal

from pydantic import BaseModel, ConfigDict


class Stakes(BaseModel):
    """The figures of a change's impact that approval rules go by."""

    model_config = ConfigDict(frozen=True, defer_build=True)

    value: Decimal = Decimal(0)
    """CNY: what it costs, stock and work at risk included."""
    families: tuple[str, ...] = ()
    """Keys of the product families it is about."""
    orders: int = 0
    """Open orders it touches."""
    newly_late: int = 0
    """Of them, those that would miss their promise by it."""
    is_customer_visible: bool = False
    """Customers could see the difference."""
