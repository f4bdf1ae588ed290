"""Drawing by share: amounts that change one at a time, and who holds the n-th of all.

P. M. Fenwick, "A new data structure for cumulative frequency tables", Software: Practice and Experience 24 (1994)
327-336.
"""

from core.planning.kernels.arrays import Ints
from core.planning.kernels.jit import inner


@inner
def add(tree: Ints, who: int, amount: int) -> None:
    """Give somebody so much more."""
    place = who + 1
    while place < tree.shape[0]:
        tree[place] += amount
        place += place & -place


@inner
def holder(tree: Ints, nth: int) -> int:
    """Who holds the n-th of all, from 0."""
    step, place = 1, 0
    while 2 * step < tree.shape[0]:
        step *= 2
    while step > 0:
        if place + step < tree.shape[0] and tree[place + step] <= nth:
            place += step
            nth -= tree[place]
        step >>= 1
    return place
