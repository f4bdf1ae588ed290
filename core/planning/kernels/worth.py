"""What a schedule is worth."""

import numpy as np

from core.planning.kernels.arrays import Arrays, Ints
from core.planning.kernels.axis import plant_minutes, setup_between
from core.planning.kernels.jit import kernel


@kernel
def minutes_late(a: Arrays, ends: Ints) -> Ints:
    """By order: plant working minutes from its due date to its end."""
    found = np.zeros(ends.shape[0], np.int64)
    for order in range(ends.shape[0]):
        if ends[order] > a.due[order]:
            found[order] = plant_minutes(a, ends[order]) - plant_minutes(a, a.due[order])
    return found


@kernel
def setup_minutes(a: Arrays, machine: Ints, in_time: Ints) -> int:
    """Working minutes of changing over, all machines together, for operations sorted by machine, then time."""
    found, before, family = 0, -1, 0
    for op in in_time:
        if machine[op] < 0:
            continue
        if machine[op] != before:
            before, family = machine[op], a.family_now[machine[op]]
        found += setup_between(a, before, family, a.family[op])
        family = a.family[op]
    return found
