"""A problem that is a job shop, as the kernels of the makespan search take it."""

import numpy as np

from core.planning.errors import BadProblem
from core.planning.kernels.jobshop import COLUMNS, FACTS, MARK, NEXT, PRED, PREV, READY, SUCC, Walk, Ways
from core.planning.plan.problem import Problem

LARGEST = 5_000
"""Operations: what the search remembers of each pair fills 200 MB then; of each with a machine, no more than that."""


def job_shop(problem: Problem) -> tuple[Ways, Walk]:
    """What is fixed, and a walk that has not begun.

    Raises BadProblem (`no_job_shop`): `code` is the machine that closes or is set up, or the operation that is
    pinned, has more than one neighbour in its job, or is numbered before its predecessor. `too_large`: beyond LARGEST
    operations, or as much with all the machines.
    """
    _check(problem)
    a, count = problem.arrays, len(problem.ops)
    rows = np.zeros((count + 1, COLUMNS), dtype=np.int64)
    rows[:, [PREV, NEXT, PRED, SUCC]] = -1
    rows[-1, MARK] = -1
    rows[:-1, READY] = a.ready
    for op, each in enumerate(problem.ops):
        for pred in each.preds:
            rows[op, PRED], rows[pred, SUCC] = pred, op
    ways = Ways(a.way_from, a.way_machine, a.way_minutes, np.flatnonzero(rows[:-1, SUCC] < 0).astype(np.int64))
    zeros = [np.zeros(count, dtype=np.int64) for _ in range(4)]
    tabu = np.zeros((count, count), dtype=np.int64), np.zeros((count, len(problem.machines)), dtype=np.int64)
    first, facts = np.zeros(len(problem.machines), dtype=np.int64), np.zeros(FACTS, dtype=np.int64)
    return ways, Walk(rows, first, zeros[0], zeros[1], *tabu, zeros[2], zeros[3], facts)


def _check(problem: Problem) -> None:
    a = problem.arrays
    if len(problem.ops) > LARGEST or len(problem.ops) * len(problem.machines) > LARGEST**2:
        raise BadProblem(what="too_large", code=str(len(problem.ops)))
    for machine in problem.machines:
        is_open = machine.windows == ((0, problem.horizon),) and not machine.holes and not machine.available_from
        if not is_open or problem.setup[machine.setup_group].any():
            raise BadProblem(what="no_job_shop", code=machine.code)
    neighbours = np.maximum(np.diff(a.pred_from), np.diff(a.succ_from))
    is_odd = (neighbours > 1) | (a.pin_machine >= 0)
    is_odd |= [any(pred > number for pred in op.preds) for number, op in enumerate(problem.ops)]
    odd = np.flatnonzero(is_odd)
    if len(odd):
        raise BadProblem(what="no_job_shop", code=str(odd[0]))
