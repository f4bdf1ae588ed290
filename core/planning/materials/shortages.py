"""Shortages: what nobody has bought yet although sold orders need it, and what comes too late."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from core.planning.factory.arrivals import lead_days
from core.planning.factory.master import ZERO, Item
from core.planning.factory.records import Source
from core.planning.factory.shop import Shop
from core.planning.materials.kits import Kit, KitLine, Supplied


@dataclass(frozen=True, slots=True)
class Shortage:
    """One item that sold orders need and do not have."""

    item: Item
    short_qty: Decimal
    """Not on the shelf and not on order."""
    late_qty: Decimal
    """On order, but later than the work that needs it."""
    need_at: datetime | None
    """When the first work that lacks it begins; None when none is planned."""
    order_by: date | None
    """The last day on which a purchase still comes in time; None where that cannot be said."""
    lead_days: int | None
    late_pos: tuple[str, ...]
    """Purchase orders that come too late."""
    orders: tuple[str, ...]
    """Who lacks it, the first in need first."""

    def is_past(self, today: date) -> bool:
        """Bought today it would come too late."""
        return bool(self.short_qty) and (self.order_by is None or self.order_by < today)


def shortages_of(shop: Shop, kits: Iterable[Kit]) -> tuple[Shortage, ...]:
    """Everything short, by the day on which it has to be ordered; what is only late stands by its need."""
    lacking: dict[str, list[tuple[str, KitLine]]] = {}
    for kit in kits:
        for line in kit.lines:
            if _short(line) or _late(line):
                lacking.setdefault(line.item.item_code, []).append((kit.order_no, line))
    found = [_shortage(shop, rows) for _, rows in sorted(lacking.items())]
    return tuple(sorted(found, key=lambda each: (each.order_by or _need_day(shop, each), each.item.item_code)))


def _shortage(shop: Shop, rows: list[tuple[str, KitLine]]) -> Shortage:
    item = rows[0][1].item
    rows = sorted(rows, key=lambda row: (row[1].need_at is None, row[1].need_at or shop.as_of, row[0]))
    short, late = (sum((measure(line) for _, line in rows), ZERO) for measure in (_short, _late))
    today = shop.calendar.local_date(shop.as_of)
    days, need_at = lead_days(item, today, shop.calendar), rows[0][1].need_at
    order_by = None
    if short and days is not None and need_at is not None:
        order_by = shop.calendar.local_date(need_at) - timedelta(days=days)
    pos = sorted({part.po_no for _, line in rows for part in line.parts if part.po_no and _is_late(part, line)})
    return Shortage(item, short, late, need_at, order_by, days, tuple(pos), tuple(order_no for order_no, _ in rows))


def _short(line: KitLine) -> Decimal:
    return sum((part.qty for part in line.parts if part.source is Source.PURCHASE), ZERO)


def _late(line: KitLine) -> Decimal:
    return sum((part.qty for part in line.parts if part.po_no and _is_late(part, line)), ZERO)


def _is_late(part: Supplied, line: KitLine) -> bool:
    return line.need_at is not None and (part.available_at is None or part.available_at > line.need_at)


def _need_day(shop: Shop, shortage: Shortage) -> date:
    return shop.calendar.local_date(shortage.need_at) if shortage.need_at else date.max
