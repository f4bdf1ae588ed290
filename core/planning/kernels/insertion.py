"""List scheduling by insertion: operation after operation, each into the earliest gap with time to change over."""

import numpy as np
from numpy.typing import NDArray

from core.planning.kernels.arrays import RUNS_ON, Arrays, Ints, Placement
from core.planning.kernels.axis import NEVER, after, run, setup_between, worked
from core.planning.kernels.jit import inner, kernel
from core.planning.kernels.lines import BLOCK, Lines, lines_with_pins, put


@kernel
def inserted(a: Arrays, rank: Ints, machine: Ints, is_free: Ints) -> Placement:
    """Every operation by rank (each after its predecessors) into its earliest gap; what fits nowhere stays at -1.

    On the given machine, or where it ends first if it is free, or has no machine there, or cannot stay on it.
    """
    lines = lines_with_pins(a)
    for op in rank:
        _place(a, lines, op, machine[op], is_free[op] != 0)
    return lines.placed


@kernel
def insert_until(
    a: Arrays, lines: Lines, rank: Ints, machine: Ints, is_free: NDArray[np.bool_], hurt_from: Ints, most: int
) -> tuple[int, int]:
    """The same into lines, until more than `most` end no sooner than `hurt_from`: how many were placed and ended so."""
    hurt = 0
    for done in range(rank.shape[0]):
        op = rank[done]
        _place(a, lines, op, machine[op], is_free[op])
        hurt += lines.placed.end[op] >= hurt_from[op]
        if hurt > most:
            return done + 1, hurt
    return rank.shape[0], hurt


@inner
def _place(a: Arrays, lines: Lines, op: int, machine: int, is_free: bool) -> None:
    if a.pin_machine[op] < 0:
        time = _arrival(a, lines.placed, op)
        if time >= 0 and (is_free or not _insert(a, lines, op, machine, time)):
            _insert(a, lines, op, -1, time)


@inner
def _arrival(a: Arrays, placed: Placement, op: int) -> int:
    """When its material and the parts before it are there; -1 when one of these is not placed."""
    time = max(0, a.ready[op])
    for k in range(a.pred_from[op], a.pred_from[op + 1]):
        if placed.machine[a.pred[k]] < 0:
            return -1
        time = max(time, placed.end[a.pred[k]])
    return time


@inner
def _insert(a: Arrays, lines: Lines, op: int, machine: int, time: int) -> bool:
    """Place it on that machine, or, for -1, on the one where it ends first; whether it fits at all."""
    best, best_slot, best_start, best_end = -1, -1, NEVER, NEVER
    for way in range(a.way_from[op], a.way_from[op + 1]):
        if machine < 0 or a.way_machine[way] == machine:
            slot, start, end = earliest(a, lines, op, a.way_machine[way], a.way_minutes[way], time)
            if end < best_end:
                best, best_slot, best_start, best_end = a.way_machine[way], slot, start, end
    if best >= 0:
        put(a, lines, op, best, best_slot, best_start, best_end)
    return best >= 0


@inner
def earliest(a: Arrays, lines: Lines, op: int, machine: int, minutes: int, time: int) -> tuple[int, int, int]:
    """Slot, start and end of the earliest gap from `time` on; start and end are NEVER when there is none."""
    time = max(time, a.available_from[machine])
    at = worked(a, machine, time)
    needs = 1 if a.pause[op] == RUNS_ON else minutes
    first, end = lines.slot_from[machine], lines.slot_from[machine] + lines.used[machine]
    slot = _after_start(lines, first, end, at)
    while slot < end:
        if slot % BLOCK == 0 and lines.widest[slot // BLOCK] < needs and _is_busy(lines, first, slot, at):
            slot += BLOCK
            continue
        if lines.start[slot] - _end_before(a, lines, machine, slot, at) >= needs:
            begin, finish = _in_gap(a, lines, op, machine, minutes, time, slot)
            if finish != NEVER and _leaves_setup(a, lines, op, machine, finish, slot):
                return slot, begin, finish
        slot += 1
    begin, finish = _in_gap(a, lines, op, machine, minutes, time, end)
    return end, begin, finish


@inner
def _after_start(lines: Lines, low: int, high: int, at: int) -> int:
    """The first slot that starts after that working minute."""
    while low < high:
        middle = (low + high) >> 1
        if lines.start[middle] <= at:
            low = middle + 1
        else:
            high = middle
    return low


@inner
def _is_busy(lines: Lines, first: int, slot: int, at: int) -> bool:
    """Whether the slot before ends after that working minute, so that the gap is no wider than it seems."""
    return slot > first and lines.end[slot - 1] >= at


@inner
def _end_before(a: Arrays, lines: Lines, machine: int, slot: int, at: int) -> int:
    """The working minute from which the gap before that slot counts for something that arrives at `at`."""
    return max(at, lines.end[slot - 1]) if slot > lines.slot_from[machine] else at


@inner
def _in_gap(a: Arrays, lines: Lines, op: int, machine: int, minutes: int, time: int, slot: int) -> tuple[int, int]:
    """Start and end of it directly before that slot, whatever comes after."""
    ended, family = a.available_from[machine], a.family_now[machine]
    if slot > lines.slot_from[machine]:
        before = lines.op[slot - 1]
        ended, family = lines.placed.end[before], a.family[before]
    changed = after(a, machine, ended, setup_between(a, machine, family, a.family[op]))
    return run(a, machine, op, minutes, max(time, ended, changed))


@inner
def _leaves_setup(a: Arrays, lines: Lines, op: int, machine: int, end: int, slot: int) -> bool:
    """Whether what ends then leaves time to change over to what is in that slot."""
    behind = lines.op[slot]
    setup = setup_between(a, machine, a.family[op], a.family[behind])
    return end <= lines.placed.start[behind] and worked(a, machine, end) + setup <= lines.start[slot]
