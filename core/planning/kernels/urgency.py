"""When operations should start so that orders end when they should: backwards from the dates, in plant minutes."""

import numpy as np

from core.planning.kernels.arrays import Arrays, Ints
from core.planning.kernels.axis import plant_minutes
from core.planning.kernels.jit import kernel

LONG_AFTER = 1 << 50
"""Plant minutes: nobody waits for it."""


@kernel
def topological(a: Arrays) -> Ints:
    """Operations, each after its predecessors; shorter than their number when there is a circle."""
    waits = a.pred_from[1:] - a.pred_from[:-1]
    found = np.empty(waits.shape[0], np.int64)
    size = 0
    for op in range(waits.shape[0]):
        if waits[op] == 0:
            found[size] = op
            size += 1
    done = 0
    while done < size:
        op = found[done]
        done += 1
        for k in range(a.succ_from[op], a.succ_from[op + 1]):
            waits[a.succ[k]] -= 1
            if waits[a.succ[k]] == 0:
                found[size] = a.succ[k]
                size += 1
    return found[:size]


@kernel
def plant_lengths(a: Arrays) -> Ints:
    """By operation: how long its preferred way takes, in plant minutes: more on a machine that works less."""
    last = a.plant_opens.shape[0] - 1
    plant = a.plant_before[last] + a.plant_closes[last] - a.plant_opens[last]
    found = np.empty(a.ready.shape[0], np.int64)
    for op in range(found.shape[0]):
        way = a.way_from[op]
        machine = a.way_machine[way]
        k = a.window_from[machine + 1] - 1
        works = a.before[k] + a.closes[k] - a.opens[k]
        found[op] = a.way_minutes[way] if works >= plant else a.way_minutes[way] * plant // works
    return found


@kernel
def latest_starts(a: Arrays, rank: Ints, lengths: Ints, targets: Ints, lead: float) -> Ints:
    """By operation: the plant minute by which it should start so that its order ends by its target.

    Every later operation is allowed `lead` times its length.
    """
    found = np.full(lengths.shape[0], LONG_AFTER, np.int64)
    for at in range(rank.shape[0] - 1, -1, -1):
        op = rank[at]
        by = found[op]  # so far: when its successors allow it to end
        order = a.finishes[op]
        if order >= 0:
            by = min(by, plant_minutes(a, targets[order]))
        if a.pin_machine[op] >= 0:
            by = min(by, plant_minutes(a, a.pin_start[op]) + lengths[op])
        found[op] = by - lengths[op]
        before = by - int(lead * lengths[op])
        for k in range(a.pred_from[op], a.pred_from[op + 1]):
            found[a.pred[k]] = min(found[a.pred[k]], before)
    return found


@kernel
def holds_a_pin(a: Arrays, rank: Ints) -> Ints:
    """By operation: 1 when a pinned one comes somewhere after it."""
    found = np.zeros(rank.shape[0], np.int64)
    for at in range(rank.shape[0] - 1, -1, -1):
        op = rank[at]
        for k in range(a.succ_from[op], a.succ_from[op + 1]):
            after = a.succ[k]
            if found[after] == 1 or a.pin_machine[after] >= 0:
                found[op] = 1
    return found
