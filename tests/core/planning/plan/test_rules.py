import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.planning.errors import BadProblem
from core.planning.kernels.arrays import WHOLE
from core.planning.plan.problem import Due, Op, Problem
from core.planning.plan.rules import PORTFOLIO, RULES, dispatched, first_plan, guided, tried
from core.planning.plan.schedule import Schedule, Worth, ends_of, late_orders, lateness, moved, worth
from core.planning.plan.search import improved
from tests.core.planning.plan.problems import a_line, a_machine, a_problem, pinned, problems, total_setup, violations

LONG = settings(max_examples=80, deadline=None)


@LONG
@given(problems(), st.sampled_from(sorted(RULES)))
def test_every_rule_makes_a_plan_that_the_shop_can_run(problem: Problem, rule: str) -> None:
    schedule = RULES[rule](problem)

    assert violations(problem, schedule) == []


@LONG
@given(problems(), st.sampled_from(sorted(RULES)), st.integers(0, 600))
def test_what_is_pinned_stays_and_all_else_goes_around_it(problem: Problem, rule: str, until: int) -> None:
    fixed = pinned(problem, first_plan(problem), until)

    assert violations(fixed, RULES[rule](fixed)) == []


@LONG
@given(problems())
def test_the_first_plan_is_the_best_of_its_settings_and_the_same_again(problem: Problem) -> None:
    schedule = first_plan(problem)

    again = first_plan(problem)
    assert worth(problem, schedule) == min(worth(problem, dispatched(problem, each)) for each in PORTFOLIO)
    assert not moved(schedule, again).any()


@LONG
@given(problems())
def test_worth_counts_every_late_plant_minute_and_every_changeover(problem: Problem) -> None:
    schedule = RULES["edd"](problem)

    open_minutes = [minute for span in problem.plant for minute in range(*span)]
    late = [sum(order.due <= minute < schedule.end[order.last] for minute in open_minutes) for order in problem.orders]
    weighted = sum(order.weight * minutes for order, minutes in zip(problem.orders, late, strict=True))
    assert lateness(problem, schedule).tolist() == late
    assert late_orders(problem, schedule) == [number for number, minutes in enumerate(late) if minutes]
    assert worth(problem, schedule) == Worth(tardiness=weighted, setup=total_setup(problem, schedule))


def test_a_guided_plan_finishes_first_what_should_end_first() -> None:
    problem = a_line([(0, 10)] * 4)

    schedule = guided(problem, np.array([400, 30, 300, 20], dtype=np.int64))

    assert np.argsort(ends_of(problem, schedule)).tolist() == [3, 1, 2, 0]


def test_an_order_of_greater_weight_goes_first_when_both_are_late() -> None:
    problem = a_line([(0, 10)] * 2, weights=[1, 8], due=0)

    assert first_plan(problem).start.tolist() == [10, 0]


def test_a_machine_waits_a_little_for_the_urgent_order_on_its_way() -> None:
    problem = a_problem(
        [
            Op(order=0, ways=((0, 300),)),
            Op(order=1, ways=((0, 10),), ready=5),
        ],
        [Due(code="can wait", last=0, due=5000), Due(code="cannot", last=1, due=15, weight=8)],
    )

    schedule = first_plan(problem)

    assert schedule.start.tolist() == [15, 5]


def test_families_are_run_together_where_the_dates_allow_it() -> None:
    """Three families in turn, due one after the other, half an hour to change over: the dates leave two days."""
    line = a_line([(number % 3, 20) for number in range(60)], setup=30, due=4000, step=20)

    by_due_date, plan = RULES["edd"](line), first_plan(line)

    assert worth(line, plan).setup <= 0.8 * worth(line, by_due_date).setup
    assert set(late_orders(line, plan)) <= set(late_orders(line, by_due_date))


def test_the_way_that_ends_first_is_taken_when_both_machines_are_idle() -> None:
    problem = a_problem([Op(order=0, ways=((0, 50), (1, 20)))], [Due(code="A", last=0, due=10)], machines=2)

    assert first_plan(problem).machine.tolist() == [1]


