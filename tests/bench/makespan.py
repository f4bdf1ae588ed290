"""The gap to the best known makespan over Brandimarte's ten flexible job shops, beside PyJobShop's."""

import json
import statistics
from importlib.metadata import version
from pathlib import Path
from typing import Any

from core.planning.plan.fjs import read_fjs
from tests.bench.figures import Figure, no_more_than
from tests.bench.fjsp import beside, ours
from tests.bench.sizes import Size

INSTANCES = Path(__file__).parent / "instances"
WORKERS = 2


def run(size: Size, folder: Path, postgres: str) -> list[Figure]:
    """Our gaps and PyJobShop's, instance by instance."""
    known = json.loads((INSTANCES / "best_known.json").read_text("utf-8"))
    mine, theirs, proved = {}, {}, {}
    for name in list(known)[: size.instances]:
        problem, best = read_fjs((INSTANCES / f"{name}.fjs").read_text("utf-8"), name=name), known[name]["ub"]
        found, peer = ours(problem, size.solving, WORKERS), beside(problem, size.solving, WORKERS)
        mine[name], theirs[name] = _gap(found["value"], best), _gap(peer["value"], best)
        proved[name] = found["is_proved"]
    return _figures(mine, theirs, {"seconds": size.solving, "workers": WORKERS, "proved": proved})


def _gap(value: int | None, best: int) -> float:
    """Percent above the best known; a peer that finds nothing is twice as long as the best."""
    return 100.0 * ((value or 2 * best) - best) / best


def _figures(mine: dict[str, float], theirs: dict[str, float], about: dict[str, Any]) -> list[Figure]:
    worst = max(mine[name] - theirs[name] for name in mine)
    return [
        Figure("mean gap, Brandimarte", _mean(mine), "%", target=no_more_than(1.0), notes={**about, "gaps": mine}),
        Figure("the same, PyJobShop", _mean(theirs), "%", notes={"version": version("pyjobshop"), "gaps": theirs}),
        Figure("points behind PyJobShop, worst instance", worst, "%", target=no_more_than(1.0)),
    ]


def _mean(gaps: dict[str, float]) -> float:
    return statistics.fmean(gaps.values())
