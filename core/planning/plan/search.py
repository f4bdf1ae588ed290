"""Making a schedule better for as long as there is time: squeaky wheel, then annealing on machine sequences."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from core.planning.plan.problem import Problem
from core.planning.plan.rules import best_of
from core.planning.plan.schedule import Schedule
from core.planning.plan.sequencing import Stay, Weights
from core.planning.plan.walk import Clock, Walk

MEETINGS = (0.4, 0.7, 0.9, 1.0)
"""Shares of the time after which all searches go on from the best of them."""
BALANCED = Weights()


def improved(
    problem: Problem,
    start: Schedule,
    *,
    seed: int = 1,
    evaluations: int | None = None,
    seconds: float = 60.0,
    workers: int = 1,
    weights: Weights = BALANCED,
    temperature: float | None = None,
    stay: Stay | None = None,
) -> Schedule:
    """The best schedule seen, by the order of `Worth`; `start` itself when none is better.

    With a number of evaluations (moves tried, in each of `workers` searches) the same seed gives the same schedule,
    unless the seconds cut it short; without one the search takes the seconds it is given. Every search has a seed of
    its own and a thread: kernels let go of the interpreter. A `temperature` (weighted minutes) means that `start` is
    good already and is not left for the squeaky wheel; so does `stay`, which keeps a standing plan where it is.
    """
    clock = Clock(evaluations=evaluations, seconds=seconds)
    walks = [Walk(problem, start, clock, seed + each, weights, stay) for each in range(workers)]
    with ThreadPoolExecutor(workers) as pool:
        if temperature is None and stay is None:
            list(pool.map(Walk.squeak, walks))
        list(pool.map(Walk.set_out, walks, [temperature] * workers))
        for until in MEETINGS:
            list(pool.map(Walk.go, walks, [until] * workers))
            _meet(walks)
    return best_of(problem, [start, *(walk.best for walk in walks)])


def _meet(walks: Sequence[Walk]) -> None:
    """Those that are behind go on from the best; the first of equals."""
    leader = min(walks, key=lambda walk: walk.cost)
    for walk in walks:
        if walk.cost > leader.cost:
            walk.go_on_from(leader.best)
