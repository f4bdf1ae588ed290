"""What cannot be planned is told by a few things that exclude each other; without any of them it could be."""

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.planning.kernels.arrays import RUNS_ON
from core.planning.plan.conflict_parts import Kind, Part, filtered
from core.planning.plan.conflicts import conflict_of
from core.planning.plan.neutral import read_problem
from core.planning.plan.problem import Problem
from tests.bench.factories import generate
from tests.core.planning.plan.documents import factories
from tests.core.planning.plan.forward import forward
from tests.core.planning.plan.test_checks import HORIZON, a_machine, a_problem, an_op

MANY = settings(max_examples=100, suppress_health_check=list(HealthCheck))


def told(problem: Problem) -> tuple[Kind, set[tuple[str, int]]]:
    """The kind of conflict, and what is named: kinds of parts with their operation or machine."""
    conflict = conflict_of(problem)
    assert conflict is not None
    assert conflict.is_irreducible
    return conflict.kind, {(part.kind, part.op if part.op >= 0 else part.machine) for part in conflict.parts}


def test_what_fits_has_no_conflict() -> None:
    assert conflict_of(a_problem()) is None
    assert conflict_of(read_problem(generate(60, seed=1))) is None


@MANY
@given(factories())
def test_what_can_be_planned_has_no_conflict(factory: dict[str, Any]) -> None:
    problem = read_problem(factory)
    forward(problem)

    assert conflict_of(problem) is None


def test_an_operation_that_no_window_can_hold() -> None:
    ops = (an_op(ways=((0, HORIZON + 1),)), an_op())

    assert told(a_problem(ops=ops)) == (Kind.CHAIN, {("operation", 0)})


def test_a_chain_that_is_too_long_for_the_horizon_names_only_what_it_takes() -> None:
    minutes = (10, 4000, 3000, 10, 3500, 10)
    ops = tuple(an_op(ways=((0, each),), preds=(index - 1,) if index else ()) for index, each in enumerate(minutes))

    assert told(a_problem(ops=ops)) == (Kind.CHAIN, {("operation", 1), ("operation", 2), ("operation", 4)})


def test_material_that_comes_too_late() -> None:
    ops = (an_op(ready=HORIZON - 5), an_op(preds=(0,), ready=7))

    assert told(a_problem(ops=ops)) == (Kind.CHAIN, {("operation", 0), ("ready", 0)})


def test_a_closure_that_leaves_no_time() -> None:
    machine = a_machine(windows=((0, 40), (9000, HORIZON)), holes=((40, 9000),))
    ops = (an_op(ways=((0, 2000),)), an_op())

    conflict = conflict_of(a_problem(machines=(machine, a_machine(code="B")), ops=ops))

    assert conflict is not None
    assert conflict.parts == (Part("closure", machine=0, start=40, end=9000), Part("operation", op=0))
    assert (conflict.machines, conflict.limit, conflict.operations) == ((0,), HORIZON, (0,))


def test_another_machine_makes_the_closure_harmless() -> None:
    machine = a_machine(windows=((0, 40), (9000, HORIZON)), holes=((40, 9000),))
    ops = (an_op(ways=((0, 2000), (1, 2500))), an_op())

    assert conflict_of(a_problem(machines=(machine, a_machine(code="B")), ops=ops)) is None


def test_a_machine_that_is_busy_until_too_late() -> None:
    machines = (a_machine(available_from=HORIZON - 5), a_machine(code="B"))

    assert told(a_problem(machines=machines, ops=(an_op(), an_op(ways=((1, 5),))))) == (
        Kind.CHAIN, {("operation", 0), ("available", 0)},
    )  # fmt: skip


def test_a_pin_before_the_end_of_its_predecessor() -> None:
    ops = (an_op(pin=(0, 100, 200)), an_op(ways=((1, 10),), preds=(0,), pin=(1, 150, 160)))

    conflict = conflict_of(a_problem(ops=ops))

    assert conflict is not None
    assert {part for part in conflict.parts if part.kind == "pin"} == {Part("pin", op=0), Part("pin", op=1)}
    assert conflict.limit == 150


def test_a_pin_that_the_work_before_it_cannot_reach() -> None:
    ops = (an_op(ways=((0, 300),)), an_op(ways=((1, 10),), preds=(0,), pin=(1, 250, 260)))

    assert told(a_problem(ops=ops)) == (Kind.CHAIN, {("operation", 0), ("operation", 1), ("pin", 1)})


def test_two_pins_leave_no_room_between_them() -> None:
    """Of two operations pinned apart, the third has to run between them and does not fit."""
    machine = a_machine(windows=((0, 400),))
    ops = (an_op(pin=(0, 50, 150)), an_op(pin=(0, 240, 340)), an_op(ways=((0, 100),)))

    assert told(a_problem(machines=(machine,), ops=ops)) == (
        Kind.CHAIN, {("operation", 2), ("pin", 0), ("pin", 1)},
    )  # fmt: skip


def test_two_pins_too_close_to_change_over() -> None:
    setup = np.array([[[0, 30], [30, 0]]])
    ops = (an_op(pin=(0, 100, 200)), an_op(family=1, pin=(0, 229, 300)))

    conflict = conflict_of(a_problem(ops=ops, setup=setup))

    assert conflict is not None
    assert (conflict.kind, conflict.needed, conflict.limit) == (Kind.CHANGE, 30, 29)
    assert conflict.operations == (0, 1)
    assert conflict_of(a_problem(ops=(ops[0], an_op(family=1, pin=(0, 230, 300))), setup=setup)) is None


def test_too_much_work_for_two_machines() -> None:
    both = an_op(ways=((0, 5000), (1, 6000)))
    ops = (an_op(ways=((0, 900),)), both, both, both, both, an_op(ways=((1, 10),)))

    conflict = conflict_of(a_problem(ops=ops, orders=a_problem().orders))

    assert conflict is not None
    assert (conflict.kind, conflict.machines) == (Kind.CAPACITY, (0, 1))
    assert conflict.operations == (0, 1, 2, 3, 4)
    assert (conflict.needed, conflict.limit) == (20_900, 20_000)


def test_what_runs_at_night_needs_no_working_time() -> None:
    machine = a_machine(windows=((0, 300), (5000, 5300)))
    ops = tuple(an_op(ways=((0, 250),), pause=RUNS_ON) for _ in range(3))

    assert conflict_of(a_problem(machines=(machine,), ops=ops)) is None


def test_a_chain_of_thousands_is_answered_all_the_same() -> None:
    ops = tuple(an_op(preds=(index - 1,) if index else ()) for index in range(3000))

    conflict = conflict_of(a_problem(ops=ops))

    assert conflict is not None
    assert conflict.kind is Kind.CHAIN
    assert len(conflict.operations) < 3000


@given(st.sets(st.integers(0, 40), min_size=1), st.integers(41, 90))
def test_filtering_leaves_what_is_needed_and_nothing_else(needed: set[int], count: int) -> None:
    parts = [Part("operation", op=op) for op in range(count)]
    wanted = {Part("operation", op=op) for op in needed}

    kept, is_small = filtered(parts, lambda some: wanted <= some)

    assert is_small
    assert set(kept) == wanted


@pytest.mark.parametrize("seed", range(3))
def test_a_short_horizon_is_a_conflict(seed: int) -> None:
    factory = generate(60, seed)
    factory["horizon"] = 1440
    for centre in factory["work_centres"]:
        centre["maintenance"] = []

    conflict = conflict_of(read_problem(factory))

    assert conflict is not None
    assert 1 <= len(conflict.operations) <= 12
