"""One move of one operation and what follows from it, in the order of the old starts; taken back when it is too dear.

Only operations that something before them has moved are looked at. The three things that make this fast were measured
one by one: few operations, in that order, and giving up as soon as the cost that can be foreseen is too much.
"""

from core.planning.kernels.arrays import Arrays
from core.planning.kernels.axis import NEVER
from core.planning.kernels.guesses import foresee, guess, no_longer_guessed
from core.planning.kernels.jit import inner
from core.planning.kernels.queue import clear, pop, push
from core.planning.kernels.searching import (
    CHANGED,
    COST,
    LOGGED,
    MORE_CHANGED,
    MORE_MOVED,
    MORE_SETUP,
    MOVE,
    MOVED,
    SETUP,
    STEPS,
    TARDINESS,
    TOO_DEAR,
    TOUCHED,
    Search,
)  # fmt: skip
from core.planning.kernels.sequences import Sequences, changeover, earliest, link, minutes_on, tardy, unlink
from core.planning.kernels.shares import add

HOUR = 60


@inner
def is_safe(a: Arrays, q: Sequences, op: int, before: int, behind: int) -> bool:
    """Whether an operation may go between two neighbours without a circle. By times: it may say no too often."""
    if before >= 0:
        for k in range(a.succ_from[op], a.succ_from[op + 1]):
            if a.succ[k] == before or q.end[a.succ[k]] <= q.start[before]:
                return False
    if behind >= 0:
        for k in range(a.pred_from[op], a.pred_from[op + 1]):
            if a.pred[k] == behind or q.end[behind] <= q.start[a.pred[k]]:
                return False
    return True


@inner
def move(a: Arrays, s: Search, op: int, machine: int, before: int, most: int, doubt: int = 0) -> int:
    """Put `op` on `machine` behind `before` (-1: first) and give the cost that this adds.

    TOO_DEAR, and nothing changed, when it is impossible or adds more than `most`. Otherwise `keep` or `take_back` it.
    It is given up before it is timed as soon as it seems to add more than `most` and `doubt`.
    """
    q = s.q
    behind = q.first[machine] if before < 0 else q.behind[before]
    if op in (before, behind) or not is_safe(a, q, op, before, behind):
        return TOO_DEAR
    minutes = minutes_on(a, op, machine)
    if minutes < 0 or a.pin_machine[op] >= 0:
        return TOO_DEAR
    _begin(a, s, op)
    left_behind = q.behind[op]
    setup = _relink(a, s, op, machine, before)
    q.minutes[op] = minutes
    s.now[MORE_SETUP], s.now[COST] = setup, setup * s.price[SETUP]
    _queue_up(a, s, op, before, behind, left_behind)
    if _settle(a, s, most + doubt) and _within(s, op, most):
        return s.now[COST]
    clear(s.queue)
    take_back(a, s)
    return TOO_DEAR


@inner
def _begin(a: Arrays, s: Search, op: int) -> None:
    s.now[MOVE] += 1
    s.now[LOGGED] = s.now[TOUCHED] = s.now[STEPS] = s.now[MORE_CHANGED] = s.now[MORE_MOVED] = 0
    s.was[0], s.was[1], s.was[2], s.was[3] = op, s.q.machine[op], s.q.minutes[op], s.q.before[op]
    _log(a, s, op)


@inner
def _relink(a: Arrays, s: Search, op: int, machine: int, before: int) -> int:
    """Change the sequences; gives the set-up minutes that this adds."""
    q, old = s.q, s.q.machine[op]
    b, n = q.before[op], q.behind[op]
    setup = changeover(a, old, b, n) - changeover(a, old, b, op) - (changeover(a, old, op, n))
    unlink(q, op)
    link(q, op, machine, before)
    n = q.behind[op]
    setup += changeover(a, machine, before, op) + changeover(a, machine, op, n) - changeover(a, machine, before, n)
    return setup


@inner
def _queue_up(a: Arrays, s: Search, op: int, before: int, behind: int, left_behind: int) -> None:
    """The moved one as soon as those before it are timed, then the one behind it, and the one it has left."""
    q = s.q
    key = 0 if before < 0 else q.start[before]
    for k in range(a.pred_from[op], a.pred_from[op + 1]):
        key = max(key, q.start[a.pred[k]])
    push(s.queue, 2 * key + 1, op)
    if behind >= 0:
        push(s.queue, 2 * max(key + 1, q.start[behind]), behind)
    if left_behind >= 0:
        push(s.queue, 2 * q.start[left_behind], left_behind)


