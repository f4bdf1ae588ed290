"""A few operations of a schedule set anew, everything else held where it is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from core.planning.exact.model import machines_of
from core.planning.exact.objective import Aim, worth
from core.planning.exact.solve import Effort, solved
from core.planning.plan.problem import Due, Op, Problem
from core.planning.plan.schedule import Schedule


def polished(
    problem: Problem, schedule: Schedule, window: Iterable[int], effort: Effort, aim: Aim = Aim.TARDINESS
) -> Schedule:
    """The best that can be made of those operations between when the first of them begins and a little after their end.

    Never worse than `schedule`; pinned operations stay.
    """
    free = sorted(op for op in set(window) if problem.ops[op].pin is None)
    if not free:
        return schedule
    cut = _cut(problem, schedule, free)
    found = solved(cut.problem, aim, effort, hint=cut.schedule, until=cut.until)
    if found.schedule is None:
        return schedule
    better = cut.put_back(schedule, found.schedule)
    return better if worth(problem, aim, better) <= worth(problem, aim, schedule) else schedule


@dataclass(frozen=True, slots=True)
class _Cut:
    """A problem of a few operations, among those around them, which are pinned."""

    problem: Problem
    schedule: Schedule
    until: int
    ops: Sequence[int]
    """Their numbers in the whole problem."""

    def put_back(self, whole: Schedule, part: Schedule) -> Schedule:
        placement = whole.placement()
        for column, new in zip(placement, part.placement(), strict=True):
            column[self.ops] = new
        return Schedule.of(placement)


def _cut(problem: Problem, schedule: Schedule, free: Sequence[int]) -> _Cut:
    since, until = int(schedule.start[free].min()), int(schedule.end[free].max())
    until += (until - since) // 4
    kept = sorted({*free, *_around(problem, schedule, free, since, until)})
    number = {op: place for place, op in enumerate(kept)}
    is_free = set(free)
    orders = sorted({problem.ops[op].order for op in kept})
    ops = []
    for op in kept:
        own = replace(
            problem.ops[op],
            order=orders.index(problem.ops[op].order),
            preds=tuple(number[pred] for pred in problem.ops[op].preds if pred in number),
            ready=max(problem.ops[op].ready, since),
        )
        ops.append(own if op in is_free else _held(own, schedule, op))
    part = Schedule(*(column[kept] for column in (schedule.machine, schedule.start, schedule.end)))
    dues = tuple(_due(problem, order, number) for order in orders)
    return _Cut(replace(problem, ops=tuple(ops), orders=dues), part, until, kept)


def _held(op: Op, schedule: Schedule, number: int) -> Op:
    pin = int(schedule.machine[number]), int(schedule.start[number]), int(schedule.end[number])
    return replace(op, pin=pin)


def _due(problem: Problem, order: int, number: dict[int, int]) -> Due:
    """The order; where what finishes it is not here, any operation of it, which cannot be late."""
    own = problem.orders[order]
    if own.last in number:
        return replace(own, last=number[own.last])
    last = next(place for op, place in number.items() if problem.ops[op].order == order)
    return replace(own, last=last, due=problem.horizon)


def _around(problem: Problem, schedule: Schedule, free: Sequence[int], since: int, until: int) -> Iterable[int]:
    """What the free ones could meet: their neighbours in their jobs, and on their machines until just after the end."""
    a, is_free = problem.arrays, set(free)
    for op in free:
        yield from map(
            int, chain(a.pred[a.pred_from[op] : a.pred_from[op + 1]], a.succ[a.succ_from[op] : a.succ_from[op + 1]])
        )
    for machine in {machine for op in free for machine in machines_of(problem.ops[op])}:
        held = [int(op) for op in np.flatnonzero(schedule.machine == machine) if int(op) not in is_free]
        before = [op for op in held if schedule.end[op] <= since]
        after = [op for op in held if schedule.start[op] > until]
        yield from (op for op in held if schedule.end[op] > since and schedule.start[op] <= until)
        yield from sorted(before, key=lambda op: schedule.end[op])[-1:]
        yield from sorted(after, key=lambda op: schedule.start[op])[:1]
