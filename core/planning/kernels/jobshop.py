"""A job shop under way from one plan to the next: who follows whom, when, and what is critical.

Machines never close here and changing over takes no time, so a plan is its sequences: everything begins as soon as its
predecessor in the job and the operation before it on the machine are done.

What is known of an operation is a row of one table, `rows[op, START]`: a step of the search reads a few columns of many
operations, and whole arrays handed from kernel to kernel cost more than reading them.
"""

from typing import NamedTuple

from core.planning.kernels.arrays import Ints
from core.planning.kernels.jit import kernel

PRED, SUCC, READY, MACHINE, MINUTES, PREV, NEXT, START, TAIL, PLACE, MARK, ROOM = range(12)
"""Columns of `rows`: the neighbours in the job; ready for work; where it runs and how long; its neighbours on the
machine; its start; from its end to the end of all that waits for it; its place in `order`; two for short use.

The last row is no operation: -1, for none, leads to it, and it begins at 0 and takes no time.
"""
COLUMNS = 12

NOW, BEST, STEP, LAST_BETTER, RANDOM, STAMP = range(6)
"""Places in `facts`: makespan of the plan at hand and of the best one so far, steps taken, the step that found the
best, the state of the random numbers, the newest mark."""
FACTS = 6


class Ways(NamedTuple):
    """Which machines can do what, as in `Arrays`; and the last operation of each job."""

    way_from: Ints
    way_machine: Ints
    way_minutes: Ints
    last: Ints


class Walk(NamedTuple):
    """A plan at hand and what the search remembers."""

    rows: Ints
    """(operations + 1, COLUMNS)"""
    first: Ints
    """(machines) The first operation; -1 for none."""
    order: Ints
    """All operations, none before what it waits for."""
    path: Ints
    """(operations) A critical path, at the end of the array."""
    tabu_order: Ints
    """(operations, operations) The step until which the one may not be put before the other again."""
    tabu_machine: Ints
    """(operations, machines) The step until which it may not return there."""
    best_machine: Ints
    best_order: Ints
    facts: Ints


@kernel
def chance(facts: Ints, choices: int) -> int:
    """A random number from 0 to before `choices`. The same compiled or not."""
    facts[RANDOM] = facts[RANDOM] * 48271 % 2147483647
    return (facts[RANDOM] >> 3) % choices


@kernel
def minutes_on(ways: Ways, op: int, machine: int) -> int:
    """How long an operation takes there; -1 where it cannot be done."""
    for way in range(ways.way_from[op], ways.way_from[op + 1]):
        if ways.way_machine[way] == machine:
            return ways.way_minutes[way]
    return -1


@kernel
def take_up(ways: Ways, walk: Walk, machine: Ints, order: Ints) -> None:
    """Make this the plan at hand. `order` may not put an operation before one of its predecessors."""
    rows = walk.rows
    walk.first[:] = -1
    behind = walk.first.copy()
    for place in range(order.shape[0]):
        op = order[place]
        where = machine[op]
        rows[op, MACHINE], rows[op, MINUTES] = where, minutes_on(ways, op, where)
        walk.order[place], rows[op, PLACE] = op, place
        rows[op, PREV], rows[op, NEXT] = behind[where], -1
        if behind[where] >= 0:
            rows[behind[where], NEXT] = op
        else:
            walk.first[where] = op
        behind[where] = op
    time_starts(rows, walk.order, 0)
    time_tails(rows, walk.order, order.shape[0] - 1)
    walk.facts[NOW] = longest(rows, ways.last)


@kernel
def begin_all(ways: Ways, rows: Ints, machine: Ints, order: Ints, start: Ints, end: Ints) -> None:
    """When everything begins and ends in a plan that is not the one at hand."""
    free = start[:1].repeat(machine.max() + 1)
    free[:] = 0
    for op in order:
        begin = max(rows[op, READY], free[machine[op]])
        pred = rows[op, PRED]
        if pred >= 0:
            begin = max(begin, end[pred])
        start[op], end[op] = begin, begin + minutes_on(ways, op, machine[op])
        free[machine[op]] = end[op]


@kernel
def time_starts(rows: Ints, order: Ints, place: int) -> None:
    """Starts of all operations from that place of the order on."""
    for at in range(place, order.shape[0]):
        op = order[at]
        pred, prev = rows[op, PRED], rows[op, PREV]
        begin = max(rows[pred, START] + rows[pred, MINUTES], rows[prev, START] + rows[prev, MINUTES])
        rows[op, START] = max(begin, rows[op, READY])


@kernel
def time_tails(rows: Ints, order: Ints, place: int) -> None:
    """Tails of all operations from that place of the order back to its beginning."""
    for at in range(place, -1, -1):
        op = order[at]
        succ, then = rows[op, SUCC], rows[op, NEXT]
        rows[op, TAIL] = max(rows[succ, TAIL] + rows[succ, MINUTES], rows[then, TAIL] + rows[then, MINUTES])


