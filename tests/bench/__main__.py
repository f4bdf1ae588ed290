"""`python -m tests.bench [--full] [NAME …]`: all benchmarks, or some; JSON to bench-results/ and a table."""

import argparse
import os
import platform
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.bench.figures import Figure, table, write
from tests.bench.servers import databases
from tests.bench.sizes import SIZES, Size

BENCHMARKS = (
    "inbound", "trespassing", "handling", "draining", "hearing", "promising", "quoting", "planning", "makespan",
    "beside", "starting", "redesigning",
)  # fmt: skip
RESULTS = Path("bench-results")

Benchmark = Callable[[Size, Path, str], Sequence[Figure]]


def main() -> None:
    """Run what was asked for."""
    chosen = _arguments()
    size = SIZES[chosen.size]
    for name in chosen.names or BENCHMARKS:
        print(f"\n{name} ({size.name})", flush=True)
        figures = measure(name, size)
        write(RESULTS, name, figures, _about(size))
        print(table(figures), flush=True)


def measure(name: str, size: Size) -> Sequence[Figure]:
    """Run one benchmark in a folder and on databases of its own."""
    run: Benchmark = import_module(f"tests.bench.{name}").run
    with databases() as (folder, postgres):
        return run(size, folder, postgres)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--full", dest="size", action="store_const", const="full", default="short", help="longer runs")
    chosen = parser.parse_args()
    if unknown := set(chosen.names) - set(BENCHMARKS):
        parser.error(f"there is no benchmark {', '.join(sorted(unknown))}: {', '.join(BENCHMARKS)}")
    return chosen


def _about(size: Size) -> dict[str, Any]:
    return {
        "size": size.name,
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "machine": platform.machine(),
    }


if __name__ == "__main__":
    main()
