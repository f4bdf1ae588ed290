"""The whole plan: how soon there is one, how much better it gets, and what a breakdown does to it.

Factories are made up (`tests.bench.factories`), one per size, seed 1. Ratios are to the best dispatching rule of the
same run.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.planning.plan.bounds import least_tardiness
from core.planning.plan.neutral import read_problem
from core.planning.plan.problem import Problem
from core.planning.plan.schedule import late_orders, worth
from tests.bench.breakdowns import broken_down
from tests.bench.factories import generate
from tests.bench.factory import Planned, best_rule, plan
from tests.bench.figures import Baseline, Figure, Target, no_more_than
from tests.bench.sizes import Size

WORKERS = 2
SEED = 1


def run(size: Size, folder: Path, postgres: str) -> list[Figure]:
    """Short: a hundred orders for the seconds of the size. Full: the whole table, about four minutes."""
    if size.name != "full":
        return _improving(100, size.seconds, None)
    return [
        *_improving(100, 60.0, 0.03),
        *_improving(1000, 10.0, 0.70),
        *_improving(1000, 60.0, 0.62),
        *_improving(5000, 10.0, None),
        *_breaking(1000, 8.0, 10.0),
    ]


def _improving(orders: int, seconds: float, most: float | None) -> list[Figure]:
    """The first plan and the one after so many seconds."""
    problem = read_problem(generate(orders, SEED))
    planned = plan(problem, seconds, WORKERS)
    return [_first(orders, planned), _improved(problem, planned, orders, seconds, most)]


def _first(orders: int, planned: Planned) -> Figure:
    target = {1000: 0.3, 5000: 2.0}.get(orders)
    return Figure(
        f"first plan, {orders} orders", planned.first_seconds, "s", target=no_more_than(target) if target else None
    )


def _improved(problem: Problem, planned: Planned, orders: int, seconds: float, most: float | None) -> Figure:
    rule, by_rule = best_rule(problem)
    found = worth(problem, planned.schedule)
    notes = {
        "lower_bound_hours": round(least_tardiness(problem) / 60, 1),
        "late_orders": len(late_orders(problem, planned.schedule)),
        "setup_hours": round(found.setup / 60, 1),
        "first_plan_hours": round(worth(problem, planned.first).tardiness / 60, 1),
        "seed": SEED,
        "workers": WORKERS,
    }
    return Figure(
        f"weighted tardiness, {orders} orders, {seconds:g} s",
        found.tardiness / 60,
        "h",
        baseline=Baseline(rule, by_rule / 60),
        target=None if most is None else Target(most, is_most=True),
        notes=notes,
    )


def _breaking(orders: int, hours: float, seconds: float) -> Sequence[Figure]:
    """The busiest work centre down for so long, two days into a plan of so many seconds."""
    found = broken_down(generate(orders, SEED), hours, seconds, WORKERS)
    return [_broken(name, found, hours) for name in ("seconds", "changed_share", "moved_share", "ratio")]


def _broken(name: str, found: dict[str, Any], hours: float) -> Figure:
    title, unit, most = {
        "seconds": ("re-planned in", "s", 1.5),
        "changed_share": ("change work centre, of the next five days", "", 0.02),
        "moved_share": ("move by over an hour, of the next five days", "", 0.15),
        "ratio": ("tardiness over planning from scratch", "×", 1.05),
    }[name]
    return Figure(f"{hours:g} h breakdown: {title}", found[name] or 0.0, unit, target=no_more_than(most), notes=found)
