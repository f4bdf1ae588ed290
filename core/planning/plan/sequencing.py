"""A schedule opened up for searching: machine sequences, its cost, and what may not stray from a standing plan."""

from dataclasses import dataclass

import numpy as np

from core.planning.kernels.arrays import Arrays, Ints
from core.planning.kernels.queue import Queue
from core.planning.kernels.searching import CHANGED, MOVED, SETUP, TARDINESS, Search
from core.planning.kernels.sequences import Sequences, line_up, retime_all, setup_total
from core.planning.kernels.shares import add
from core.planning.plan.problem import Problem
from core.planning.plan.schedule import Schedule

HOUR = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What a search gives up for what: whole numbers, compared with each other."""

    tardiness: int = 100
    """One weighted plant working minute."""
    setup: int = 1
    """One working minute of changing over."""
    changed: int = 100 * HOUR
    """One operation on another machine than in the standing plan."""
    moved: int = 10 * HOUR
    """One operation that is more than an hour away from where the standing plan has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """What a search may not disturb: operations of a standing plan, and how many of them it may."""

    standing: Schedule
    near: frozenset[int]
    """The operations that count; the others are free."""
    changed: int
    """So many may change machine; where the start of the search has more already, no more than that."""
    moved: int
    """So many may move by more than an hour."""


def opened(problem: Problem, start: Schedule, weights: Weights, stay: Stay | None = None) -> Search | None:
    """The search at a schedule, everything as early as its sequences let it; None when the schedule is none."""
    a = problem.arrays
    q = sequences(a, start)
    line_up(a, q, start.in_time())
    if not retime_all(a, q):
        return None
    ops, orders = len(problem.ops), len(problem.orders)
    search = Search(
        q, Queue(_zeros(ops), _zeros(ops), _zeros(ops), _zeros(1)),
        np.array([weights.tardiness, weights.setup, weights.changed, weights.moved], dtype=np.int64),
        _zeros(4), _zeros(ops), _zeros(ops), _zeros(ops), _zeros(ops), _zeros(ops),
        _zeros(orders), _zeros(orders), _zeros(orders), _zeros(8), _zeros(4), *_stays(ops, stay), _zeros(orders + 1),
    )  # fmt: skip
    _count(a, search)
    return search


def sequences(a: Arrays, start: Schedule) -> Sequences:
    """Room for the sequences of a schedule, with its places and times; nobody is linked yet, see `line_up`."""
    ops, machines, orders = len(start.machine), len(a.available_from), len(a.due)
    placed = start.placement()
    return Sequences(
        placed.machine, _zeros(ops), placed.start, placed.end, _nobody(ops), _nobody(ops), _nobody(machines),
        _zeros(orders), _zeros(orders),
    )  # fmt: skip


def _stays(ops: int, stay: Stay | None) -> tuple[Ints, Ints, Ints]:
    """Machine and start that count, by operation, and the budget; a budget of -1: nothing counts."""
    if stay is None:
        return _nobody(ops), _zeros(ops), np.array([-1, -1], dtype=np.int64)
    near = np.array(sorted(stay.near), dtype=np.int64)
    stays = _nobody(ops)
    stays[near] = stay.standing.machine[near]
    return stays, stay.standing.start.copy(), np.array([stay.changed, stay.moved], dtype=np.int64)


def _count(a: Arrays, s: Search) -> None:
    counted = s.stays >= 0
    s.total[TARDINESS] = s.q.tardiness.sum()
    s.total[SETUP] = setup_total(a, s.q)
    s.total[CHANGED] = np.count_nonzero(counted & (s.stays != s.q.machine))
    s.total[MOVED] = np.count_nonzero(counted & (abs(s.q.start - s.stood) > HOUR))
    for order in np.flatnonzero(s.q.tardiness).tolist():
        add(s.lateness, order, s.q.tardiness[order])


def _zeros(size: int) -> Ints:
    return np.zeros(size, dtype=np.int64)


def _nobody(size: int) -> Ints:
    return np.full(size, -1, dtype=np.int64)
