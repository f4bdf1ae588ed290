"""The shortest makespan: every schedule keeps the rules, nothing gets worse, small ones are the best there is."""

import os
import subprocess
import sys
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.planning.errors import BadProblem
from core.planning.exact.objective import Aim
from core.planning.exact.shares import least_share
from core.planning.exact.solve import Effort, solved
from core.planning.plan.bounds import least_makespan
from core.planning.plan.fjs import read_fjs
from core.planning.plan.makespan import Limit, Search, shortest
from core.planning.plan.problem import Problem
from core.planning.plan.schedule import Schedule
from tests.core.planning.plan.small import all_schedules, makespan

ROOT = Path(__file__).parents[4]
INSTANCES = ROOT / "tests" / "bench" / "instances"


def instance(name: str) -> Problem:
    return read_fjs((INSTANCES / f"{name}.fjs").read_text("utf-8"), name=name)


@cache
def some_of(machines: int) -> st.SearchStrategy[set[int]]:
    return st.sets(st.integers(1, machines), min_size=1)


@cache
@st.composite
def job_shops(draw: st.DrawFn, jobs: int = 4, machines: int = 3, least: int = 0, most: int = 9) -> Problem:
    """Flexible or not; a job may come back to a machine, and work may take no time."""
    lines = []
    for _ in range(draw(st.integers(1, jobs))):
        ops = []
        for _ in range(draw(st.integers(1, 4))):
            able = draw(some_of(machines))
            ops.append(
                " ".join([str(len(able)), *(f"{each} {draw(st.integers(least, most))}" for each in sorted(able))])
            )
        lines.append(" ".join([str(len(ops)), *ops]))
    return read_fjs("\n".join([f"{len(lines)} {machines}", *lines]))


def check(problem: Problem, schedule: Schedule) -> None:
    """The rules of a flexible job shop, from the schedule alone."""
    runs = list(zip(schedule.machine.tolist(), schedule.start.tolist(), schedule.end.tolist(), strict=True))
    assert len(runs) == len(problem.ops)
    for op, (machine, start, end) in zip(problem.ops, runs, strict=True):
        assert start >= op.ready
        assert (machine, end - start) in op.ways
        assert all(runs[pred][2] <= start for pred in op.preds)
    for machine in range(len(problem.machines)):
        own = sorted((start, end) for where, start, end in runs if where == machine)
        assert all(first[1] <= then[0] for first, then in pairwise(own))


def length(schedule: Schedule) -> int:
    return int(schedule.end.max())


@given(job_shops(), st.integers(0, 99))
@settings(max_examples=60, deadline=None)
def test_every_schedule_keeps_the_rules_and_none_beats_the_bound(problem: Problem, seed: int) -> None:
    found = shortest(problem, Limit(steps=2_000, target=least_makespan(problem)), seed=seed)

    check(problem, found)
    assert length(found) >= least_makespan(problem)


@given(job_shops(jobs=3))
@settings(max_examples=40, deadline=None)
def test_a_small_shop_is_done_in_the_shortest_time_there_is(problem: Problem) -> None:
    best = solved(problem, Aim.MAKESPAN, Effort(seconds=30.0))

    found = shortest(problem, Limit(steps=5_000, target=best.bound))

    assert best.is_proved
    assert length(found) == best.value
    assert max(least_makespan(problem), least_share(problem, Effort(seconds=30.0))) <= best.bound


@given(job_shops(jobs=2, machines=2, least=1, most=4).filter(lambda problem: len(problem.ops) <= 5))
@settings(max_examples=20, deadline=None)
def test_a_tiny_shop_is_done_as_fast_as_trying_everything_finds(problem: Problem) -> None:
    best = min(makespan(problem, runs) for runs in all_schedules(problem))

    assert length(shortest(problem, Limit(steps=2_000, target=best))) == best


@given(job_shops(), st.integers(0, 99))
@settings(max_examples=20, deadline=None)
def test_nothing_is_ever_worse_than_the_start(problem: Problem, seed: int) -> None:
    start = shortest(problem, Limit(steps=1), seed=seed)

    assert length(shortest(problem, Limit(steps=1), seed=seed + 1, start=start)) <= length(start)


