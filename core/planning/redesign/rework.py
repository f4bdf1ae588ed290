"""The material of one order whose work is made to another revision after all, where it is and stays in the plan."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from core.planning.factory.master import ZERO, BomLine
from core.planning.factory.records import Allocation, Source

_GIVEN_UP_FIRST = (Source.PURCHASE, Source.PURCHASE_ORDER, Source.STOCK)


def difference(
    before: Iterable[BomLine], after: Iterable[BomLine], qty: Decimal, in_steps: Callable[[str, Decimal], Decimal]
) -> dict[str, Decimal]:
    """By part, how much more of it `qty` pieces need; below zero less. Parts of which nothing changes are left out."""
    wanted: dict[str, Decimal] = {}
    for sign, lines in ((-1, before), (1, after)):
        for line in lines:
            need = in_steps(line.component, line.gross(qty))
            wanted[line.component] = wanted.get(line.component, ZERO) + sign * need
    return {part: more for part, more in sorted(wanted.items()) if more}


def reworked(
    kept: Iterable[Allocation], order_no: str, wanted: Mapping[str, Decimal], free: Mapping[str, Decimal]
) -> list[Allocation]:
    """What the order keeps then. More is taken from the shelf as far as it is `free` there, the rest is to be bought.

    Of what it needs less, what is still to be bought is given up first, and what is on the shelf last.
    """
    less = {part: -more for part, more in wanted.items() if more < 0}
    found = list[Allocation]()
    for each in sorted(kept, key=lambda it: _GIVEN_UP_FIRST.index(it.source)):
        given_up = min(each.qty, less.get(each.item_code, ZERO))
        less[each.item_code] = less.get(each.item_code, ZERO) - given_up
        if given_up < each.qty:
            found.append(replace(each, qty=each.qty - given_up))
    for part, more in wanted.items():
        shelf = max(ZERO, min(more, free.get(part, ZERO)))
        for qty, source in ((shelf, Source.STOCK), (more - shelf, Source.PURCHASE)):
            if qty > 0:
                found.append(Allocation(order_no=order_no, item_code=part, qty=qty, source=source))
    return found
