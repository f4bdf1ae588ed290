"""What becomes of material that is kept for orders when supply changes. Where it is taken: `supply.Pool`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from core.planning.factory.master import ZERO
from core.planning.factory.records import Allocation, Source
from core.supply import PurchaseStatus

Place = tuple[Source, str, str]
"""Where material is or comes from: the source, the item, the purchase order if it is one."""


@dataclass(frozen=True, slots=True)
class Level:
    """How much a place has been told to have in all, and how much of that has gone on to the shelf."""

    total: Decimal = ZERO
    arrived: Decimal = ZERO

    @property
    def there(self) -> Decimal:
        """What can still be had from it."""
        return self.total - self.arrived

    @classmethod
    def of_purchase(cls, status: PurchaseStatus, qty: Decimal, received_qty: Decimal) -> "Level":
        """A closed purchase order brings no more: all of it has arrived, or, cancelled, what had come before."""
        if status is PurchaseStatus.CANCELLED:
            return cls(received_qty, received_qty)
        total = max(qty, received_qty)
        return cls(total, total if status is PurchaseStatus.RECEIVED else received_qty)


NOTHING = Level()


def settled(
    kept: Iterable[Allocation], before: Mapping[Place, Level], after: Mapping[Place, Level]
) -> dict[str, list[Allocation]]:
    """All that is kept of the items for which a change of supply moves something, by item.

    Goods that arrive stay with those who waited for them. What a purchase order no longer brings is to be bought
    again, for those who came last. What nobody knew of before goes to those for whom it is still to be bought, first
    come, first served. A count of the shelf that falls takes nothing away: it does not tell whose was issued.

    `kept` is in the order in which it was taken, `after` has what comes earliest first.
    """
    known = {**after, **dict.fromkeys(before.keys() - after.keys(), NOTHING)}
    changes = [(place, before.get(place, NOTHING), now) for place, now in known.items()]
    of_item = _by_item(kept)
    moved = dict(of_item)
    for place, was, now in changes:
        moved[place[1]] = _brought_up(moved.get(place[1], []), place, was, now)
    for place, was, now in changes:
        moved[place[1]] = _shared_out(moved[place[1]], place, now.total - was.total, now.there)
    return {item: rows for item, rows in moved.items() if rows != of_item.get(item, [])}


def cut_back(kept: Iterable[Allocation], item: str, there: Decimal) -> list[Allocation]:
    """All that is kept of an item when only so much of it is usable on the shelf: who came last has it bought."""
    place, rows = (Source.STOCK, item, ""), list(kept)
    return _moved(rows[::-1], _held(rows, place) - there, place, Source.PURCHASE)[::-1]


def _by_item(kept: Iterable[Allocation]) -> dict[str, list[Allocation]]:
    found: dict[str, list[Allocation]] = {}
    for each in kept:
        found.setdefault(each.item_code, []).append(each)
    return found


def _brought_up(kept: list[Allocation], place: Place, was: Level, now: Level) -> list[Allocation]:
    """What has arrived is kept from the shelf; what does not come any more is to be bought."""
    if place[0] is not Source.PURCHASE_ORDER:
        return kept
    kept = _moved(kept, now.arrived - was.arrived, place, Source.STOCK)
    lost = _held(kept, place) - now.there
    return _moved(kept[::-1], lost, place, Source.PURCHASE)[::-1]


def _shared_out(kept: list[Allocation], place: Place, more: Decimal, there: Decimal) -> list[Allocation]:
    """What is new and nobody's is kept for those for whom it would have to be bought."""
    source, item, po_no = place
    return _moved(kept, min(more, there - _held(kept, place)), (Source.PURCHASE, item, ""), source, po_no)


def _moved(kept: list[Allocation], qty: Decimal, origin: Place, source: Source, po_no: str = "") -> list[Allocation]:
    """So much of what is kept from one place, the first first, is kept from another; nothing below zero."""
    found = []
    for each in kept:
        part = max(ZERO, min(qty, each.qty)) if _place(each) == origin else ZERO
        qty -= part
        if part < each.qty:
            found.append(replace(each, qty=each.qty - part))
        if part:
            found.append(replace(each, qty=part, source=source, po_no=po_no))
    return found


def _held(kept: list[Allocation], place: Place) -> Decimal:
    return sum((each.qty for each in kept if _place(each) == place), ZERO)


def _place(kept: Allocation) -> Place:
    return kept.source, kept.item_code, kept.po_no
