"""Cold start, memory and imports."""

import subprocess
import time
from pathlib import Path

from bot.clock import Clock
from tests.bench.deliveries import Maker
from tests.bench.figures import Figure, against, at_most, median_of, no_more_than
from tests.bench.load import load
from tests.bench.processes import ROOT, python
from tests.bench.programs import load_sample, module, tongpin
from tests.bench.sizes import Size

BARE = "bare FastAPI"
IMPORTS = ("core", "core.orders", "bot", "bot.app")
SPOKEN = 40


def run(size: Size, folder: Path, postgres: str) -> list[Figure]:
    """Start both servers in turn, look at the memory of ours when it has talked to the platform, import its parts."""
    url = load_sample(f"sqlite:///{folder / 'starting.db'}")
    ours: list[float] = []
    bare: list[float] = []
    for _ in range(size.starts):
        with module("baselines.bare", folder) as served:
            bare.append(served.ready_after)
        with tongpin(url, folder, "http://127.0.0.1:9") as served:
            ours.append(served.ready_after)
    resting, talking = _memory(url, folder)
    return [
        against("cold start to ready", ours, bare, "s", baseline=BARE, target=at_most(2.5), notes={"stretch": 2.0}),
        median_of("resident memory, Feishu enabled, just started", [resting], "MB", target=no_more_than(130)),
        median_of("resident memory, Feishu enabled, after replies", [talking], "MB", target=no_more_than(130)),
        *(_import(name, size) for name in IMPORTS),
    ]


def _memory(url: str, folder: Path) -> tuple[float, float]:
    """Before the platform was ever called, and after replies: the SDK is loaded with the first call."""
    with module("standin", folder) as platform, tongpin(url, folder, f"http://127.0.0.1:{platform.port}") as served:
        resting = served.rss_megabytes()
        load(served.port, Maker("spoken", Clock()).requests(SPOKEN), folder, 2.0)
        time.sleep(2.0)
        return resting, served.rss_megabytes()


def _import(name: str, size: Size) -> Figure:
    script = f"import time; began = time.perf_counter(); import {name}; print(time.perf_counter() - began)"
    took = [_seconds(script) for _ in range(size.starts)]
    target = no_more_than(0.5) if name in ("core", "bot") else None
    return median_of(f"import {name}", took, "s", target=target)


def _seconds(script: str) -> float:
    done = subprocess.run(python("-c", script), cwd=ROOT, capture_output=True, text=True, check=True)
    return float(done.stdout)
