"""Annealing on machine sequences: what is dearer is taken too, the less the dearer and the later."""

import math

from core.planning.kernels.arrays import Arrays, Ints, Placement
from core.planning.kernels.draws import share
from core.planning.kernels.jit import inner, kernel
from core.planning.kernels.moves import choose
from core.planning.kernels.retiming import keep, move
from core.planning.kernels.searching import LOGGED, TOO_DEAR, Search, cost_of

BEST, IS_KEPT = 0, 1
"""Places in the record: the least cost so far, and whether its schedule has been written down (1)."""


@kernel
def anneal(a: Arrays, s: Search, dice: Ints, best: Placement, record: Ints, tries: int, heat: float) -> int:
    """Try so many moves at that temperature, in cost; gives how many were taken.

    `best` and `record` are the best schedule there has been, when it is over.
    """
    cost, taken = cost_of(s), 0
    for _ in range(tries):
        op, machine, before = choose(a, s, dice)
        if op < 0:
            continue
        more = move(a, s, op, machine, before, int(-heat * math.log(share(dice))), int(heat))
        if more == TOO_DEAR:
            continue
        if more > 0 and record[IS_KEPT] == 0 and cost == record[BEST]:
            write_down_before(s, best, record)
        keep(a, s)
        cost += more
        taken += 1
        if cost < record[BEST]:
            record[BEST], record[IS_KEPT] = cost, 0
    if record[IS_KEPT] == 0 and cost == record[BEST]:
        write_down(s, best, record)
    return taken


@inner
def write_down(s: Search, best: Placement, record: Ints) -> None:
    """The present schedule is the best."""
    for op in range(best.machine.shape[0]):
        best.machine[op], best.start[op], best.end[op] = s.q.machine[op], s.q.start[op], s.q.end[op]
    record[IS_KEPT] = 1


@inner
def write_down_before(s: Search, best: Placement, record: Ints) -> None:
    """The schedule before the last move is the best: written only when it is left, which is rarer than found."""
    write_down(s, best, record)
    for place in range(s.now[LOGGED]):
        op = s.log_op[place]
        best.start[op], best.end[op] = s.log_start[place], s.log_end[place]
    best.machine[s.was[0]] = s.was[1]
