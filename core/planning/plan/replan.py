"""After something has happened: the standing plan with little disturbance."""

import time
from collections.abc import Iterable
from dataclasses import replace
from functools import partial

import numpy as np

from core.planning.plan.problem import Problem
from core.planning.plan.repair import repaired
from core.planning.plan.rules import best_of, first_plan
from core.planning.plan.schedule import Schedule, worth
from core.planning.plan.search import improved
from core.planning.plan.sequencing import HOUR, Stay, Weights

COLD = 2.0
"""Weighted minutes: the temperature of a search that only tidies up after a repair."""
CHANGED, MOVED = 0.02, 0.15
"""Shares of the operations near at hand that may change machine, and that may move by more than an hour."""
NEAR = 5 * 24 * HOUR
"""Minutes: people have prepared for what begins so soon."""
AFRESH = 0.6
"""The share of the effort for planning afresh what comes after the near, where a repair is not enough."""
BALANCED = Weights()


def replanned(
    problem: Problem,
    standing: Schedule,
    hit: frozenset[int],
    *,
    now: int = 0,
    seed: int = 1,
    evaluations: int | None = None,
    seconds: float = 1.0,
    workers: int = 1,
    weights: Weights = BALANCED,
) -> Schedule:
    """The plan for a factory that has changed: repaired by list, then searched within the budget of stability.

    Only what was `hit` may leave its machine in the repair. Where that leaves the orders late, what comes after the
    near is planned afresh around it. In `standing` new operations have machine -1. What starts within five days of
    `now` (a minute of the problem) counts for the budget; where the repair alone needs more than that, the search
    adds nothing to it. `evaluations` and `seconds` are as in `improved`; the repair
    is within the seconds.
    """
    begun = time.monotonic()
    search = partial(improved, seed=seed, workers=workers, weights=weights)
    start = best_of(problem, [repaired(problem, standing), repaired(problem, standing, hit)])
    around = _held(problem, start, now + NEAR)
    fresh = first_plan(around)
    left = max(0.0, seconds - (time.monotonic() - begun))
    tidying = 1.0
    if worth(problem, fresh) < worth(problem, start):
        tidying -= AFRESH
        start = search(around, fresh, evaluations=_part(evaluations, AFRESH), seconds=AFRESH * left)
    return search(
        problem, start, evaluations=_part(evaluations, tidying), seconds=tidying * left,
        temperature=COLD, stay=staying(problem, standing, now),
    )  # fmt: skip


def _part(evaluations: int | None, share: float) -> int | None:
    return None if evaluations is None else round(evaluations * share)


def staying(problem: Problem, standing: Schedule, now: int) -> Stay:
    """The budget of stability: what is near, pinned operations left out, since they stay anyway."""
    near = frozenset(near_at_hand(standing, now)) - {op for op, each in enumerate(problem.ops) if each.pin}
    return Stay(standing=standing, near=near, changed=int(CHANGED * len(near)), moved=int(MOVED * len(near)))


def near_at_hand(standing: Schedule, now: int) -> Iterable[int]:
    """Operations of the standing plan that start within five days."""
    is_near = (standing.machine >= 0) & (standing.start >= now) & (standing.start < now + NEAR)
    return map(int, np.flatnonzero(is_near))


def _held(problem: Problem, schedule: Schedule, until: int) -> Problem:
    """The problem with everything fixed that the schedule starts before a minute."""
    places = zip(schedule.machine.tolist(), schedule.start.tolist(), schedule.end.tolist(), strict=True)
    ops = tuple(
        replace(op, pin=place) if place[1] < until else op for op, place in zip(problem.ops, places, strict=True)
    )
    return replace(problem, ops=ops)
