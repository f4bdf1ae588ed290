"""What no schedule can beat: makespans of a job shop, weighted tardiness of any problem."""

from collections.abc import Sequence
from heapq import heappop, heappush

import numpy as np

from core.planning.kernels.axis import run
from core.planning.kernels.urgency import topological
from core.planning.kernels.worth import minutes_late
from core.planning.plan.problem import Problem

Waiting = tuple[int, int, int]
"""Of one operation: the earliest start, its minutes, what has to follow it."""


def least_makespan(problem: Problem) -> int:
    """The longest job, the machines' shares of all work, or one machine's own work, whichever is most."""
    shortest = [min(minutes for _, minutes in op.ways) for op in problem.ops]
    heads, tails = _heads(problem, shortest), _tails(problem, shortest)
    jobs = max(head + minutes + tail for head, minutes, tail in zip(heads, shortest, tails, strict=True))
    shares = -(-sum(shortest) // len({machine for op in problem.ops for machine, _ in op.ways}))
    own: dict[int, list[Waiting]] = {}
    for op, each in enumerate(problem.ops):
        if len(each.ways) == 1:
            own.setdefault(each.ways[0][0], []).append((heads[op], shortest[op], tails[op]))
    return max(jobs, shares, *map(_alone, own.values())) if own else max(jobs, shares)


def least_tardiness(problem: Problem) -> int:
    """Weighted plant minutes that remain if each order had the factory to itself, without changing over."""
    a = problem.arrays
    ends = np.zeros(len(problem.ops), dtype=np.int64)
    for op in topological(a).tolist():
        each = problem.ops[op]
        there = max([each.ready, *(int(ends[pred]) for pred in each.preds)])
        ends[op] = each.pin[2] if each.pin else min(_end(problem, op, way, there) for way in each.ways)
    return int(minutes_late(a, ends[a.last]) @ a.weight)


def _end(problem: Problem, op: int, way: tuple[int, int], there: int) -> int:
    """When it is done on a machine that does nothing else."""
    a, (machine, minutes) = problem.arrays, way
    return int(run(a, machine, op, minutes, max(there, int(a.available_from[machine])))[1])


def _heads(problem: Problem, shortest: Sequence[int]) -> list[int]:
    """Earliest starts if nobody ever waited for a machine; predecessors have lower numbers."""
    heads: list[int] = []
    for op in problem.ops:
        heads.append(max([op.ready, *(heads[pred] + shortest[pred] for pred in op.preds)]))
    return heads


def _tails(problem: Problem, shortest: Sequence[int]) -> list[int]:
    tails = [0] * len(problem.ops)
    for op in range(len(problem.ops) - 1, -1, -1):
        for pred in problem.ops[op].preds:
            tails[pred] = max(tails[pred], tails[op] + shortest[op])
    return tails


def _alone(waiting: Sequence[Waiting]) -> int:
    """The makespan of one machine that may interrupt its work (Jackson): always the one with most to follow."""
    coming, now, longest = sorted(waiting), 0, 0
    queue: list[list[int]] = []
    place = 0
    while place < len(coming) or queue:
        if not queue:
            now = max(now, coming[place][0])
        while place < len(coming) and coming[place][0] <= now:
            _, minutes, tail = coming[place]
            heappush(queue, [-tail, minutes])
            place += 1
        work = queue[0]
        until = coming[place][0] if place < len(coming) else now + work[1]
        done = min(work[1], until - now)
        now, work[1] = now + done, work[1] - done
        if work[1] == 0:
            longest = max(longest, now - heappop(queue)[0])
    return longest
