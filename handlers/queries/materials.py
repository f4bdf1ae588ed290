"""Material of sold orders, as people ask for it."""

from collections.abc import Collection, Mapping
from datetime import datetime, tzinfo

from sqlalchemy import select
from sqlmodel import Session

from core.planning.factory.shop import Shop
from core.supply import Item
from handlers.queries.names import Names
from storage.bookings import all_allocations, all_bookings
from storage.counters import data_version
from storage.shop import load_shop
from storage.tables import core_table


def shop_with_material(session: Session, now: datetime, zone: tzinfo) -> Shop:
    """The shop with all that is kept."""
    kept, held = all_bookings(session), all_allocations(session)
    return load_shop(session, now, data_version(session), zone, bookings=kept, allocations=held)


def buyers(session: Session, names: Names, item_codes: Collection[str], anybody: str) -> Mapping[str, str]:
    """Who buys each of these items: its own buyer, else `anybody`."""
    item = core_table(Item)
    rows = session.execute(select(item.c.item_code, item.c.buyer).where(item.c.item_code.in_(item_codes)))
    return {row.item_code: names.person(row.buyer or anybody) for row in rows}
