"""Revisions: what each is made of, the rules that give them to work orders, and which one each work order has."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal

from sqlalchemy import delete, func, insert, select
from sqlmodel import Session, col
from sqlmodel import select as entities

from core.changes import Replanned
from core.changes.redline import Line
from core.orders import Order
from core.orders.status import COMMITTED
from core.planning.factory.records import Source
from core.revisions import ZERO, ItemRevision, Work, WorkOrder, revision_for
from core.supply import BomLine, Item, Stock, Structure, Substitute
from storage.statement import Prepared
from storage.tables import AllocationRow, BookingRow, core_table

ITEM, BOM, WORK, RULE, STOCK, ALLOCATION, REPLANNED, BOOKING, ORDER = (
    core_table(kind)
    for kind in (Item, BomLine, WorkOrder, ItemRevision, Stock, AllocationRow, Replanned, BookingRow, Order)
)

Revisions = tuple[tuple[str, str], ...]
"""Items with the revision they are made to, where it is not the one in force; by item."""

_OPEN = Prepared(lambda _: select(RULE.c.item).where(RULE.c.ended_at.is_(None)).limit(1))


def lines_of(session: Session, item: str, revision: str) -> tuple[Line, ...]:
    """What a revision of an item is made of."""
    found = select(BOM).where(BOM.c.parent == item, BOM.c.revision == revision).order_by(BOM.c.component)
    return tuple(Line(row.component, row.qty_per, row.scrap_rate, row.at_seq) for row in session.execute(found))


def write_lines(session: Session, item: str, revision: str, lines: Iterable[Line]) -> None:
    """Keep what a new revision is made of."""
    rows = [
        {
            "parent": item, "component": line.component, "revision": revision, "qty_per": line.qty_per,
            "scrap_rate": line.scrap_rate, "at_seq": line.at_seq,
        }
        for line in lines
    ]  # fmt: skip
    if rows:
        session.execute(insert(BOM), rows)


def known_revisions(session: Session, item: str) -> frozenset[str]:
    """Every name a revision of an item has or had."""
    named = select(BOM.c.revision).where(BOM.c.parent == item).distinct()
    made = select(RULE.c.revision).where(RULE.c.item == item)
    return frozenset(session.execute(named).scalars()) | frozenset(session.execute(made).scalars())


def structure(session: Session, but: str) -> Structure:
    """What is made of what by the revisions in force, without one item's own lines; and what may stand in."""
    instead = core_table(Substitute).c
    lines = select(BOM.c.parent, BOM.c.component).join(
        ITEM, (ITEM.c.item_code == BOM.c.parent) & (ITEM.c.revision == BOM.c.revision)
    )
    pairs = frozenset((row.parent, row.component) for row in session.execute(lines) if row.parent != but)
    approved = session.execute(select(instead.item, instead.substitute).where(instead.is_approved))
    return Structure(pairs, frozenset((row.item, row.substitute) for row in approved))


def rules_open(session: Session, item: str = "", *, lock: bool = False) -> list[ItemRevision]:
    """The rules that still give a revision to somebody, of all items or of one, the oldest first."""
    found = entities(ItemRevision).where(col(ItemRevision.ended_at).is_(None))
    found = found.where(col(ItemRevision.item) == item) if item else found
    found = found.order_by(col(ItemRevision.opened_at), col(ItemRevision.change_no))
    return list(session.exec(found.with_for_update() if lock else found))


def work_orders_of(session: Session, order_no: str) -> list[WorkOrder]:
    """An order's work orders, by line and item."""
    found = entities(WorkOrder).where(col(WorkOrder.order_no) == order_no)
    return list(session.exec(found.order_by(col(WorkOrder.line_no), col(WorkOrder.item_code))))


def work_orders_by(session: Session, change_no: str) -> list[WorkOrder]:
    """The work orders that a change was decided about last for, by order, line and item."""
    found = entities(WorkOrder).where(col(WorkOrder.change_no) == change_no)
    keys = (col(WorkOrder.order_no), col(WorkOrder.line_no), col(WorkOrder.item_code))
    return list(session.exec(found.order_by(*keys)))


def differing(session: Session, order_nos: Collection[str] = ()) -> dict[str, frozenset[tuple[str, str]]]:
    """By order, the items it makes to another revision than the one in force; of all orders, or of these."""
    found = select(WORK.c.order_no, WORK.c.item_code, WORK.c.revision).join(
        ITEM, (ITEM.c.item_code == WORK.c.item_code) & (ITEM.c.revision != WORK.c.revision)
    )
    found = found.where(WORK.c.order_no.in_(list(order_nos))) if order_nos else found
    by_order: dict[str, set[tuple[str, str]]] = {}
    for row in session.execute(found):
        by_order.setdefault(row.order_no, set()).add((row.item_code, row.revision))
    return {order_no: frozenset(pairs) for order_no, pairs in by_order.items()}


def revisions_for(session: Session, order_no: str, wanted: Mapping[str, int], day: date) -> Revisions:
    """To which revisions an order is made that are not in force: what it has, else what the rules give it that day.

    `wanted`: pieces by product.
    """
    kept = dict(differing(session, [order_no]).get(order_no, ()))
    if _OPEN.row(session, {}) is None:
        return tuple(sorted(kept.items()))
    rules: dict[str, list[ItemRevision]] = {}
    for rule in rules_open(session):
        rules.setdefault(rule.item, []).append(rule)
    has = set(session.execute(select(WORK.c.item_code).where(WORK.c.order_no == order_no)).scalars())
    in_force = revisions_in_force(session, rules)
    for item in sorted(rules.keys() - has):
        work = work_of(session, order_no, wanted, day, rules[item])
        revision = revision_for(in_force[item], rules[item], work)
        if revision != in_force[item]:
            kept[item] = revision
    return tuple(sorted(kept.items()))


