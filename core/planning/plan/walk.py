"""One search: from its schedule on, hot at first and cold at last, and the best that it has seen."""

import time
from dataclasses import dataclass, field
from math import ceil

import numpy as np

from core.planning.kernels.annealing import anneal
from core.planning.kernels.arrays import Placement
from core.planning.kernels.draws import seeded
from core.planning.kernels.searching import Search, cost_of
from core.planning.plan.problem import Problem
from core.planning.plan.schedule import Schedule
from core.planning.plan.sequencing import Stay, Weights, opened
from core.planning.plan.squeaky import squeaky

SQUEAKY = 0.2
"""The share of the time that the squeaky wheel gets."""
OPS_AN_EVALUATION = 6
"""One dispatched schedule takes as long as one move for so many operations."""
BATCH = 2000
"""Evaluations between two looks at the clock: about 20 ms."""
HOT = 2.25
"""An annealing begins with the cost of making an order of usual weight late by so many usual operations. From 0.14 to 7
was tried on factories of 100, 300 and 1,000 orders. (What moves cost in a sample says less: it spreads twentyfold.)"""
PATIENT = 200
"""Evaluations per operation from which on that is so; with a tenth of them half of it is better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """How far a search is, from 0 to 1: by its evaluations, or by the seconds where no number of them is given."""

    evaluations: int | None
    seconds: float
    begun: float = field(default_factory=time.monotonic)

    def share(self, evaluations: float) -> float:
        """How far after so many evaluations; 1 when the seconds are over."""
        by_time = (time.monotonic() - self.begun) / self.seconds if self.seconds > 0 else 1.0
        if self.evaluations is None or by_time >= 1:
            return min(1.0, by_time)
        return min(1.0, evaluations / self.evaluations) if self.evaluations > 0 else 1.0


class Walk:
    """Goes on from where it is as long as it is told to."""

    def __init__(
        self, problem: Problem, start: Schedule, clock: Clock, seed: int, weights: Weights, stay: Stay | None
    ) -> None:
        self.best = start
        self.cost = 0
        """Of the best; only after `set_out`."""
        self._problem, self._clock, self._seed, self._weights, self._stay = problem, clock, seed, weights, stay
        self._dice = seeded(seed)
        self._evaluations = 0
        self._search: Search | None = None
        self._hot = 0.0

    def squeak(self) -> None:
        """Begin with the squeaky wheel; it takes its part of the evaluations."""
        a_dispatch = max(1, len(self._problem.ops) // OPS_AN_EVALUATION)

        def goes_on(tried: int) -> bool:
            self._evaluations = tried * a_dispatch
            return self._clock.share(self._evaluations) < SQUEAKY

        self.best = squeaky(self._problem, self.best, seed=self._seed, goes_on=goes_on)

    def set_out(self, temperature: float | None) -> None:
        """Be ready to anneal from the best so far, at first at `temperature` (weighted minutes; None: as fits)."""
        self.go_on_from(self.best)
        self._hot = self._weights.tardiness * (self._fitting() if temperature is None else temperature)

    def go_on_from(self, schedule: Schedule) -> None:
        """Continue from there. A schedule whose sequences lead nowhere is kept as it is."""
        self._search = opened(self._problem, schedule, self._weights, self._stay)
        if self._search is not None:
            self.best, self.cost = _present(self._search), cost_of(self._search)

    def go(self, until: float) -> None:
        """Anneal until so much of the time is over."""
        if self._search is None:
            return
        best, record = self.best.placement(), np.array([self.cost, 1], dtype=np.int64)
        while (share := self._clock.share(self._evaluations)) < until:
            tries = self._batch(until)
            anneal(self._problem.arrays, self._search, self._dice, best, record, tries, self._hot * (1 - share) ** 2)
            self._evaluations += tries
        self.best, self.cost = Schedule.of(best), int(record[0])

    def _batch(self, until: float) -> int:
        if self._clock.evaluations is None:
            return BATCH
        return min(BATCH, max(1, ceil(until * self._clock.evaluations) - self._evaluations))

    def _fitting(self) -> float:
        """The temperature to begin with, in weighted minutes, by what is planned and how much may be tried."""
        expected = self._clock.evaluations or self._evaluations / max(SQUEAKY, self._clock.share(self._evaluations))
        for_each = max(1.0, expected / len(self._problem.ops))
        a = self._problem.arrays
        return float(HOT * min(1.0, for_each / PATIENT) ** 0.3 * a.weight.mean() * a.way_minutes.mean())


def _present(search: Search) -> Schedule:
    return Schedule.of(Placement(search.q.machine, search.q.start, search.q.end))
