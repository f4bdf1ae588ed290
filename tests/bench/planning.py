"""The whole plan: how soon there is one, how much better it gets, and what a breakdown does to it.

Factories are made up (`tests.bench.factories`); they differ much from seed to seed, so that the full table has three of
each kind. Ratios are to the best dispatching rule of the same run.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from core.planning.plan.bounds import least_tardiness
from core.planning.plan.neutral import read_problem
from core.planning.plan.problem import Problem
from core.planning.plan.risk import risk
from core.planning.plan.rules import first_plan
from core.planning.plan.schedule import late_orders, worth
from core.planning.plan.uncertainty import Uncertainty
from tests.bench.breakdowns import broken_down
from tests.bench.factories import generate
from tests.bench.factory import Planned, best_rule, plan
from tests.bench.figures import Baseline, Figure, Target, no_more_than
from tests.bench.priced import least_at_prices
from tests.bench.sizes import Size

WORKERS = 2
SEEDS = (1, 2, 3)
PRICED, ROUNDS = 100, 25
"""Orders of a book whose machine time is priced for the floor, and how often per second of the search."""
BROKEN: dict[str, tuple[str, str, float | None]] = {
    "seconds": ("re-planned in", "s", 1.5),
    "changed_share": ("change work centre, of the next five days", "", 0.02),
    "moved_share": ("move by over an hour, of the next five days", "", 0.15),
    "ratio_to_dispatched": ("tardiness over the best dispatched plan from scratch", "×", 1.05),
    "ratio": ("tardiness over a plan from scratch, searched in the same time", "×", None),
}
"""What a breakdown is measured by: name, unit and the most there may be. The limit of the ratio was set against a plan
from scratch in 0.15 s, a dispatched one; what a search of the same seconds finds is a harder measure."""


def run(size: Size, folder: Path, postgres: str) -> list[Figure]:
    """Short: a hundred orders for the seconds of the size. Full: the whole table, about fifteen minutes."""
    if size.name != "full":
        return _improving(100, 1, size.seconds, None)
    return [
        *(figure for seed in SEEDS for figure in _table(seed)),
        *_improving(5000, 1, 10.0, None),
        _risk(1000),
        _memory(5000, folder),
    ]


def _table(seed: int) -> Iterator[Figure]:
    yield from _improving(100, seed, 60.0, 0.03)
    yield from _improving(1000, seed, 10.0, 0.70)
    yield from _improving(1000, seed, 60.0, 0.62)
    yield from _breaking(1000, seed, 8.0, 10.0)


def _improving(orders: int, seed: int, seconds: float, most: float | None) -> list[Figure]:
    """The first plan and the one after so many seconds."""
    problem = read_problem(generate(orders, seed))
    planned = plan(problem, seconds, WORKERS)
    return [_first(orders, seed, planned), _improved(problem, planned, (orders, seed, seconds), most)]


def _first(orders: int, seed: int, planned: Planned) -> Figure:
    target = {1000: 0.3, 5000: 2.0}.get(orders)
    return Figure(
        f"first plan, {orders} orders, seed {seed}", planned.first_seconds, "s",
        target=no_more_than(target) if target else None,
    )  # fmt: skip


def _improved(problem: Problem, planned: Planned, about: tuple[int, int, float], most: float | None) -> Figure:
    orders, seed, seconds = about
    rule, by_rule = best_rule(problem)
    found = worth(problem, planned.schedule)
    notes = {
        "lower_bound_hours": round(_floor(problem, found.tardiness, seconds) / 60, 1),
        "late_orders": len(late_orders(problem, planned.schedule)),
        "setup_hours": round(found.setup / 60, 1),
        "first_plan_hours": round(worth(problem, planned.first).tardiness / 60, 1),
        "workers": WORKERS,
    }
    return Figure(
        f"weighted tardiness, {orders} orders, seed {seed}, {seconds:g} s",
        found.tardiness / 60,
        "h",
        baseline=Baseline(rule, by_rule / 60),
        target=None if most is None else Target(most, is_most=True),
        notes=notes,
    )


def _floor(problem: Problem, known: int, seconds: float) -> int:
    """What no plan is below; for small books by prices, in about twice the seconds that were spent on the plan."""
    if len(problem.orders) > PRICED:
        return least_tardiness(problem)
    return least_at_prices(problem, known, rounds=round(ROUNDS * seconds))


def _breaking(orders: int, seed: int, hours: float, seconds: float) -> Sequence[Figure]:
    """The busiest work centre down for so long, two days into a plan of so many seconds."""
    found = broken_down(generate(orders, seed), hours, seconds, WORKERS)
    return [_broken(name, found, hours, seed) for name in BROKEN]


def _broken(name: str, found: dict[str, Any], hours: float, seed: int) -> Figure:
    title, unit, most = BROKEN[name]
    return Figure(
        f"{hours:g} h breakdown, seed {seed}: {title}",
        found[name] or 0.0,
        unit,
        target=no_more_than(most) if most else None,
        notes=found,
    )


def _risk(orders: int) -> Figure:
    """Two hundred futures of a plan."""
    problem = read_problem(generate(orders, 1))
    schedule = first_plan(problem)
    risk(problem, schedule, Uncertainty(), 1, seed=1)
    begun = time.monotonic()
    risk(problem, schedule, Uncertainty(), 200, seed=1)
    return Figure(f"risk scan, {orders} orders, 200 samples", time.monotonic() - begun, "s", target=no_more_than(2.0))


def _memory(orders: int, folder: Path) -> Figure:
    """The most memory of a process that plans so many orders for ten seconds and checks the plan."""
    path = folder / "factory.json"
    path.write_text(json.dumps(generate(orders, 1)), "utf-8")
    command = [sys.executable, "-m", "tests.bench.factory", str(path), "--seconds", "10", "--json"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Figure(f"peak memory, {orders} orders", json.loads(printed)["peak_mb"], "MB", target=no_more_than(400))
