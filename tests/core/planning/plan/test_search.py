"""The plan gets better, never worse, and the same for the same seed and evaluations."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.planning.plan.bounds import least_tardiness
from core.planning.plan.keeping import kept
from core.planning.plan.problem import Due, Op, Problem
from core.planning.plan.replan import replanned, staying
from core.planning.plan.rules import first_plan
from core.planning.plan.schedule import Schedule, worth
from core.planning.plan.search import improved
from core.planning.plan.sequencing import HOUR, Stay, Weights
from tests.core.planning.plan.problems import a_line, a_problem, pinned, problems, violations

SEEDS = st.integers(0, 1000)
LONG = 600.0
"""Seconds that are never reached."""


@settings(max_examples=60, deadline=None)
@given(problem=problems(), seed=SEEDS, until=st.sampled_from([0, 200]))
def test_a_search_gives_a_valid_schedule_that_is_not_worse(problem: Problem, seed: int, until: int) -> None:
    problem = pinned(problem, first_plan(problem), until)
    start = first_plan(problem)

    found = improved(problem, start, seed=seed, evaluations=200, seconds=LONG)

    assert violations(problem, found) == []
    assert worth(problem, found) <= worth(problem, start)


@settings(max_examples=20, deadline=None)
@given(problem=problems(), seed=SEEDS, workers=st.sampled_from([1, 2]))
def test_the_same_seed_and_evaluations_give_the_same_schedule(problem: Problem, seed: int, workers: int) -> None:
    start = first_plan(problem)

    first, second = (
        improved(problem, start, seed=seed, evaluations=150, seconds=LONG, workers=workers) for _ in range(2)
    )

    assert np.array_equal(first.start, second.start)
    assert np.array_equal(first.machine, second.machine)


def test_the_most_urgent_goes_first_and_families_stay_together() -> None:
    problem = a_line([(0, 10), (1, 10), (0, 10), (1, 10)], setup=20, due=60)
    start = Schedule(np.zeros(4, dtype=np.int64), np.array([0, 30, 60, 90]), np.array([10, 40, 70, 100]))

    found = improved(problem, start, evaluations=500, seconds=LONG)

    assert worth(problem, found).tardiness == 0
    assert worth(problem, found).setup == 20


def test_a_search_without_time_gives_its_start() -> None:
    problem = a_line([(0, 10), (1, 10)])
    start = first_plan(problem)

    assert improved(problem, start, seconds=0) is start


def test_seconds_end_a_search_that_has_evaluations_left() -> None:
    problem = a_line([(0, 10), (1, 10), (0, 10)], setup=5, due=0)

    found = improved(problem, first_plan(problem), evaluations=1 << 60, seconds=0.1)

    assert violations(problem, found) == []


@settings(max_examples=60, deadline=None)
@given(problem=problems(), seed=SEEDS, changed=st.integers(0, 2), moved=st.integers(0, 2))
def test_a_search_strays_from_a_standing_plan_no_further_than_it_may(
    problem: Problem, seed: int, changed: int, moved: int
) -> None:
    standing = first_plan(problem)
    near = frozenset(range(0, len(problem.ops), 2))
    stay = Stay(standing=standing, near=near, changed=changed, moved=moved)

    found = improved(problem, standing, seed=seed, evaluations=200, seconds=LONG, stay=stay, weights=FREE)

    assert violations(problem, found) == []
    assert sum(found.machine[op] != standing.machine[op] for op in near) <= changed
    assert sum(abs(found.start[op] - standing.start[op]) > HOUR for op in near) <= moved


FREE = Weights(changed=0, moved=0)
"""Straying costs nothing: only the budget stops it."""


def test_a_late_order_is_brought_forward_when_that_may_be() -> None:
    jobs = [Op(order=each, ways=((0, 90),)) for each in range(3)]
    problem = a_problem(jobs, [Due(code=f"O{each}", last=each, due=90 * (3 - each)) for each in range(3)])
    standing = Schedule(np.zeros(3, dtype=np.int64), np.array([0, 90, 180]), np.array([90, 180, 270]))
    everything = frozenset(range(3))

    held = Stay(standing=standing, near=everything, changed=0, moved=1)
    may = Stay(standing=standing, near=everything, changed=0, moved=3)
    stiff, free = (improved(problem, standing, evaluations=300, seconds=LONG, stay=each) for each in (held, may))

    assert stiff.start.tolist() == [0, 90, 180]
    assert free.start.tolist() == [180, 90, 0]


@settings(max_examples=60, deadline=None)
@given(problem=problems(), seed=SEEDS, later=st.integers(1, 300))
def test_a_new_plan_is_valid_and_keeps_to_what_the_repair_needs(problem: Problem, seed: int, later: int) -> None:
    standing = first_plan(problem)
    hit = frozenset({0})
    ops = (replace(problem.ops[0], ready=later), *problem.ops[1:])
    problem = replace(problem, ops=ops)

    found = replanned(problem, standing, hit, seed=seed, evaluations=100, seconds=LONG)

    assert violations(problem, found) == []


def test_what_the_event_leaves_alone_is_where_it_was() -> None:
    """The first job waits for its part; the second, on another machine, stands, and so does what has room behind."""
    jobs = [Op(order=0, ways=((0, 60),)), Op(order=1, ways=((1, 60),)), Op(order=2, ways=((0, 60),), ready=200)]
    problem = a_problem(jobs, [Due(code=f"O{each}", last=each, due=500) for each in range(3)], machines=2)
    standing = first_plan(problem)
    late = replace(problem, ops=(replace(jobs[0], ready=90), *jobs[1:]))

    held = kept(late, standing, range(3), frozenset({0}))

    assert [op.pin is not None for op in held.ops] == [False, True, True]


def test_whatever_comes_after_the_hit_in_its_order_is_not_held() -> None:
    jobs = [Op(order=0, ways=((0, 60),)), Op(order=0, ways=((1, 60),), preds=(0,))]
    problem = a_problem(jobs, [Due(code="O", last=1, due=500)], machines=2)

    assert [op.pin for op in kept(problem, first_plan(problem), range(2), frozenset({0})).ops] == [None, None]


@settings(max_examples=40, deadline=None)
@given(problem=problems())
def test_no_schedule_is_less_late_than_orders_that_are_alone(problem: Problem) -> None:
    assert least_tardiness(problem) <= worth(problem, first_plan(problem)).tardiness


def test_an_order_that_is_late_alone_shows_in_the_bound() -> None:
    problem = a_problem(
        [Op(order=0, ways=((0, 60), (1, 90)), ready=10)], [Due(code="O", last=0, due=50, weight=2)], machines=2
    )

    assert least_tardiness(problem) == 2 * 20


def test_what_is_pinned_has_no_part_in_the_budget() -> None:
    problem = a_line([(0, 10)] * 100)
    standing = first_plan(problem)

    assert staying(problem, standing, 0).changed == 2
    assert staying(problem, standing, 0).moved == 15
    assert staying(pinned(problem, standing, 500), standing, 0).changed == 1
    assert staying(problem, standing, 500).near == frozenset(np.flatnonzero(standing.start >= 500).tolist())
