"""What of whose a change touches, and where something of the old kind lies."""

from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class AffectedKind(StrEnum):
    """What somebody answers for that a change touches."""

    ORDER = "ORDER"
    WORK_ORDER = "WORK_ORDER"
    PURCHASE = "PURCHASE"
    STOCK = "STOCK"


class Affected(BaseModel):
    """One thing that a change touches."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    kind: AffectedKind
    ref: str
    """The number of the order, work order or purchase, or the code of the item in stock."""
    owner: str = ""
    """Who answers for it; empty for whoever does by the factory's rules."""
    words: str = ""
    """What happens to it, in the company's language, if there is anything to say."""
    qty: Decimal | None = None
    uom: str = ""
    value: Decimal = Decimal(0)
    """CNY at risk."""
    order_no: str = ""
    """The order that a work order is for, where its own number does not say so."""


class LocationKind(StrEnum):
    """Where something of the old kind is."""

    STOCK = "STOCK"
    WIP = "WIP"
    IN_TRANSIT = "IN_TRANSIT"
    SHIPPED = "SHIPPED"


class Location(BaseModel):
    """A place with so much of the old kind in it, about which somebody has to decide."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    kind: LocationKind
    ref: str
    """The code of the item in stock, or the number of the order or purchase."""
    item: str
    qty: Decimal
    uom: str = ""
    owner: str = ""
    """Who decides; empty for whoever does by the factory's rules."""
    words: str = ""
    order_no: str = ""

    @property
    def touched(self) -> Affected:
        """The same as something that is touched."""
        return Affected(
            kind=TOUCHED_AS[self.kind], ref=self.ref, owner=self.owner, words=self.words, qty=self.qty, uom=self.uom,
            order_no=self.order_no,
        )  # fmt: skip


TOUCHED_AS = {
    LocationKind.STOCK: AffectedKind.STOCK,
    LocationKind.WIP: AffectedKind.WORK_ORDER,
    LocationKind.IN_TRANSIT: AffectedKind.PURCHASE,
    LocationKind.SHIPPED: AffectedKind.ORDER,
}
