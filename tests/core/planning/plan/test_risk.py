from dataclasses import replace

import numpy as np
from hypothesis import given, settings

from core.planning.plan.problem import Due, Op, Problem
from core.planning.plan.risk import Future, risk
from core.planning.plan.rules import first_plan, guided
from core.planning.plan.schedule import ends_of, lateness
from core.planning.plan.uncertainty import CERTAIN, Uncertainty
from tests.core.planning.plan.problems import a_line, a_problem, pinned, problems

LONG = settings(max_examples=30, deadline=None)


@LONG
@given(problems())
def test_where_nothing_varies_the_shop_does_what_the_guided_dispatcher_does(problem: Problem) -> None:
    plan = first_plan(problem)

    found = risk(problem, plan, CERTAIN, samples=3, seed=1)

    followed = guided(problem, ends_of(problem, plan))
    assert found.p50.tolist() == found.p80.tolist() == ends_of(problem, followed).tolist()
    assert found.late.tolist() == (lateness(problem, followed) > 0).astype(float).tolist()


@LONG
@given(problems())
def test_the_same_seed_gives_the_same_and_four_in_five_come_no_sooner_than_half(problem: Problem) -> None:
    plan = pinned(problem, first_plan(problem), 100), first_plan(problem)

    one, two = (risk(*plan, Uncertainty(spread=0.5), samples=7, seed=3) for _ in range(2))

    assert one.p50.tolist() == two.p50.tolist()
    assert one.late.tolist() == two.late.tolist()
    assert (one.p50 <= one.p80).all()


def test_an_order_with_an_hour_in_hand_is_rarely_late_and_one_without_often() -> None:
    problem = a_problem(
        [Op(order=0, ways=((0, 600),)), Op(order=1, ways=((1, 600),))],
        [Due(code="tight", last=0, due=600), Due(code="easy", last=1, due=1200)],
        machines=2,
    )

    late = risk(problem, first_plan(problem), Uncertainty(), samples=400, seed=5).late

    assert 0.35 < late[0] < 0.65
    assert late[1] < 0.05


def test_processing_times_keep_their_mean() -> None:
    problem = a_line([(0, 1000)])
    future = Future(problem, first_plan(problem), replace(CERTAIN, spread=0.3))

    ends = [int(future.ends(number, seed=7)[0]) for number in range(2000)]

    assert abs(np.mean(ends) - 1000) < 30
    assert abs(np.std(np.log(ends)) - 0.3) < 0.03


def test_stops_take_their_share_of_a_machine() -> None:
    problem = a_line([(0, 1000)] * 5)
    future = Future(problem, first_plan(problem), replace(CERTAIN, between_stops=1000, stop=100))

    ends = [int(future.ends(number, seed=7).max()) for number in range(1000)]

    assert abs(np.mean(ends) - 5500) < 50


def test_what_waits_for_one_receipt_slips_as_one() -> None:
    ops = [Op(order=number, ways=((number, 10),), ready=100, waits_for="PO-1") for number in range(3)]
    problem = a_problem(ops, [Due(code=f"O{number}", last=number, due=200) for number in range(3)], machines=3)
    future = Future(problem, first_plan(problem), replace(CERTAIN, slip_share=0.25, slip=1000))

    ends = np.array([future.ends(number, seed=9) for number in range(1000)])

    assert (ends == ends[:, :1]).all()
    assert abs((ends[:, 0] > 110).mean() - 0.25) < 0.05


def test_what_is_there_already_does_not_slip() -> None:
    problem = a_line([(0, 10)])

    found = risk(problem, first_plan(problem), replace(CERTAIN, slip_share=1.0, slip=1000), samples=20, seed=1)

    assert found.p80.tolist() == [10]


def test_fixed_operations_that_take_longer_push_what_is_fixed_behind_them() -> None:
    ops = [
        Op(order=0, ways=((0, 100),), pin=(0, 0, 100)),
        Op(order=1, ways=((0, 100),), pin=(0, 100, 200)),
        Op(order=1, ways=((1, 100),), preds=(1,), pin=(1, 200, 300)),
    ]
    problem = a_problem(ops, [Due(code="A", last=0, due=0), Due(code="B", last=2, due=0)], machines=2)
    future = Future(problem, first_plan(problem), replace(CERTAIN, spread=0.3))

    ends = np.array([future.ends(number, seed=2) for number in range(300)])

    is_longer = ends[:, 0] > 150
    assert is_longer.any()
    assert (ends[is_longer, 1] > 280).all()
