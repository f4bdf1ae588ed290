"""Working time of one machine: real minutes to working minutes and back, and how long an operation takes in them."""

from core.planning.kernels.arrays import PAUSES, WHOLE, Arrays
from core.planning.kernels.jit import inner

NEVER = 1 << 60
"""Beyond every horizon: it does not fit."""


@inner
def window_at(a: Arrays, machine: int, t: int) -> int:
    """The last window of a machine that opens at or before `t`; one less than its first where there is none."""
    low, high = a.window_from[machine], a.window_from[machine + 1]
    while low < high:
        middle = (low + high) >> 1
        if a.opens[middle] <= t:
            low = middle + 1
        else:
            high = middle
    return low - 1


@inner
def worked(a: Arrays, machine: int, t: int) -> int:
    """Working minutes of the machine before `t`."""
    k = window_at(a, machine, t)
    if k < a.window_from[machine]:
        return 0
    return a.before[k] + min(t, a.closes[k]) - a.opens[k]


@inner
def total(a: Arrays, machine: int) -> int:
    """All working minutes of the machine."""
    last = a.window_from[machine + 1] - 1
    if last < a.window_from[machine]:
        return 0
    return a.before[last] + a.closes[last] - a.opens[last]


@inner
def next_open(a: Arrays, machine: int, t: int) -> int:
    """The first worked minute that is not before `t`; NEVER when there is none."""
    k = window_at(a, machine, t)
    if k >= a.window_from[machine] and t < a.closes[k]:
        return t
    return a.opens[k + 1] if k + 1 < a.window_from[machine + 1] else NEVER


@inner
def after(a: Arrays, machine: int, t: int, minutes: int) -> int:
    """When so many working minutes from `t` on are done: at a boundary, the closing; NEVER beyond the last window.

    `t` itself for no minutes.
    """
    if minutes <= 0:
        return t
    k = window_at(a, machine, t)
    if k < a.window_from[machine] or t >= a.closes[k]:
        k += 1
        if k >= a.window_from[machine + 1]:
            return NEVER
        t = a.opens[k]
    end = a.window_from[machine + 1]
    while minutes > a.closes[k] - t:
        minutes -= a.closes[k] - t
        k += 1
        if k >= end:
            return NEVER
        t = a.opens[k]
    return t + minutes


@inner
def hole_end_within(a: Arrays, machine: int, start: int, end: int) -> int:
    """When the first hole that some minute from `start` to before `end` belongs to is over; -1 when there is none."""
    for k in range(a.hole_from[machine], a.hole_from[machine + 1]):
        if a.hole_start[k] >= end:
            break
        if a.hole_end[k] > start:
            return a.hole_end[k]
    return -1


@inner
def run(a: Arrays, machine: int, op: int, minutes: int, t: int) -> tuple[int, int]:
    """Start and end of an operation begun as early as possible from `t` on; (NEVER, NEVER) when it does not fit."""
    start = next_open(a, machine, t)
    if a.pause[op] == PAUSES:
        return start, (NEVER if start == NEVER else after(a, machine, start, minutes))
    while start != NEVER:
        if a.pause[op] == WHOLE:
            k = window_at(a, machine, start)
            if start + minutes <= a.closes[k]:
                return start, start + minutes
            start = a.opens[k + 1] if k + 1 < a.window_from[machine + 1] else NEVER
        else:
            hole = hole_end_within(a, machine, start, start + minutes)
            if hole < 0:
                return start, start + minutes
            start = next_open(a, machine, hole)
    return NEVER, NEVER


@inner
def setup_between(a: Arrays, machine: int, before: int, family: int) -> int:
    """Working minutes of changing that machine over."""
    return a.setup[a.setup_group[machine], before, family]


@inner
def plant_minutes(a: Arrays, t: int) -> int:
    """Working minutes of the plant before `t`."""
    low, high = 0, a.plant_opens.shape[0]
    while low < high:
        middle = (low + high) >> 1
        if a.plant_opens[middle] <= t:
            low = middle + 1
        else:
            high = middle
    k = low - 1
    if k < 0:
        return 0
    return a.plant_before[k] + min(t, a.plant_closes[k]) - a.plant_opens[k]


@inner
def tardiness(a: Arrays, order: int, end: int) -> int:
    """Weighted plant working minutes by which an order that ends then is late."""
    if end <= a.due[order]:
        return 0
    return a.weight[order] * (plant_minutes(a, end) - plant_minutes(a, a.due[order]))
