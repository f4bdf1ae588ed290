"""Promises among thousands of open orders, and whether they are right: see `tests.bench.quote`."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.bench.factories import generate
from tests.bench.figures import Figure, median_of, no_more_than, percentile
from tests.bench.quote import Stand, measured, wrong
from tests.bench.sizes import Size

TARGETS = {1_000: (0.5, 10, 80), 10_000: (2, 200, 500)}
"""Milliseconds at the 95th percentile by open orders: the earliest promise, the list of a rush, the complete answer."""


def run(size: Size, folder: Path, postgres: str) -> list[Figure]:
    """Promises among so many open orders, and a few of them checked."""
    figures = []
    for orders in size.books:
        stand = Stand.planned(generate(orders, seed=1))
        asked = stand.questions(size.quotes, seed=1)
        found = wrong(stand, asked[: size.checked_quotes])
        if found:
            raise RuntimeError("\n".join(found))
        figures += figures_of(orders, measured(stand, asked), size.checked_quotes)
    return figures


def figures_of(orders: int, times: Mapping[str, Sequence[float]], checked: int) -> list[Figure]:
    """The 95th percentiles."""
    earliest, rush, complete = TARGETS.get(orders, (None, None, None))
    targets = {"earliest promise": earliest, "rush, everybody delayed": rush, "complete answer": complete}
    return [
        median_of(
            f"{name}, {orders:,} open orders: p95", [percentile(each, 0.95)], "ms",
            target=no_more_than(limit) if (limit := targets.get(name)) else None,
            notes={"p50_ms": percentile(each, 0.5), "max_ms": max(each), "checked": checked},
        )
        for name, each in times.items()
    ]  # fmt: skip
