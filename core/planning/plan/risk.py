"""How sure a plan's dates are: the plan run many times with other processing times, stops and suppliers.

What the shop is assumed to do decides the answer: with every sequence held four times as many orders come late as with
a shop that takes what is most urgent of what is there. The latter is simulated: a dispatcher that follows the plan's
completion dates (`rules.guided`).
"""

from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from core.planning.kernels.arrays import Arrays, Ints
from core.planning.kernels.dispatch import Floats, Index, dispatch
from core.planning.kernels.sampling import pinned_minutes, run_pins
from core.planning.kernels.worth import minutes_late
from core.planning.plan.abreast import abreast
from core.planning.plan.problem import Problem
from core.planning.plan.rules import GUIDED, atcs
from core.planning.plan.schedule import Schedule, ends_of
from core.planning.plan.uncertainty import Uncertainty


@dataclass(frozen=True, slots=True, eq=False)
class Risk:
    """By order, over all samples. Arrays are read-only."""

    p50: Ints
    """The minute by which it is finished in half of them."""
    p80: Ints
    """… in four of five."""
    late: Floats
    """Share in which it ends after it is due."""


def risk(problem: Problem, schedule: Schedule, uncertainty: Uncertainty, samples: int, seed: int) -> Risk:
    """Simulate the plan; the same for the same seed. What does not end before the horizon ends there."""
    ends = futures(problem, schedule, uncertainty, samples, seed)
    late = np.array([minutes_late(problem.arrays, row) > 0 for row in ends])
    found = Risk(reached(ends, 50), reached(ends, 80), late.mean(axis=0))
    for column in (found.p50, found.p80, found.late):
        column.setflags(write=False)
    return found


def futures(problem: Problem, schedule: Schedule, uncertainty: Uncertainty, samples: int, seed: int) -> Ints:
    """When each order (column) is finished in each of so many runs (row); the same for the same seed."""
    future = Future(problem, schedule, uncertainty)
    runs = abreast(problem, partial(future.ends, seed=seed), range(samples))
    return np.array(runs, dtype=np.int64)


def reached(samples: Ints, percent: int) -> Ints:
    """By column, the smallest of the sampled values that so many per cent of them do not exceed."""
    return np.array(np.sort(samples, axis=0)[-(-len(samples) * percent // 100) - 1], dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Future:
    """What may come of a plan: as many different runs as one asks for."""

    problem: Problem
    schedule: Schedule
    uncertainty: Uncertainty

    def ends(self, number: int, seed: int) -> Ints:
        """When each order is finished in that run; it depends on nothing but the number and the seed."""
        chance = np.random.default_rng((seed, number))
        sample = self._sampled(chance)
        placed = dispatch(sample, self._index)
        last = sample.last
        return np.where(placed.machine[last] < 0, self.problem.horizon, placed.end[last])

    @cached_property
    def _index(self) -> Index:
        return atcs(self.problem.arrays, GUIDED, ends_of(self.problem, self.schedule))

    @cached_property
    def _ways(self) -> Ints:
        return np.diff(self.problem.arrays.way_from)

    @cached_property
    def _planned(self) -> Ints:
        """Minutes that each operation takes: its preferred way, its pin."""
        a = self.problem.arrays
        minutes = a.way_minutes[a.way_from[:-1]].copy()
        pinned_minutes(a, minutes)
        return minutes

    @cached_property
    def _pins(self) -> Ints:
        a = self.problem.arrays
        pinned = np.flatnonzero(a.pin_machine >= 0)
        return pinned[np.argsort(a.pin_start[pinned], kind="stable")]

    @cached_property
    def _pending(self) -> tuple[Ints, int]:
        """By operation: the number of what it waits for, -1 for nothing; and how many such things there are."""
        names = [op.waits_for if op.ready > 0 else "" for op in self.problem.ops]
        numbers = {name: number for number, name in enumerate(dict.fromkeys(filter(None, names)))}
        return np.array([numbers.get(name, -1) for name in names], dtype=np.int64), len(numbers)

    def _sampled(self, chance: np.random.Generator) -> Arrays:
        a = self.problem.arrays
        factor, stops = self._factors(chance), self._stops(chance)
        minutes = np.rint(a.way_minutes * np.repeat(factor, self._ways) + np.repeat(stops, self._ways))
        longer = np.rint(self._planned * factor + stops).astype(np.int64)
        start, end = a.pin_start.copy(), a.pin_end.copy()
        if len(self._pins):
            run_pins(a, self._pins, longer, start, end, np.full(len(self.problem.machines), -(1 << 50), dtype=np.int64))
        ready = a.ready + self._slips(chance)
        return a.but(way_minutes=minutes.astype(np.int64), ready=ready, pin_start=start, pin_end=end)

    def _factors(self, chance: np.random.Generator) -> Floats:
        spread = self.uncertainty.spread
        return np.exp(chance.standard_normal(len(self._planned)) * spread - spread * spread / 2)

    def _stops(self, chance: np.random.Generator) -> Floats:
        """By operation: minutes that its machine stands still while it is on it."""
        found = np.zeros(len(self._planned))
        number = chance.poisson(self._planned.sum() * self.uncertainty.stops_per_minute)
        if number:
            hit = np.searchsorted(np.cumsum(self._planned), chance.integers(self._planned.sum(), size=number), "right")
            np.add.at(found, hit, chance.exponential(self.uncertainty.stop, size=number))
        return found

    def _slips(self, chance: np.random.Generator) -> Ints:
        """By operation: minutes by which what it waits for comes later; the same for all that wait for the same."""
        waits_for, things = self._pending
        slips = chance.exponential(self.uncertainty.slip, size=things + 1)
        slips[chance.random(things + 1) >= self.uncertainty.slip_share] = 0
        slips[-1] = 0  # what waits for nothing
        return np.rint(slips).astype(np.int64)[waits_for]
