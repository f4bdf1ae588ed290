"""Every rule is broken in every way that there is, and the checker has to name the rule."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.planning.errors import BadProblem
from core.planning.plan.checker import check
from core.planning.plan.checker_clock import Clock
from core.planning.plan.neutral import document, read_problem, write_schedule
from tests.bench.factories import generate
from tests.core.planning.plan.documents import DAY, SHIFT, WEEK, a_centre, a_factory, a_schedule, an_op, factories
from tests.core.planning.plan.forward import forward, worth

ROOT = Path(__file__).parents[4]
SIXTY = json.loads((ROOT / "tests/bench/instances/factory-60.json").read_text("utf-8"))
GOOD = ((0, 0, 480, 580), (1, 0, 580, 680))
MANY = settings(max_examples=150, suppress_health_check=list(HealthCheck))


def broken(problem: dict[str, Any], schedule: object) -> list[tuple[int, str]]:
    """Rule and key of everything that is wrong."""
    return [(each.rule, each.what) for each in check(problem, schedule).violations]


def test_a_schedule_that_keeps_the_rules_is_worth_its_delay() -> None:
    report = check(a_factory(), a_schedule((0, 0, 480, 580), (1, 1, 900, 1980)))

    assert report.is_valid
    assert report.weighted_minutes == 2 * 120  # from 15:00 to 16:00 and from 8:00 to 9:00 next day
    assert report.weighted_hours == 4
    assert (report.late_orders, report.setup_minutes, report.operations) == (1, 0, 2)


@pytest.mark.parametrize(("runs", "wrong"), [
    (GOOD, []),
    (GOOD[:1], [(1, "missing")]),
    ((*GOOD, (1, 1, 700, 820)), [(1, "twice")]),
    ((*GOOD, (2, 0, 700, 800)), [(1, "unknown_operation")]),
    ((*GOOD, (-1, 0, 700, 800)), [(1, "unknown_operation")]),
    ((GOOD[0], (1, 7, 580, 680)), [(1, "missing"), (1, "wrong_work_centre")]),
    ((GOOD[0], (1, 0, 580, 679)), [(2, "wrong_minutes")]),
    ((GOOD[0], (1, 0, 580, 681)), [(2, "wrong_minutes")]),
    ((GOOD[0], (1, 1, 580, 680)), [(2, "wrong_minutes")]),
    ((GOOD[0], (1, 0, 970, 2020)), [(2, "starts_closed")]),
    ((GOOD[0], (1, 0, 860, 970)), [(2, "ends_closed")]),
    ((GOOD[0], (1, 0, 900, 1960)), []),  # pauses over the night
    ((GOOD[0], (1, 0, 860, 1920)), [(2, "ends_closed")]),  # done at 16:00: the night is none of its time
    ((GOOD[0], (1, 1, 579, 699)), [(3, "before_predecessor")]),
    ((GOOD[0], (1, 0, 570, 670)), [(3, "before_predecessor"), (4, "overlap")]),
])  # fmt: skip
def test_rules_1_to_4(runs: tuple[tuple[int, int, int, int], ...], wrong: list[tuple[int, str]]) -> None:
    assert sorted(broken(a_factory(), a_schedule(*runs))) == wrong


@pytest.mark.parametrize("change", [
    {"alternatives": [[0, 500]]},  # longer than a shift
    {"alternatives": [[0, 100]]},
])  # fmt: skip
def test_rule_2_what_may_not_be_interrupted_lies_in_one_window(change: dict[str, Any]) -> None:
    problem = a_factory(operations=[an_op(0, splittable=False, **change), an_op(1, preds=[0])])
    minutes = change["alternatives"][0][1]
    end = 1920 + minutes - 60

    assert broken(problem, a_schedule((0, 0, 900, end), (1, 1, end, end + 120)))[0] == (2, "not_in_one_window")


@pytest.mark.parametrize("name", ["maintenance", "down"])
def test_rule_2_nothing_is_done_while_a_work_centre_is_closed(name: str) -> None:
    problem = a_factory(work_centres=[a_centre(**{name: [[500, 530]]}), a_centre()])

    assert broken(problem, a_schedule(GOOD[0], (1, 1, 580, 700))) == [(2, "wrong_minutes")]
    assert broken(problem, a_schedule((0, 0, 480, 610), (1, 1, 610, 730))) == []
    assert broken(problem, a_schedule((0, 0, 510, 630), (1, 1, 630, 750))) == [(2, "starts_closed")]


@pytest.mark.parametrize(("start", "end", "wrong"), [
    (900, 1500, []),  # into the night, done at one o'clock
    (900, 1499, [(2, "wrong_minutes")]),
    (960, 1560, [(2, "starts_closed")]),
    (480, 1080, [(2, "through_closure")]),
])  # fmt: skip
def test_rule_2_what_runs_unattended_goes_on_at_night(start: int, end: int, wrong: list[tuple[int, str]]) -> None:
    ops = [an_op(0, unattended=True, alternatives=[[0, 600]], splittable=False), an_op(1, preds=[0])]
    problem = a_factory(operations=ops, work_centres=[a_centre(maintenance=[[700, 720]]), a_centre()])

    assert broken(problem, a_schedule((0, 0, start, end), (1, 1, 1920, 2040))) == wrong


def test_rule_2_overtime_is_worked_where_it_is_named() -> None:
    saturday = 5 * DAY + 480
    runs = ((0, 0, saturday, saturday + 100), (1, 1, WEEK + 480, WEEK + 600))

    assert {rule for rule, _ in broken(a_factory(), a_schedule(*runs))} == {2}
    assert {rule for rule, _ in broken(a_factory(), a_schedule(*runs, overtime=[1]))} == {2}
    assert broken(a_factory(), a_schedule(*runs, overtime=[0])) == []
    for opened in ([2], [-1], ["A"], 0.5):
        assert (0, "unknown_overtime") in broken(a_factory(), a_schedule(*GOOD, overtime=opened))
    assert broken(a_factory(calendars={"day": SHIFT}), a_schedule(*GOOD, overtime=[0])) == [(0, "unknown_overtime")]


@pytest.mark.parametrize(("start", "wrong"), [
    (610, []),
    (609, [(4, "setup_short")]),
])  # fmt: skip
def test_rule_4_changing_over_takes_its_time(start: int, wrong: list[tuple[int, str]]) -> None:
    problem = a_factory(operations=[an_op(0), an_op(1, preds=[0], family=1)])
    report = check(problem, a_schedule(GOOD[0], (1, 0, start, start + 100)))

    assert [(each.rule, each.what) for each in report.violations] == wrong
    assert report.setup_minutes == 30


def test_rule_4_a_night_is_no_time_to_change_over() -> None:
    problem = a_factory(operations=[an_op(0), an_op(1, preds=[0], family=1)])

    assert broken(problem, a_schedule((0, 0, 860, 960), (1, 0, 1949, 2049))) == [(4, "setup_short")]
    assert broken(problem, a_schedule((0, 0, 860, 960), (1, 0, 1950, 2050))) == []


@pytest.mark.parametrize(("centre", "wrong"), [
    ({"available_from": 481}, [(4, "before_available")]),
    ({"available_from": 480}, []),
    ({"family": 1}, [(4, "setup_short")]),
    ({"family": 1, "available_from": 450}, [(4, "setup_short")]),
])  # fmt: skip
def test_rule_4_the_first_one_counts_from_when_the_work_centre_is_free(
    centre: dict[str, Any], wrong: list[tuple[int, str]]
) -> None:
    problem = a_factory(work_centres=[a_centre(**centre), a_centre()])

    assert broken(problem, a_schedule(GOOD[0], (1, 1, 580, 700))) == wrong


def test_rule_4_a_long_operation_is_overlapped_by_all_that_start_in_it() -> None:
    ops = [an_op(0, alternatives=[[0, 400]]), an_op(1, preds=[]), an_op(2)]
    orders = [{"id": "SO1", "weight": 2, "due": 900, "ops": [0, 1, 2], "last": 1}]
    runs = ((0, 0, 480, 880), (1, 0, 500, 600), (2, 0, 650, 750))

    found = broken(a_factory(operations=ops, orders=orders), a_schedule(*runs))

    assert found == [(4, "overlap")] * 2


@pytest.mark.parametrize(("quantities", "start", "wrong"), [
    ((5, 5), 1920, []),
    ((5, 6), 1920, [(5, "material_short")]),
    ((5, 1), 580, [(5, "material_short")]),
    ((6, 0), 580, [(5, "material_short")]),
    ((5, 100), WEEK + 480, []),  # bought: its lead time is over
])  # fmt: skip
def test_rule_5_nothing_is_issued_that_has_not_come(
    quantities: tuple[int, int], start: int, wrong: list[tuple[int, str]]
) -> None:
    first, second = quantities
    ops = [an_op(0, materials=[[0, first]]), an_op(1, preds=[0], materials=[[0, second]] if second else [])]

    assert broken(a_factory(operations=ops), a_schedule(GOOD[0], (1, 0, start, start + 100))) == wrong


def test_rule_5_nothing_starts_before_it_may() -> None:
    problem = a_factory(operations=[an_op(0, earliest=481), an_op(1, preds=[0])])

    assert broken(problem, a_schedule(*GOOD)) == [(5, "too_early")]


def test_nothing_starts_before_time_begins() -> None:
    found = broken(a_factory(), a_schedule((0, 0, -100, 0), GOOD[1]))

    assert (5, "too_early") in found


@pytest.mark.parametrize(("frozen", "wrong"), [
    ({"wc": 0, "start": 580}, []),
    ({"wc": 0, "start": 590}, [(6, "frozen_moved")]),
    ({"wc": 1, "start": 580}, [(6, "frozen_moved")]),
    ({"wc": 0, "start": 580, "end": 680}, []),
    ({"wc": 0, "start": 580, "end": 690}, [(6, "frozen_moved")]),
])  # fmt: skip
def test_rule_6_what_is_frozen_stays(frozen: dict[str, int], wrong: list[tuple[int, str]]) -> None:
    assert broken(a_factory(operations=[an_op(0), an_op(1, preds=[0], frozen=frozen)]), a_schedule(*GOOD)) == wrong


def test_rule_6_started_work_took_what_it_took() -> None:
    ops = [an_op(0), an_op(1, preds=[0], frozen={"wc": 0, "start": 970, "end": 1000})]

    assert broken(a_factory(operations=ops), a_schedule(GOOD[0], (1, 0, 970, 1000))) == []


@pytest.mark.parametrize("schedule", [
    None, [], "", 7, {}, {"format": "schedule-2", "assignments": []}, {"format": "schedule-1"},
    {"format": "schedule-1", "assignments": {}},
])  # fmt: skip
def test_rule_0_what_is_no_schedule(schedule: object) -> None:
    assert broken(a_factory(), schedule)[0] == (0, "not_a_schedule")


@pytest.mark.parametrize("entry", [None, 3, {}, {"op": 0, "wc": 0, "start": 0.0, "end": 1}, {"op": True}])
def test_rule_0_what_is_no_assignment(entry: object) -> None:
    schedule = a_schedule(*GOOD)
    schedule["assignments"].append(entry)

    assert broken(a_factory(), schedule) == [(0, "unreadable")]


def test_what_is_no_problem_is_refused() -> None:
    problem = a_factory()
    del problem["work_centres"][0]["available_from"]

    with pytest.raises(BadProblem):
        check(problem, a_schedule(*GOOD))


@MANY
@given(factories())
def test_whatever_a_factory_is_like_a_plain_schedule_of_it_is_valid(factory: dict[str, Any]) -> None:
    problem = read_problem(factory)
    schedule = forward(problem)

    report = check(factory, write_schedule(problem, schedule))

    assert report.violations == ()
    assert (report.weighted_hours, report.late_orders) == worth(problem, schedule)
    exported = check(json.loads(json.dumps(document(problem))), write_schedule(problem, schedule))
    assert exported == report


@MANY
@given(factories(), st.data())
def test_no_operation_can_be_moved_forward_unnoticed(factory: dict[str, Any], data: st.DataObject) -> None:
    """Each starts as early as it can: a minute earlier breaks a rule, and so does being a minute too short or long."""
    problem = read_problem(factory)
    schedule = write_schedule(problem, forward(problem))
    run = data.draw(st.sampled_from(schedule["assignments"]))
    shift = data.draw(st.sampled_from([(0, 1), (0, -1), (1, 0), (-1, 0)]))

    run["start"] += shift[0]
    run["end"] += shift[1]

    assert {2, 3, 4, 5} & {rule for rule, _ in broken(factory, schedule)}


def test_every_pair_that_is_pushed_into_one_another_is_told() -> None:
    factory = generate(100, seed=4)
    problem = read_problem(factory)
    schedule = write_schedule(problem, forward(problem))
    assert check(factory, schedule).is_valid

    wrong = deepcopy(schedule)
    wrong["assignments"].sort(key=lambda run: (run["wc"], run["start"]))
    for before, run in zip(wrong["assignments"][:-1:2], wrong["assignments"][1::2], strict=False):
        if before["wc"] == run["wc"]:
            run["start"] = before["start"]
    overlaps = [each for each in check(factory, wrong).violations if each.what == "overlap"]
    assert len(overlaps) > 200


def test_the_public_instance_has_the_sums_of_its_orders() -> None:
    problem = read_problem(SIXTY)
    schedule = forward(problem)

    report = check(SIXTY, write_schedule(problem, schedule))

    assert report.is_valid
    assert (report.weighted_hours, report.late_orders) == worth(problem, schedule)


spans = st.lists(
    st.tuples(st.integers(0, WEEK - 1), st.integers(1, 3000)).map(lambda s: (s[0], s[0] + s[1])), max_size=4
)


@given(spans, spans, spans, st.integers(-10, 3 * WEEK), st.integers(0, 5000))
def test_the_checkers_clock_counts_minute_by_minute(
    weeks: list[tuple[int, int]],
    windows: list[tuple[int, int]],
    closed: list[tuple[int, int]],
    start: int,
    length: int,
) -> None:
    def is_worked(minute: int) -> bool:
        of_week = any(a <= minute % WEEK < b or a <= minute % WEEK + WEEK < b for a, b in weeks)
        inside = of_week or any(a <= minute < b for a, b in windows)
        return 0 <= minute < 2 * WEEK and inside and not any(a <= minute < b for a, b in closed)

    clock = Clock(2 * WEEK, weeks, windows, closed)

    assert clock.between(start, start + length) == sum(map(is_worked, range(start, start + length)))
