"""List scheduling by insertion: operation after operation, each into the earliest gap where set-ups on both sides fit.

What is on a machine is kept on the machine's own axis of working minutes: there an operation that pauses is a plain
interval. Gaps are skipped by blocks in which none is wide enough.
"""

from typing import NamedTuple

import numpy as np

from core.planning.kernels.arrays import RUNS_ON, Arrays, Ints, Placement
from core.planning.kernels.axis import NEVER, after, run, setup_between, worked
from core.planning.kernels.jit import inner, kernel
from core.planning.kernels.pins import pins_by_machine

BLOCK = 32
"""Slots over which the widest gap is kept."""


class Lines(NamedTuple):
    """What is on the machines so far."""

    slot_from: Ints
    """(machines + 1) Multiples of BLOCK."""
    used: Ints
    """(machines) How many of its slots."""
    op: Ints
    start: Ints
    """(slots) Working minutes of the machine."""
    end: Ints
    widest: Ints
    """(blocks) Working minutes of the widest gap before one of its slots."""
    placed: Placement


@kernel
def inserted(a: Arrays, rank: Ints, machine: Ints, is_free: Ints) -> Placement:
    """Every operation by rank (each after its predecessors) into its earliest gap; what fits nowhere stays at -1.

    On the given machine, or where it ends first if it is free, or has no machine there, or cannot stay on it.
    """
    lines = lines_with_pins(a)
    _insert_all(a, lines, rank, machine, is_free)
    return lines.placed


@kernel
def lines_with_pins(a: Arrays) -> Lines:
    """Lines on which only what is fixed lies yet."""
    ops, machines = a.ready.shape[0], a.available_from.shape[0]
    pin_from, pins = pins_by_machine(a)
    room = pin_from[1:] - pin_from[:-1]
    for way in range(a.way_machine.shape[0]):
        room[a.way_machine[way]] += 1
    slot_from = np.zeros(machines + 1, np.int64)
    for machine in range(machines):
        slot_from[machine + 1] = slot_from[machine] + (room[machine] + BLOCK - 1) // BLOCK * BLOCK
    slots = slot_from[machines]
    lines = Lines(
        slot_from, np.zeros(machines, np.int64),
        np.empty(slots, np.int64), np.empty(slots, np.int64), np.empty(slots, np.int64),
        np.empty(slots // BLOCK, np.int64),
        Placement(np.full(ops, -1, np.int64), np.full(ops, -1, np.int64), np.full(ops, -1, np.int64)),
    )  # fmt: skip
    for pin in pins:
        last = slot_from[a.pin_machine[pin]] + lines.used[a.pin_machine[pin]]
        put(a, lines, pin, a.pin_machine[pin], last, a.pin_start[pin], a.pin_end[pin])
    return lines


@inner
def _insert_all(a: Arrays, lines: Lines, rank: Ints, machine: Ints, is_free: Ints) -> None:
    for op in rank:
        if a.pin_machine[op] < 0:
            time = _arrival(a, lines.placed, op)
            if time >= 0 and (is_free[op] != 0 or not _insert(a, lines, op, machine[op], time)):
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


@inner
def put(a: Arrays, lines: Lines, op: int, machine: int, slot: int, start: int, end: int) -> None:
    """Place it directly before what is in that slot now."""
    last = lines.slot_from[machine] + lines.used[machine]
    for at in range(last, slot, -1):
        lines.op[at], lines.start[at], lines.end[at] = lines.op[at - 1], lines.start[at - 1], lines.end[at - 1]
    lines.op[slot] = op
    lines.start[slot], lines.end[slot] = worked(a, machine, start), worked(a, machine, end)
    lines.placed.machine[op], lines.placed.start[op], lines.placed.end[op] = machine, start, end
    lines.used[machine] += 1
    _measure(a, lines, machine, slot)


@inner
def _measure(a: Arrays, lines: Lines, machine: int, slot: int) -> None:
    """Widest gaps of all blocks from that of the slot on."""
    first, end = lines.slot_from[machine], lines.slot_from[machine] + lines.used[machine]
    at = slot // BLOCK * BLOCK
    while at < end:
        widest = 0
        for k in range(at, min(at + BLOCK, end)):
            before = lines.end[k - 1] if k > first else worked(a, machine, a.available_from[machine])
            widest = max(widest, lines.start[k] - before)
        lines.widest[at // BLOCK] = widest
        at += BLOCK
