"""Plans of one small shop as text, for comparing compiled kernels with plain ones: `python -m …plain`."""

import json

from core.planning.kernels.jit import IS_COMPILED
from core.planning.plan.problem import Problem
from core.planning.plan.repair import repaired
from core.planning.plan.risk import risk
from core.planning.plan.rules import RULES
from core.planning.plan.schedule import Schedule, worth
from core.planning.plan.uncertainty import Uncertainty
from tests.core.planning.plan.problems import a_line, pinned


def told() -> str:
    """Every rule, a repair and a risk, with and without pins."""
    line = a_line([(number * number % 3, 20 + number % 7) for number in range(25)], setup=15, due=30, step=22)
    fixed = pinned(line, RULES["edd"](line), 100)
    return json.dumps([_of(problem) for problem in (line, fixed)])


def _of(problem: Problem) -> list[object]:
    plans = [rule(problem) for rule in RULES.values()]
    plans.append(repaired(problem, plans[0], frozenset({3, 4}), order=[9, 8, 7]))
    chances = risk(problem, plans[-1], Uncertainty(), samples=5, seed=4)
    return [*[_told(problem, plan) for plan in plans], chances.p80.tolist(), chances.late.tolist()]


def _told(problem: Problem, plan: Schedule) -> list[object]:
    return [plan.machine.tolist(), plan.start.tolist(), plan.end.tolist(), worth(problem, plan).tardiness]


if __name__ == "__main__":
    print(json.dumps(IS_COMPILED))
    print(told())
