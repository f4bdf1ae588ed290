"""Which move to try next: on the chain of operations that decides when a late order ends."""

from core.planning.kernels.arrays import Arrays, Ints
from core.planning.kernels.draws import below
from core.planning.kernels.jit import inner
from core.planning.kernels.searching import TARDINESS, Search
from core.planning.kernels.sequences import Sequences, arrival, changeover, vacancy
from core.planning.kernels.shares import holder

FURTHEST = 40
"""Operations over which a family is brought together."""
ASIDE = 4
"""Of a hundred moves, so many are on any operation at all: they save set-up where nothing is late."""
SWAPS = 60
"""Of a hundred moves on a blocked operation, so many change places with the one before it."""
STOPS, LEAVES = 10, 40
"""On the way up a chain, one in so many operations is taken: of those that are blocked, of those that are not."""


@inner
def choose(a: Arrays, s: Search, dice: Ints) -> tuple[int, int, int]:
    """An operation, a machine for it and whom to put it behind (-1: nobody); (-1, 0, 0) where this draw has none."""
    total = s.total[TARDINESS]
    if total == 0 or below(dice, 100) < ASIDE:
        return _aside(a, s.q, dice)
    op = _walk(a, s.q, dice, a.last[holder(s.lateness, below(dice, total))])
    return _unblocked(a, s.q, dice, op) if is_blocked(a, s.q, op) else _elsewhere(a, s.q, dice, op)


@inner
def _walk(a: Arrays, q: Sequences, dice: Ints, op: int) -> int:
    """Up the chain of operations that decide when this one ends, to one of them; sooner to the last of them."""
    found, met = op, 0
    while op >= 0 and a.pin_machine[op] < 0:
        if is_blocked(a, q, op):
            met += 1
            if below(dice, met) == 0:
                found = op
            if below(dice, STOPS) == 0:
                return op
            op = q.before[op]
        else:
            if below(dice, LEAVES) == 0:
                return op
            op = _awaited(a, q, op)
    return found


@inner
def _awaited(a: Arrays, q: Sequences, op: int) -> int:
    """The predecessor of its order for which an operation waits; -1 where it waits for none."""
    latest, found = a.ready[op], -1
    for k in range(a.pred_from[op], a.pred_from[op + 1]):
        if q.end[a.pred[k]] > latest:
            latest, found = q.end[a.pred[k]], a.pred[k]
    return found


@inner
def is_blocked(a: Arrays, q: Sequences, op: int) -> bool:
    """Whether it waits for the one before it on its machine, and not for its order."""
    return q.before[op] >= 0 and vacancy(a, q, op) > arrival(a, q, op)


@inner
def _aside(a: Arrays, q: Sequences, dice: Ints) -> tuple[int, int, int]:
    op = below(dice, q.machine.shape[0])
    kind = below(dice, 10)
    if kind < 6:
        return _together(a, q, dice, op)
    if kind < 8:
        return _sooner(a, q, dice, op)
    return _elsewhere(a, q, dice, op)


@inner
def _unblocked(a: Arrays, q: Sequences, dice: Ints, op: int) -> tuple[int, int, int]:
    """A move that may let an operation begin earlier which waits for its machine."""
    kind = below(dice, 100)
    if kind < SWAPS:
        before = q.before[op]
        return op, q.machine[op], q.before[before]
    if kind < SWAPS + 12:
        return _sooner(a, q, dice, op)
    if kind < SWAPS + 24:
        return _out_of_the_way(a, q, dice, op)
    if kind < SWAPS + 36:
        return _elsewhere(a, q, dice, op if kind & 1 else q.before[op])
    return _together(a, q, dice, op)


@inner
def _sooner(a: Arrays, q: Sequences, dice: Ints, op: int) -> tuple[int, int, int]:
    """One or several places up, not before the operation could be there."""
    before, there = q.before[op], arrival(a, q, op)
    if before < 0:
        return -1, 0, 0
    before = q.before[before]
    while before >= 0 and q.end[before] > there and below(dice, 2) == 0:
        before = q.before[before]
    return op, q.machine[op], before


@inner
def _out_of_the_way(a: Arrays, q: Sequences, dice: Ints, op: int) -> tuple[int, int, int]:
    """One of those that block an operation, right behind it or further down."""
    blocking, before = q.before[op], op
    while is_blocked(a, q, blocking) and below(dice, 2) == 0:
        blocking = q.before[blocking]
    while q.behind[before] >= 0 and below(dice, 4) == 0:
        before = q.behind[before]
    return blocking, q.machine[op], before


@inner
def _elsewhere(a: Arrays, q: Sequences, dice: Ints, op: int) -> tuple[int, int, int]:
    """Another machine, where it arrives there or a little before; of a few neighbours the one with the least set-up."""
    ways = a.way_from[op + 1] - a.way_from[op]
    if ways < 2:
        return -1, 0, 0
    machine = a.way_machine[a.way_from[op] + below(dice, ways)]
    if machine == q.machine[op]:
        return -1, 0, 0
    there = arrival(a, q, op)
    there += below(dice, max(1, q.start[op] - there + 1)) if below(dice, 2) == 0 else 0
    before, behind = -1, q.first[machine]
    while behind >= 0 and q.start[behind] < there:
        before, behind = behind, q.behind[behind]
    if before >= 0 and below(dice, 3) == 0:
        before = q.before[before]
    return op, machine, before


@inner
def _together(a: Arrays, q: Sequences, dice: Ints, op: int) -> tuple[int, int, int]:
    """Next to the nearest of its own family on its machine, up or down, where now it has to be set up for."""
    machine, family = q.machine[op], a.family[op]
    if changeover(a, machine, q.before[op], op) == 0:
        return -1, 0, 0
    up, down = q.before[op], q.behind[op]
    for _ in range(FURTHEST):
        if up >= 0:
            if a.family[up] == family:
                return op, machine, up
            up = q.before[up]
        if down >= 0:
            if a.family[down] == family:
                return op, machine, q.before[down] if below(dice, 2) == 0 else down
            down = q.behind[down]
    return -1, 0, 0
