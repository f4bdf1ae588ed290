"""A schedule that is being changed move by move: its sequences, its cost, and what the last move has done to them."""

from typing import NamedTuple

from core.planning.kernels.arrays import Ints
from core.planning.kernels.jit import inner
from core.planning.kernels.queue import Queue
from core.planning.kernels.sequences import Sequences

TARDINESS, SETUP, CHANGED, MOVED = 0, 1, 2, 3
"""Places in `Search.total` and in `Search.price`: weighted plant minutes, set-up minutes, operations on another machine
than the standing plan has them, operations moved by more than an hour."""
TOO_DEAR = 1 << 62


class Search(NamedTuple):
    """A schedule that is being changed move by move, its cost, and how to take the last move back."""

    q: Sequences
    queue: Queue
    price: Ints
    """(4) What one of each costs."""
    total: Ints
    """(4) How much of each there is."""
    log_op: Ints
    """What the last move has timed anew, and how that was before."""
    log_start: Ints
    log_end: Ints
    log_tardiness: Ints
    logged: Ints
    """By operation: the number of the move that has it in the log."""
    guessed: Ints
    """By order: the number of the move that has a guess of its tardiness …"""
    guess: Ints
    """… and that guess."""
    touched: Ints
    """Orders of which there is one."""
    now: Ints
    """(8) See `MOVE` and its like."""
    was: Ints
    """(4) The moved operation, its machine, its minutes there and who was before it."""
    stays: Ints
    """By operation: its machine in the standing plan; -1 where it does not matter (any more)."""
    stood: Ints
    """By operation: its start in the standing plan."""
    budget: Ints
    """(2) How many may change machine, how many may move by more than an hour."""
    lateness: Ints
    """(orders + 1) The tardiness of the orders, to draw one by its share: see `kernels.shares`."""


MOVE, LOGGED, COST, TOUCHED, STEPS, MORE_SETUP, MORE_CHANGED, MORE_MOVED = range(8)
"""Places in `Search.now`: the number of the move, the length of the log, the cost it adds as far as can be guessed yet,
how many orders there is a guess of, how many operations it has looked at, and what it adds to the totals."""


@inner
def cost_of(s: Search) -> int:
    """What the schedule costs."""
    return s.total[0] * s.price[0] + s.total[1] * s.price[1] + s.total[2] * s.price[2] + s.total[3] * s.price[3]
