"""Callbacks while a plan is computed: how much later they are acknowledged than when the planner is at rest.

As a program, `python -m tests.bench.beside PORT DATABASE_URL PLANNING`, it is the server: Tongpin with everything it
does, and with `1` for PLANNING a planner that always has a plan in hand.
"""

import sys
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import uvicorn

from bot.app import Program, assemble, hello_of, make_app
from bot.clock import Clock
from bot.planner.processes import Limits, PlannerProcesses
from handlers.command import Command
from tests.bench.busy import KeepBusy
from tests.bench.deliveries import Maker
from tests.bench.figures import Figure, median_of, no_more_than
from tests.bench.load import Load, load
from tests.bench.programs import load_sample, module, settings_for
from tests.bench.sizes import Size
from tests.bench.standin import StandIn

RATE = 100.0
"""Callbacks a second: many times what a factory's chats bring, and far from what the door can take."""
PLAN_SECONDS = 2.0


def run(size: Size, folder: Path, postgres: str) -> list[Figure]:
    """At rest and beside a plan in turn, the same callbacks at the same rate."""
    url = load_sample(f"sqlite:///{folder / 'beside.db'}")
    pairs = [(_measured(url, folder, size, "0"), _measured(url, folder, size, "1")) for _ in range(size.rounds)]
    later = [busy.p99 - rest.p99 for rest, busy in pairs]
    notes = {"rest_p99_ms": [rest.p99 for rest, _ in pairs], "busy_p99_ms": [busy.p99 for _, busy in pairs]}
    return [
        _figure("acknowledged while a plan is computed: p99 over rest", later, no_more_than(20), notes),
        _figure("acknowledged while a plan is computed: worst", [busy.worst for _, busy in pairs], no_more_than(50)),
        _figure("acknowledged at rest: worst", [rest.worst for rest, _ in pairs]),
    ]


def _figure(name: str, milliseconds: Sequence[float], target: Any = None, notes: Any = None) -> Figure:
    return median_of(name, milliseconds, "ms", target=target, notes=notes or {})


def _measured(url: str, folder: Path, size: Size, planning: str) -> Load:
    requests = Maker("spoken", Clock()).requests(int(size.seconds * RATE) + 1)
    with module("beside", folder, url, planning) as served:
        return load(served.port, requests, folder, size.seconds, RATE)


def serve(port: int, url: str, *, planning: bool) -> None:
    """Take deliveries and handle them until stopped by a signal; sending them is the stand-in's."""
    program = assemble(settings_for(url, port=port), Clock(), feishu_wire=StandIn())
    if planning:
        _keep_planning(program)
    uvicorn.run(make_app(program), port=port, loop="uvloop", http="httptools", access_log=False, log_level="warning")


def _keep_planning(program: Program) -> None:
    """One plan after the other, by a process that knows how to be busy."""
    hello = replace(hello_of(program.settings), modules=("tests.bench.busy",))
    planner = PlannerProcesses(hello, program.database, program.clock, owner="bench", limits=Limits())

    def plan(last: "Future[Command] | None" = None) -> None:
        planner.recorded()
        if last is None or not last.cancelled():
            planner.submit(KeepBusy(seconds=PLAN_SECONDS), lambda: None).add_done_callback(plan)

    plan()


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2], planning=sys.argv[3] == "1")
