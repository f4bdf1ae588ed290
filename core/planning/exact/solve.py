"""The best schedule of a problem of limited size, and how good any can be.

Modelled exactly: machines with their calendars and holes; operations that pause, lie whole in one window, or run on;
the machines that can do them; changing over, in working minutes before them; pins, ready times, predecessors. Two
pinned operations are not held against each other. Refused: more than `LARGEST` operations that are not pinned.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from core.planning.errors import BadProblem
from core.planning.exact.model import Model
from core.planning.exact.objective import Aim, aim_at, worth
from core.planning.kernels.arrays import Placement
from core.planning.plan.problem import Problem
from core.planning.plan.schedule import Schedule

LARGEST = 2_000


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is spent. With one worker and `units`, the same every time; with seconds never."""

    seconds: float = 60.0
    units: float | None = None
    """CP-SAT's deterministic time."""
    workers: int = 1
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """What came of it."""

    schedule: Schedule | None
    """The best found; none where there is none, or none was found in time."""
    value: int | None
    bound: int
    """No schedule is worth less."""
    is_proved: bool
    """Nothing is better; without a schedule: there is none."""


@dataclass(frozen=True, slots=True)
class Listener:
    """Who hears of what is found on the way."""

    better: Callable[[Schedule], None] = lambda _: None
    bound: Callable[[int], None] = lambda _: None


def solved(
    problem: Problem,
    aim: Aim,
    effort: Effort,
    *,
    hint: Schedule | None = None,
    until: int | None = None,
    at_least: int = 0,
    listener: Listener | None = None,
) -> Found:
    """The best schedule.

    `hint` is a schedule to begin from: nothing worse is looked for. `until`: nothing begins later than that, which
    makes the model smaller and the bound one of such schedules only. `at_least` is a bound that is known.

    Raises BadProblem (`too_large`) beyond LARGEST operations.
    """
    free = sum(op.pin is None for op in problem.ops)
    if free > LARGEST:
        raise BadProblem(what="too_large", code=str(free))
    model = Model(problem, hint, problem.horizon if until is None else until)
    if model.is_impossible:
        return Found(None, None, at_least, True)
    aim_at(model, aim, at_least)
    solver = solver_for(effort, is_hinted=hint is not None)
    if listener is not None:
        solver.best_bound_callback = lambda bound: listener.bound(ceil(bound - 1e-6))
    status = solver.solve(model.cp, _Watch(model, listener) if listener is not None else None)
    return _found(solver, status, model, aim, at_least)


def solver_for(effort: Effort, *, is_hinted: bool) -> cp_model.CpSolver:
    """A solver. With a complete hint, long preparations cost more than they bring."""
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    parameters.max_time_in_seconds = effort.seconds
    if effort.units is not None:
        parameters.max_deterministic_time = effort.units
        parameters.interleave_search = effort.workers > 1
    parameters.num_workers = effort.workers
    parameters.random_seed = effort.seed
    if is_hinted:
        parameters.cp_model_probing_level = 0
        parameters.symmetry_level = 0
        parameters.max_presolve_iterations = 1
    return solver


def _found(solver: cp_model.CpSolver, status: Any, model: Model, aim: Aim, at_least: int) -> Found:
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Found(None, None, at_least, status == cp_model.INFEASIBLE)
    schedule = _read(model, solver.value, solver.boolean_value)
    value = worth(model.problem, aim, schedule)
    bound = max(at_least, ceil(solver.best_objective_bound - 1e-6))
    return Found(schedule, value, min(value, bound), status == cp_model.OPTIMAL)


class _Watch(cp_model.CpSolverSolutionCallback):  # type: ignore[misc]
    """Passes every better schedule on."""

    def __init__(self, model: Model, listener: Listener) -> None:
        super().__init__()
        self._model, self._listener = model, listener

    def on_solution_callback(self) -> None:
        """Called by the solver, from a thread of its own."""
        self._listener.better(_read(self._model, self.value, self.boolean_value))


def _read(model: Model, value: Callable[[Any], int], is_true: Callable[[Any], bool]) -> Schedule:
    machine = [next(each for each, literal in ways.items() if is_true(literal)) for ways in model.present]
    starts, ends = [value(each) for each in model.starts], [value(each) for each in model.ends]
    return Schedule.of(Placement(*(np.array(column, dtype=np.int64) for column in (machine, starts, ends))))
