"""Fixed operations by machine, in order of time."""

import numpy as np

from core.planning.kernels.arrays import Arrays, Ints
from core.planning.kernels.jit import kernel


@kernel
def pins_by_machine(a: Arrays) -> tuple[Ints, Ints]:
    """Where each machine's pins begin (machines + 1), and the pinned operations one machine after the other."""
    machines = a.available_from.shape[0]
    pinned = np.flatnonzero(a.pin_machine >= 0)
    ends_later = a.pin_end[pinned] > a.pin_start[pinned]  # one without length comes before what starts with it
    pinned = pinned[np.argsort(2 * a.pin_start[pinned] + ends_later, kind="mergesort")]
    starts = np.zeros(machines + 1, np.int64)
    for op in pinned:
        starts[a.pin_machine[op] + 1] += 1
    starts = np.cumsum(starts)
    at = starts[:-1].copy()
    found = np.empty(pinned.shape[0], np.int64)
    for op in pinned:
        machine = a.pin_machine[op]
        found[at[machine]] = op
        at[machine] += 1
    return starts, found