def test_what_a_pinned_operation_waits_for_is_done_in_time_for_it() -> None:
    problem = a_problem(
        [
            Op(order=0, ways=((0, 40),)),
            Op(order=0, ways=((1, 10),), preds=(0,), pin=(1, 50, 60)),
            Op(order=1, ways=((0, 40),)),
        ],
        [Due(code="pinned", last=1, due=5000), Due(code="late already", last=2, due=0, weight=100)],
        machines=2,
    )

    for schedule in (first_plan(problem), RULES["atcs"](problem)):
        assert violations(problem, schedule) == []


def test_a_schedule_that_is_not_in_time_for_what_is_pinned_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = [
        Op(order=0, ways=((0, 60),)),
        Op(order=0, ways=((1, 60),), preds=(0,), pin=(1, 60, 120)),
        Op(order=1, ways=((0, 60),)),
    ]
    problem = a_problem(jobs, [Due(code="A", last=1, due=500), Due(code="B", last=2, due=60, weight=9)], machines=2)
    machines = np.array([0, 1, 0])
    in_time = Schedule(machines, np.array([0, 60, 60]), np.array([60, 120, 120]))
    tempting = Schedule(machines, np.array([60, 60, 0]), np.array([120, 120, 60]))
    found = dict(zip(PORTFOLIO, (tempting, in_time), strict=False))
    monkeypatch.setattr("core.planning.plan.rules.dispatched", lambda problem, setting, targets: found[setting])

    assert list(tried(problem, {at: (at, problem.arrays.due) for at in found})) == [PORTFOLIO[1]]


def test_an_operation_longer_than_every_window_is_named_by_its_order() -> None:
    whole = Op(order=0, ways=((0, 61),), pause=WHOLE)
    machine = a_machine(0, windows=tuple((day * 100, day * 100 + 60) for day in range(5)))
    problem = a_problem([whole], [Due(code="SO-1", last=0, due=10)], its_machines=(machine,))

    with pytest.raises(BadProblem) as refusal:
        first_plan(problem)

    assert (refusal.value.facts["what"], refusal.value.facts["code"]) == ("beyond_horizon", "SO-1")


def test_less_tardiness_counts_before_less_setup_and_that_before_fewer_moves() -> None:
    ranked = [Worth(0, 9, 9), Worth(1, 0, 9), Worth(1, 1, 0), Worth(1, 1, 1)]

    assert sorted([ranked[2], ranked[0], ranked[3], ranked[1]]) == ranked


def test_two_operations_at_once_are_a_violation() -> None:
    problem = a_line([(0, 10), (1, 10)], setup=5)
    times = np.array([0, 14], dtype=np.int64)

    schedule = Schedule(machine=np.zeros(2, dtype=np.int64), start=times, end=times + 10)

    assert violations(problem, schedule) == ["machine 0: op 1 starts within what is before it, or its set-up"]


def test_a_schedule_is_its_own_copy() -> None:
    problem = a_line([(0, 10)])
    schedule = first_plan(problem)

    placement = schedule.placement()
    placement.start[0] = 99

    assert schedule.start[0] == 0
    assert Schedule.of(placement).start.tolist() == [99]
    with pytest.raises(ValueError, match="read-only"):
        schedule.start[0] = 1


SHORT = tuple(a_machine(number, windows=((0, 500),)) for number in range(2))


@pytest.mark.parametrize("due", [0, 300])
def test_what_does_not_lead_to_the_end_of_its_order_is_done_before_the_horizon(due: int) -> None:
    """A part for stock, whose long second step leaves its first one no time to wait for two orders that are late."""
    urgent = [Op(order=number, ways=((0, 200),)) for number in range(2)]
    stock = [Op(order=0, ways=((0, 50),)), Op(order=0, ways=((1, 300),), preds=(2,))]
    orders = [Due(code=f"SO-{number}", last=number, due=due, weight=8) for number in range(2)]
    problem = a_problem([*urgent, *stock], orders, its_machines=SHORT)

    schedule = improved(problem, first_plan(problem), evaluations=200)

    assert violations(problem, schedule) == []
