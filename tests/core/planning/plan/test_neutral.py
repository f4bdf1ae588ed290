"""Documents to problems and back; whatever a document is like, only a `BadProblem` comes out."""

import json
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.planning.errors import BadProblem
from core.planning.kernels.arrays import PAUSES, RUNS_ON, WHOLE
from core.planning.plan.neutral import document, overtime_of, read_problem, read_schedule, write_schedule
from tests.bench.factories import generate
from tests.core.planning.plan.documents import (
    DAY,
    SHIFT,
    WEEK,
    a_centre,
    a_factory,
    a_schedule,
    an_op,
    factories,
)
from tests.core.planning.plan.forward import forward

INSTANCES = Path(__file__).parents[4] / "tests/bench/instances"
MANY = settings(max_examples=300, suppress_health_check=list(HealthCheck))


def place_of(factory: object) -> tuple[str, str]:
    """What is wrong, and where."""
    with pytest.raises(BadProblem) as refused:
        read_problem(factory)
    return refused.value.facts["what"], refused.value.facts["code"]


def test_weeks_are_laid_out_and_closures_are_kept_as_holes() -> None:
    centre = a_centre(maintenance=[[600, 660]], down=[[650, 700], [960, DAY + 500]])
    machine = read_problem(a_factory(work_centres=[centre, a_centre()])).machines[0]

    assert machine.windows[:4] == ((480, 600), (700, 960), (DAY + 500, DAY + 960), (2 * DAY + 480, 2 * DAY + 960))
    assert machine.holes == ((600, 700), (960, DAY + 500))
    assert len(machine.windows) == 11


def test_a_night_shift_of_sunday_goes_on_on_monday_of_every_week() -> None:
    calendars = {"day": [[6 * DAY + 1320, 7 * DAY + 360]]}
    machine = read_problem(a_factory(calendars=calendars)).machines[0]

    assert machine.windows == ((0, 360), (6 * DAY + 1320, WEEK + 360), (WEEK + 6 * DAY + 1320, 2 * WEEK))


def test_windows_that_touch_are_one() -> None:
    assert read_problem(a_factory(calendars={"day": [[0, DAY], [DAY, WEEK]]})).machines[0].windows == ((0, 2 * WEEK),)


def test_overtime_opens_where_it_is_named_only() -> None:
    saturday = (5 * DAY + 480, 5 * DAY + 960)
    first, second = read_problem(a_factory(), overtime=[1]).machines

    assert saturday not in first.windows
    assert saturday in second.windows


def test_absolute_windows_take_the_place_of_a_calendar() -> None:
    centre = a_centre(windows=[[100, 200], [300, 500]], maintenance=[[320, 340]])
    factory = a_factory(work_centres=[centre, a_centre()], plant_windows=[[0, 60]])

    problem = read_problem(factory)

    assert problem.machines[0].windows == ((100, 200), (300, 320), (340, 500))
    assert problem.plant == ((0, 60),)


@pytest.mark.parametrize(("change", "pause"), [
    ({"splittable": True}, PAUSES),
    ({"splittable": False}, WHOLE),
    ({"splittable": False, "unattended": True}, RUNS_ON),
    ({"splittable": True, "unattended": False}, PAUSES),
])  # fmt: skip
def test_how_an_operation_meets_closed_time(change: dict[str, bool], pause: int) -> None:
    assert read_problem(a_factory(operations=[an_op(0, **change), an_op(1)])).ops[0].pause == pause


@pytest.mark.parametrize(("change", "ready", "waits_for"), [
    ({}, 0, ""),
    ({"materials": [[0, 6]], "material_ready": DAY}, DAY, "M@1440"),
    ({"materials": [[0, 6]], "material_ready": 5 * DAY}, 5 * DAY, "M@7200"),
    ({"materials": [[0, 6]], "material_ready": 77}, 77, "material@77"),
    ({"earliest": 99}, 99, "earliest"),
    ({"materials": [[0, 6]], "material_ready": DAY, "earliest": 99}, DAY, "M@1440"),
])  # fmt: skip
def test_what_an_operation_waits_for(change: dict[str, Any], ready: int, waits_for: str) -> None:
    op = read_problem(a_factory(operations=[an_op(0, **change), an_op(1)])).ops[0]

    assert (op.ready, op.waits_for) == (ready, waits_for)


@pytest.mark.parametrize(("change", "pin"), [
    ({"frozen": {"wc": 1, "start": 500}}, (1, 500, 620)),
    ({"frozen": {"wc": 0, "start": 900}}, (0, 900, DAY + 520)),  # pauses over the night
    ({"frozen": {"wc": 0, "start": 900}, "unattended": True}, (0, 900, 1000)),
    ({"frozen": {"wc": 0, "start": 5, "end": 7}}, (0, 5, 7)),  # as it was
])  # fmt: skip
def test_what_is_frozen_is_pinned_until_it_is_done(change: dict[str, Any], pin: tuple[int, int, int]) -> None:
    assert read_problem(a_factory(operations=[an_op(0, **change), an_op(1)])).ops[0].pin == pin


