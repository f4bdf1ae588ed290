"""The shop floor while list scheduling fills it, and the index by which it chooses."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.planning.kernels.arrays import Arrays, Ints, Placement
from core.planning.kernels.axis import NEVER, next_open
from core.planning.kernels.jit import kernel
from core.planning.kernels.pins import pins_by_machine

Floats = NDArray[np.float64]

WAITS, DONE = 0, 1
"""States of an operation."""


class Index(NamedTuple):
    """What decides who goes first."""

    worth: Floats
    """(ways)"""
    latest: Ints
    """(operations) Plant minute by which it should start."""
    per_slack: float
    """1 / look."""
    per_lost: float
    """1 / change."""
    ahead: int
    """Minutes: an operation that arrives so soon may already be chosen."""
    near: int
    """Plant minutes before its latest start from which on an operation takes part; earlier only on an idle machine.
    This is the input control that keeps queues short in a long book of orders."""


class Floor(NamedTuple):
    """The shop floor while it is filled."""

    free: Ints
    """(machines) The first working minute after what runs."""
    end: Ints
    """(machines) When the last operation ended; the machine is available from then."""
    family: Ints
    wakes: Ints
    """(machines) When it looks at its queue next; NEVER when only an arrival wakes it."""
    pin_from: Ints
    pins: Ints
    next_pin: Ints
    queue_from: Ints
    queue: Ints
    """Ways of operations that take part, machine by machine."""
    queued: Ints
    far: Ints
    """Operations that do not yet: a heap per machine of place in the order of latest starts x ways + way."""
    afar: Ints
    state: Ints
    """(operations) WAITS or DONE."""
    waits_for: Ints
    """(operations) Predecessors without an end."""
    arrives: Ints
    """(operations) When its material and the parts before it are there."""
    way_op: Ints
    far_rank: Ints
    """(operations) Place in the order of latest starts."""
    events: Ints
    """A heap of time x (operations + machines) + operation, or + operations + machine."""
    pending: Ints
    """(1) How many."""
    placed: Placement


@kernel
def opened(a: Arrays, index: Index) -> Floor:
    """The floor before anything is on it."""
    ops, machines, ways = a.ready.shape[0], a.available_from.shape[0], a.way_machine.shape[0]
    queue_from = np.zeros(machines + 1, np.int64)
    way_op = np.empty(ways, np.int64)
    for op in range(ops):
        for way in range(a.way_from[op], a.way_from[op + 1]):
            way_op[way] = op
            queue_from[a.way_machine[way] + 1] += 1
    queue_from = np.cumsum(queue_from)
    by_latest = np.argsort(index.latest, kind="mergesort")
    rank = np.empty(ops, np.int64)
    rank[by_latest] = np.arange(ops)
    pin_from, pins = pins_by_machine(a)
    free = a.available_from.copy()
    for machine in range(machines):
        free[machine] = next_open(a, machine, free[machine])
    placed = Placement(np.full(ops, -1, np.int64), np.full(ops, -1, np.int64), np.full(ops, -1, np.int64))
    return Floor(
        free, a.available_from.copy(), a.family_now.copy(), np.full(machines, NEVER, np.int64),
        pin_from, pins, pin_from[:-1].copy(),
        queue_from, np.empty(ways, np.int64), np.zeros(machines, np.int64),
        np.empty(ways, np.int64), np.zeros(machines, np.int64),
        np.zeros(ops, np.int64), a.pred_from[1:] - a.pred_from[:-1], a.ready.copy(), way_op, rank,
        np.empty(2 * ways + 2 * ops + 4 * machines + 4, np.int64), np.zeros(1, np.int64), placed,
    )  # fmt: skip
