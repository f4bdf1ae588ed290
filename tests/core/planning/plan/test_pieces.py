"""Pieces of time say what the kernels' working time says, minute by minute."""

from hypothesis import given, settings
from hypothesis import strategies as st

from core.planning.kernels import axis
from core.planning.plan.pieces import lateness, pieces, worked
from core.planning.plan.problem import Problem
from tests.core.planning.plan.small import HORIZON, small_problems

ours = settings(max_examples=60, deadline=None)


@ours
@given(small_problems())
def test_an_operation_may_begin_exactly_where_a_kernel_would_begin_it(problem: Problem) -> None:
    a = problem.arrays
    for number, op in enumerate(problem.ops):
        for machine, minutes in op.ways:
            own = problem.machines[machine]
            takes = {
                start: piece.takes
                for piece in pieces(op, own, minutes, 0, HORIZON)
                for start in range(piece.first, piece.last + 1)
            }
            runs = {start: axis.run(a, machine, number, minutes, start) for start in range(own.available_from, HORIZON)}
            assert takes == {
                start: end - begun for start, (begun, end) in runs.items() if begun == start and end < axis.NEVER
            }


@ours
@given(small_problems())
def test_pieces_know_the_working_minutes_before_start_and_end(problem: Problem) -> None:
    for op in problem.ops:
        for machine, minutes in op.ways:
            own = problem.machines[machine]
            for piece in pieces(op, own, minutes, 0, HORIZON):
                for start in range(piece.first, piece.last + 1):
                    assert piece.before + start == worked(own, start)
                    follows = start if piece.end_follows else 0
                    assert piece.end_before + follows == worked(own, start + piece.takes)


@ours
@given(small_problems(), st.integers(0, HORIZON))
def test_lateness_is_the_tardiness_of_every_end_once(problem: Problem, due: int) -> None:
    parts = lateness(problem.plant, due, HORIZON)

    ends = [(end, part.base + part.follows * end) for part in parts for end in range(part.first, part.last + 1)]
    plant = [minute for opens, closes in problem.plant for minute in range(opens, closes)]
    assert ends == [(end, sum(due <= minute < end for minute in plant)) for end in range(HORIZON + 1)]
