"""What is on the machines: for each its operations in the order of time, on its own axis of working minutes.

There an operation that pauses is a plain interval. Gaps are skipped by blocks in which none is wide enough.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.planning.kernels.arrays import Arrays, Ints, Placement
from core.planning.kernels.axis import setup_between, worked
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
def lines_with_pins(a: Arrays) -> Lines:
    """Lines on which only what is fixed lies yet."""
    pin_from, pins = pins_by_machine(a)
    room = pin_from[1:] - pin_from[:-1]
    for way in range(a.way_machine.shape[0]):
        room[a.way_machine[way]] += 1
    lines = _empty(a, room)
    for pin in pins:
        last = lines.slot_from[a.pin_machine[pin]] + lines.used[a.pin_machine[pin]]
        put(a, lines, pin, a.pin_machine[pin], last, a.pin_start[pin], a.pin_end[pin])
    return lines


@kernel
def relaid(a: Arrays, old: Lines, goes: NDArray[np.bool_], comes: Ints, at: Placement) -> Lines:
    """A copy of lines without what goes, by operation, and with what comes where `at` has it, one after the other.

    There is room for all that goes, wherever it may.
    """
    room, gone = old.used.copy(), np.flatnonzero(goes)
    for op in gone:
        for way in range(a.way_from[op], a.way_from[op + 1]):
            room[a.way_machine[way]] += 1
    for machine in at.machine:
        room[machine] += 1
    lines = _empty(a, room)
    for column in range(3):
        lines.placed[column][: old.placed[column].shape[0]] = old.placed[column]
        lines.placed[column][gone] = -1
    for machine in range(room.shape[0]):
        _copy(a, old, lines, goes, machine)
    for k in range(comes.shape[0]):
        slot = _in_turn(lines, at.machine[k], at.start[k], at.end[k])
        put(a, lines, comes[k], at.machine[k], slot, at.start[k], at.end[k])
    return lines


@kernel
def changing(a: Arrays, lines: Lines) -> Ints:
    """By machine, working minutes of changing over."""
    found = np.zeros(lines.used.shape[0], np.int64)
    for machine in range(found.shape[0]):
        family = a.family_now[machine]
        for slot in range(lines.slot_from[machine], lines.slot_from[machine] + lines.used[machine]):
            found[machine] += setup_between(a, machine, family, a.family[lines.op[slot]])
            family = a.family[lines.op[slot]]
    return found


@kernel
def crowded(a: Arrays, lines: Lines) -> tuple[Ints, Ints]:
    """Operations to which there is no time to change over, and those before them; -1 for the first on a machine."""
    ops, before, size = np.empty_like(lines.op), np.empty_like(lines.op), 0
    for machine in range(lines.used.shape[0]):
        last, family = -1, a.family_now[machine]
        ended = worked(a, machine, a.available_from[machine])
        for slot in range(lines.slot_from[machine], lines.slot_from[machine] + lines.used[machine]):
            op = lines.op[slot]
            minutes = setup_between(a, machine, family, a.family[op])
            if minutes > 0 and lines.start[slot] - ended < minutes:
                ops[size], before[size] = op, last
                size += 1
            last, family, ended = op, a.family[op], lines.end[slot]
    return ops[:size].copy(), before[:size].copy()


@kernel
def _empty(a: Arrays, room: Ints) -> Lines:
    """Lines with so many slots by machine, or a few more."""
    machines, ops = room.shape[0], a.ready.shape[0]
    slot_from = np.zeros(machines + 1, np.int64)
    for machine in range(machines):
        slot_from[machine + 1] = slot_from[machine] + (room[machine] + BLOCK - 1) // BLOCK * BLOCK
    slots = slot_from[machines]
    return Lines(
        slot_from, np.zeros(machines, np.int64),
        np.empty(slots, np.int64), np.empty(slots, np.int64), np.empty(slots, np.int64),
        np.empty(slots // BLOCK, np.int64),
        Placement(np.full(ops, -1, np.int64), np.full(ops, -1, np.int64), np.full(ops, -1, np.int64)),
    )  # fmt: skip


@inner
def _copy(a: Arrays, old: Lines, new: Lines, goes: NDArray[np.bool_], machine: int) -> None:
    """What does not go of a machine that is still empty."""
    to = new.slot_from[machine]
    for slot in range(old.slot_from[machine], old.slot_from[machine] + old.used[machine]):
        op = old.op[slot]
        if not goes[op]:
            new.op[to], new.start[to], new.end[to] = op, old.start[slot], old.end[slot]
            to += 1
    new.used[machine] = to - new.slot_from[machine]
    _measure(a, new, machine, new.slot_from[machine])


@inner
def _in_turn(lines: Lines, machine: int, start: int, end: int) -> int:
    """The slot of what comes after something with such a place; without length before what starts with it."""
    first, slot = lines.slot_from[machine], lines.slot_from[machine] + lines.used[machine]
    while slot > first:
        before = lines.op[slot - 1]
        at = lines.placed.start[before]
        if at < start or (at == start and (end > start or lines.placed.end[before] == at)):
            break
        slot -= 1
    return slot


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