@inner
def _settle(a: Arrays, s: Search, most: int) -> bool:
    """Time whatever is queued and what follows from it; False as soon as that is impossible or costs too much."""
    q, patience = s.q, 8 * s.q.machine.shape[0] + 64
    while s.queue.size[0] > 0:
        op = pop(s.queue)
        s.now[STEPS] += 1
        start, end = earliest(a, q, op)
        if end >= NEVER or s.now[STEPS] > patience:
            return False
        if start == q.start[op] and end == q.end[op]:
            continue
        _log(a, s, op)
        q.start[op] = start
        if end != q.end[op]:
            _retimed(a, s, op, end)
            if s.now[COST] > most:
                return False
    no_longer_guessed(s)
    return True


@inner
def _retimed(a: Arrays, s: Search, op: int, end: int) -> None:
    """It ends at another time: so may its order, and whoever comes after it."""
    q = s.q
    if a.finishes[op] >= 0:
        _finished(a, s, a.finishes[op], end)
    else:
        foresee(a, s, op, end)
    q.end[op] = end
    for k in range(a.succ_from[op], a.succ_from[op + 1]):
        push(s.queue, 2 * q.start[a.succ[k]], a.succ[k])
    if q.behind[op] >= 0:
        push(s.queue, 2 * q.start[q.behind[op]], q.behind[op])


@inner
def _finished(a: Arrays, s: Search, order: int, end: int) -> None:
    """The order has another end: its cost is known now, and no longer guessed."""
    late = tardy(a, s.q, order, end)
    guess(s, order, late)
    s.q.tardiness[order] = late


@inner
def _log(a: Arrays, s: Search, op: int) -> None:
    if s.logged[op] == s.now[MOVE]:
        return
    s.logged[op] = s.now[MOVE]
    place = s.now[LOGGED]
    s.now[LOGGED] += 1
    s.log_op[place], s.log_start[place], s.log_end[place] = op, s.q.start[op], s.q.end[op]
    s.log_tardiness[place] = s.q.tardiness[a.finishes[op]] if a.finishes[op] >= 0 else 0


@inner
def strayed(s: Search, op: int, machine: int, start: int) -> tuple[int, int]:
    """Whether there it is on another machine than the standing plan has it, and moved by more than an hour."""
    if s.stays[op] < 0:
        return 0, 0
    return int(s.stays[op] != machine), int(abs(start - s.stood[op]) > HOUR)


@inner
def _within(s: Search, op: int, most: int) -> bool:
    """Whether the move keeps to the budget of stability, and its whole cost to `most`."""
    if s.budget[0] < 0:
        return s.now[COST] <= most
    changed = moved = 0
    for place in range(s.now[LOGGED]):
        other = s.log_op[place]
        machine = s.was[1] if other == op else s.q.machine[other]
        c_old, m_old = strayed(s, other, machine, s.log_start[place])
        c_new, m_new = strayed(s, other, s.q.machine[other], s.q.start[other])
        changed, moved = changed + c_new - c_old, moved + m_new - m_old
    if (changed > 0 and s.total[CHANGED] + changed > s.budget[0]) or (
        moved > 0 and s.total[MOVED] + moved > s.budget[1]
    ):
        return False
    s.now[COST] += changed * s.price[CHANGED] + moved * s.price[MOVED]
    s.now[MORE_CHANGED], s.now[MORE_MOVED] = changed, moved
    return s.now[COST] <= most


@inner
def keep(a: Arrays, s: Search) -> None:
    """The move stays."""
    for place in range(s.now[LOGGED]):
        order = a.finishes[s.log_op[place]]
        if order >= 0 and s.q.tardiness[order] != s.log_tardiness[place]:
            more = s.q.tardiness[order] - s.log_tardiness[place]
            s.total[TARDINESS] += more
            add(s.lateness, order, more)
    s.total[SETUP] += s.now[MORE_SETUP]
    s.total[CHANGED] += s.now[MORE_CHANGED]
    s.total[MOVED] += s.now[MORE_MOVED]


@inner
def take_back(a: Arrays, s: Search) -> None:
    """As if the last move had never been."""
    q, op = s.q, s.was[0]
    unlink(q, op)
    link(q, op, s.was[1], s.was[3])
    q.minutes[op] = s.was[2]
    for place in range(s.now[LOGGED]):
        other = s.log_op[place]
        q.start[other], q.end[other] = s.log_start[place], s.log_end[place]
        if a.finishes[other] >= 0:
            q.tardiness[a.finishes[other]] = s.log_tardiness[place]
