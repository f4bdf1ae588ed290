"""What a move will have done to an order, guessed as soon as one of its operations is timed anew.

An order is late by its last operation, and most moves are too dear: to wait until the last ones are timed took two to
three times as many operations a move. A guess only tells when to give up; a move that stays costs what it costs.
"""

from core.planning.kernels.arrays import Arrays
from core.planning.kernels.jit import inner
from core.planning.kernels.searching import COST, MOVE, TARDINESS, TOUCHED, Search
from core.planning.kernels.sequences import Sequences, tardy


@inner
def guess(s: Search, order: int, late: int) -> None:
    """The move seems to make an order so late."""
    if s.guessed[order] != s.now[MOVE]:
        s.guessed[order], s.guess[order] = s.now[MOVE], s.q.tardiness[order]
        s.touched[s.now[TOUCHED]] = order
        s.now[TOUCHED] += 1
    s.now[COST] += (late - s.guess[order]) * s.price[TARDINESS]
    s.guess[order] = late


@inner
def foresee(a: Arrays, s: Search, op: int, end: int) -> None:
    """Guess from the new end of an operation how late its order will be, long before its last one is timed.

    Of two guesses of one order the delay counts.
    """
    q, order = s.q, a.order_of[op]
    known = s.guess[order] if s.guessed[order] == s.now[MOVE] else q.tardiness[order]
    is_later = end > q.end[op]
    if not is_later and (q.tardiness[order] == 0 or known > q.tardiness[order]):
        return
    more = _arriving(a, q, op, end - q.end[op])
    late = tardy(a, q, order, q.end[a.last[order]] + more) if more != 0 else q.tardiness[order]
    if late > known if is_later else late < known:
        guess(s, order, late)


@inner
def _arriving(a: Arrays, q: Sequences, op: int, more: int) -> int:
    """By how much the order ends later (below 0: earlier): what waits between takes up a delay, and hides no gain."""
    while more != 0 and a.succ_from[op] < a.succ_from[op + 1]:
        behind = a.succ[a.succ_from[op]]
        if more > 0:
            more = max(0, more - (q.start[behind] - q.end[op]))
        op = behind
    return more if a.finishes[op] >= 0 else 0


@inner
def no_longer_guessed(s: Search) -> None:
    """The whole move is timed: what was guessed and did not come is not there."""
    for place in range(s.now[TOUCHED]):
        order = s.touched[place]
        s.now[COST] += (s.q.tardiness[order] - s.guess[order]) * s.price[TARDINESS]
        s.guess[order] = s.q.tardiness[order]
