"""Material that is free: on hand less allocated, on order less allocated, and what can be bought."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from core.calendar import Axis, minute_after
from core.planning.factory.arrivals import DAY_MINUTES, expected, lead_days
from core.planning.factory.master import ZERO, Item
from core.planning.factory.records import Allocation, Booking, PurchaseOrder, Source
from core.planning.factory.shop import Shop
from core.planning.promise.levers import Levers
from core.planning.promise.timelines import Timelines

MAX_KNOWN = 5000
Coming = tuple[str, bool, int, Axis]
"""An item, whether its supplier hurries, now, and the factory's working time."""
Taken = dict[tuple[Source, str, str], Decimal]
"""Quantities by source, item and purchase order."""


class Peg(NamedTuple):
    """A quantity of an item tied to where it comes from. `available` is a minute."""

    item_code: str
    qty: Decimal
    source: Source
    available: int
    po_no: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Supply:
    """What is on hand and on order in a shop, and what other orders hold of it."""

    on_hand: dict[str, Decimal]
    receipts: dict[str, list[PurchaseOrder]]
    """By item, the earliest first."""
    allocated: Taken
    arrivals: dict[Coming, list[tuple[int, PurchaseOrder]]] = field(default_factory=dict)
    """When the receipts of an item can be used, as it was asked for before."""
    purchases: dict[Coming, int | None] = field(default_factory=dict)
    """When an item ordered now is there; None for never."""
    _free: dict[str, int] = field(default_factory=dict, repr=False)
    """By item, the whole steps on the shelf that nobody holds, as far as asked for."""
    free_arrivals: dict[Coming, list[tuple[int, str, Decimal]]] = field(default_factory=dict, repr=False)
    """When receipts can be used of which somebody can still have something, their purchase orders, and how much."""

    @classmethod
    def of(cls, shop: Shop) -> "Supply":
        """Sort a shop's stock, purchase orders and allocations."""
        receipts: dict[str, list[PurchaseOrder]] = defaultdict(list)
        for po in sorted(shop.purchase_orders, key=lambda each: (each.eta, each.po_no)):
            receipts[po.item_code].append(po)
        return cls(dict(shop.stock), dict(receipts), {})._with(shop.allocations, 1)

    def free_on_hand(self, item: Item) -> int:
        """How many whole steps of an item are on the shelf and nobody's."""
        code = item.item_code
        if code not in self._free:
            free = self.on_hand.get(code, ZERO) - self.allocated.get((Source.STOCK, code, ""), ZERO)
            self._free[code] = max(0, int(free // item.qty_step))
        return self._free[code]

    def free_of(self, item: Item, po: PurchaseOrder) -> Decimal:
        """What nobody holds of a receipt, in whole steps of the item."""
        return item.whole_steps(
            po.open_qty - self.allocated.get((Source.PURCHASE_ORDER, item.item_code, po.po_no), ZERO)
        )

    def after_booking(self, shop: Shop, bookings: tuple[Booking, ...], allocations: tuple[Allocation, ...]) -> "Supply":
        """With these quantities held too."""
        return self._with(allocations, 1)

    def after_release(self, shop: Shop, bookings: tuple[Booking, ...], allocations: tuple[Allocation, ...]) -> "Supply":
        """With these quantities free again."""
        return self._with(allocations, -1)

    def _with(self, allocations: tuple[Allocation, ...], sign: int) -> "Supply":
        allocated = dict(self.allocated)
        for each in allocations:
            if each.source is not Source.PURCHASE:
                key = (each.source, each.item_code, each.po_no)
                allocated[key] = allocated.get(key, ZERO) + sign * each.qty
        return Supply(self.on_hand, self.receipts, allocated, self.arrivals, self.purchases)


class Pool:
    """Free supply while one order is netted against it: nothing is given twice."""

    def __init__(self, shop: Shop, supply: Supply, timelines: Timelines, levers: Levers) -> None:
        self._shop, self._supply, self._levers = shop, supply, levers
        self._factory = timelines.factory
        self.now = minute_after(shop.as_of)
        self._taken: dict[tuple[str, str], Decimal] = {}
        """Quantities by item and purchase order."""
        self._on_hand: dict[str, int] = {}
        """What is left on the shelf of items asked for, in their steps."""

    def from_stock(self, item: Item, count: int) -> int:
        """As many of the item's steps as are free on hand, at most `count`."""
        free = self._on_hand.get(item.item_code)
        if free is None:
            free = self._supply.free_on_hand(item)
        got = min(count, free)
        self._on_hand[item.item_code] = free - got
        return got

    def from_suppliers(self, item: Item, qty: Decimal, *, only_new: bool = False) -> tuple[list[Peg], Decimal]:
        """Purchase orders that arrive before a new purchase would, then a new one; and what nobody can bring.

        `only_new`: what is on order already does not serve.
        """
        pegs: list[Peg] = []
        bought = self._purchase_arrival(item)
        for available, po_no, there in () if only_new else self._free_arrivals(item):
            if not qty or (bought is not None and available > bought):
                break
            got = self._take(item, po_no, there, qty)
            if got:
                pegs.append(Peg(item.item_code, got, Source.PURCHASE_ORDER, available, po_no))
                qty -= got
        if qty and bought is not None:
            pegs.append(Peg(item.item_code, qty, Source.PURCHASE, bought))
            qty = ZERO
        return pegs, qty

    def arrival(self, item: Item, po_no: str) -> int | None:
        """When a purchase order of the item can be used, or for "" what is ordered now; None when it never comes."""
        if not po_no:
            return self._purchase_arrival(item)
        return next((available for available, po in self._arrivals(item) if po.po_no == po_no), None)

    def _take(self, item: Item, po_no: str, there: Decimal, wanted: Decimal) -> Decimal:
        taken = self._taken.get((item.item_code, po_no), ZERO)
        got = max(ZERO, min(wanted, there - taken))
        self._taken[item.item_code, po_no] = taken + got
        return got

    def _free_arrivals(self, item: Item) -> list[tuple[int, str, Decimal]]:
        key, known, free_of = self._coming(item), self._supply.free_arrivals, self._supply.free_of
        if key not in known:
            _make_room(known)
            free = ((available, po.po_no, free_of(item, po)) for available, po in self._arrivals(item))
            known[key] = [each for each in free if each[2] > 0]
        return known[key]

    def _arrivals(self, item: Item) -> list[tuple[int, PurchaseOrder]]:
        key, known = self._coming(item), self._supply.arrivals
        if key not in known:
            _make_room(known)
            known[key] = self._worked_out(item, item.expedite_days * DAY_MINUTES if key[1] else 0)
        return known[key]

    def _coming(self, item: Item) -> Coming:
        return item.item_code, item.item_code in self._levers.expedite, self.now, self._factory

    def _worked_out(self, item: Item, hurry: int) -> list[tuple[int, PurchaseOrder]]:
        found = []
        for po in self._supply.receipts.get(item.item_code, ()):
            available = self._factory.next_open(expected(minute_after(po.eta), self.now, hurry))
            if available is not None:
                found.append((available, po))
        return sorted(found, key=lambda each: (each[0], each[1].po_no))

    def _purchase_arrival(self, item: Item) -> int | None:
        """When an item ordered now is there: so many days later, at this time of day or the next opening."""
        key, known = self._coming(item), self._supply.purchases
        if key not in known:
            _make_room(known)
            calendar = self._shop.calendar
            days = lead_days(item, calendar.local_date(self._shop.as_of), calendar, is_hurried=key[1])
            known[key] = None if days is None else self._factory.next_open(self.now + days * DAY_MINUTES)
        return known[key]


def _make_room(known: dict[Coming, Any]) -> None:
    """Forget what is of other days, and of factories that were only imagined."""
    if len(known) > MAX_KNOWN:
        known.clear()
