"""What a change of one order does: what it frees and takes, what it costs, what has been spent on the order already."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.planning.factory.records import Allocation, Booking, Source
from core.planning.factory.shop import Held, Shop
from core.planning.promise.answer import PromiseAnswer
from core.planning.promise.cost import ZERO, Cost

_CENT = Decimal("0.01")
_NOTHING = Held((), ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """How far the departments say the order is."""

    is_issued: bool
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineEffect:
    """Minutes that are kept of a work centre for what is still to be made, and would be."""

    work_centre: str
    name: str
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialEffect:
    """How much of an item is kept for the order, and would be."""

    item_code: str
    name: str
    uom: str
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Bought:
    """A delivery that is pegged to the order. `is_alone`: no other order wants anything of the item."""

    po_no: str
    item_code: str
    name: str
    uom: str
    qty: Decimal
    value: Decimal
    is_alone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """What has gone into the order, at the rates that it was answered with, to the cent; `total` without `bought`."""

    material: Decimal = ZERO
    labour: Decimal = ZERO
    """Set-up, overtime and what subcontractors charge included."""
    total: Decimal = ZERO
    bought: tuple[Bought, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """The whole of it. `promise_after` None: it cannot be made like that, or nothing is promised any more."""

    machines: tuple[MachineEffect, ...] = ()
    materials: tuple[MaterialEffect, ...] = ()
    cost_delta: Decimal = ZERO
    spent: Spent = Spent()
    promise_before: date | None = None
    promise_after: date | None = None
    ready_date: date | None = None
    """The earliest day on which all of it could leave."""
    misses: bool = False
    """Some line leaves after the day that the customer has, or asks for."""
    reported: Reported | None = None
    """How far the order was; of one that has gone on since, it does something else."""


def spent_on(shop: Shop, order_no: str, cost: Cost, reported: Reported) -> Spent:
    """Material is spent when work has begun, work by as much as is reported; what is pegged to it is bought for it."""
    share = Decimal(reported.percent) / 100
    material = cost.material if reported.is_issued else ZERO
    labour = ((cost.labour + cost.setup + cost.overtime + cost.subcontracting) * share).quantize(_CENT)
    bought = tuple(_bought(shop, order_no, shop.held.get(order_no, _NOTHING).allocations))
    return Spent(material=material, labour=labour, total=material + labour, bought=bought)


def _bought(shop: Shop, order_no: str, kept: Iterable[Allocation]) -> Iterable[Bought]:
    wanted = {it.item_code for it in shop.allocations if it.order_no != order_no}
    for allocation in kept:
        if allocation.source is Source.PURCHASE_ORDER:
            item = shop.item(allocation.item_code)
            yield Bought(
                po_no=allocation.po_no, item_code=item.item_code, name=item.name, uom=item.uom, qty=allocation.qty,
                value=(allocation.qty * item.unit_cost).quantize(_CENT), is_alone=item.item_code not in wanted,
            )  # fmt: skip


def machines_of(shop: Shop, order_no: str, after: Iterable[Booking]) -> tuple[MachineEffect, ...]:
    """By work centre, what is still to be worked there and would be."""
    kept = [it for it in shop.held.get(order_no, _NOTHING).bookings if it.end_at > shop.as_of]
    before, then = _minutes(kept), _minutes(after)
    return tuple(
        MachineEffect(
            work_centre=code, name=shop.centres_by_code[code].name, before=before.get(code, 0), after=then.get(code, 0)
        )
        for code in sorted(before.keys() | then.keys())
    )


def materials_of(shop: Shop, order_no: str, after: Iterable[Allocation]) -> tuple[MaterialEffect, ...]:
    """By item, how much is kept and would be."""
    before, then = _quantities(shop.held.get(order_no, _NOTHING).allocations), _quantities(after)
    return tuple(
        MaterialEffect(
            item_code=code, name=shop.item(code).name, uom=shop.item(code).uom, before=before.get(code, ZERO),
            after=then.get(code, ZERO),
        )
        for code in sorted(before.keys() | then.keys())
    )  # fmt: skip


def effect_of(
    shop: Shop, order_no: str, cost: Cost, reported: Reported, *, answer: PromiseAnswer | None, keeps_material: bool,
    promise_before: date | None, promise_after: date | None, misses: bool = False,
) -> Effect:  # fmt: skip
    """Of an order in the shop as it is. `answer`: to what it would be; without one its machine time is given back.

    `keeps_material`: it goes on later, so that what is kept for it stays.
    """
    held = shop.held.get(order_no, _NOTHING)
    slots, materials = (answer.bookings, answer.allocations) if answer else ((), held.allocations)
    spent = spent_on(shop, order_no, cost, reported)
    return Effect(
        machines=machines_of(shop, order_no, slots),
        materials=materials_of(shop, order_no, materials if answer or keeps_material else ()),
        cost_delta=answer.cost.total + spent.total - cost.total if answer else ZERO,
        spent=spent,
        promise_before=promise_before,
        promise_after=promise_after,
        ready_date=answer.promise_date if answer else None,
        misses=misses,
        reported=reported,
    )


def _minutes(bookings: Iterable[Booking]) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for booking in bookings:
        found[booking.work_centre] = found.get(booking.work_centre, 0) + booking.work_minutes
    return found


def _quantities(allocations: Iterable[Allocation]) -> Mapping[str, Decimal]:
    found: dict[str, Decimal] = {}
    for allocation in allocations:
        found[allocation.item_code] = found.get(allocation.item_code, ZERO) + allocation.qty
    return found