def test_ready_times_are_kept() -> None:
    problem = instance("mk01")
    late = replace(problem, ops=tuple(replace(op, ready=7 * (op.order % 3)) for op in problem.ops))

    check(late, shortest(late, Limit(steps=2_000)))


@pytest.mark.parametrize(
    ("name", "best"),
    [("mk01", 40), ("mk03", 204), ("mk04", 60), ("mk08", 523)],
)
def test_public_instances_are_done_as_fast_as_is_proved_possible(name: str, best: int) -> None:
    problem = instance(name)

    found = shortest(problem, Limit(steps=100_000, target=best))

    check(problem, found)
    assert length(found) == best


def test_the_same_seed_and_steps_give_the_same_schedule() -> None:
    one, other, another = (shortest(instance("mk06"), Limit(steps=8_000), seed=seed) for seed in (1, 1, 2))

    assert np.array_equal(one.start, other.start)
    assert np.array_equal(one.machine, other.machine)
    assert not np.array_equal(one.start, another.start)


def test_a_search_that_hears_of_a_better_schedule_goes_on_from_it() -> None:
    problem = instance("mk06")
    good = shortest(problem, Limit(steps=30_000), seed=1)
    search = Search(problem, Limit(steps=1), seed=2)

    search.hear(good)

    assert length(search.found()) <= length(good)


def test_without_compiling_the_same_is_found() -> None:
    program = (
        "from pathlib import Path; from core.planning.plan.fjs import read_fjs\n"
        "from core.planning.plan.makespan import Limit, shortest\n"
        f"problem = read_fjs(Path({str(INSTANCES / 'mk01.fjs')!r}).read_text())\n"
        "print(shortest(problem, Limit(steps=300), seed=5).start.tolist())"
    )
    command = [sys.executable, "-W", "error", "-c", program]
    plain = subprocess.run(
        command, env={**os.environ, "TONGPIN_NUMBA": "0"}, cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert plain.stdout.strip() == str(shortest(instance("mk01"), Limit(steps=300), seed=5).start.tolist())


def test_a_shop_too_large_to_remember_is_refused() -> None:
    crowd = read_fjs("6000 1\n" + 6_000 * "1 1 1 1\n")

    with pytest.raises(BadProblem) as refused:
        shortest(crowd, Limit(steps=1))

    assert (refused.value.facts["what"], refused.value.facts["code"]) == ("too_large", "6000")


def with_setup(problem: Problem) -> Problem:
    return replace(problem, setup=np.ones((1, 1, 1), dtype=np.int64))


def with_a_closed_machine(problem: Problem) -> Problem:
    first = replace(problem.machines[0], windows=((0, 5), (6, problem.horizon)))
    return replace(problem, machines=(first, *problem.machines[1:]))


def with_a_pin(problem: Problem) -> Problem:
    first = replace(problem.ops[0], pin=(problem.ops[0].ways[0][0], 0, problem.ops[0].ways[0][1]))
    return replace(problem, ops=(first, *problem.ops[1:]))


def with_two_before_one(problem: Problem) -> Problem:
    ops = list(problem.ops)
    last = problem.orders[1].last
    ops[last] = replace(ops[last], preds=(*ops[last].preds, problem.orders[0].last))
    return replace(problem, ops=tuple(ops))


@pytest.mark.parametrize(
    ("change", "code"),
    [(with_setup, "1"), (with_a_closed_machine, "1"), (with_a_pin, "0"), (with_two_before_one, "3")],
)
def test_what_is_no_job_shop_is_refused(change, code: str) -> None:  # type: ignore[no-untyped-def]
    shop = read_fjs("2 2\n2 1 1 3 2 1 2 2 4\n2 2 1 2 2 2 1 2 1\n")

    with pytest.raises(BadProblem) as refused:
        shortest(change(shop), Limit(steps=1))

    assert (refused.value.facts["what"], refused.value.facts["code"]) == ("no_job_shop", code)
