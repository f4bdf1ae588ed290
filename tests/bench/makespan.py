"""The gap to the best known makespan over Brandimarte's ten flexible job shops and larger ones, beside PyJobShop's."""

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
    """Our gaps and PyJobShop's, instance by instance; the larger shops get twice the seconds."""
    figures = _compared("Brandimarte", INSTANCES, size.instances, size.solving, 1.0)
    if size.larger:
        figures += _compared(
            "larger job shops of other families", INSTANCES / "larger", size.larger, 2 * size.solving, 3.0
        )
    return figures


def _compared(title: str, folder: Path, count: int, seconds: float, most: float) -> list[Figure]:
    known = json.loads((folder / "best_known.json").read_text("utf-8"))
    mine, theirs, proved = {}, {}, {}
    for name in list(known)[:count]:
        problem, best = read_fjs((folder / f"{name}.fjs").read_text("utf-8"), name=name), known[name]["ub"]
        found, peer = ours(problem, seconds, WORKERS), beside(problem, seconds, WORKERS)
        mine[name], theirs[name] = _gap(found["value"], best), _gap(peer["value"], best)
        proved[name] = found["is_proved"]
    return _figures(title, most, mine, theirs, {"seconds": seconds, "workers": WORKERS, "proved": proved})


def _gap(value: int | None, best: int) -> float:
    """Percent above the best known; a peer that finds nothing is twice as long as the best."""
    return 100.0 * ((value or 2 * best) - best) / best


def _figures(
    title: str, most: float, mine: dict[str, float], theirs: dict[str, float], about: dict[str, Any]
) -> list[Figure]:
    worst = max(mine[name] - theirs[name] for name in mine)
    return [
        Figure(f"mean gap, {title}", _mean(mine), "%", target=no_more_than(most), notes={**about, "gaps": mine}),
        Figure("the same, PyJobShop", _mean(theirs), "%", notes={"version": version("pyjobshop"), "gaps": theirs}),
        Figure("points behind PyJobShop, worst instance", worst, "%", target=no_more_than(1.0)),
    ]


def _mean(gaps: dict[str, float]) -> float:
    return statistics.fmean(gaps.values())
