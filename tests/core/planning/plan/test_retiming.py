"""Moves on machine sequences: what is timed anew in part is as if everything were."""

import numpy as np
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from core.planning.kernels.draws import below, seeded, spread
from core.planning.kernels.moves import choose
from core.planning.kernels.retiming import keep, move, take_back
from core.planning.kernels.searching import SETUP, TARDINESS, TOO_DEAR, Search, cost_of
from core.planning.kernels.sequences import retime_all, setup_total
from core.planning.kernels.shares import add, holder
from core.planning.plan.problem import Due, Op, Problem
from core.planning.plan.rules import first_plan
from core.planning.plan.schedule import Schedule, worth
from core.planning.plan.sequencing import Weights, opened
from tests.core.planning.plan.problems import a_line, a_problem, pinned, problems, violations

SEEDS = st.integers(0, 10_000)
ANYTHING = TOO_DEAR - 1


@settings(max_examples=150, deadline=None, phases=(Phase.generate,))
@given(problem=problems(), seed=SEEDS, until=st.sampled_from([0, 0, 200]))
def test_moves_cost_what_a_full_retiming_says_and_lead_to_valid_schedules(
    problem: Problem, seed: int, until: int
) -> None:
    problem = pinned(problem, first_plan(problem), until)
    search, dice = _search(problem), seeded(seed)

    for _ in range(30):
        cost = cost_of(search)
        more = move(problem.arrays, search, *_any_move(problem, search, dice), ANYTHING)
        if more != TOO_DEAR:
            keep(problem.arrays, search)
            assert cost_of(search) == cost + more
    assert violations(problem, _present(search)) == []
    _assert_as_if_timed_from_nothing(problem, search)


@settings(max_examples=100, deadline=None)
@given(problem=problems(), seed=SEEDS)
def test_a_move_taken_back_or_given_up_leaves_no_trace(problem: Problem, seed: int) -> None:
    search, dice = _search(problem), seeded(seed)
    before = [column.copy() for column in (*search.q, search.total, search.queue.waits)]

    for most in (ANYTHING, 0, -1, -1000) * 5:
        if move(problem.arrays, search, *_any_move(problem, search, dice), most) != TOO_DEAR:
            take_back(problem.arrays, search)

    after = (*search.q, search.total, search.queue.waits)
    assert all(np.array_equal(old, new) for old, new in zip(before, after, strict=True))


@settings(max_examples=100, deadline=None)
@given(problem=problems(), seed=SEEDS)
def test_what_is_not_given_up_costs_no_more_than_it_may(problem: Problem, seed: int) -> None:
    search, dice = _search(problem), seeded(seed)

    for most in (5000, 100, 0, -100) * 5:
        more = move(problem.arrays, search, *_any_move(problem, search, dice), most)
        assert more == TOO_DEAR or more <= most
        if more != TOO_DEAR:
            take_back(problem.arrays, search)


@settings(max_examples=100, deadline=None)
@given(problem=problems(), seed=SEEDS)
def test_moves_that_are_chosen_are_possible(problem: Problem, seed: int) -> None:
    search, dice = _search(problem), seeded(seed)

    for _ in range(20):
        op, machine, before = choose(problem.arrays, search, dice)
        if op >= 0:
            assert machine in dict(problem.ops[op].ways)
            assert before == -1 or search.q.machine[before] == machine


def test_an_operation_goes_behind_the_last_one() -> None:
    problem = a_line([(0, 10), (0, 10), (0, 10)], due=10, step=10)
    search = _search(problem)

    move(problem.arrays, search, 0, 0, 2, ANYTHING)

    assert search.q.start.tolist() == [20, 0, 10]


def test_an_operation_cannot_go_before_what_it_needs() -> None:
    ops = [Op(order=0, ways=((0, 10),)), Op(order=0, ways=((0, 10),), preds=(0,))]
    problem = a_problem(ops, [Due(code="O", last=1, due=100)])
    search = _search(problem)

    assert move(problem.arrays, search, 1, 0, -1, ANYTHING) == TOO_DEAR


def test_nothing_moves_what_is_pinned_nor_delays_it() -> None:
    ops = [
        Op(order=0, ways=((0, 10),), pin=(0, 10, 20)),
        Op(order=1, ways=((0, 10),)),
        Op(order=2, ways=((0, 11),)),
    ]
    problem = a_problem(ops, [Due(code=f"O{each}", last=each, due=0) for each in range(3)])
    search = _search(problem)

    assert search.q.start.tolist() == [10, 0, 20]
    assert move(problem.arrays, search, 0, 0, -1, ANYTHING) == TOO_DEAR
    assert move(problem.arrays, search, 2, 0, -1, ANYTHING) == TOO_DEAR  # takes a minute too long for the gap


def test_sequences_that_go_in_a_circle_are_no_schedule() -> None:
    ops = [Op(order=0, ways=((0, 10),)), Op(order=0, ways=((0, 10),), preds=(0,))]
    problem = a_problem(ops, [Due(code="O", last=1, due=100)])
    backwards = Schedule(np.array([0, 0]), np.array([10, 0]), np.array([20, 10]))

    assert opened(problem, backwards, Weights()) is None


def test_a_late_order_is_drawn_by_its_share() -> None:
    amounts = [0, 5, 0, 1, 4]
    tree = np.zeros(6, dtype=np.int64)
    for who, amount in enumerate(amounts):
        add(tree, who, amount)

    assert [holder(tree, nth) for nth in range(10)] == [1] * 5 + [3] + [4] * 4


def test_chance_is_even_and_the_same_for_a_seed() -> None:
    dice = seeded(5)
    drawn = [below(dice, 10) for _ in range(10_000)]

    assert all(900 < drawn.count(each) < 1100 for each in range(10))
    assert spread(seeded(5), 3).tolist() == spread(seeded(5), 3).tolist() != spread(seeded(6), 3).tolist()


def _search(problem: Problem) -> Search:
    search = opened(problem, first_plan(problem), Weights())
    assert search is not None
    return search


def _any_move(problem: Problem, search: Search, dice: np.ndarray) -> tuple[int, int, int]:
    """Any operation to any place on any of its machines."""
    op = below(dice, len(problem.ops))
    machine = problem.ops[op].ways[below(dice, len(problem.ops[op].ways))][0]
    there = [-1, *np.flatnonzero(search.q.machine == machine).tolist()]
    return op, machine, there[below(dice, len(there))]


def _present(search: Search) -> Schedule:
    return Schedule(search.q.machine.copy(), search.q.start.copy(), search.q.end.copy())


def _assert_as_if_timed_from_nothing(problem: Problem, search: Search) -> None:
    present = _present(search)
    assert retime_all(problem.arrays, search.q)
    assert np.array_equal(search.q.start, present.start)
    assert np.array_equal(search.q.end, present.end)
    found = worth(problem, present)
    assert (search.total[TARDINESS], search.total[SETUP]) == (found.tardiness, found.setup)
    assert setup_total(problem.arrays, search.q) == found.setup
