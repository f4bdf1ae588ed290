"""After something has happened: the standing plan with little disturbance."""

from collections.abc import Iterable

import numpy as np

from core.planning.plan.problem import Problem
from core.planning.plan.repair import repaired
from core.planning.plan.schedule import Schedule, Worth, worth
from core.planning.plan.search import improved
from core.planning.plan.sequencing import HOUR, Stay, Weights

COLD = 2.0
"""Weighted minutes: the temperature of a search that only tidies up after a repair."""
CHANGED, MOVED = 0.02, 0.15
"""Shares of the operations near at hand that may change machine, and that may move by more than an hour."""
NEAR = 5 * 24 * HOUR
"""Minutes: people have prepared for what begins so soon."""
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

    Only what was `hit` may leave its machine in the repair. In `standing` new operations have machine -1. What starts
    within five days of `now` (a minute of the problem) counts for the budget; where the repair alone needs more than
    that, the search adds nothing to it. `evaluations` and `seconds` are as in `improved`.
    """
    start = _best_repair(problem, standing, hit)
    stay = staying(problem, standing, now)
    return improved(
        problem, start, seed=seed, evaluations=evaluations, seconds=seconds, workers=workers, weights=weights,
        temperature=COLD, stay=stay,
    )  # fmt: skip


def staying(problem: Problem, standing: Schedule, now: int) -> Stay:
    """The budget of stability: what is near, pinned operations left out, since they stay anyway."""
    near = frozenset(near_at_hand(standing, now)) - {op for op, each in enumerate(problem.ops) if each.pin}
    return Stay(standing=standing, near=near, changed=int(CHANGED * len(near)), moved=int(MOVED * len(near)))


def near_at_hand(standing: Schedule, now: int) -> Iterable[int]:
    """Operations of the standing plan that start within five days."""
    is_near = (standing.machine >= 0) & (standing.start >= now) & (standing.start < now + NEAR)
    return map(int, np.flatnonzero(is_near))


def _best_repair(problem: Problem, standing: Schedule, hit: frozenset[int]) -> Schedule:
    """With what was hit on its machine, or free to go to any: whichever is worth more."""
    repairs = [repaired(problem, standing), repaired(problem, standing, hit)]

    def its_worth(schedule: Schedule) -> Worth:
        return worth(problem, schedule)

    return min(repairs, key=its_worth)