def revisions_in_force(session: Session, items: Collection[str]) -> dict[str, str]:
    """By item, the revision in force."""
    found = select(ITEM.c.item_code, ITEM.c.revision).where(ITEM.c.item_code.in_(sorted(items)))
    return {row.item_code: row.revision for row in session.execute(found)}


def work_of(
    session: Session,
    order_no: str,
    wanted: Mapping[str, int],
    day: date,
    rules: Iterable[ItemRevision],
    line_no: int = 1,
) -> Work:
    """What the rules of an item ask of an order's work on it."""
    rules = list(rules)
    parts = {rule.use_up for rule in rules if rule.use_up}
    return Work(
        order_no=order_no, line_no=line_no, day=day,
        taken={rule.revision: orders_with(session, rule) for rule in rules if rule.is_deviation},
        free={part: free_of(session, part, but=order_no) for part in parts},
        need={rule.use_up: _need(session, rule, wanted) for rule in rules if rule.use_up},
    )  # fmt: skip


def orders_with(session: Session, rule: ItemRevision) -> frozenset[str]:
    """Orders whose work is done to that revision."""
    found = select(WORK.c.order_no).where(WORK.c.item_code == rule.item, WORK.c.revision == rule.revision)
    return frozenset(session.execute(found).scalars())


def free_of(session: Session, item: str, *, but: str = "") -> Decimal:
    """What is on the shelf of an item and nobody's, except perhaps that order's."""
    there = session.execute(select(STOCK.c.on_hand_qty).where(STOCK.c.item == item)).scalar() or ZERO
    held = select(func.coalesce(func.sum(ALLOCATION.c.qty), 0)).where(
        ALLOCATION.c.item_code == item, ALLOCATION.c.source == Source.STOCK.value, ALLOCATION.c.order_no != but
    )
    return Decimal(there) - Decimal(session.execute(held).scalar_one())


def _need(session: Session, rule: ItemRevision, wanted: Mapping[str, int]) -> Decimal:
    """How much of the old part an order takes, by what its products are made of now."""
    per = next(
        (line.qty_per for line in lines_of(session, rule.item, rule.base) if line.component == rule.use_up), ZERO
    )
    boms: dict[str, list[tuple[str, Decimal]]] = {}
    lines = select(BOM.c.parent, BOM.c.component, BOM.c.qty_per).join(
        ITEM, (ITEM.c.item_code == BOM.c.parent) & (ITEM.c.revision == BOM.c.revision)
    )
    for row in session.execute(lines):
        boms.setdefault(row.parent, []).append((row.component, row.qty_per))
    pieces = sum((qty * pieces_in(boms, product, rule.item) for product, qty in wanted.items()), ZERO)
    return pieces * per


def pieces_in(boms: Mapping[str, list[tuple[str, Decimal]]], product: str, item: str) -> Decimal:
    """How many of an item one piece of a product holds, at all levels."""
    if product == item:
        return Decimal(1)
    return sum((qty * pieces_in(boms, component, item) for component, qty in boms.get(product, ())), ZERO)


def unnoted_work(session: Session, item: str) -> list[tuple[str, int, Decimal]]:
    """Order, line and quantity of sold work on an item of which nobody has noted to which revision it is done."""
    has = select(WORK.c.order_no).where(
        WORK.c.order_no == BOOKING.c.order_no, WORK.c.line_no == BOOKING.c.line_no, WORK.c.item_code == item
    )
    found = (
        select(BOOKING.c.order_no, BOOKING.c.line_no, func.max(BOOKING.c.qty).label("qty"))
        .join(ORDER, ORDER.c.order_no == BOOKING.c.order_no)
        .where(BOOKING.c.item_code == item, BOOKING.c.seq > 0, ORDER.c.status.in_(COMMITTED), ~has.exists())
        .group_by(BOOKING.c.order_no, BOOKING.c.line_no)
        .order_by(BOOKING.c.order_no, BOOKING.c.line_no)
    )
    return [(row.order_no, row.line_no, Decimal(row.qty)) for row in session.execute(found)]


def keep_work_orders(session: Session, rows: Iterable[WorkOrder]) -> None:
    """Store these, in place of what was known of the same work."""
    for row in rows:
        session.merge(row)
    session.flush()


def keep_replanned(session: Session, change_no: str, found: Iterable[Replanned]) -> None:
    """Where a change's orders go, in place of what was found before."""
    session.execute(delete(REPLANNED).where(REPLANNED.c.change_no == change_no))
    session.add_all(found)
    session.flush()


def replanned_by(session: Session, change_no: str) -> list[Replanned]:
    """Where a change's orders go, by order."""
    found = entities(Replanned).where(col(Replanned.change_no) == change_no)
    return list(session.exec(found.order_by(col(Replanned.order_no))))


def item_codes(session: Session) -> list[str]:
    """The codes of all items."""
    return list(session.execute(select(ITEM.c.item_code).order_by(ITEM.c.item_code)).scalars())
