"""A bound that no order of work comes into: how well the work can be shared among the machines."""

from math import ceil
from typing import Any

from ortools.sat.python import cp_model

from core.planning.exact.solve import Effort, solver_for
from core.planning.plan.problem import Problem


def least_share(problem: Problem, effort: Effort) -> int:
    """Minutes that the busiest machine has to work at least, however operations are given out."""
    model = cp_model.CpModel()
    loads: list[Any] = [0] * len(problem.machines)
    for op in problem.ops:
        chosen = [model.new_bool_var("") for _ in op.ways]
        model.add_exactly_one(chosen)
        for literal, (machine, minutes) in zip(chosen, op.ways, strict=True):
            loads[machine] += minutes * literal
    busiest = model.new_int_var(0, problem.horizon, "")
    for load in loads:
        model.add(busiest >= load)
    model.minimize(busiest)
    solver = solver_for(effort, is_hinted=False)
    solver.solve(model)
    bound: float = solver.best_objective_bound
    return max(0, ceil(bound - 1e-6))
