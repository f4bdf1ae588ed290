"""Small problems with everything in them, their rules minute by minute, and all their schedules one by one.

Nothing here is shared with the engine but the words of the problem.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise, permutations, product

import numpy as np
from hypothesis import strategies as st

from core.planning.kernels.arrays import PAUSES, WHOLE
from core.planning.plan.problem import Due, Machine, Op, Problem, Span

HORIZON = 60

Run = tuple[int, int, int]
"""Machine, start, end."""


def minutes_of(windows: Sequence[Span]) -> list[int]:
    return [minute for opens, closes in windows for minute in range(opens, closes)]


@cache
def edges(most: int) -> st.SearchStrategy[set[int]]:
    return st.sets(st.integers(0, HORIZON // 2), min_size=2, max_size=2 * most)


@cache
@st.composite
def windows(draw: st.DrawFn, most: int = 4) -> tuple[Span, ...]:
    found_edges = sorted(draw(edges(most)))
    closed = [*found_edges[: len(found_edges) // 2 * 2]]
    found = list(zip(closed[::2], closed[1::2], strict=True))
    return (*found, (HORIZON // 2 + 1, HORIZON))


@cache
@st.composite
def machines(draw: st.DrawFn, number: int) -> Machine:
    own = draw(windows())
    holes = [(closes, opens) for (_, closes), (opens, _) in pairwise(own) if draw(st.booleans())]
    now, family = draw(st.integers(0, 4)), draw(st.integers(0, 1))
    code = f"M{number}"
    return Machine(code=code, work_centre=code, windows=own, holes=tuple(holes), available_from=now, family_now=family)


@cache
@st.composite
def small_problems(draw: st.DrawFn, most_ops: int = 4) -> Problem:
    own = [draw(machines(number)) for number in range(2)]
    ops: list[Op] = []
    orders: list[Due] = []
    for order in range(2):
        for place in range(draw(st.integers(1, most_ops // 2))):
            both = draw(st.permutations(range(2)))[: draw(st.integers(1, 2))]
            ways = tuple((machine, draw(st.integers(1, 6))) for machine in both)
            ops.append(Op(
                order=order, ways=ways, preds=(len(ops) - 1,) if place else (), family=draw(st.integers(0, 1)),
                pause=draw(st.sampled_from((0, 1, 2))), ready=draw(st.integers(0, 5)),
            ))  # fmt: skip
        due, weight = draw(st.integers(0, 30)), draw(st.integers(1, 3))
        orders.append(Due(code=f"O{order}", last=len(ops) - 1, due=due, weight=weight))
    setup = [[[0, draw(st.integers(0, 3))], [draw(st.integers(0, 3)), 0]]]
    return Problem(
        name="small", horizon=HORIZON, machines=tuple(own), ops=tuple(ops), orders=tuple(orders),
        plant=draw(windows()), setup=np.array(setup, dtype=np.int64), families=("a", "b"),
    )  # fmt: skip


def first_run(problem: Problem, op: Op, machine: int, minutes: int, since: int, worked_since: int) -> Run | None:
    """The earliest run from `since` on, when so many minutes of the machine have been worked before it."""
    own = problem.machines[machine]
    open_minutes = minutes_of(own.windows)
    for number, start in enumerate(open_minutes):
        if start < since or number < worked_since:
            continue
        if op.pause == PAUSES:
            if number + minutes > len(open_minutes):
                return None
            return machine, start, open_minutes[number + minutes - 1] + 1
        run = range(start, start + minutes)
        if op.pause == WHOLE:
            fits = all(minute in open_minutes for minute in run) and not _spans_a_gap(own, run)
        else:
            fits = not any(opens <= minute < closes for opens, closes in own.holes for minute in run)
        if fits:
            return machine, start, start + minutes
    return None


def _spans_a_gap(machine: Machine, run: range) -> bool:
    return not any(opens <= run[0] and run[-1] < closes for opens, closes in machine.windows)


def all_schedules(problem: Problem) -> Iterator[list[Run]]:
    """Every choice of machines and every order of work, each as early as can be."""
    for ways in product(*(op.ways for op in problem.ops)):
        for order in permutations(range(len(problem.ops))):
            found = _early(problem, ways, order)
            if found is not None:
                yield found


def _early(problem: Problem, ways: Sequence[tuple[int, int]], order: Sequence[int]) -> list[Run] | None:
    runs: dict[int, Run] = {}
    now = {number: (own.available_from, own.family_now) for number, own in enumerate(problem.machines)}
    for index in order:
        op, (machine, minutes) = problem.ops[index], ways[index]
        if any(pred not in runs for pred in op.preds):
            return None
        free_at, family = now[machine]
        gap = int(problem.setup[0, family, op.family])
        done = sum(minute < free_at for minute in minutes_of(problem.machines[machine].windows))
        since = max([op.ready, free_at, *(runs[pred][2] for pred in op.preds)])
        run = first_run(problem, op, machine, minutes, since, done + gap)
        if run is None:
            return None
        runs[index] = op.pin or run
        if runs[index] != run and (run[0] != runs[index][0] or run[1] > runs[index][1]):
            return None
        now[machine] = runs[index][2], op.family
    return [runs[index] for index in range(len(problem.ops))]


def tardiness(problem: Problem, runs: Sequence[Run]) -> int:
    plant = minutes_of(problem.plant)
    return sum(
        order.weight * sum(order.due <= minute < runs[order.last][2] for minute in plant) for order in problem.orders
    )


def makespan(problem: Problem, runs: Sequence[Run]) -> int:
    return max(runs[order.last][2] for order in problem.orders)


def check(problem: Problem, runs: Sequence[Run]) -> None:
    """Every operation runs as it may, after what it waits for, and no two at once on a machine."""
    for index, (machine, start, end) in enumerate(runs):
        op = problem.ops[index]
        if op.pin is not None:
            assert (machine, start, end) == op.pin
            continue
        minutes = dict(op.ways)[machine]
        assert first_run(problem, op, machine, minutes, start, 0) == (machine, start, end)
        assert start >= max(op.ready, problem.machines[machine].available_from)
        assert all(runs[pred][2] <= start for pred in op.preds)
    for number, own in enumerate(problem.machines):
        _check_machine(problem, number, own, runs)


def _check_machine(problem: Problem, number: int, own: Machine, runs: Sequence[Run]) -> None:
    here = sorted(
        ((run, problem.ops[index]) for index, run in enumerate(runs) if run[0] == number), key=lambda each: each[0]
    )
    before = [(own.available_from, own.family_now), *((run[2], op.family) for run, op in here)]
    for (end, family), (run, op) in zip(before, here, strict=False):
        between = sum(end <= minute < run[1] for minute in minutes_of(own.windows))
        assert op.pin is not None or (run[1] >= end and between >= problem.setup[0, family, op.family])
