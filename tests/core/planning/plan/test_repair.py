from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.calendar.axis import merged
from core.planning.kernels.arrays import PAUSES, WHOLE
from core.planning.plan.problem import Due, Machine, Op, Problem
from core.planning.plan.repair import repaired
from core.planning.plan.rules import first_plan
from core.planning.plan.schedule import Schedule, ends_of, moved
from tests.core.planning.plan.problems import (
    a_line,
    a_machine,
    a_problem,
    pinned,
    problems,
    violations,
    without,
)

LONG = settings(max_examples=80, deadline=None)


@LONG
@given(problems(), st.integers(0, 600))
def test_a_repaired_plan_can_be_run_and_leaves_pins_alone(problem: Problem, until: int) -> None:
    before = first_plan(problem)

    fixed = pinned(problem, before, until)

    assert violations(fixed, repaired(fixed, before)) == []


@LONG
@given(problems(), st.integers(0, 3), st.integers(0, 400), st.integers(1, 250))
def test_after_a_breakdown_everything_stays_on_its_machine(
    problem: Problem, number: int, start: int, long: int
) -> None:
    before = first_plan(problem)
    broken = breakdown(problem, number % len(problem.machines), start, start + long)

    after = repaired(broken, before)

    assert violations(broken, after) == []
    assert after.machine.tolist() == before.machine.tolist()


@LONG
@given(problems(), st.integers(0, 3), st.integers(0, 400), st.integers(1, 250))
def test_only_what_is_free_changes_its_machine(problem: Problem, number: int, start: int, long: int) -> None:
    before, number = first_plan(problem), number % len(problem.machines)
    broken = breakdown(problem, number, start, start + long)
    free = frozenset(np.flatnonzero((before.machine == number) & (before.end > start)).tolist())

    after = repaired(broken, before, free)

    assert violations(broken, after) == []
    assert set(np.flatnonzero(after.machine != before.machine).tolist()) <= free


@LONG
@given(problems())
def test_without_set_ups_no_operation_of_an_undisturbed_plan_comes_later(problem: Problem) -> None:
    """With them one that slips into an earlier gap may cost its neighbours a changeover."""
    pausing = tuple(replace(op, pause=PAUSES) for op in problem.ops)
    plain = replace(problem, ops=pausing, setup=np.zeros_like(problem.setup))
    before = first_plan(plain)

    assert (repaired(plain, before).start <= before.start).all()


@LONG
@given(problems(), st.data())
def test_new_operations_find_their_place_beside_the_others(problem: Problem, data: st.DataObject) -> None:
    before = first_plan(problem)
    new = data.draw(st.integers(0, len(problem.orders) - 1))
    known = np.array([op.order != new for op in problem.ops])
    without_it = Schedule(*(np.where(known, each, -1) for each in (before.machine, before.start, before.end)))

    after = repaired(problem, without_it)

    assert violations(problem, after) == []
    assert after.machine[known].tolist() == before.machine[known].tolist()


@LONG
@given(problems(), st.randoms(use_true_random=False))
def test_any_order_of_priority_gives_a_plan_that_can_be_run(problem: Problem, random) -> None:  # type: ignore[no-untyped-def]
    order = list(range(len(problem.ops)))
    random.shuffle(order)

    after = repaired(problem, first_plan(problem), frozenset(order), order)

    assert violations(problem, after) == []


def test_a_rush_is_placed_first_and_the_others_around_it() -> None:
    problem = a_line([(0, 10)] * 3)
    before = first_plan(problem)

    after = repaired(problem, before, order=[2])

    assert after.start.tolist() == [10, 20, 0]


def test_a_new_order_comes_in_where_its_due_date_puts_it() -> None:
    problem = a_line([(0, 10)] * 4, due=10, step=10)
    before = first_plan(problem)
    unplanned = Schedule(*(np.array([*column[:1], -1, *column[2:]]) for column in columns(before)))

    assert repaired(problem, unplanned).start.tolist() == [0, 10, 20, 30]


def test_a_plan_that_nothing_happened_to_stays_as_it_is() -> None:
    problem = a_line([(number % 3, 20) for number in range(30)], setup=10, due=300, step=20)
    before = first_plan(problem)

    assert not moved(before, repaired(problem, before)).any()


def test_others_fill_the_gap_that_a_late_part_leaves() -> None:
    """Held sequences would let the machine stand until minute 300."""
    problem = a_line([(0, 100)] * 4, due=100, step=100)
    before = first_plan(problem)
    late_part = replace(problem, ops=(replace(problem.ops[0], ready=300), *problem.ops[1:]))

    after = repaired(late_part, before)

    assert after.start.tolist() == [300, 0, 100, 200]


def test_a_gap_is_taken_only_with_set_up_on_both_sides() -> None:
    """Between the end at 20 and the pin at 50 there are 30 minutes: 10 to change over, 10 to run, 10 to change back."""
    ops = [
        Op(order=0, ways=((0, 20),), pin=(0, 0, 20)),
        Op(order=1, ways=((0, 20),), pin=(0, 50, 70)),
        Op(order=2, ways=((0, 10),), family=1),
        Op(order=3, ways=((0, 11),), family=1, ready=1),
    ]
    problem = a_problem(ops, [Due(code=f"O{number}", last=number, due=0) for number in range(4)], setup=10)
    nothing = Schedule(*(np.full(4, -1) for _ in range(3)))

    fits = repaired(problem, nothing, order=[2, 3])
    does_not_fit = repaired(problem, nothing, order=[3, 2])

    assert (fits.start[2], fits.start[3]) == (30, 80)
    assert (does_not_fit.start[3], does_not_fit.start[2]) == (80, 30)


def test_what_cannot_stay_on_its_machine_goes_to_another() -> None:
    days = tuple((day * 100, day * 100 + 60) for day in range(10))
    halves = tuple((day * 100, day * 100 + 20) for day in range(10))
    whole = Op(order=0, ways=((0, 50), (1, 60)), pause=WHOLE)
    machines = (a_machine(0, days), a_machine(1, days))
    problem = a_problem([whole], [Due(code="A", last=0, due=0)], its_machines=machines)
    before = first_plan(problem)

    after = repaired(replace(problem, machines=(a_machine(0, halves), machines[1])), before)

    assert before.machine.tolist() == [0]
    assert after.machine.tolist() == [1]


def test_a_long_line_is_searched_by_blocks_and_its_one_gap_found() -> None:
    """Two hundred pins without a minute between them but for one hole of seven."""
    starts = [number * 10 + (7 if number >= 150 else 0) for number in range(200)]
    ops = [Op(order=number, ways=((0, 10),), pin=(0, start, start + 10)) for number, start in enumerate(starts)]
    ops += [Op(order=200, ways=((0, 7),)), Op(order=201, ways=((0, 8),))]
    problem = a_problem(ops, [Due(code=f"O{number}", last=number, due=0) for number in range(202)])
    nothing = Schedule(*(np.full(202, -1) for _ in range(3)))

    assert ends_of(problem, repaired(problem, nothing))[-2:].tolist() == [1507, 2015]


def breakdown(problem: Problem, number: int, start: int, end: int) -> Problem:
    machine = problem.machines[number]
    holes = tuple(merged((*machine.holes, (start, end))))
    down: Machine = replace(machine, windows=without(machine.windows, ((start, end),)), holes=holes)
    return replace(problem, machines=(*problem.machines[:number], down, *problem.machines[number + 1 :]))


def columns(schedule: Schedule) -> tuple[np.ndarray, ...]:
    return schedule.machine, schedule.start, schedule.end