@kernel
def longest(rows: Ints, last: Ints) -> int:
    """The makespan."""
    found = 0
    for op in last:
        found = max(found, rows[op, START] + rows[op, MINUTES])
    return found


@kernel
def move(ways: Ways, walk: Walk, op: int, machine: int, after: int) -> None:
    """Put an operation right after another on a machine, -1: first. The caller knows that this makes no circle."""
    rows, first, order = walk.rows, walk.first, walk.order
    left_prev, left_next = rows[op, PREV], rows[op, NEXT]
    _take_out(rows, first, op)
    _put_in(rows, first, op, machine, after)
    if machine != rows[op, MACHINE]:
        rows[op, MACHINE], rows[op, MINUTES] = machine, minutes_on(ways, op, machine)
    walk.facts[STAMP] += 1
    _put_in_order(rows, order, op, walk.facts[STAMP])
    since, until = rows[op, PLACE], rows[op, PLACE]
    if left_next >= 0:
        since = min(since, rows[left_next, PLACE])
    if left_prev >= 0:
        until = max(until, rows[left_prev, PLACE])
    time_starts(rows, order, since)
    time_tails(rows, order, until)
    walk.facts[NOW] = longest(rows, ways.last)


@kernel
def _take_out(rows: Ints, first: Ints, op: int) -> None:
    prev, then = rows[op, PREV], rows[op, NEXT]
    if prev >= 0:
        rows[prev, NEXT] = then
    else:
        first[rows[op, MACHINE]] = then
    if then >= 0:
        rows[then, PREV] = prev


@kernel
def _put_in(rows: Ints, first: Ints, op: int, machine: int, after: int) -> None:
    then = rows[after, NEXT] if after >= 0 else first[machine]
    rows[op, PREV], rows[op, NEXT] = after, then
    if after >= 0:
        rows[after, NEXT] = op
    else:
        first[machine] = op
    if then >= 0:
        rows[then, PREV] = op


@kernel
def _put_in_order(rows: Ints, order: Ints, op: int, stamp: int) -> None:
    """Repair `order` around an operation that has just been put between two others."""
    prev, then = rows[op, PREV], rows[op, NEXT]
    if prev >= 0 and rows[prev, PLACE] > rows[op, PLACE]:
        _push_back(rows, order, op, rows[prev, PLACE], stamp)
    elif then >= 0 and rows[then, PLACE] < rows[op, PLACE]:
        _pull_forward(rows, order, op, rows[then, PLACE], stamp)


@kernel
def _push_back(rows: Ints, order: Ints, op: int, until: int, stamp: int) -> None:
    """Move it, and whatever waits for it, behind that place of the order."""
    put, held = rows[op, PLACE], 0
    for at in range(put, until + 1):
        each = order[at]
        if each == op or rows[rows[each, PRED], MARK] == stamp or rows[rows[each, PREV], MARK] == stamp:
            rows[each, MARK] = stamp
            rows[held, ROOM] = each
            held += 1
        else:
            order[put], rows[each, PLACE] = each, put
            put += 1
    for k in range(held):
        each = rows[k, ROOM]
        order[put], rows[each, PLACE] = each, put
        put += 1


@kernel
def _pull_forward(rows: Ints, order: Ints, op: int, until: int, stamp: int) -> None:
    """Move it, and whatever it waits for, before that place of the order."""
    put, held = rows[op, PLACE], 0
    for at in range(put, until - 1, -1):
        each = order[at]
        if each == op or rows[rows[each, SUCC], MARK] == stamp or rows[rows[each, NEXT], MARK] == stamp:
            rows[each, MARK] = stamp
            rows[held, ROOM] = each
            held += 1
        else:
            order[put], rows[each, PLACE] = each, put
            put -= 1
    for k in range(held):
        each = rows[k, ROOM]
        order[put], rows[each, PLACE] = each, put
        put -= 1


@kernel
def critical_path(rows: Ints, last: Ints, facts: Ints, path: Ints) -> int:
    """Write a critical path, drawn at random, to the end of `path`; gives where it begins there."""
    op, seen = -1, 0
    for each in last:
        if rows[each, START] + rows[each, MINUTES] == facts[NOW]:
            seen += 1
            if chance(facts, seen) == 0:
                op = each
    at = path.shape[0]
    while op >= 0:
        at -= 1
        path[at] = op
        pred, prev, begin = rows[op, PRED], rows[op, PREV], rows[op, START]
        pred_binds = pred >= 0 and rows[pred, START] + rows[pred, MINUTES] == begin
        prev_binds = prev >= 0 and rows[prev, START] + rows[prev, MINUTES] == begin
        if pred_binds and prev_binds:
            op = pred if chance(facts, 2) == 0 else prev
        elif pred_binds:
            op = pred
        else:
            op = prev if prev_binds else -1
    return at
