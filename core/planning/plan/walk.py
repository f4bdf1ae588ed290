"""One search: from its schedule on, hot at first and cold at last, and the best that it has seen."""

import time
from dataclasses import dataclass, field
from math import ceil, log

import numpy as np

from core.planning.kernels.annealing import anneal, sample
from core.planning.kernels.arrays import Placement
from core.planning.kernels.draws import seeded
from core.planning.kernels.searching import Search, cost_of
from core.planning.plan.problem import Problem
from core.planning.plan.schedule import Schedule
from core.planning.plan.sequencing import Stay, Weights, opened
from core.planning.plan.squeaky import squeaky

SQUEAKY = 0.15
"""The share of the time that the squeaky wheel gets."""
OPS_AN_EVALUATION = 6
"""One dispatched schedule takes as long as one move for so many operations."""
BATCH = 2000
"""Evaluations between two looks at the clock: about 20 ms."""
SAMPLED = 300
"""Moves that are tried to see what moves cost here."""
MILDEST, WILDEST = 8.0, 30.0
"""Percent: the annealing begins with what so mild moves cost, of those that cost something; the longer it is, the
hotter. Tried on factories of 300 and 1,000 orders with 16 to 1,450 evaluations per operation."""


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
        """Be ready to anneal from the best so far, at first at `temperature` (weighted minutes; None: sampled)."""
        self.go_on_from(self.best)
        if self._search is not None and temperature is None:
            self._hot = self._sampled_heat(self._search)
        elif temperature is not None:
            self._hot = temperature * self._weights.tardiness

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

    def _sampled_heat(self, search: Search) -> float:
        """What mild moves cost here."""
        found = np.zeros(SAMPLED, dtype=np.int64)
        size = sample(self._problem.arrays, search, self._dice, SAMPLED, found)
        return float(np.percentile(found[:size], self._mildness())) if size else float(self._weights.tardiness)

    def _mildness(self) -> float:
        """Percent, by how many evaluations there will be for each operation."""
        expected = self._clock.evaluations or self._evaluations / max(SQUEAKY, self._clock.share(self._evaluations))
        for_each = max(1.0, expected / len(self._problem.ops))
        return min(WILDEST, max(MILDEST, 6 * log(for_each) - 10))


def _present(search: Search) -> Schedule:
    return Schedule.of(Placement(search.q.machine, search.q.start, search.q.end))
