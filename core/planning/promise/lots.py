"""Dividing what was netted for a whole among the lots it is made in."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import accumulate

from core.planning.factory.master import ZERO
from core.planning.promise.supply import Peg


def dealt(pegs: Sequence[Peg], sizes: Sequence[int], step_of: Callable[[str], Decimal]) -> list[list[Peg]]:
    """Each lot's share of the goods of every item, in the order in which they come; no lot has too little.

    `step_of` gives the smallest quantity of an item.
    """
    hands: list[list[Peg]] = [[] for _ in sizes]
    for item_code in dict.fromkeys(peg.item_code for peg in pegs):
        mine = [peg for peg in pegs if peg.item_code == item_code]
        for hand, share in zip(hands, _cut(mine, sizes, step_of(item_code)), strict=True):
            hand += share
    return hands


def _cut(pegs: list[Peg], sizes: Sequence[int], step: Decimal) -> Iterator[list[Peg]]:
    """The goods of one item, cut where each lot has what the lots up to it need."""
    total, whole = sum(int(peg.qty / step) for peg in pegs), sum(sizes)
    left, given = list(reversed(pegs)), 0
    for reached in accumulate(sizes):
        wanted = -(-total * reached // whole)
        hand, given = _drawn(left, (wanted - given) * step), wanted
        yield hand


def _drawn(left: list[Peg], qty: Decimal) -> list[Peg]:
    """So much from the end of what is left."""
    hand = []
    while qty > ZERO:
        peg = left.pop()
        got = min(peg.qty, qty)
        hand.append(peg._replace(qty=got))
        if got < peg.qty:
            left.append(peg._replace(qty=peg.qty - got))
        qty -= got
    return hand
