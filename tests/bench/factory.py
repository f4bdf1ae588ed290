"""`python -m tests.bench.factory PROBLEM.json`: plan a factory of the format `factory-1` with the product's own engine.

Prints what the plan is worth, also against the best dispatching rule; `--breakdown HOURS` takes the busiest work centre
away instead, two days into the plan, and measures the re-planning.
"""

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from operator import itemgetter
from pathlib import Path
from typing import Any

from core.planning.errors import BadProblem
from core.planning.plan.bounds import least_tardiness
from core.planning.plan.neutral import read_problem, write_schedule
from core.planning.plan.problem import Problem
from core.planning.plan.rules import RULES, Setting, dispatched, first_plan
from core.planning.plan.schedule import Schedule, late_orders, worth
from core.planning.plan.search import improved
from tests.bench.breakdowns import broken_down
from tests.bench.keeping_rules import reasons_named, require_valid
from tests.bench.refusing import (
    REFUSED,
    SEED,
    WORKERS,
    Parser,
    hours,
    read_json,
    seconds,
    sentence,
    writable,
    write,
)  # fmt: skip
from tests.bench.supplying import supplied

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A plan, and what it took."""

    schedule: Schedule
    first: Schedule
    first_seconds: float
    """To the first plan that could be published; the problem has been read and the kernels are warm."""
    seconds: float


def plan(problem: Problem, seconds: float, workers: int, seed: int = 1) -> Planned:
    """First plan and improvement, in so many seconds together."""
    _warm(problem)
    begun = time.monotonic()
    first = first_plan(problem)
    first_seconds = time.monotonic() - begun
    left = max(0.0, seconds - first_seconds)
    schedule = improved(problem, first, seed=seed, seconds=left, workers=workers)
    return Planned(
        schedule=schedule, first=first, first_seconds=first_seconds, seconds=time.monotonic() - begun
    )  # fmt: skip


def _warm(problem: Problem) -> None:
    """The planner process has compiled its kernels before anybody asks."""
    improved(problem, first_plan(problem), evaluations=100, seconds=600)


def best_rule(problem: Problem) -> tuple[str, int]:
    """The dispatching rule with the least weighted tardiness, in weighted plant minutes; ATCS at twelve settings.

    Where none of them finds a place for everything, what all of the portfolio found instead.
    """
    rules = {name: rule for name, rule in RULES.items() if name != "portfolio"}
    rules |= {f"atcs {look:g} {change:g}": _atcs(look, change) for look in (1, 2, 4, 8) for change in (0.3, 0.5, 1)}
    found = {}
    for name, rule in rules.items():
        with suppress(BadProblem):
            found[name] = worth(problem, rule(problem)).tardiness
    return min(found.items() or [("portfolio", worth(problem, first_plan(problem)).tardiness)], key=itemgetter(1))


def _atcs(look: float, change: float) -> Callable[[Problem], Schedule]:
    return partial(dispatched, setting=Setting(look, change, ahead=0))


def facts(problem: Problem, planned: Planned) -> Json:
    """What is printed."""
    found = worth(problem, planned.schedule)
    rule, by_rule = best_rule(problem)
    first = worth(problem, planned.first).tardiness
    return {
        "problem": problem.name,
        "operations": len(problem.ops),
        "orders": len(problem.orders),
        "weighted_tardiness_hours": round(found.tardiness / 60, 1),
        "lower_bound_hours": round(least_tardiness(problem) / 60, 1),
        "late_orders": len(late_orders(problem, planned.schedule)),
        "setup_hours": round(found.setup / 60, 1),
        "first_plan_seconds": round(planned.first_seconds, 3),
        "first_plan_hours": round(first / 60, 1),
        "seconds": round(planned.seconds, 2),
        "best_rule": rule,
        "best_rule_hours": round(by_rule / 60, 1),
        "ratio": round(found.tardiness / by_rule, 4) if by_rule else None,
        "ratio_to_first_plan": round(found.tardiness / first, 4) if first else None,
        "peak_mb": peak_mb(),
    }


def peak_mb() -> int:
    """The most memory of this process so far. The usual figure begins with that of whoever has started it."""
    status = Path("/proc/self/status")
    if status.exists():
        peaks = [line.split()[1] for line in status.read_text("ascii").splitlines() if line.startswith("VmHWM:")]
        return int(peaks[0]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> int:
    """Run it; 1 and a line on standard error for what cannot be planned."""
    chosen = _arguments()
    try:
        found = _run(read_json(chosen.problem), chosen)
    except REFUSED as wrong:
        print(sentence(chosen.problem, wrong), file=sys.stderr)
        return 1
    lines = (f"{key}: {value}" for key, value in found.items())
    print(json.dumps(found, indent=2) if chosen.json else "\n".join(lines))
    return 0


def _run(document: Json, chosen: argparse.Namespace) -> Json:
    """Nothing is written or shown of a plan in which the checker finds something wrong."""
    read_problem(document)  # what cannot be read is refused by its place
    document = supplied(document)
    problem = read_problem(document)
    if chosen.breakdown is not None:
        return broken_down(document, chosen.breakdown, chosen.seconds, chosen.workers)
    with reasons_named(problem):
        planned = plan(problem, chosen.seconds, chosen.workers, chosen.seed)
    require_valid(document, problem, planned.schedule)
    found = facts(problem, planned)
    if chosen.out is not None:
        write(chosen.out, json.dumps(write_schedule(problem, planned.schedule)))
    return found


def _arguments(words: Sequence[str] | None = None) -> argparse.Namespace:
    parser = Parser(prog="python -m tests.bench.factory", description=__doc__)
    parser.add_argument("problem", type=Path)
    parser.add_argument("--seconds", type=seconds, default=10.0)
    parser.add_argument("--workers", type=WORKERS, default=2)
    parser.add_argument("--seed", type=SEED, default=1)
    parser.add_argument("--out", type=writable)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--breakdown", type=hours, metavar="HOURS", help="of the busiest work centre, on the third day")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main())
