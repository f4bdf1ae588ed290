"""CP-SAT finds what trying everything finds, and its model and its hints agree."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.planning.errors import BadProblem
from core.planning.exact import solve
from core.planning.exact.model import Model
from core.planning.exact.objective import Aim, aim_at, worth
from core.planning.exact.polish import polished
from core.planning.exact.solve import Effort, Found, Listener, solved
from core.planning.kernels.arrays import PAUSES, Placement
from core.planning.plan.problem import Problem
from core.planning.plan.schedule import Schedule
from tests.core.planning.plan.small import Run, all_schedules, check, makespan, small_problems, tardiness

SEARCH = Effort(seconds=30.0)
MEASURES = {Aim.TARDINESS: tardiness, Aim.MAKESPAN: makespan}
ours = settings(max_examples=40, deadline=None)


def runs_of(schedule: Schedule) -> list[Run]:
    columns = (schedule.machine.tolist(), schedule.start.tolist(), schedule.end.tolist())
    return list(zip(*columns, strict=True))


def as_schedule(runs: list[Run]) -> Schedule:
    machine, start, end = zip(*runs, strict=True)
    return Schedule.of(Placement(machine, start, end))  # type: ignore[arg-type]


def with_a_pin(problem: Problem, runs: list[Run], index: int) -> Problem:
    ops = list(problem.ops)
    ops[index] = replace(ops[index], pin=runs[index])
    return replace(problem, ops=tuple(ops))


@ours
@given(small_problems(), st.sampled_from(Aim))
def test_nothing_beats_what_is_proved_to_be_the_best(problem: Problem, aim: Aim) -> None:
    found = solved(problem, aim, SEARCH)

    everything = [MEASURES[aim](problem, runs) for runs in all_schedules(problem)]
    assert found.is_proved
    assert found.value == min(everything, default=None)
    if found.schedule is not None:
        assert found.bound == found.value == MEASURES[aim](problem, runs_of(found.schedule))
        check(problem, runs_of(found.schedule))


@ours
@given(small_problems(), st.data())
def test_what_is_pinned_stays_and_the_rest_is_the_best_around_it(problem: Problem, data: st.DataObject) -> None:
    some = list(all_schedules(problem))
    if not some:
        return
    runs = data.draw(st.sampled_from(some))
    pinned = with_a_pin(problem, runs, data.draw(st.integers(0, len(runs) - 1)))

    found = solved(pinned, Aim.TARDINESS, SEARCH)

    assert found.schedule is not None
    check(pinned, runs_of(found.schedule))
    assert found.value == min(tardiness(problem, each) for each in all_schedules(pinned))


@ours
@given(small_problems(), st.sampled_from(Aim), st.data())
def test_every_schedule_is_a_complete_hint_and_never_lost(problem: Problem, aim: Aim, data: st.DataObject) -> None:
    some = list(all_schedules(problem))
    if not some:
        return
    hint = as_schedule(data.draw(st.sampled_from(some)))
    model = Model(problem, hint, problem.horizon)
    aim_at(model, aim, 0)
    solver = solve.solver_for(SEARCH, is_hinted=True)
    solver.parameters.fix_variables_to_their_hinted_value = True

    assert solver.status_name(solver.solve(model.cp)) == "OPTIMAL"
    assert solver.objective_value == worth(problem, aim, hint)


@ours
@given(small_problems(), st.data())
def test_polishing_holds_all_else_and_makes_nothing_worse(problem: Problem, data: st.DataObject) -> None:
    some = list(all_schedules(problem))
    if not some:
        return
    runs = data.draw(st.sampled_from(some))
    window = data.draw(st.sets(st.integers(0, len(runs) - 1)))

    better = runs_of(polished(problem, as_schedule(runs), window, SEARCH))

    check(problem, better)
    assert tardiness(problem, better) <= tardiness(problem, runs)
    assert all(better[op] == runs[op] for op in range(len(runs)) if op not in window)


@given(small_problems())
@settings(max_examples=5, deadline=None)
def test_the_same_seed_and_deterministic_time_give_the_same_schedule(problem: Problem) -> None:
    effort = Effort(units=1.0, seed=3)

    one, other = (solved(problem, Aim.TARDINESS, effort) for _ in range(2))

    assert one.value == other.value
    if one.schedule is not None and other.schedule is not None:
        assert runs_of(one.schedule) == runs_of(other.schedule)


@given(small_problems())
@settings(max_examples=5, deadline=None)
def test_who_listens_hears_the_best(problem: Problem) -> None:
    heard: list[int] = []

    found = solved(
        problem,
        Aim.MAKESPAN,
        SEARCH,
        listener=Listener(better=lambda schedule: heard.append(makespan(problem, runs_of(schedule)))),
    )

    assert heard[-1:] == ([] if found.value is None else [found.value])


@given(small_problems())
@settings(max_examples=5, deadline=None)
def test_an_operation_that_fits_nowhere_is_a_proof(problem: Problem) -> None:
    first = replace(problem.ops[0], ways=((0, 10_000),), pause=PAUSES)

    found = solved(replace(problem, ops=(first, *problem.ops[1:])), Aim.MAKESPAN, SEARCH)

    assert found == Found(None, None, 0, True)


def test_more_than_it_can_hold_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solve, "LARGEST", 0)

    @given(small_problems())
    @settings(max_examples=1, deadline=None)
    def refused(problem: Problem) -> None:
        with pytest.raises(BadProblem) as told:
            solved(problem, Aim.MAKESPAN, SEARCH)
        assert told.value.facts["what"] == "too_large"

    refused()
