"""A shop with everything an answer needs laid out beside it."""

from dataclasses import dataclass, replace

from core.calendar import minute_after
from core.planning.factory.records import Allocation, Booking
from core.planning.factory.shop import Shop
from core.planning.promise.answer import Constraint
from core.planning.promise.kept import Kept
from core.planning.promise.supply import Supply
from core.planning.promise.timelines import Timelines


class Unmakeable(Exception):
    """The order cannot be made within the horizon; `constraint` says why. Never leaves this package."""

    def __init__(self, constraint: Constraint) -> None:
        super().__init__(constraint.kind, constraint.code)
        self.constraint = constraint


@dataclass(frozen=True, slots=True, eq=False)
class Desk:
    """One snapshot, ready for questions."""

    shop: Shop
    timelines: Timelines
    supply: Supply
    kept: Kept

    @classmethod
    def of(cls, shop: Shop) -> "Desk":
        """Lay a shop out; what was laid out before is reused."""
        kept = shop.derive(Kept, Kept.of)
        return cls(shop, shop.derive(Timelines, Timelines.of), shop.derive(Supply, Supply.of), kept)

    def without_order(self, order_no: str) -> "Desk":
        """As if that order held nothing: only what it stood on is laid out anew. The shop still names it."""
        gone = self.shop.held.get(order_no)
        if gone is None:
            return self
        timelines, supply = self.timelines.after_release(self.shop, *gone), self.supply.after_release(self.shop, *gone)
        return replace(self, timelines=timelines, supply=supply)

    def with_booked(self, bookings: tuple[Booking, ...], allocations: tuple[Allocation, ...]) -> "Desk":
        """With these reserved too. The shop does not name them."""
        timelines = self.timelines.after_booking(self.shop, bookings, allocations)
        return replace(self, timelines=timelines, supply=self.supply.after_booking(self.shop, bookings, allocations))

    @property
    def now(self) -> int:
        """The first minute in which anything can start."""
        return minute_after(self.shop.as_of)
