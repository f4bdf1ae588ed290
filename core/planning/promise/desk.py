"""A shop with everything an answer needs laid out beside it."""

from dataclasses import dataclass

from core.calendar import minute_after
from core.planning.factory.shop import Shop
from core.planning.promise.answer import Constraint
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

    @classmethod
    def of(cls, shop: Shop) -> "Desk":
        """Lay a shop out; what was laid out before is reused."""
        return cls(shop, shop.derive(Timelines, Timelines.of), shop.derive(Supply, Supply.of))

    @property
    def now(self) -> int:
        """The first minute in which anything can start."""
        return minute_after(self.shop.as_of)
