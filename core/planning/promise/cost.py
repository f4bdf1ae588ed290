"""What an answer costs, and what of it nobody knows."""

from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpriced:
    """A bought item that nobody has given a price."""

    item_code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """In the shop's currency, to the cent. `total` is their sum."""

    currency: str = "CNY"
    material: Decimal = ZERO
    labour: Decimal = ZERO
    """Run time on work centres, engineers included, at ordinary rates."""
    setup: Decimal = ZERO
    """Of its own operations, and what it adds to the changing over of machines."""
    overtime: Decimal = ZERO
    """The premium over ordinary rates."""
    expedite: Decimal = ZERO
    subcontracting: Decimal = ZERO
    """What subcontractors charge for the pieces they work on."""
    total: Decimal = ZERO
    unpriced: tuple[Unpriced, ...] = ()
    """What it takes besides: the total is without these."""
