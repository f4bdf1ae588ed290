"""The shortest time in which everything is done: tabu search from many plans, and from plans between two good ones.

For job shops, flexible or not: machines that are always open, no changing over, jobs that are chains. What two
good plans have in common is worth keeping: what both put before something else stays so in a plan between them (path
relinking: Peng, Lü and Cheng 2015).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import numpy as np

from core.planning.kernels.arrays import Ints, Placement
from core.planning.kernels.drafts import draft, mix
from core.planning.kernels.jobshop import BEST, RANDOM, STEP, begin_all, take_up
from core.planning.kernels.tabu import keep_best, wander
from core.planning.plan.jobshop import job_shop
from core.planning.plan.problem import Problem
from core.planning.plan.schedule import Schedule

MEMBERS = 6
"""Good plans that are kept apart and mixed."""
PATIENCE = 2_000
"""Steps without a better plan after which a walk ends."""
TENURE = 12
"""Steps for which a move is not undone, and up to half as many more."""
SHARE = 35
"""In 100: what a plan between two has of the one that is further from it."""
SLICE = 500
"""Steps between two looks at the watch and at what others have found."""
BARREN = 5 * MEMBERS
"""Children in a row that were no better than any member, after which all but the best are given up."""


THRIFTS = (0, 1, 2, 4, 8, 16)
"""How a walk may weigh a minute of work against one of makespan, in quarters. What serves depends on the shop, so plans
hand theirs on, and one in `FRESH` gets another."""
FRESH = 5


@dataclass(frozen=True, slots=True)
class Limit:
    """When a search ends, whichever comes first. The same steps and seed give the same plan; seconds do not."""

    seconds: float = float("inf")
    steps: int = 1 << 60
    target: int = 0
    """A makespan that cannot or need not be beaten."""


@dataclass(frozen=True, slots=True, eq=False)
class Member:
    """A plan: where everything runs, and an order in which all can be put down."""

    makespan: int
    machine: Ints
    order: Ints
    thrift: int = 0
    """Of the walk that found it."""

    def is_like(self, other: "Member") -> bool:
        """The same machines and, as far as that shows, the same sequences."""
        return self.makespan == other.makespan and bool((self.machine == other.machine).all())


def shortest(problem: Problem, limit: Limit, *, seed: int = 0, start: Schedule | None = None) -> Schedule:
    """The best schedule found, by makespan; never worse than `start`.

    Raises BadProblem where it is no job shop, see `plan.jobshop`.
    """
    search = Search(problem, limit, seed=seed)
    if start is not None:
        search.hear(start)
    search.run()
    return search.found()


class Search:
    """One search, on one core. `between` is called between slices: to tell others, and to hear them."""

    def __init__(self, problem: Problem, limit: Limit, *, seed: int = 0) -> None:
        self._ways, self._walk = job_shop(problem)
        self._random = Random(seed)
        self._walk.facts[RANDOM] = 1 + seed % 2_000_000_000
        self._ends_at = time.monotonic() + limit.seconds
        self._steps, self.target = limit.steps, limit.target
        self._members: list[Member] = []
        self._barren = self._thrift = 0
        self.best: Member | None = None
        self.between: Callable[[], None] = lambda: None

    @property
    def is_over(self) -> bool:
        """The limit is reached, or nothing better can be found."""
        if self.best is None:
            return False
        is_late = time.monotonic() >= self._ends_at or self._walk.facts[STEP] >= self._steps
        return is_late or self.best.makespan <= self.target

    def run(self) -> None:
        """Search until the limit."""
        while not self.is_over:
            if len(self._members) < MEMBERS:
                self._join(self._improved(self._drafted()))
            else:
                self._join(self._improved(self._mixed()))

    def found(self) -> Schedule:
        """The best schedule so far."""
        if self.best is None:
            raise RuntimeError("nothing has been searched")
        return self._timed(self.best.machine, self.best.order)

    def hear(self, schedule: Schedule) -> None:
        """Take a schedule of somebody else's among the members."""
        along = np.arange(len(schedule.start))  # jobs are numbered along their chains
        order = np.lexsort((along, schedule.end, schedule.start)).astype(np.int64)
        machine = schedule.machine.copy()
        self._join(Member(int(self._timed(machine, order).end.max()), machine, order))

    def _timed(self, machine: Ints, order: Ints) -> Schedule:
        start, end = np.zeros_like(order), np.zeros_like(order)
        begin_all(self._ways, self._walk.rows, machine, order, start, end)
        return Schedule.of(Placement(machine, start, end))

    def _drafted(self) -> Member:
        count = len(self._walk.order)
        machine, order = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
        noise = 0 if self.best is None else 20 + 2 * int(self._ways.way_minutes.max())
        draft(self._ways, self._walk.rows, self._walk.facts, noise, machine, order)
        return Member(0, machine, order, THRIFTS[len(self._members) % len(THRIFTS)])

    def _mixed(self) -> Member:
        one, other = self._random.sample(self._members, 2)
        machine, order = mix(SHARE, self._walk.facts, one.machine, one.order, other.machine, other.order)
        thrift = self._random.choice(THRIFTS) if self._random.randrange(FRESH) == 0 else one.thrift
        return Member(0, machine, order, thrift)

    def _improved(self, begun: Member) -> Member:
        """The best plan on a walk from this one."""
        walk = self._walk
        self._thrift = begun.thrift
        walk.facts[STEP] += 2 * TENURE  # nothing is forbidden any more
        take_up(self._ways, walk, begun.machine, begun.order)
        keep_best(walk)
        self._note()
        while not self.is_over:
            steps = min(SLICE, self._steps - int(walk.facts[STEP]))
            goes_on = wander(self._ways, walk, steps, PATIENCE, self.target, TENURE, begun.thrift)
            self._note()
            self.between()
            if not goes_on:
                break
        return self._walked()

    def _walked(self) -> Member:
        walk = self._walk
        return Member(int(walk.facts[BEST]), walk.best_machine.copy(), walk.best_order.copy(), self._thrift)

    def _note(self) -> None:
        if self.best is None or self._walk.facts[BEST] < self.best.makespan:
            self.best = self._walked()

    def _join(self, new: Member) -> None:
        """Keep it instead of the worst member, unless it is worse or known."""
        if self.best is None or new.makespan < self.best.makespan:
            self.best = new
        if len(self._members) < MEMBERS:
            self._members.append(new)
            return
        worst = max(range(MEMBERS), key=lambda each: (self._members[each].makespan, -each))
        self._barren += 1
        if new.makespan > self._members[worst].makespan or any(map(new.is_like, self._members)):
            if self._barren > BARREN:
                self._members, self._barren = [self.best], 0
            return
        if new.makespan < self._members[worst].makespan:
            self._barren = 0
        self._members[worst] = new
