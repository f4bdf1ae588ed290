"""A substitute from the shelf in the place of what an order waits for, piece for piece."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from decimal import Decimal

from core.planning.factory.master import ZERO
from core.planning.factory.records import Allocation, Source


def exchanged(
    kept: Iterable[Allocation], item: str, substitute: str, free: Decimal, sources: Collection[Source]
) -> tuple[list[Allocation], Decimal]:
    """What an order keeps afterwards, and how much of the substitute. `free`: so much of it is nobody's.

    All of an item that is kept from these sources is exchanged, or, as far as the shelf goes, a whole number of pieces.
    """
    found, left = list[Allocation](), max(ZERO, free)
    rows = list(kept)
    for each in rows:
        is_meant = each.item_code == item and each.source in sources
        part = min(each.qty, left) if is_meant else ZERO
        part = part if part == each.qty else Decimal(int(part))
        left -= part
        if part < each.qty:
            found.append(replace(each, qty=each.qty - part))
        if part:
            found.append(replace(each, item_code=substitute, qty=part, source=Source.STOCK, po_no=""))
    return found, max(ZERO, free) - left
