"""The shop: an immutable snapshot of everything an answer depends on."""

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple, Protocol, Self, TypeVar, cast

from core.calendar import WorkingCalendar
from core.planning.errors import UnknownItem
from core.planning.factory.checks import check_shop
from core.planning.factory.master import BomLine, Item, Operation, Protection, WorkCentre
from core.planning.factory.recipe import Recipes
from core.planning.factory.records import Allocation, Booking, DataAge, OpenOrder, PurchaseOrder, Unreported, WorkDue


class Derived(Protocol):
    """What an engine computes from a shop once and keeps with it, such as timelines."""

    def after_booking(self, shop: "Shop", bookings: tuple[Booking, ...], allocations: tuple[Allocation, ...]) -> Self:
        """The same for a shop in which these are reserved too."""
        ...

    def after_release(self, shop: "Shop", bookings: tuple[Booking, ...], allocations: tuple[Allocation, ...]) -> Self:
        """The same for a shop in which these are free again; `shop` no longer holds them."""
        ...


D = TypeVar("D", bound=Derived)
R = TypeVar("R", Booking, Allocation)


class Held(NamedTuple):
    """What one order has reserved."""

    bookings: tuple[Booking, ...]
    allocations: tuple[Allocation, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Shop:
    """Refuses nonsense on construction with a `BadShop`. Compared by identity; `version` names it.

    `with_booked`, `without_order` and `at` make the next snapshot cheaply: they share what did not change.
    """

    version: int
    as_of: datetime
    calendar: WorkingCalendar
    """The factory's: on its working days goods leave and arrive."""
    items: tuple[Item, ...]
    work_centres: tuple[WorkCentre, ...] = ()
    boms: Mapping[str, tuple[BomLine, ...]] = field(default_factory=dict)
    """Components by made item, in the revision in force."""
    revised: Mapping[tuple[str, str], tuple[BomLine, ...]] = field(default_factory=dict)
    """Components by made item and revision, where that is not the one in force: some orders are made to it."""
    routings: Mapping[str, tuple[Operation, ...]] = field(default_factory=dict)
    """Operations by made item."""
    stock: Mapping[str, Decimal] = field(default_factory=dict)
    """On hand by item, allocated or not."""
    purchase_orders: tuple[PurchaseOrder, ...] = ()
    bookings: tuple[Booking, ...] = ()
    """Of all open orders and held quotes."""
    allocations: tuple[Allocation, ...] = ()
    orders: tuple[OpenOrder, ...] = ()
    """Lines of open orders and held quotes, by order number and line; promises do not need them."""
    data_ages: tuple[DataAge, ...] = ()
    unreported: tuple[Unreported, ...] = ()
    """Sold orders that are booked as if all were well with them, while nobody knows."""
    design_work_centre: str | None = None
    """The engineers, as a work centre; design minutes are booked on it."""
    setups: Mapping[str, Mapping[tuple[str, str], int]] = field(default_factory=dict)
    """By group of work centres: minutes of changing over from one family to another; what is not there takes none."""
    protected: tuple[Protection, ...] = ()
    """Capacity kept for classes of customers."""
    currency: str = "CNY"
    horizon_days: int = 730
    """Nothing is promised beyond so many days; what does not fit is impossible."""
    _derived: dict[type[Any], Any] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        check_shop(self)

    @cached_property
    def items_by_code(self) -> dict[str, Item]:
        """Items by their code."""
        return {item.item_code: item for item in self.items}

    @cached_property
    def held(self) -> Mapping[str, "Held"]:
        """What each order has reserved; kept up to date from one version to the next."""
        bookings, allocations = _by_order(self.bookings), _by_order(self.allocations)
        orders = bookings.keys() | allocations.keys()
        return {no: Held(tuple(bookings.get(no, ())), tuple(allocations.get(no, ()))) for no in orders}

    @cached_property
    def centres_by_code(self) -> dict[str, WorkCentre]:
        """Work centres by their code."""
        return {centre.work_centre: centre for centre in self.work_centres}

    def kept_from(self, customer_class: str, group: str) -> list[Protection]:
        """What is kept of a group of work centres for other customers than those of that class."""
        return [each for each in self.protected if each.group == group and each.customer_class != customer_class]

    @cached_property
    def recipes(self) -> Recipes:
        """How its items are made, ready for exploding; what is booked and when changes nothing in them."""
        return Recipes(self.items_by_code, self.centres_by_code, self.routings, self.boms)

    def recipes_with(self, revisions: Iterable[tuple[str, str]]) -> Recipes:
        """How its items are made where some are made to other revisions than those in force."""
        wanted = frozenset(revisions)
        if not wanted:
            return self.recipes
        if wanted not in self._recipes_with:
            boms = {item: self.revised[item, revision] for item, revision in wanted if (item, revision) in self.revised}
            recipes = Recipes(self.items_by_code, self.centres_by_code, self.routings, {**self.boms, **boms})
            self._recipes_with[wanted] = recipes
        return self._recipes_with[wanted]

    @cached_property
    def _recipes_with(self) -> dict[frozenset[tuple[str, str]], Recipes]:
        return {}

    @cached_property
    def _revisions(self) -> Mapping[tuple[str, str], str]:
        return {(line.order_no, item): revision for line in self.orders for item, revision in line.revisions}

    def bom_of(self, item_code: str, order_no: str) -> tuple[BomLine, ...]:
        """What an order's item is made of: to its own revision, if it is not made to the one in force."""
        revision = self._revisions.get((order_no, item_code))
        found = self.revised.get((item_code, revision)) if revision else None
        return self.boms.get(item_code, ()) if found is None else found

    def item(self, code: str) -> Item:
        """The item of that code. Raises `UnknownItem`."""
        try:
            return self.items_by_code[code]
        except KeyError:
            raise UnknownItem(kind="shop", code=self.version, item_code=code) from None

    @cached_property
    def _receipts(self) -> dict[tuple[str, str], PurchaseOrder]:
        return {(po.po_no, po.item_code): po for po in self.purchase_orders}

    def receipt(self, po_no: str, item_code: str) -> PurchaseOrder | None:
        """What a purchase order brings of an item; None when it brings none (any more)."""
        return self._receipts.get((po_no, item_code))

    def components_at(self, item_code: str, seq: int, order_no: str = "") -> Iterator[BomLine]:
        """What the operation of that number takes from the shelf: lines that name none belong to the first."""
        first = min((operation.seq for operation in self.routings.get(item_code, ())), default=seq)
        for line in self.bom_of(item_code, order_no):
            if (first if line.at_seq is None else line.at_seq) == seq:
                yield line

    def price_of(self, booking: Booking) -> Decimal:
        """What the subcontractor of a booking charges for one piece."""
        step = self.recipes.step(booking.item_code, booking.seq)
        choices = step.operation.alternatives if step else ()
        return next((each.price for each in choices if each.work_centre == booking.work_centre), Decimal(0))

    def derive(self, kind: type[D], build: Callable[["Shop"], D]) -> D:
        """What an engine keeps with this shop, built at the first question."""
        if kind not in self._derived:
            self._derived[kind] = build(self)
        return cast("D", self._derived[kind])

    def at(self, as_of: datetime) -> "Shop":
        """The same shop, looked at later; the version stays."""
        is_near = timedelta(0) <= as_of - self.as_of <= timedelta(days=7)
        return self._sharing(self._derived if is_near else {}, as_of=as_of)

    def with_factory_calendar(self, calendar: WorkingCalendar) -> "Shop":
        """The same shop whose goods leave and arrive by another calendar; what engines keep is not carried over."""
        return self._sharing({}, calendar=calendar)

    def with_booked(self, bookings: Iterable[Booking], allocations: Iterable[Allocation]) -> "Shop":
        """The next version, in which these are reserved too. They are trusted to fit."""
        more, kept = tuple(bookings), tuple(allocations)
        held = {**self.held, **_grown(self.held, more, kept)}
        shop = self._sharing({}, bookings=self.bookings + more, allocations=self.allocations + kept, held=held)
        return shop._next({kind: old.after_booking(shop, more, kept) for kind, old in self._derived.items()})

    def without_order(self, order_no: str) -> "Shop":
        """The next version, as if that order held nothing; the same object when it doesn't."""
        gone = self.held.get(order_no)
        if gone is None:
            return self
        bookings, allocations = _without(self.bookings, order_no), _without(self.allocations, order_no)
        held = {no: each for no, each in self.held.items() if no != order_no}
        shop = self._sharing({}, bookings=bookings, allocations=allocations, held=held)
        freed = {kind: old.after_release(shop, *gone) for kind, old in self._derived.items()}
        return shop._next(freed)

    def with_material(self, order_no: str, kept: tuple[Allocation, ...]) -> "Shop":
        """The next version, in which that order holds this material instead; its machine time stays where it is."""
        before = self.held.get(order_no, Held((), ()))
        others = _without(self.allocations, order_no)
        held = {**self.held, order_no: Held(before.bookings, kept)}
        shop = self._sharing({}, allocations=others + kept, held=held)
        freed = {kind: old.after_release(shop, (), before.allocations) for kind, old in self._derived.items()}
        return shop._next({kind: old.after_booking(shop, (), kept) for kind, old in freed.items()})

    def knowing(self, order_no: str, lines: Iterable[OpenOrder]) -> "Shop":
        """The same shop in which these are all lines of that order; the version stays."""
        others = (line for line in self.orders if line.order_no != order_no)
        orders = sorted((*others, *lines), key=lambda line: (line.order_no, line.line_no))
        return self._sharing(self._derived, orders=tuple(orders))

    def knowing_all(self, orders: Iterable[OpenOrder]) -> "Shop":
        """The same shop with these open orders and no others; the version stays."""
        return self._sharing(self._derived, orders=tuple(orders))

    def holding_only(
        self, bookings: tuple[Booking, ...], allocations: tuple[Allocation, ...], orders: tuple[OpenOrder, ...]
    ) -> "Shop":
        """The same shop in which these are reserved, and nothing else; the version stays."""
        return self._sharing({}, bookings=bookings, allocations=allocations, orders=orders, held={})

    def with_unreported(self, unreported: tuple[Unreported, ...]) -> "Shop":
        """The same shop, of which these orders are not known; the version stays: reports move none."""
        return self._sharing(self._derived, unreported=unreported)

    def due_before(self, moment: datetime) -> dict[str, WorkDue]:
        """By order whose work in the factory should have begun before then; drawings are none of it."""
        found = {}
        for order_no in {booking.order_no for booking in self.bookings if booking.start_at < moment and booking.seq}:
            work = [booking for booking in self.held[order_no].bookings if booking.seq]
            found[order_no] = WorkDue(min(it.start_at for it in work), max(it.end_at for it in work))
        return found

    def called(self, version: int) -> "Shop":
        """The same shop under the version that storage knows it by."""
        return self._sharing(self._derived, version=version)

    def changed(self, **fields: Any) -> "Shop":
        """Any other change (stock, purchase orders, calendars …), checked anew."""
        return replace(self, **{"version": self.version + 1, **fields})

    def _sharing(self, derived: dict[type[Any], Any], **fields: Any) -> "Shop":
        shop = copy.copy(self)
        if "orders" in fields:
            vars(shop).pop("_revisions", None)
        # The rest was checked when it was built; checking 10,000 bookings again would cost more than an answer.
        for name, value in {"_derived": derived, **fields}.items():
            object.__setattr__(shop, name, value)
        return shop

    def _next(self, derived: dict[type[Any], Any]) -> "Shop":
        return self._sharing(derived, version=self.version + 1)


def _without(records: tuple[R, ...], order_no: str) -> tuple[R, ...]:
    return tuple([each for each in records if each.order_no != order_no])  # a list: half the time of a generator


def _by_order(records: Iterable[R]) -> dict[str, list[R]]:
    found: dict[str, list[R]] = {}
    for record in records:
        found.setdefault(record.order_no, []).append(record)
    return found


def _grown(held: Mapping[str, Held], more: Iterable[Booking], kept: Iterable[Allocation]) -> dict[str, Held]:
    """What the orders hold that have come to hold more."""
    bookings, allocations = _by_order(more), _by_order(kept)
    grown = {}
    for no in bookings.keys() | allocations.keys():
        before = held.get(no, Held((), ()))
        grown[no] = Held((*before.bookings, *bookings.get(no, ())), (*before.allocations, *allocations.get(no, ())))
    return grown
