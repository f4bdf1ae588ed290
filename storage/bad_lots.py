"""Finding blocked goods."""

from decimal import Decimal

from sqlalchemy import func, select
from sqlmodel import Session

from core.badparts import BadLot
from core.errors import NotFound
from core.supply import Stock
from storage.statement import Prepared
from storage.tables import core_table

LOT, STOCK = core_table(BadLot), core_table(Stock)

_BLOCKED = Prepared(
    lambda _: select(LOT.c.item, func.sum(LOT.c.qty).label("qty")).where(LOT.c.disposal.is_(None)).group_by(LOT.c.item)
)


def get_bad_lot(session: Session, number: str, *, lock: bool = False) -> BadLot:
    """The blocked goods of this number. `lock` keeps other writers from them until the transaction ends."""
    lot = session.get(BadLot, number, with_for_update=lock or None)
    if lot is None:
        raise NotFound(kind="bad_lot", words=number, near=[])
    return lot


def blocked(session: Session) -> dict[str, Decimal]:
    """By item, how much on the shelf nobody may use."""
    session.flush()
    return {row.item: Decimal(row.qty) for row in _BLOCKED.rows(session, {})}


def usable_stock(session: Session) -> dict[str, Decimal]:
    """By item, how much is on the shelf and may be used."""
    bad = blocked(session)
    rows = session.execute(select(STOCK.c.item, STOCK.c.on_hand_qty).order_by(STOCK.c.item))
    return {row.item: max(Decimal(0), row.on_hand_qty - bad.get(row.item, 0)) for row in rows}
