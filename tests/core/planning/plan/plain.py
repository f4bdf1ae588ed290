"""Plans of one small shop as text, for comparing compiled kernels with plain ones: `python -m …plain`."""

import json

from core.planning.codec import to_json
from core.planning.kernels.jit import IS_COMPILED
from core.planning.plan.frontier import frontier
from core.planning.plan.ground import Ground
from core.planning.plan.problem import Problem
from core.planning.plan.pushing import field_of
from core.planning.plan.repair import repaired
from core.planning.plan.risk import risk
from core.planning.plan.rules import RULES
from core.planning.plan.schedule import Schedule, worth
from core.planning.plan.uncertainty import Uncertainty
from tests.core.planning.factories import a_shop, ask
from tests.core.planning.plan.books import booked
from tests.core.planning.plan.problems import a_line, pinned


def told() -> str:
    """Every rule, a repair and a risk, with and without pins; and what two orders do that go before others."""
    line = a_line([(number * number % 3, 20 + number % 7) for number in range(25)], setup=15, due=30, step=22)
    fixed = pinned(line, RULES["edd"](line), 100)
    return json.dumps([*(_of(problem) for problem in (line, fixed)), *map(_pushed, ("ORD-4", "ORD-5"))])


def _of(problem: Problem) -> list[object]:
    plans = [rule(problem) for rule in RULES.values()]
    plans.append(repaired(problem, plans[0], frozenset({3, 4}), order=[9, 8, 7]))
    chances = risk(problem, plans[-1], Uncertainty(), samples=5, seed=4)
    return [*[_told(problem, plan) for plan in plans], chances.p80.tolist(), chances.late.tolist()]


def _pushed(order_no: str) -> list[object]:
    sold = booked(a_shop(), [ask(qty=60 * number, order_no=f"ORD-{number}") for number in range(1, 6)])
    field = field_of(sold, Ground.of(sold), order_no)
    assert field is not None
    return [[to_json(push), after.start.tolist()] for push, after in frontier(field).points]


def _told(problem: Problem, plan: Schedule) -> list[object]:
    return [plan.machine.tolist(), plan.start.tolist(), plan.end.tolist(), worth(problem, plan).tardiness]


if __name__ == "__main__":
    print(json.dumps(IS_COMPILED))
    print(told())
