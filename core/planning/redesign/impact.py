"""The impact of an engineering change: work orders with their dates, work in process, stock, purchases, cost."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from core.planning.factory.master import ZERO
from core.planning.factory.records import Allocation, Booking
from core.revisions import WorkDecision


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkImpact:
    """One open work order of the item, and what becomes of it."""

    order_no: str
    line_no: int
    qty: Decimal
    """Of the item."""
    revision: str
    """The one it is made to then."""
    decision: WorkDecision
    reason: str = ""
    """KEPT and FLAGGED: why it is not planned anew: a label key."""
    before: date | None = None
    """On this day the line is expected now …"""
    after: date | None = None
    """… and then."""
    promise_date: date | None = None

    @property
    def is_newly_late(self) -> bool:
        """It was in time, and is late then."""
        promise, before, after = self.promise_date, self.before, self.after
        return bool(promise and after and after > promise and not (before and before > promise))

    @property
    def days_later(self) -> int:
        """Calendar days by which it is expected later; below zero earlier."""
        return (self.after - self.before).days if self.after and self.before else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WipImpact:
    """Work that has begun to the old revision."""

    order_no: str
    line_no: int
    item_code: str
    qty: Decimal
    value: Decimal
    """At standard cost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StockImpact:
    """What is on the shelf of a part that goes, beyond what others still take."""

    item_code: str
    qty: Decimal
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseImpact:
    """What a supplier still owes of a part that goes, and nobody needs any more."""

    po_no: str
    item_code: str
    qty: Decimal
    value: Decimal
    eta: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeImpact:
    """All of it, on one version of the shop."""

    shop_version: int
    as_of: datetime
    item_code: str
    base: str
    revision: str
    works: tuple[WorkImpact, ...] = ()
    wip: tuple[WipImpact, ...] = ()
    stock: tuple[StockImpact, ...] = ()
    purchases: tuple[PurchaseImpact, ...] = ()
    unit_cost_delta: Decimal = ZERO
    """CNY by which one piece of the item is dearer in material."""
    cost_delta: Decimal = ZERO
    """The same for everything that is planned anew."""
    currency: str = "CNY"

    @property
    def orders(self) -> frozenset[str]:
        """Every open order it touches."""
        return frozenset(work.order_no for work in self.works)

    @property
    def newly_late(self) -> tuple[WorkImpact, ...]:
        """Those that would miss their promise by it."""
        return tuple(work for work in self.works if work.is_newly_late)

    @property
    def at_risk(self) -> Decimal:
        """What stands in stock, in work and in purchases of the old."""
        values = [it.value for it in self.wip] + [it.value for it in self.stock] + [it.value for it in self.purchases]
        return sum(values, ZERO)

    @property
    def value(self) -> Decimal:
        """What hangs on it: what is at risk, and what it costs more."""
        return self.at_risk + max(ZERO, self.cost_delta)

    def is_no_worse_than(self, other: "ChangeImpact") -> bool:
        """Nobody who agreed to the other could mind: no order more, none later, and nothing dearer."""
        days = {(work.order_no, work.line_no): work for work in other.works}
        for work in self.works:
            known = days.get((work.order_no, work.line_no))
            if known is None or known.decision is not work.decision:
                return False
            if work.after and known.after and work.after > known.after:
                return False
        return self.value <= other.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an order goes, and with which material."""

    order_no: str
    bookings: tuple[Booking, ...]
    allocations: tuple[Allocation, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The impact, and what applying the change books: exactly that."""

    impact: ChangeImpact
    places: tuple[Place, ...]
