"""Squeaky wheel: what came late is pushed a little and everything dispatched anew, as long as that helps.

D. E. Joslin and D. P. Clements, "Squeaky wheel optimization", Journal of Artificial Intelligence Research 10 (1999)
353-373. Here an attempt that is no better is forgotten, and a little chance tells attempts from one another.
"""

from collections.abc import Callable, Mapping

import numpy as np

from core.planning.kernels.arrays import Ints
from core.planning.kernels.dispatch import Floats, Index, dispatch
from core.planning.kernels.draws import seeded, spread
from core.planning.plan.problem import Problem
from core.planning.plan.rules import Setting, atcs, fitting, pins_missed
from core.planning.plan.schedule import Schedule, Worth, lateness, worth

PUSH = 0.1
"""Added to the logarithm of the weight of an order that is as late as late orders are on average, at most."""
PUSHED = 0.3
"""The share of late orders that are pushed in one attempt."""
STRAY = 0.3
"""How far chance moves an order, by the same logarithm, at most either way …"""
STRAYS = 0.05
"""… and the share of orders that it moves."""


def squeaky(problem: Problem, start: Schedule, *, seed: int, goes_on: Callable[[int], bool]) -> Schedule:
    """The best dispatched schedule of several attempts, or `start` when none is better.

    `goes_on` is asked before each attempt with how many there have been.
    """
    settings = fitting(problem)
    if not settings:
        return start
    a = problem.arrays
    index, best, its_worth = _best_of(problem, settings)
    missed, blame, late = pins_missed(problem, best), np.zeros(len(a.due)), lateness(problem, best) * a.weight
    by_way = np.repeat(a.order_of, np.diff(a.way_from))
    dice, tried = seeded(seed), 0
    while goes_on(tried):
        tried += 1
        tried_blame = blame + _push(late, spread(dice, 3 * len(blame)).reshape(3, -1))
        found = Schedule.of(dispatch(a, index._replace(worth=index.worth + tried_blame[by_way])))
        if (found.machine < 0).any() or pins_missed(problem, found) > missed:
            continue
        found_worth = worth(problem, found)
        if found_worth <= its_worth:
            best, its_worth, blame, late = found, found_worth, tried_blame, lateness(problem, found) * a.weight
    return best if its_worth < worth(problem, start) else start


def _best_of(problem: Problem, settings: Mapping[Setting, Schedule]) -> tuple[Index, Schedule, Worth]:
    """The setting that is best here, as an index, with its schedule."""
    best = min(settings, key=lambda setting: worth(problem, settings[setting]))
    return atcs(problem.arrays, best, problem.arrays.due), settings[best], worth(problem, settings[best])


def _push(late: Ints, chance: Floats) -> Floats:
    """By order: what is added to the logarithm of its weight."""
    usual = late[late > 0].mean() if late.any() else 1.0
    pushed = PUSH * np.minimum(1.0, late / usual) * (chance[0] < PUSHED)
    return np.asarray(pushed + STRAY * (2 * chance[1] - 1) * (chance[2] < STRAYS))
