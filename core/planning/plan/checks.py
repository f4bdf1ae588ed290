"""Nonsense in a problem, found before anything is computed from it. What is wrong is told by a key of `labels.flaw`."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from core.planning.errors import BadProblem
from core.planning.kernels.arrays import PAUSES, RUNS_ON, WHOLE

if TYPE_CHECKING:
    from core.planning.plan.problem import Due, Machine, Op, Problem

LONGEST = 1 << 40
"""Minutes: two million years. Sums of a few of them still fit into 64 bits."""
LARGEST_SUM = 1 << 60
"""What all operations, change-overs or weighted delays may come to; kernels add them up in 64 bits."""
MOST_TOLD = 12
"""Operations of a circle that are named."""

Span = tuple[int, int]
Flaw = tuple[str, str]
"""What is wrong, and with what."""


def check_problem(problem: "Problem") -> None:
    """Raise `BadProblem` with the first thing that cannot be. Later checks rely on what earlier ones have seen."""
    for look in (_sizes, _setup, _machines, _ops, _orders, _pins, _sums, _circle):
        for what, code in look(problem):
            raise BadProblem(what=what, code=code)


def _sizes(problem: "Problem") -> Iterator[Flaw]:
    if not problem.machines:
        yield "none", "machines"
    if not problem.ops or not problem.orders:
        yield "none", "operations"
    if not 0 < problem.horizon <= LONGEST:
        yield "out_of_range", "horizon"
    if not problem.plant:
        yield "never_works", "plant"
    yield from _in_order(problem.plant, problem.horizon, "plant")


def _setup(problem: "Problem") -> Iterator[Flaw]:
    setup = np.asarray(problem.setup)
    if setup.ndim != 3 or setup.shape[1] != setup.shape[2] or not setup.size or setup.dtype.kind not in "iu":
        yield "not_square", "setup"
    elif int(setup.min()) < 0 or int(setup.max()) > LONGEST:
        yield "out_of_range", "setup"


def _in_order(spans: Sequence[Span], limit: int, code: str) -> Iterator[Flaw]:
    """Spans within [0, limit) that neither overlap nor touch."""
    if any(not 0 <= start < end <= limit for start, end in spans):
        yield "not_a_span", code
    if any(following[0] <= span[1] for span, following in pairwise(spans)):
        yield "not_in_order", code


def _machines(problem: "Problem") -> Iterator[Flaw]:
    groups, families, _ = problem.setup.shape
    for machine in problem.machines:
        yield from _machine(machine, problem.horizon, groups, families)


def _machine(machine: "Machine", horizon: int, groups: int, families: int) -> Iterator[Flaw]:
    if not machine.windows:
        yield "never_works", machine.code
    yield from _in_order(machine.windows, horizon, machine.code)
    yield from _in_order(machine.holes, LONGEST, machine.code)
    if not 0 <= machine.available_from <= LONGEST:
        yield "out_of_range", machine.code
    if not 0 <= machine.setup_group < groups or not 0 <= machine.family_now < families:
        yield "unknown_index", machine.code


def _ops(problem: "Problem") -> Iterator[Flaw]:
    machines, count, orders = len(problem.machines), len(problem.ops), len(problem.orders)
    families = problem.setup.shape[1]
    for index, op in enumerate(problem.ops):
        if not 0 <= op.order < orders or not 0 <= op.family < families or op.pause not in (PAUSES, WHOLE, RUNS_ON):
            yield "unknown_index", _name(index)
        if any(not 0 <= pred < count for pred in op.preds):
            yield "unknown_index", _name(index)
        if not 0 <= op.ready <= LONGEST:
            yield "out_of_range", _name(index)
        yield from _ways(op, index, machines)


def _ways(op: "Op", index: int, machines: int) -> Iterator[Flaw]:
    if not op.ways:
        yield "no_way", _name(index)
    for machine, minutes in op.ways:
        if not 0 <= machine < machines:
            yield "unknown_index", _name(index)
        if not 0 <= minutes <= LONGEST:
            yield "out_of_range", _name(index)
    if len(op.ways) > 1 and len({machine for machine, _ in op.ways}) < len(op.ways):
        yield "twice", _name(index)


def _name(index: int) -> str:
    return f"operations[{index}]"


def _orders(problem: "Problem") -> Iterator[Flaw]:
    for index, order in enumerate(problem.orders):
        yield from _order(problem, index, order)


def _order(problem: "Problem", index: int, order: "Due") -> Iterator[Flaw]:
    if not 0 <= order.last < len(problem.ops):
        yield "unknown_index", order.code
    elif problem.ops[order.last].order != index:
        yield "of_another_order", order.code
    if order.weight < 1 or not -LONGEST <= order.due <= LONGEST:
        yield "out_of_range", order.code


def _pins(problem: "Problem") -> Iterator[Flaw]:
    by_machine: dict[int, list[tuple[int, int, int]]] = {}
    for index, op in enumerate(problem.ops):
        if op.pin is None:
            continue
        machine, start, end = op.pin
        if machine not in dict(op.ways):
            yield "pin_elsewhere", _name(index)
        if not 0 <= start < end <= problem.horizon:
            yield "pin_outside", _name(index)
        by_machine.setdefault(machine, []).append((start, end, index))
    for pins in by_machine.values():
        for before, after in pairwise(sorted(pins)):
            if after[0] < before[1]:
                yield "pins_overlap", f"{_name(before[2])}, {_name(after[2])}"


def _sums(problem: "Problem") -> Iterator[Flaw]:
    latest = max(op.ready for op in problem.ops) + max(machine.available_from for machine in problem.machines)
    longest = sum(max(minutes for _, minutes in op.ways) for op in problem.ops)
    changing = int(np.asarray(problem.setup).max()) * len(problem.ops)
    if latest + longest + changing > LARGEST_SUM:
        yield "too_much", "operations"
    if sum(order.weight for order in problem.orders) * problem.horizon > LARGEST_SUM:
        yield "too_much", "orders"


def _circle(problem: "Problem") -> Iterator[Flaw]:
    """Operations that wait for one another: strike off what waits for nothing; what is left runs in circles."""
    waiting = [len(op.preds) for op in problem.ops]
    after: list[list[int]] = [[] for _ in problem.ops]
    for index, op in enumerate(problem.ops):
        for pred in op.preds:
            after[pred].append(index)
    free = [index for index, count in enumerate(waiting) if not count]
    while free:
        for each in after[free.pop()]:
            waiting[each] -= 1
            if not waiting[each]:
                free.append(each)
    left = next((index for index, count in enumerate(waiting) if count), None)
    if left is not None:
        yield "circle", _told(_walk_round(problem, waiting, left))


def _walk_round(problem: "Problem", waiting: Sequence[int], left: int) -> list[int]:
    """Backwards from predecessor to predecessor until one comes again; told forwards."""
    place: dict[int, int] = {}
    path = [left]
    while path[-1] not in place:
        place[path[-1]] = len(path) - 1
        path.append(next(pred for pred in problem.ops[path[-1]].preds if waiting[pred]))
    return path[place[path[-1]] :][::-1]


def _told(circle: Sequence[int]) -> str:
    names = [_name(index) for index in circle]
    if len(names) > MOST_TOLD:
        names = [*names[: MOST_TOLD - 1], "…", names[-1]]
    return " → ".join(names)
