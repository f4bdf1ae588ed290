"""After something has happened: the standing plan with little disturbance."""

import time
from collections.abc import Iterable
from itertools import product

import numpy as np

from core.planning.errors import BadProblem
from core.planning.plan.keeping import kept
from core.planning.plan.problem import Problem
from core.planning.plan.repair import repaired
from core.planning.plan.rules import Setting, best_of, first_plan, tried
from core.planning.plan.schedule import Schedule
from core.planning.plan.search import improved
from core.planning.plan.sequencing import HOUR, Stay, Weights

MILD = 60.0
"""Weighted minutes: the temperature of a search that tidies up. From 2 to 150 was tried; a colder one leaves the
budget unused, a hotter one does not come to rest in a second."""
CHANGED, MOVED = 0.02, 0.15
"""Shares of the operations near at hand that may change machine, and that may move by more than an hour."""
NEAR = 5 * 24 * HOUR
"""Minutes: people have prepared for what begins so soon."""
SHARES = (0.0, 0.75, 1.0)
"""Of the time by which an order is late in the standing plan, what is added to its due date …"""
LED = (Setting(2, 0.3), Setting(3, 0.5), Setting(3, 0.5, 0.75), Setting(4, 0.5))
"""… for these settings: of eleven and of shares from 0 to 1.5, what came nearest to an annealed plan after a breakdown
on five factories of 1,000 orders, 4 to 10 percent less late than the portfolio by due dates."""
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
    """The plan for a factory that has changed: the near kept, the rest planned around it, then searched.

    What is near and was neither `hit` nor lost its room stays where it stands: a list that is repaired lets everybody
    behind a gap move up, which costs more of the budget than the event itself. In `standing` new operations have
    machine -1. What starts within five days of `now` (a minute of the problem) counts for the budget; where the event
    alone needs more than that, the search adds nothing to it. `evaluations` and `seconds` are as in `improved`; the
    repair is within the seconds.
    """
    begun = time.monotonic()
    start = best_of(problem, _starts(problem, standing, hit, now))
    return improved(
        problem, start, seed=seed, evaluations=evaluations, seconds=max(0.0, seconds - (time.monotonic() - begun)),
        workers=workers, weights=weights, temperature=MILD, stay=staying(problem, standing, now),
    )  # fmt: skip


def _starts(problem: Problem, standing: Schedule, hit: frozenset[int], now: int) -> Iterable[Schedule]:
    """As it stands but for the hit, and with the near alone as it stands; by list, where what stands leaves no room."""
    far = kept(problem, standing, np.flatnonzero(standing.start >= now).tolist(), hit)
    near = kept(problem, standing, near_at_hand(standing, now), hit)
    try:
        return [repaired(far, standing, hit), *_led(near, standing)]
    except BadProblem:
        return [repaired(problem, standing), repaired(problem, standing, hit)]


def _led(problem: Problem, standing: Schedule) -> Iterable[Schedule]:
    """Dispatched anew, led by what the standing plan gives up: who is late in it need not be much less late now."""
    a = problem.arrays
    late = np.where(standing.machine[a.last] >= 0, np.maximum(0, standing.end[a.last] - a.due), 0)
    ways = {
        (share, setting): (setting, a.due + (share * late).astype(np.int64)) for share, setting in product(SHARES, LED)
    }
    return tried(problem, ways).values() or [first_plan(problem)]


def staying(problem: Problem, standing: Schedule, now: int) -> Stay:
    """The budget of stability: what is near, pinned operations left out, since they stay anyway."""
    near = frozenset(near_at_hand(standing, now)) - {op for op, each in enumerate(problem.ops) if each.pin}
    return Stay(standing=standing, near=near, changed=int(CHANGED * len(near)), moved=int(MOVED * len(near)))


def near_at_hand(standing: Schedule, now: int) -> Iterable[int]:
    """Operations of the standing plan that start within five days."""
    is_near = (standing.machine >= 0) & (standing.start >= now) & (standing.start < now + NEAR)
    return map(int, np.flatnonzero(is_near))
