"""The shortest makespan of a flexible job shop: `python -m tests.bench.fjsp FILE --seconds S --workers W --json`.

`--peer` lets PyJobShop solve the same file with the same seconds and workers, in a process of its own.
"""

import argparse
import json
import multiprocessing
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pyjobshop

from core.planning.plan.fjs import read_fjs
from core.planning.plan.problem import Problem
from core.planning.plan.schedule import Schedule
from core.planning.together import partners, shortest_together
from tests.bench.refusing import REFUSED, SEED, WORKERS, Parser, read_bytes, seconds, sentence


def main() -> None:
    """Solve one file, and print what was found."""
    chosen = _arguments()
    solve = beside if chosen.peer else ours
    try:
        text = read_bytes(chosen.file).decode("utf-8-sig", errors="replace")
        problem = read_fjs(text, name=chosen.file.stem)
        found = solve(problem, chosen.seconds, chosen.workers, chosen.seed)
    except REFUSED as wrong:
        sys.exit(sentence(chosen.file, wrong))
    print(_as_text(found, is_json=chosen.json))


def _arguments() -> argparse.Namespace:
    parser = Parser(prog="python -m tests.bench.fjsp", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seconds", type=seconds, default=15.0)
    parser.add_argument("--workers", type=WORKERS, default=2)
    parser.add_argument("--seed", type=SEED, default=0)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--peer", action="store_true", help="PyJobShop instead")
    return parser.parse_args()


def _as_text(found: dict[str, Any], *, is_json: bool) -> str:
    if is_json:
        return json.dumps(found)
    proved = " (proved)" if found["is_proved"] else ""
    lines = [f"makespan {found['value']}{proved}, at least {found['bound']}, {found['seconds']:.2f} s"]
    rows = sorted(found["schedule"], key=lambda row: (row["machine"], row["start"]))
    return "\n".join(
        lines + ["machine {machine}: job {job}, operation {op}: {start}-{end}".format(**row) for row in rows]
    )


def ours(problem: Problem, seconds: float, workers: int, seed: int = 0) -> dict[str, Any]:
    """What we find; getting ready, compiling included, is told apart and takes nothing off the seconds."""
    began = time.monotonic()
    with partners(workers - 1) as others:
        ready = time.monotonic()
        found = shortest_together(problem, seconds, others, seed=seed)
    return {
        "problem": problem.name, "value": found.makespan, "bound": found.bound, "is_proved": found.is_proved,
        "seconds": found.seconds, "warm_seconds": ready - began, "schedule": rows_of(problem, found.schedule),
    }  # fmt: skip


def rows_of(problem: Problem, schedule: Schedule) -> list[dict[str, int]]:
    """A schedule, jobs, operations of a job and machines counted from 1."""
    rows, place = [], 0
    for index, op in enumerate(problem.ops):
        place = place + 1 if op.preds else 1
        times = {"start": int(schedule.start[index]), "end": int(schedule.end[index])}
        rows.append({"job": op.order + 1, "op": place, "machine": int(schedule.machine[index]) + 1, **times})
    return rows


def beside(problem: Problem, seconds: float, workers: int, seed: int = 0) -> dict[str, Any]:
    """What PyJobShop finds, in a process of its own."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(_peer, problem, seconds, workers, seed).result()


def _peer(problem: Problem, seconds: float, workers: int, seed: int) -> dict[str, Any]:
    model = pyjobshop.Model()
    machines = [model.add_machine() for _ in problem.machines]
    jobs = [model.add_job() for _ in problem.orders]
    tasks = [model.add_task(job=jobs[op.order]) for op in problem.ops]
    for op, task in zip(problem.ops, tasks, strict=True):
        for machine, minutes in op.ways:
            model.add_mode(task, machines[machine], minutes)
        for pred in op.preds:
            model.add_end_before_start(tasks[pred], task)
    began = time.monotonic()
    result = model.solve(time_limit=seconds, num_workers=workers, display=False, random_seed=seed)
    return _of_peer(problem, result, time.monotonic() - began)


def _of_peer(problem: Problem, result: Any, seconds: float) -> dict[str, Any]:
    found = {"problem": problem.name, "bound": round(result.lower_bound), "seconds": seconds}
    if not result.best.tasks:
        return {**found, "value": None, "is_proved": False, "schedule": []}
    rows, place = [], 0
    for op, task in zip(problem.ops, result.best.tasks, strict=True):
        place = place + 1 if op.preds else 1
        row = {"job": op.order + 1, "op": place, "machine": task.resources[0] + 1}
        rows.append({**row, "start": task.start, "end": task.end})
    value = max(row["end"] for row in rows)
    return {**found, "value": value, "is_proved": value <= found["bound"], "schedule": rows}


if __name__ == "__main__":
    main()
