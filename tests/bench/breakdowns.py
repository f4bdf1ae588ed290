"""The busiest work centre breaks down two days into the plan: what that does to the plan, and how long it takes."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from core.planning.plan.neutral import document as written
from core.planning.plan.neutral import read_problem
from core.planning.plan.problem import Problem
from core.planning.plan.replan import near_at_hand, replanned
from core.planning.plan.rules import first_plan
from core.planning.plan.schedule import Schedule, worth
from core.planning.plan.search import improved
from tests.bench.keeping_rules import reasons_named, require_valid

Json = Mapping[str, Any]
NOW = 2 * 24 * 60 + 10 * 60
"""The third day, ten o'clock."""
HOUR = 60
BUDGET = 1.5
"""Seconds in which the new plan has to be there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One work centre is closed for a while, on the day of a plan."""

    problem: Problem
    """With the closure, and everything that has begun pinned."""
    standing: Schedule
    hit: frozenset[int]


def broken_down(document: Json, hours: float, seconds: float, workers: int) -> dict[str, Any]:
    """Plan for `seconds`, break down, re-plan; beside it plans from scratch, dispatched and searched as long."""
    before = read_problem(document)
    with reasons_named(before):
        standing = improved(before, first_plan(before), seconds=seconds, workers=workers)
    require_valid(document, before, standing)
    stop = stopped(document, before, standing, hours)
    with reasons_named(stop.problem):
        after, scratch, took = _replanned(stop, workers)
    require_valid(written(stop.problem), stop.problem, after)
    return _facts(before, stop, after, scratch, took)


def _replanned(stop: Stop, workers: int) -> tuple[Schedule, Schedule, float]:
    """The new plan, one from scratch, and the seconds that the new plan took; kernels are warm before."""
    standing = stop.standing
    replanned(stop.problem, standing, stop.hit, now=NOW, evaluations=100, seconds=600)
    begun = time.monotonic()
    after = replanned(stop.problem, standing, stop.hit, now=NOW, seconds=BUDGET - 0.2, workers=workers)
    took = time.monotonic() - begun
    scratch = improved(stop.problem, first_plan(stop.problem), seconds=BUDGET - 0.3, workers=workers)
    return after, scratch, took


def stopped(document: Json, before: Problem, standing: Schedule, hours: float) -> Stop:
    """The factory on the third day, with its busiest work centre down for so many hours."""
    machine = _busiest(before, standing)
    down = [NOW, NOW + int(hours * HOUR)]
    centres = [dict(each) for each in document["work_centres"]]
    centres[machine]["down"] = [*(centres[machine].get("down") or ()), down]
    problem = read_problem({**document, "work_centres": centres})
    running = (standing.machine == machine) & (standing.start < down[1]) & (standing.end > NOW)
    return Stop(
        problem=_pinned(problem, standing, np.flatnonzero((standing.start < NOW) & ~running).tolist()),
        standing=standing,
        hit=frozenset(np.flatnonzero(running).tolist()),
    )


def _busiest(problem: Problem, standing: Schedule) -> int:
    """The work centre that works most within the five days."""
    near = list(near_at_hand(standing, NOW))
    busy = np.zeros(len(problem.machines))
    for op in near:
        busy[standing.machine[op]] += dict(problem.ops[op].ways)[int(standing.machine[op])]
    return int(np.argmax(busy))


def _pinned(problem: Problem, standing: Schedule, begun: Iterable[int]) -> Problem:
    """Everything that has begun stays where it is."""
    ops = list(problem.ops)
    for op in begun:
        place = (int(standing.machine[op]), int(standing.start[op]), int(standing.end[op]))
        ops[op] = replace(ops[op], pin=place, ready=min(ops[op].ready, place[1]))
    return replace(problem, ops=tuple(_not_before_now(ops)))


def _not_before_now(ops: list[Any]) -> list[Any]:
    """What has not begun cannot begin in the past."""
    return [op if op.pin else replace(op, ready=max(op.ready, NOW)) for op in ops]


def _facts(before: Problem, stop: Stop, after: Schedule, scratch: Schedule, took: float) -> dict[str, Any]:
    near = np.array(list(near_at_hand(stop.standing, NOW)), dtype=np.int64)
    changed = (after.machine[near] != stop.standing.machine[near]).sum() / max(1, len(near))
    moved = (abs(after.start[near] - stop.standing.start[near]) > HOUR).sum() / max(1, len(near))
    hours = {
        name: worth(stop.problem, schedule).tardiness / 60
        for name, schedule in (("after", after), ("scratch", scratch), ("dispatched", first_plan(stop.problem)))
    }
    return {
        "planned_hours": round(worth(before, stop.standing).tardiness / 60, 1),
        "replanned_hours": round(hours["after"], 1),
        "dispatched_hours": round(hours["dispatched"], 1),
        "from_scratch_hours": round(hours["scratch"], 1),
        "ratio_to_dispatched": _ratio(hours["after"], hours["dispatched"]),
        "ratio": _ratio(hours["after"], hours["scratch"]),
        "near_operations": len(near),
        "changed_share": round(float(changed), 4),
        "moved_share": round(float(moved), 4),
        "seconds": round(took, 2),
    }


def _ratio(hours: float, others: float) -> float | None:
    return round(hours / others, 4) if others else None
