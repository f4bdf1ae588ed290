"""The standing plan: machine time and material kept for orders and held quotes."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, fields
from datetime import datetime
from decimal import Decimal

from sqlalchemy import RowMapping, bindparam, delete, func, insert, or_, select
from sqlmodel import Session

from core.orders import Order
from core.orders.status import OPEN, OrderStatus
from core.planning.factory.master import ZERO
from core.planning.factory.records import Allocation, Booking, Source
from core.planning.materials.handover import handed_over
from core.planning.materials.instead import exchanged
from core.planning.materials.reservations import NOTHING, Level, Place, cut_back, settled
from core.planning.redesign.rework import reworked
from core.supply import PurchaseOrder, PurchaseStatus, Stock
from storage.bad_lots import blocked
from storage.counters import hold_version, move_version
from storage.statement import Prepared
from storage.tables import AllocationRow, BookingRow, core_table

BOOKING = core_table(BookingRow)
ALLOCATION = core_table(AllocationRow)
ORDER = core_table(Order)
STOCK = core_table(Stock)
PURCHASE = core_table(PurchaseOrder)

_BOOKING_FIELDS = [BOOKING.c[field.name] for field in fields(Booking)]
_ALLOCATION_FIELDS = [ALLOCATION.c[field.name] for field in fields(Allocation)]


def all_bookings(session: Session) -> tuple[Booking, ...]:
    """Every kept operation, by its start."""
    rows = session.execute(select(*_BOOKING_FIELDS).order_by(BOOKING.c.start_at, BOOKING.c.id))
    return tuple(Booking(**row) for row in rows.mappings())


def bookings_before(session: Session, moment: datetime) -> tuple[Booking, ...]:
    """Every kept operation that starts before a moment, by its start."""
    early = select(*_BOOKING_FIELDS).where(BOOKING.c.start_at < moment).order_by(BOOKING.c.start_at, BOOKING.c.id)
    return tuple(Booking(**row) for row in session.execute(early).mappings())


def all_allocations(session: Session) -> tuple[Allocation, ...]:
    """All kept material."""
    rows = session.execute(select(*_ALLOCATION_FIELDS).order_by(ALLOCATION.c.id)).mappings()
    return tuple(map(_allocation, rows))


def bookings_of(session: Session, order_no: str) -> tuple[Booking, ...]:
    """What is kept of machine time for one order."""
    rows = session.execute(select(*_BOOKING_FIELDS).where(BOOKING.c.order_no == order_no).order_by(BOOKING.c.id))
    return tuple(Booking(**row) for row in rows.mappings())


def allocations_of(session: Session, order_no: str) -> tuple[Allocation, ...]:
    """What is kept of material for one order."""
    kept = select(*_ALLOCATION_FIELDS).where(ALLOCATION.c.order_no == order_no).order_by(ALLOCATION.c.id)
    return tuple(map(_allocation, session.execute(kept).mappings()))


def release(session: Session, order_no: str) -> None:
    """Free everything kept for an order."""
    move_version(session, order_no=order_no)
    for freeing in _FREEING:
        freeing.count(session, {"ours": order_no})


def follow_milestones(session: Session, order: Order) -> None:
    """What an order keeps follows its milestones: used material is let go, what was made is kept until it ships."""
    if order.status not in OPEN:
        release(session, order.order_no)
        return
    before = allocations_of(session, order.order_no)
    kept = [it for it in before if not order.has_used(it.item_code) and it.item_code not in order.made]
    kept += [
        Allocation(order_no=order.order_no, item_code=product, qty=Decimal(quantity), source=Source.STOCK)
        for product, quantity in order.made.items()
    ]
    if kept != list(before):
        move_version(session, order_no=order.order_no)
        session.execute(delete(ALLOCATION).where(ALLOCATION.c.order_no == order.order_no))
        _allocate(session, kept)


_FREEING = tuple(
    Prepared(lambda _, table=table: delete(table).where(table.c.order_no == bindparam("ours")))  # type: ignore[misc]
    for table in (BOOKING, ALLOCATION)
)
_BOOKING = Prepared(lambda _: insert(BOOKING).inline(), given=[column.key for column in _BOOKING_FIELDS])
_ALLOCATING = Prepared(lambda _: insert(ALLOCATION).inline(), given=[column.key for column in _ALLOCATION_FIELDS])


def book(session: Session, order_no: str, bookings: Iterable[Booking], allocations: Iterable[Allocation]) -> None:
    """Keep machine time and material for an order, instead of whatever was kept for it before."""
    release(session, order_no)
    if slots := [asdict(booking) for booking in bookings]:
        _BOOKING.each(session, slots)
    _allocate(session, allocations)


def _allocate(session: Session, allocations: Iterable[Allocation]) -> None:
    if materials := [asdict(allocation) | {"source": allocation.source.value} for allocation in allocations]:
        _ALLOCATING.each(session, materials)


def hand_over_material(session: Session, item_code: str, giver: str, taker: str, qty: Decimal) -> None:
    """Give pieces on the shelf from one order to another, and what the other waits for in return.

    Raises `NotEnoughToGive` for more than the giver has there or the taker lacks.
    """
    for order_no in (giver, taker):
        move_version(session, order_no=order_no)
    given, taken = (allocations_of(session, order_no) for order_no in (giver, taker))
    for order_no, kept in handed_over(given, taken, item_code, qty, giver=giver, taker=taker).items():
        session.execute(delete(ALLOCATION).where(ALLOCATION.c.order_no == order_no))
        _allocate(session, kept)


def supply_levels(session: Session) -> dict[Place, Level]:
    """What every item's shelf and purchase orders have, the shelf and what comes earliest first.

    Keeps others from booking until the transaction ends.
    """
    hold_version(session)
    bad = blocked(session)
    levels = {
        (Source.STOCK, row.item, ""): Level(max(ZERO, row.on_hand_qty - bad.get(row.item, ZERO)))
        for row in session.execute(select(STOCK))
    }
    for row in session.execute(select(PURCHASE).order_by(PURCHASE.c.eta, PURCHASE.c.po_no)):
        place = (Source.PURCHASE_ORDER, row.item, row.po_no)
        levels[place] = Level.of_purchase(row.status, row.qty, row.received_qty)
    return levels


def settle(session: Session, before: Mapping[Place, Level]) -> None:
    """What is kept of material follows the supply, which was `before` and has changed (see `reservations.settled`)."""
    for item, kept in settled(_in_turn(session), before, supply_levels(session)).items():
        session.execute(delete(ALLOCATION).where(ALLOCATION.c.item_code == item))
        _allocate(session, kept)  # all of the item's, so that who came first stays first


def usable(session: Session, item: str) -> Decimal:
    """How much of an item is on the shelf and not blocked, kept for somebody or not."""
    return supply_levels(session).get((Source.STOCK, item, ""), NOTHING).there


def take_from_shelf(session: Session, item: str) -> dict[str, Decimal]:
    """More is kept from the shelf than is usable there: those who came last have to have it bought.

    Gives by order how much it has lost.
    """
    there, before = usable(session, item), [kept for kept in _in_turn(session) if kept.item_code == item]
    after = cut_back(before, item, there)
    lost = {order_no: qty - _on_shelf(after).get(order_no, ZERO) for order_no, qty in _on_shelf(before).items()}
    lost = {order_no: qty for order_no, qty in lost.items() if qty}
    if lost:
        session.execute(delete(ALLOCATION).where(ALLOCATION.c.item_code == item))
        _allocate(session, after)
    return lost


def _on_shelf(kept: Iterable[Allocation]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for each in kept:
        if each.source is Source.STOCK:
            found[each.order_no] = found.get(each.order_no, ZERO) + each.qty
    return found


def use_instead(session: Session, order_no: str, item: str, substitute: str, sources: Collection[Source]) -> Decimal:
    """Keep a substitute from the shelf for an order, instead of what it waits for from these sources; how much."""
    free = usable(session, substitute) - _on_shelf_in_all(session, substitute)
    kept = allocations_of(session, order_no)
    after, qty = exchanged(kept, item, substitute, free, sources)
    if qty:
        move_version(session, order_no=order_no)
        session.execute(delete(ALLOCATION).where(ALLOCATION.c.order_no == order_no))
        _allocate(session, after)
    return qty


def rework(session: Session, order_no: str, wanted: Mapping[str, Decimal]) -> None:
    """Keep so much more of these parts for an order, below zero less; see `reworked`. Its machine time stays."""
    free = {part: free_on_shelf(session, part) for part, more in wanted.items() if more > 0}
    after = reworked(allocations_of(session, order_no), order_no, wanted, free)
    move_version(session, order_no=order_no)
    session.execute(delete(ALLOCATION).where(ALLOCATION.c.order_no == order_no))
    _allocate(session, after)


def free_on_shelf(session: Session, item: str) -> Decimal:
    """What is usable of an item and kept for nobody. Keeps others from booking until the transaction ends."""
    return max(ZERO, usable(session, item) - _on_shelf_in_all(session, item))


def orders_with(session: Session, item: str) -> list[str]:
    """The orders that keep something of an item, by number."""
    kept = select(ALLOCATION.c.order_no).where(ALLOCATION.c.item_code == item).distinct()
    return list(session.execute(kept.order_by(ALLOCATION.c.order_no)).scalars())


def _on_shelf_in_all(session: Session, item: str) -> Decimal:
    asked = {"of": item, "by": "", "from": Source.STOCK.value, "ours": ""}
    return Decimal(_TAKEN.rows(session, asked)[0].qty)


def _in_turn(session: Session) -> list[Allocation]:
    """Nobody buys for a quote before it is sold: what comes is for the sold orders first."""
    quoted = set(session.execute(select(ORDER.c.order_no).where(ORDER.c.status == OrderStatus.QUOTED)).scalars())
    return sorted(all_allocations(session), key=lambda kept: kept.order_no in quoted)


def still_fit(session: Session, order_no: str, bookings: Iterable[Booking], allocations: Iterable[Allocation]) -> bool:
    """Nobody else has taken these slots or this material. Keeps others from booking until the transaction ends."""
    move_version(session, order_no=order_no)
    return all(_is_free(session, order_no, slot) for slot in bookings) and _is_there(session, order_no, allocations)


def _is_free(session: Session, order_no: str, slot: Booking) -> bool:
    asked = {
        "centre": slot.work_centre, "on": slot.unit, "ours": order_no, "from": slot.start_at, "until": slot.end_at,
    }  # fmt: skip
    return _MEETING.row(session, asked) is None


_MEETING = Prepared(
    lambda _: (
        select(BOOKING.c.id)
        .where(
            BOOKING.c.work_centre == bindparam("centre"),
            BOOKING.c.unit == bindparam("on"),
            BOOKING.c.order_no != bindparam("ours"),
            BOOKING.c.start_at < bindparam("until"),
            BOOKING.c.end_at > bindparam("from"),
        )
        .limit(1)
    )
)


def _is_there(session: Session, order_no: str, allocations: Iterable[Allocation]) -> bool:
    wanted: dict[tuple[Source, str, str], Decimal] = {}
    for kept in allocations:
        key = (kept.source, kept.item_code, kept.po_no)
        wanted[key] = wanted.get(key, Decimal(0)) + kept.qty
    bad = blocked(session)
    return all(
        source is Source.PURCHASE or qty <= _free_qty(session, order_no, source, item, po_no, bad)
        for (source, item, po_no), qty in wanted.items()
    )


def _free_qty(
    session: Session, order_no: str, source: Source, item: str, po_no: str, blocked_qty: Mapping[str, Decimal]
) -> Decimal:
    asked = {"of": item, "by": po_no}
    there = _ON_HAND.row(session, asked) if source is Source.STOCK else _COMING.row(session, asked)
    bad = blocked_qty.get(item, ZERO) if source is Source.STOCK else ZERO
    taken = _TAKEN.rows(session, asked | {"from": source.value, "ours": order_no})[0]
    return Decimal(there.qty if there else 0) - bad - Decimal(taken.qty)


_ON_HAND = Prepared(lambda _: select(STOCK.c.on_hand_qty.label("qty")).where(STOCK.c.item == bindparam("of")))
_COMING = Prepared(
    lambda _: select((PURCHASE.c.qty - PURCHASE.c.received_qty).label("qty")).where(
        PURCHASE.c.po_no == bindparam("by"),
        PURCHASE.c.item == bindparam("of"),
        or_(PURCHASE.c.status == PurchaseStatus.OPEN, PURCHASE.c.status == PurchaseStatus.CONFIRMED),
    )
)
_TAKEN = Prepared(
    lambda _: select(func.coalesce(func.sum(ALLOCATION.c.qty), 0).label("qty")).where(
        ALLOCATION.c.item_code == bindparam("of"),
        ALLOCATION.c.source == bindparam("from"),
        ALLOCATION.c.po_no == bindparam("by"),
        ALLOCATION.c.order_no != bindparam("ours"),
    )
)


def _allocation(row: RowMapping) -> Allocation:
    return Allocation(**{**row, "source": Source(row["source"])})
