"""Who follows whom on each machine, and the times that follow from it: everything as early as it can be."""

from typing import NamedTuple

import numpy as np

from core.planning.kernels.arrays import Arrays, Ints
from core.planning.kernels.axis import NEVER, after, plant_minutes, run, setup_between
from core.planning.kernels.jit import inner, kernel


class Sequences(NamedTuple):
    """A schedule as sequences. By operation, unless said otherwise; -1 is nobody."""

    machine: Ints
    minutes: Ints
    """How long it takes there."""
    start: Ints
    end: Ints
    before: Ints
    """The operation before it on its machine."""
    behind: Ints
    first: Ints
    """By machine: who begins there."""
    tardiness: Ints
    """By order: weighted plant working minutes."""
    due_minutes: Ints
    """By order: plant working minutes before its due date."""


@inner
def minutes_on(a: Arrays, op: int, machine: int) -> int:
    """How long an operation takes on a machine; -1 where it cannot be done there."""
    for way in range(a.way_from[op], a.way_from[op + 1]):
        if a.way_machine[way] == machine:
            return a.way_minutes[way]
    return -1


@inner
def changeover(a: Arrays, machine: int, before: int, op: int) -> int:
    """Set-up minutes between two neighbours on a machine; from its present family, where nobody is before."""
    if op < 0:
        return 0
    return setup_between(a, machine, a.family_now[machine] if before < 0 else a.family[before], a.family[op])


@inner
def arrival(a: Arrays, q: Sequences, op: int) -> int:
    """When its material and its predecessors let it begin."""
    t = a.ready[op]
    for k in range(a.pred_from[op], a.pred_from[op + 1]):
        t = max(t, q.end[a.pred[k]])
    return t


@inner
def vacancy(a: Arrays, q: Sequences, op: int) -> int:
    """When its machine is free and set up for it."""
    machine, before = q.machine[op], q.before[op]
    free = a.available_from[machine] if before < 0 else q.end[before]
    return after(a, machine, free, changeover(a, machine, before, op))


@inner
def earliest(a: Arrays, q: Sequences, op: int) -> tuple[int, int]:
    """Start and end of an operation behind its predecessors; (NEVER, NEVER) where they leave it no room."""
    if a.pin_machine[op] >= 0:
        return _pinned(a, q, op)
    t = max(arrival(a, q, op), vacancy(a, q, op))
    start, end = run(a, q.machine[op], op, q.minutes[op], t) if t < NEVER else (NEVER, NEVER)
    return (NEVER, NEVER) if start == end and _is_ambiguous(q, op, start) else (start, end)


@inner
def _is_ambiguous(q: Sequences, op: int, t: int) -> bool:
    """Two that take no time at the same time: their times alone, then their numbers, have to tell who was first."""
    before = q.before[op]
    return before > op and q.start[before] == t


@inner
def _pinned(a: Arrays, q: Sequences, op: int) -> tuple[int, int]:
    """Where it is fixed; what two fixed operations do to each other is nobody's to change."""
    start, before = a.pin_start[op], q.before[op]
    for k in range(a.pred_from[op], a.pred_from[op + 1]):
        if a.pin_machine[a.pred[k]] < 0 and q.end[a.pred[k]] > start:
            return NEVER, NEVER
    if before >= 0 and a.pin_machine[before] < 0 and vacancy(a, q, op) > start:
        return NEVER, NEVER
    return start, a.pin_end[op]


@inner
def tardy(a: Arrays, q: Sequences, order: int, end: int) -> int:
    """Weighted plant working minutes by which an order that ends then is late."""
    if end <= a.due[order]:
        return 0
    return a.weight[order] * (plant_minutes(a, end) - q.due_minutes[order])


@inner
def unlink(q: Sequences, op: int) -> None:
    """Take an operation off its machine."""
    before, behind = q.before[op], q.behind[op]
    if before < 0:
        q.first[q.machine[op]] = behind
    else:
        q.behind[before] = behind
    if behind >= 0:
        q.before[behind] = before


@inner
def link(q: Sequences, op: int, machine: int, before: int) -> None:
    """Put an operation on a machine behind another; -1: first of all."""
    behind = q.first[machine] if before < 0 else q.behind[before]
    q.machine[op], q.before[op], q.behind[op] = machine, before, behind
    if before < 0:
        q.first[machine] = op
    else:
        q.behind[before] = op
    if behind >= 0:
        q.before[behind] = op


@kernel
def line_up(a: Arrays, q: Sequences, in_order: Ints) -> None:
    """Make the sequences: each operation of `in_order` behind those of its machine that came before."""
    tail = np.full(q.first.shape[0], -1, dtype=np.int64)
    q.first[:] = -1
    for op in in_order:
        machine = q.machine[op]
        q.minutes[op] = minutes_on(a, op, machine)
        link(q, op, machine, tail[machine])
        tail[machine] = op
    for order in range(q.due_minutes.shape[0]):
        q.due_minutes[order] = plant_minutes(a, a.due[order])


@kernel
def retime_all(a: Arrays, q: Sequences) -> bool:
    """Times and tardiness from the sequences alone; False when they go in a circle or leave an operation no room."""
    n = q.machine.shape[0]
    waiting, turn = np.zeros(n, dtype=np.int64), np.empty(n, dtype=np.int64)
    known = 0
    for op in range(n):
        waiting[op] = a.pred_from[op + 1] - a.pred_from[op] + (q.before[op] >= 0)
        if waiting[op] == 0:
            turn[known] = op
            known += 1
    done = 0
    while done < known:
        op = turn[done]
        done += 1
        q.start[op], q.end[op] = earliest(a, q, op)
        if q.end[op] >= NEVER:
            return False
        known = _release(a, q, op, waiting, turn, known)
    for order in range(q.tardiness.shape[0]):
        q.tardiness[order] = tardy(a, q, order, q.end[a.last[order]])
    return done == n


@inner
def _release(a: Arrays, q: Sequences, op: int, waiting: Ints, turn: Ints, known: int) -> int:
    """Whoever waited only for this one is next."""
    for k in range(a.succ_from[op], a.succ_from[op + 1]):
        waiting[a.succ[k]] -= 1
        if waiting[a.succ[k]] == 0:
            turn[known] = a.succ[k]
            known += 1
    behind = q.behind[op]
    if behind >= 0:
        waiting[behind] -= 1
        if waiting[behind] == 0:
            turn[known] = behind
            known += 1
    return known


@inner
def setup_total(a: Arrays, q: Sequences) -> int:
    """Working minutes of changing over on all machines."""
    found = 0
    for op in range(q.machine.shape[0]):
        found += changeover(a, q.machine[op], q.before[op], op)
    return found
