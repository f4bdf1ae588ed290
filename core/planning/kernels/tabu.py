"""Tabu search for the shortest makespan of a job shop, flexible or not.

Every step takes one move of an operation on a critical path: to the ends of its block of critical operations on one
machine, from the ends into it (N7: Zhang et al. 2007), or to any machine that can do it, wherever that makes no circle
(Mastrolilli and Gambardella 2000). Moves are judged by the longest path through what they move, from starts and tails
as they were before. Longer work on another machine counts against it: where machines are short, work in the wrong place
is felt long after the path has gone elsewhere.
"""

from core.planning.kernels.arrays import Ints
from core.planning.kernels.jit import kernel
from core.planning.kernels.jobshop import (
    BEST,
    LAST_BETTER,
    MACHINE,
    MINUTES,
    NEXT,
    NOW,
    PLACE,
    PRED,
    PREV,
    READY,
    ROOM,
    START,
    STEP,
    SUCC,
    TAIL,
    Walk,
    Ways,
    chance,
    critical_path,
    move,
)

WORST = 1 << 60
VALUE, OP, WHERE, AFTER, TIES, TABU_SEEN, TABU_OP, TABU_WHERE, TABU_AFTER = range(9)
"""Places in a choice: the best move that is allowed, and one of those that are not."""
CHOICE = 9


@kernel
def _are_free(rows: Ints, earlier: int, later: int) -> bool:
    """There is surely no path from `earlier` to `later`; -1 on either side: none."""
    if later < 0 or earlier < 0:
        return True
    return later != earlier and (
        rows[later, START] < rows[earlier, START] + rows[earlier, MINUTES]
        or rows[earlier, TAIL] < rows[later, TAIL] + rows[later, MINUTES]
    )


@kernel
def _consider(
    facts: Ints, choice: Ints, value: int, bias: int, op: int, machine: int, after: int, is_tabu: bool
) -> None:
    """Remember the move if it is the best so far; among equals a random one. `value` is the makespan it may bring."""
    if is_tabu and value >= facts[BEST]:
        choice[TABU_SEEN] += 1
        if chance(facts, choice[TABU_SEEN]) == 0:
            choice[TABU_OP], choice[TABU_WHERE], choice[TABU_AFTER] = op, machine, after
        return
    value += bias
    if value > choice[VALUE]:
        return
    choice[TIES] = choice[TIES] + 1 if value == choice[VALUE] else 1
    if choice[TIES] == 1 or chance(facts, choice[TIES]) == 0:
        choice[VALUE], choice[OP], choice[WHERE], choice[AFTER] = value, op, machine, after


@kernel
def _judge_later(rows: Ints, tabu: Ints, facts: Ints, choice: Ints, op: int, last: int) -> None:
    """Consider putting an operation right after a later one of the same machine."""
    succ, pred, prev = rows[op, SUCC], rows[op, PRED], rows[op, PREV]
    if not _are_free(rows, succ, last):
        return
    done, count, each, is_tabu = rows[prev, START] + rows[prev, MINUTES], 0, rows[op, NEXT], False
    while True:
        before = rows[each, PRED]
        begin = max(done, max(rows[before, START] + rows[before, MINUTES], rows[each, READY]))
        rows[count, ROOM] = begin
        done = begin + rows[each, MINUTES]
        is_tabu = is_tabu or tabu[each, op] > facts[STEP]
        count += 1
        if each == last:
            break
        each = rows[each, NEXT]
    then = rows[last, NEXT]
    rest = max(rows[succ, TAIL] + rows[succ, MINUTES], rows[then, TAIL] + rows[then, MINUTES]) + rows[op, MINUTES]
    value = max(done, max(rows[pred, START] + rows[pred, MINUTES], rows[op, READY])) + rest
    while count > 0:
        count -= 1
        behind = rows[each, SUCC]
        rest = rows[each, MINUTES] + max(rows[behind, TAIL] + rows[behind, MINUTES], rest)
        value = max(value, rows[count, ROOM] + rest)
        each = rows[each, PREV]
    _consider(facts, choice, value, 0, op, rows[op, MACHINE], last, is_tabu)


@kernel
def _judge_sooner(rows: Ints, tabu: Ints, facts: Ints, choice: Ints, op: int, first: int) -> None:
    """Consider putting an operation right before an earlier one of the same machine."""
    succ, pred, then = rows[op, SUCC], rows[op, PRED], rows[op, NEXT]
    if not _are_free(rows, first, pred):
        return
    rest, count, each, is_tabu = rows[then, TAIL] + rows[then, MINUTES], 0, rows[op, PREV], False
    while True:
        behind = rows[each, SUCC]
        rest = rows[each, MINUTES] + max(rest, rows[behind, TAIL] + rows[behind, MINUTES])
        rows[count, ROOM] = rest
        is_tabu = is_tabu or tabu[op, each] > facts[STEP]
        count += 1
        if each == first:
            break
        each = rows[each, PREV]
    prev = rows[first, PREV]
    begin = max(rows[prev, START] + rows[prev, MINUTES], rows[pred, START] + rows[pred, MINUTES])
    done = max(begin, rows[op, READY]) + rows[op, MINUTES]
    value = done + max(rest, rows[succ, TAIL] + rows[succ, MINUTES])
    while count > 0:
        count -= 1
        before = rows[each, PRED]
        begin = max(done, max(rows[before, START] + rows[before, MINUTES], rows[each, READY]))
        value = max(value, begin + rows[count, ROOM])
        done = begin + rows[each, MINUTES]
        each = rows[each, NEXT]
    _consider(facts, choice, value, 0, op, rows[op, MACHINE], prev, is_tabu)