def first_op(**change: Any) -> dict[str, Any]:
    return a_factory(operations=[an_op(0, **change), an_op(1)])


def first_centre(**change: Any) -> dict[str, Any]:
    return a_factory(work_centres=[a_centre(**change), a_centre()])


def the_order(**change: Any) -> dict[str, Any]:
    return a_factory(orders=[a_factory()["orders"][0] | change])


@pytest.mark.parametrize(("factory", "what", "where"), [
    (None, "not_an_object", "document"),
    ([], "not_an_object", "document"),
    ({}, "missing", "format"),
    (a_factory(format="factory-2"), "unknown_format", "format"),
    (a_factory(horizon=0), "out_of_range", "horizon"),
    (a_factory(horizon=1 << 62), "out_of_range", "horizon"),
    (a_factory(horizon=1 << 39), "too_long", "calendars.day"),
    (a_factory(horizon=1 << 39, work_centres=[a_centre(windows=[[0, 9]])] * 2), "too_long", "plant_week"),
    (a_factory(horizon="week"), "not_whole", "horizon"),
    (a_factory(horizon=True), "not_whole", "horizon"),
    (a_factory(horizon=10080.0), "not_whole", "horizon"),
    (a_factory(name=7), "not_text", "name"),
    (a_factory(name="half a character: \ud800"), "not_text", "name"),
    (a_factory(setup=[]), "not_square", "setup"),
    (a_factory(setup=[[[0, 1]]]), "not_square", "setup"),
    (a_factory(setup=[[[0]], [[0, 1], [1, 0]]]), "not_square", "setup"),
    (a_factory(setup=[[[-1]]]), "out_of_range", "setup[0][0][0]"),
    (a_factory(setup={}), "not_a_list", "setup"),
    (a_factory(plant_week=[[5, 5]]), "not_a_span", "plant_week[0]"),
    (a_factory(plant_week=[[WEEK, WEEK + 5]]), "not_a_week", "plant_week"),
    (a_factory(plant_week=[]), "never_works", "plant"),
    (a_factory(calendars={"day": [[0, WEEK + 1]]}), "not_a_week", "calendars.day"),
    (a_factory(calendars={"day": []}), "never_works", "A"),
    (a_factory(calendars=[]), "unknown_calendar", "work_centres[0].calendar"),
    (a_factory(work_centres=[]), "unknown_index", "operations[0].alternatives[0][0]"),
    (a_factory(operations=[], orders=[]), "none", "operations"),
    (first_centre(calendar="night"), "unknown_calendar", "work_centres[0].calendar"),
    (first_centre(calendar=5), "not_text", "work_centres[0].calendar"),
    (first_centre(group=1), "unknown_index", "work_centres[0].group"),
    (first_centre(family=-1), "unknown_index", "work_centres[0].family"),
    (first_centre(available_from=-1), "out_of_range", "work_centres[0].available_from"),
    (first_centre(available_from=None), "missing", "work_centres[0].available_from"),
    (first_centre(maintenance=[[3]]), "not_a_pair", "work_centres[0].maintenance[0]"),
    (first_centre(down=[[0, 2 * WEEK]]), "never_works", "A"),
    (first_centre(windows=[[0, 5 * WEEK]]), "out_of_range", "work_centres[0].windows[0][1]"),
    (first_op(id=1), "out_of_order", "operations[0].id"),
    (first_op(order=1), "unknown_index", "operations[0].order"),
    (first_op(family=2), "unknown_index", "operations[0].family"),
    (first_op(alternatives=[]), "no_way", "operations[0]"),
    (first_op(alternatives=[[0, 0]]), "out_of_range", "operations[0].alternatives[0][1]"),
    (first_op(alternatives=[[2, 10]]), "unknown_index", "operations[0].alternatives[0][0]"),
    (first_op(alternatives=[[0, 10], [0, 12]]), "twice", "operations[0]"),
    (first_op(preds=[2]), "unknown_index", "operations[0].preds[0]"),
    (first_op(preds=[0]), "circle", "operations[0] → operations[0]"),
    (first_op(splittable=1), "not_a_flag", "operations[0].splittable"),
    (first_op(materials=[[1, 1]]), "unknown_index", "operations[0].materials[0][0]"),
    (first_op(materials=[[0, -1]]), "out_of_range", "operations[0].materials[0][1]"),
    (first_op(material_ready=float("nan")), "not_whole", "operations[0].material_ready"),
    (first_op(frozen={"wc": 0}), "missing", "operations[0].frozen.start"),
    (first_op(frozen={"wc": 0, "start": 5}), "pin_closed", "operations[0].frozen"),
    (first_op(frozen={"wc": 1, "start": 480}, alternatives=[[0, 5]]), "pin_elsewhere", "operations[0].frozen.wc"),
    (the_order(last=2), "unknown_index", "orders[0].last"),
    (the_order(ops=[0, 2]), "unknown_index", "orders[0].ops[1]"),
    (the_order(weight=0), "out_of_range", "orders[0].weight"),
    (the_order(due=10**30), "out_of_range", "orders[0].due"),
    (a_factory(materials=[{"id": "M", "stock": -1}]), "out_of_range", "materials[0].stock"),
    (
        a_factory(materials=[{"id": "M", "stock": 1, "lead_time": 1000 * 365 * DAY * 10_000, "receipts": []}]),
        "out_of_range", "materials[0].lead_time",
    ),
])  # fmt: skip
def test_nonsense_is_refused_by_its_place(factory: object, what: str, where: str) -> None:
    assert place_of(factory) == (what, where)


