"""Start, memory and imports."""

import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.clock import Clock
from tests.bench.deliveries import Maker
from tests.bench.figures import Figure, against, at_most, median_of, no_more_than
from tests.bench.load import load
from tests.bench.processes import ROOT, python
from tests.bench.programs import NOWHERE, load_sample, module, tongpin
from tests.bench.sizes import Size

BARE = "bare FastAPI"
IMPORTS = ("core", "core.orders", "bot", "bot.app")
SPOKEN = 40


def run(size: Size, folder: Path, postgres: str) -> list[Figure]:
    """Start both servers in turn, look at the memory of ours when it has talked to the platform, import its parts."""
    url = load_sample(f"sqlite:///{folder / 'starting.db'}")
    _pair(url, folder)  # not counted: whoever comes first reads the files from the disk
    bare, ours = zip(*(_pair(url, folder) for _ in range(size.starts)), strict=True)
    resting, talking, planner = _memory(url, folder)
    return [
        _start("cold start to listening", [one.answers_after for one in ours], [one.ready_after for one in bare]),
        _start("cold start to ready", [one.ready_after for one in ours], [one.ready_after for one in bare]),
        _start("cold start to ready: CPU", [one.cpu for one in ours], [one.cpu for one in bare]),
        median_of("resident memory, Feishu enabled, just started", [resting], "MB", target=no_more_than(130)),
        median_of("resident memory, Feishu enabled, after replies", [talking], "MB", target=no_more_than(130)),
        median_of("resident memory of the planner process", [planner], "MB"),
        *(_import(name, size) for name in IMPORTS),
    ]


@dataclass(frozen=True, slots=True)
class _Started:
    """What one start took, in seconds."""

    answers_after: float
    """Of any kind: it listens."""
    ready_after: float
    cpu: float
    """Of all its threads; the steadier of the two where others use the machine."""


def _pair(url: str, folder: Path) -> tuple[_Started, _Started]:
    """One start of each, right after the other: what disturbs the machine disturbs both."""
    with module("baselines.bare", folder) as served:
        bare = _Started(served.answers_after, served.ready_after, served.cpu_seconds())
    with tongpin(url, folder, NOWHERE) as served:
        return bare, _Started(served.answers_after, served.ready_after, served.cpu_seconds())


def _start(name: str, ours: Sequence[float], bare: Sequence[float]) -> Figure:
    return against(name, ours, bare, "s", baseline=BARE, target=at_most(2.5), notes={"stretch": 2.0})


def _memory(url: str, folder: Path) -> tuple[float, float, float]:
    """Before the platform was ever called, and after replies (the SDK is loaded with the first call); the planner's."""
    with module("standin", folder) as platform, tongpin(url, folder, f"http://127.0.0.1:{platform.port}") as served:
        resting = served.rss_megabytes()
        load(served.port, Maker("spoken", Clock()).requests(SPOKEN), folder, 2.0)
        time.sleep(2.0)
        return resting, served.rss_megabytes(), served.planner_megabytes()


def _import(name: str, size: Size) -> Figure:
    script = f"import time; began = time.perf_counter(); import {name}; print(time.perf_counter() - began)"
    took = [_seconds(script) for _ in range(size.starts)]
    target = no_more_than(0.5) if name in ("core", "bot") else None
    return median_of(f"import {name}", took, "s", target=target)


def _seconds(script: str) -> float:
    done = subprocess.run(python("-c", script), cwd=ROOT, capture_output=True, text=True, check=True)
    return float(done.stdout)
