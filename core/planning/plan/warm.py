"""Everything compiled before the first question: on a problem of three operations, with every kernel called once.

`python -m core.planning.plan.warm` fills the cache of machine code; with `--all` also for what only benchmarks need.
"""

import sys

import numpy as np

from core.planning.kernels.arrays import Arrays, Placement
from core.planning.kernels.insertion import insert_until
from core.planning.kernels.lines import changing, crowded, lines_with_pins, relaid
from core.planning.plan.fjs import read_fjs
from core.planning.plan.makespan import Limit, shortest
from core.planning.plan.problem import Due, Machine, Op, Problem
from core.planning.plan.repair import repaired
from core.planning.plan.replan import replanned
from core.planning.plan.risk import risk
from core.planning.plan.rules import first_plan
from core.planning.plan.schedule import Schedule, worth
from core.planning.plan.search import improved
from core.planning.plan.uncertainty import Uncertainty

DAY = 480


def warm() -> None:
    """Half a minute where nothing is in the cache of machine code, well under a second where everything is."""
    problem = tiny_problem()
    plan = first_plan(problem)
    worth(problem, plan)
    unplanned = Schedule(plan.machine - 1, plan.start, plan.end)  # the first of two machines becomes none
    repaired(problem, unplanned, order=[2, 1, 0])  # against the order of work: that is sorted out, too
    risk(problem, plan, Uncertainty(), samples=1, seed=0)
    improved(problem, plan, seed=0, evaluations=200, seconds=600)
    _push(problem.arrays, plan)


def _push(a: Arrays, plan: Schedule) -> None:
    """The first operation goes from its machine and comes back into the earliest gap."""
    machine, start, end = plan.placement()
    goes, first = np.arange(len(machine)) == 0, np.zeros(1, dtype=np.int64)
    standing = lines_with_pins(a.but(pin_machine=machine, pin_start=start, pin_end=end))
    lines = relaid(a, standing, goes, first[:0], Placement(first[:0], first[:0], first[:0]))
    insert_until(a, lines, first, plan.machine.copy(), goes, plan.end.copy(), 0)
    changing(a, lines)
    crowded(a, lines)


def warm_for_benchmarks() -> None:
    """The same for job shops without calendars, and for re-planning as it is measured."""
    problem = tiny_problem()
    replanned(problem, first_plan(problem), frozenset({1}), evaluations=1)
    shortest(read_fjs("2 2\n2 2 1 3 2 4 1 2 2\n2 1 1 2 2 1 3 2 1\n"), Limit(steps=20_000))


def tiny_problem() -> Problem:
    """Two machines, an order of two operations and one that is fixed."""
    machines = tuple(
        Machine(code=code, work_centre=code, windows=((0, DAY), (2 * DAY, 3 * DAY)), holes=((DAY, 2 * DAY),))
        for code in ("A", "B")
    )
    ops = (
        Op(order=0, ways=((0, 10), (1, 20)), ready=5, waits_for="PO"),
        Op(order=0, ways=((1, 10),), preds=(0,), family=1),
        Op(order=1, ways=((0, 5),), pin=(0, 0, 5)),
    )
    return Problem(
        name="tiny",
        horizon=3 * DAY,
        machines=machines,
        ops=ops,
        orders=(Due(code="1", last=1, due=0), Due(code="2", last=2, due=60)),
        plant=((0, DAY), (2 * DAY, 3 * DAY)),
        setup=np.array([[[0, 5], [5, 0]]], dtype=np.int64),
        families=("a", "b"),
    )


if __name__ == "__main__":
    warm()
    if "--all" in sys.argv:
        warm_for_benchmarks()