def test_an_operation_of_another_order_is_refused() -> None:
    factory = the_order()
    factory["orders"].append({"id": "SO2", "weight": 1, "due": 0, "ops": [1], "last": 1})

    assert place_of(factory) == ("of_another_order", "orders[1].ops[0]")


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
    | st.sampled_from([10**30, -(10**30), "day", "factory-1", [], {}, [0, 1], [[0, 1]]]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)  # fmt: skip


@MANY
@given(json_values)
def test_anything_at_all_is_refused(value: object) -> None:
    for read in (read_problem, lambda it: read_schedule(it, read_problem(a_factory()))):
        with pytest.raises(BadProblem):
            read(value)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a document."""
    found = [path] if path else []
    if isinstance(value, dict):
        return found + [place for key, inner in value.items() for place in places(inner, (*path, key))]
    if isinstance(value, list):
        return found + [place for key, inner in enumerate(value) for place in places(inner, (*path, key))]
    return found


@MANY
@given(factories(), st.data(), json_values)
def test_a_factory_with_something_else_in_some_place_is_read_or_refused(
    factory: dict[str, Any], data: st.DataObject, value: object
) -> None:
    changed = deepcopy(factory)
    *path, last = data.draw(st.sampled_from(places(factory)))
    inner: Any = changed
    for key in path:
        inner = inner[key]
    inner[last] = value

    with suppress(BadProblem):
        assert read_problem(changed).machines


@MANY
@given(factories(), st.data())
def test_a_problem_written_down_is_the_same_problem(factory: dict[str, Any], data: st.DataObject) -> None:
    problem = read_problem(factory, overtime=[0] if data.draw(st.booleans()) else [])

    again = read_problem(json.loads(json.dumps(document(problem))))

    for before, after in zip(problem.arrays, again.arrays, strict=True):
        assert before.tolist() == after.tolist()
    assert (again.name, again.horizon) == (problem.name, problem.horizon)


def test_a_schedule_written_down_is_the_same_schedule() -> None:
    problem = read_problem(json.loads((INSTANCES / "factory-60.json").read_text("utf-8")))
    schedule = forward(problem)

    written = write_schedule(problem, schedule, overtime=[3, 1])

    again = read_schedule(json.loads(json.dumps(written)), problem)
    assert (again.machine.tolist(), again.start.tolist()) == (schedule.machine.tolist(), schedule.start.tolist())
    assert again.end.tolist() == schedule.end.tolist()
    assert overtime_of(written) == (1, 3)
    assert written["problem"] == problem.name


@pytest.mark.parametrize(("document", "what"), [
    (a_schedule((0, 0, 480, 580)), "missing"),
    (a_schedule((0, 0, 480, 580), (0, 0, 480, 580)), "twice"),
    (a_schedule((0, 0, 480, 580), (1, 2, 480, 580)), "unknown_index"),
    (a_schedule((0, 0, 480, 580), (2, 0, 480, 580)), "unknown_index"),
    (a_schedule(format="factory-1"), "unknown_format"),
])  # fmt: skip
def test_a_schedule_that_is_none_of_this_problem_is_refused(document: object, what: str) -> None:
    with pytest.raises(BadProblem) as refused:
        read_schedule(document, read_problem(a_factory()))

    assert refused.value.facts["what"] == what


def test_overtime_for_nobody_is_refused() -> None:
    for overtime in ([2], [-1]):
        with pytest.raises(BadProblem):
            read_problem(a_factory(), overtime=overtime)


def test_a_factory_made_up_is_the_same_for_the_same_seed_and_looks_like_one() -> None:
    factory = generate(300, seed=9)
    problem = read_problem(factory)

    assert json.dumps(generate(300, seed=9)) == json.dumps(factory)
    assert json.dumps(generate(300, seed=10)) != json.dumps(factory)
    assert len(problem.machines) == 50
    assert 8 <= len(problem.ops) / len(problem.orders) <= 11
    assert sum(each["calendar"] == "one-shift" for each in factory["work_centres"]) == 6
    assert {order.due % DAY for order in problem.orders} == {SHIFT[0][0] + 840}
    example = json.loads((INSTANCES / "factory-60.json").read_text("utf-8"))
    assert example.keys() == factory.keys()
    for table in ("work_centres", "products", "materials", "orders", "operations"):
        assert example[table][0].keys() == factory[table][0].keys()