@kernel
def _judge_block(rows: Ints, tabu: Ints, facts: Ints, choice: Ints, path: Ints, since: int, until: int) -> None:
    """Consider the moves within a block: `path` from `since` to before `until`."""
    first, last = path[since], path[until - 1]
    for at in range(since, until - 1):
        _judge_later(rows, tabu, facts, choice, path[at], last)
        if at > since:
            _judge_later(rows, tabu, facts, choice, first, path[at])
    if until - since > 2:
        for at in range(since + 1, until):
            _judge_sooner(rows, tabu, facts, choice, path[at], first)
            if since + 1 < at < until - 1:
                _judge_sooner(rows, tabu, facts, choice, last, path[at])


@kernel
def _judge_machine(
    rows: Ints,
    facts: Ints,
    choice: Ints,
    op: int,
    machine: int,
    minutes: int,
    first: int,
    least: int,
    bias: int,
    is_tabu: bool,
) -> None:
    """Consider every place on another machine, from before `first` on, that makes no circle."""
    pred, succ = rows[op, PRED], rows[op, SUCC]
    arrives = max(rows[pred, START] + rows[pred, MINUTES], rows[op, READY])
    leaves = rows[succ, TAIL] + rows[succ, MINUTES]
    after, then = -1, first
    while True:
        done = max(arrives, rows[after, START] + rows[after, MINUTES]) + minutes
        if done + leaves + bias > choice[VALUE] and not (is_tabu and choice[TABU_SEEN] == 0):
            return
        if _are_free(rows, then, pred):
            value = max(least, done + max(leaves, rows[then, TAIL] + rows[then, MINUTES]))
            _consider(facts, choice, value, bias, op, machine, after, is_tabu)
        if then < 0 or not _are_free(rows, succ, then):
            return
        after, then = then, rows[then, NEXT]


@kernel
def _left_behind(rows: Ints, op: int) -> int:
    """The longest path through what follows an operation on its machine, once it is gone from there."""
    prev, then = rows[op, PREV], rows[op, NEXT]
    if then < 0:
        return 0
    pred = rows[then, PRED]
    begin = max(rows[prev, START] + rows[prev, MINUTES], rows[pred, START] + rows[pred, MINUTES])
    return max(begin, rows[then, READY]) + rows[then, MINUTES] + rows[then, TAIL]


@kernel
def _choose(ways: Ways, walk: Walk, thrift: int, choice: Ints) -> None:
    """Judge all moves of one critical path."""
    rows, tabu, facts, path = walk.rows, walk.tabu_order, walk.facts, walk.path
    choice[:] = -1
    choice[VALUE], choice[TABU_SEEN] = WORST, 0
    begin, end = critical_path(rows, ways.last, facts, path), path.shape[0]
    at = begin
    while at < end:
        until = at + 1
        while until < end and rows[path[until], MACHINE] == rows[path[at], MACHINE]:
            until += 1
        if until > at + 1:
            _judge_block(rows, tabu, facts, choice, path, at, until)
        at = until
    for at in range(begin, end):
        op = path[at]
        least = _left_behind(rows, op)
        for way in range(ways.way_from[op], ways.way_from[op + 1]):
            machine = ways.way_machine[way]
            if machine != rows[op, MACHINE]:
                is_tabu = walk.tabu_machine[op, machine] > facts[STEP]
                minutes, first = ways.way_minutes[way], walk.first[machine]
                bias = (minutes - rows[op, MINUTES]) * thrift // 4
                _judge_machine(rows, facts, choice, op, machine, minutes, first, least, bias, is_tabu)


@kernel
def _forbid(walk: Walk, op: int, machine: int, after: int, until: int) -> None:
    """Forbid to undo a move that is about to be made."""
    rows = walk.rows
    if machine != rows[op, MACHINE]:
        walk.tabu_machine[op, rows[op, MACHINE]] = until
        return
    each = op
    if after >= 0 and rows[after, PLACE] > rows[op, PLACE]:
        while each != after:
            each = rows[each, NEXT]
            walk.tabu_order[op, each] = until
    else:
        while rows[each, PREV] != after:
            each = rows[each, PREV]
            walk.tabu_order[each, op] = until


@kernel
def keep_best(walk: Walk) -> None:
    """The plan at hand is the best one from here on."""
    walk.facts[BEST], walk.facts[LAST_BETTER] = walk.facts[NOW], walk.facts[STEP]
    for op in range(walk.order.shape[0]):
        walk.best_machine[op] = walk.rows[op, MACHINE]
        walk.best_order[op] = walk.order[op]


@kernel
def wander(ways: Ways, walk: Walk, steps: int, patience: int, target: int, tenure: int, thrift: int) -> bool:
    """Take so many steps; false as soon as it is no use: `patience` without a better plan, no move, or `target`.

    `thrift`: what a minute more of work counts, in quarters of a minute of makespan.
    """
    choice = walk.facts[:1].repeat(CHOICE)
    facts = walk.facts
    for _ in range(steps):
        if facts[BEST] <= target or facts[STEP] - facts[LAST_BETTER] > patience:
            return False
        _choose(ways, walk, thrift, choice)
        op, machine, after = choice[OP], choice[WHERE], choice[AFTER]
        if op < 0:
            op, machine, after = choice[TABU_OP], choice[TABU_WHERE], choice[TABU_AFTER]
        if op < 0:
            return False
        _forbid(walk, op, machine, after, facts[STEP] + tenure + chance(facts, tenure // 2 + 1))
        move(ways, walk, op, machine, after)
        facts[STEP] += 1
        if facts[NOW] < facts[BEST]:
            keep_best(walk)
    return True
