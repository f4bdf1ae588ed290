"""One order gives pieces from the shelf to another and gets what the other waits for: nothing is counted twice."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from core.planning.errors import NotEnoughToGive
from core.planning.factory.master import ZERO
from core.planning.factory.records import Allocation, Source

_LATEST_FIRST = (Source.PURCHASE, Source.PURCHASE_ORDER)
"""What the taker lacks most is replaced first."""


def handed_over(
    given: Iterable[Allocation], taken: Iterable[Allocation], item_code: str, qty: Decimal, *, giver: str, taker: str
) -> dict[str, list[Allocation]]:
    """What both orders keep afterwards. `given` and `taken` are what they keep now.

    Raises `NotEnoughToGive` for more than the giver has on the shelf or the taker lacks, and for nothing at all.
    """
    shelf, rest = _split(given, item_code, (Source.STOCK,))
    awaited, other = _split(taken, item_code, _LATEST_FIRST)
    awaited.sort(key=lambda each: (_LATEST_FIRST.index(each.source), each.po_no))
    there = min(_total(shelf), _total(awaited))
    if not 0 < qty <= there:
        raise NotEnoughToGive(order_no=giver, taker=taker, item_code=item_code, there=there, qty=qty)
    to_taker, left = _first(shelf, qty)
    to_giver, still_awaited = _first(awaited, qty)
    return {
        giver: [*rest, *left, *(replace(each, order_no=giver) for each in to_giver)],
        taker: [*other, *still_awaited, *(replace(each, order_no=taker) for each in to_taker)],
    }


def _split(
    kept: Iterable[Allocation], item_code: str, sources: tuple[Source, ...]
) -> tuple[list[Allocation], list[Allocation]]:
    """Those of that item from these sources, and all others."""
    rows = list(kept)
    meant = [each for each in rows if each.item_code == item_code and each.source in sources]
    return meant, [each for each in rows if each not in meant]


def _first(rows: list[Allocation], qty: Decimal) -> tuple[list[Allocation], list[Allocation]]:
    """The first so many of these quantities, and what is left of them."""
    part, left = [], []
    for each in rows:
        cut = min(qty, each.qty)
        qty -= cut
        if cut:
            part.append(replace(each, qty=cut))
        if cut < each.qty:
            left.append(replace(each, qty=each.qty - cut))
    return part, left


def _total(rows: list[Allocation]) -> Decimal:
    return sum((each.qty for each in rows), ZERO)
