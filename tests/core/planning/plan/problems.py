"""Small random problems, and what a schedule of one violates, counted minute by minute."""

from bisect import bisect_left
from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
from hypothesis import strategies as st

from core.planning.kernels.arrays import PAUSES, RUNS_ON, WHOLE
from core.planning.plan.problem import Due, Machine, Op, Problem, Span
from core.planning.plan.schedule import Schedule

SHIFT = 60
DAY = 100
DAYS = 60
HORIZON = DAY * DAYS
ROUND_THE_CLOCK = ((0, HORIZON),)


def _shifts(begin: int) -> tuple[Span, ...]:
    return tuple((day * DAY + begin, day * DAY + begin + SHIFT) for day in range(DAYS))


DAYTIME = _shifts(20)
# Made once: Hypothesis looks every new strategy through before it draws, which takes longer.
WINDOWS = st.sampled_from((DAYTIME, _shifts(40), ROUND_THE_CLOCK))
HOLES = st.dictionaries(st.integers(0, 9), st.integers(1, 70), max_size=2)


@cache
def _setups(families: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(0, 12), min_size=2 * families**2, max_size=2 * families**2)


@cache
def _some_of(machines: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(0, machines - 1), min_size=1, max_size=3, unique=True)


@cache
def _preds(first: int, last: int) -> st.SearchStrategy[set[int]]:
    return st.sets(st.integers(first, last), max_size=2)


@cache
@st.composite
def problems(draw: st.DrawFn, most_orders: int = 5) -> Problem:
    """Up to four machines and `most_orders` orders of up to four operations; everything fits long before the horizon.

    A day has 100 minutes, of which machines work 60 or all.
    """
    families = draw(st.integers(1, 3))
    setup = draw(_setups(families))
    machines = tuple(draw(_machines(f"M{each}", families)) for each in range(draw(st.integers(1, 4))))
    ops: list[Op] = []
    orders = [
        draw(_orders(ops, number, len(machines), families)) for number in range(draw(st.integers(1, most_orders)))
    ]
    return Problem(
        name="random",
        horizon=HORIZON,
        machines=machines,
        ops=tuple(ops),
        orders=tuple(orders),
        plant=DAYTIME,
        setup=np.array(setup, dtype=np.int64).reshape(2, families, families),
        families=tuple(f"F{each}" for each in range(families)),
    )


@cache
@st.composite
def _machines(draw: st.DrawFn, code: str, families: int) -> Machine:
    holes = tuple(sorted(draw(HOLES).items()))
    closed = tuple((day * DAY + 25, day * DAY + 25 + minutes) for day, minutes in holes)
    windows = draw(WINDOWS)
    return Machine(
        code=code,
        work_centre=code,
        windows=without(windows, closed),
        holes=closed,
        available_from=draw(st.integers(0, 150)),
        family_now=draw(st.integers(0, families - 1)),
        setup_group=draw(st.integers(0, 1)),
    )


@st.composite
def _orders(draw: st.DrawFn, ops: list[Op], number: int, machines: int, families: int) -> Due:
    """An order whose operations, a tree, are added to `ops`."""
    first = len(ops)
    for _ in range(draw(st.integers(1, 4))):
        before = draw(_preds(first, len(ops) - 1)) if len(ops) > first else set()
        ops.append(draw(_ops(number, tuple(sorted(before)), machines, families)))
    used = {pred for op in ops[first:] for pred in op.preds}
    loose = {index for index in range(first, len(ops) - 1) if index not in used}
    ops[-1] = replace(ops[-1], preds=tuple(sorted({*ops[-1].preds, *loose})))
    return Due(
        code=f"O{number}", last=len(ops) - 1, due=draw(st.integers(0, 800)), weight=draw(st.sampled_from((1, 2, 4)))
    )


@cache
@st.composite
def _ops(draw: st.DrawFn, order: int, preds: tuple[int, ...], machines: int, families: int) -> Op:
    able = draw(_some_of(machines))
    pause = draw(st.sampled_from((PAUSES, PAUSES, WHOLE, RUNS_ON)))
    longest = 30 if pause == WHOLE else 130  # the least that any day leaves in one piece, with holes
    return Op(
        order=order,
        ways=tuple((machine, draw(st.integers(1, longest))) for machine in able),
        preds=preds,
        family=draw(st.integers(0, families - 1)),
        pause=pause,
        ready=draw(st.sampled_from((0, 0, 30, 250))),
    )


def without(windows: tuple[Span, ...], closed: tuple[Span, ...]) -> tuple[Span, ...]:
    """Working time with closures taken out."""
    for start, end in closed:
        pieces = [piece for a, b in windows for piece in ((a, min(b, start)), (max(a, end), b))]
        windows = tuple((a, b) for a, b in pieces if a < b)
    return windows


def pinned(problem: Problem, schedule: Schedule, until: int) -> Problem:
    """The same with everything fixed that starts before then."""
    places = zip(schedule.machine.tolist(), schedule.start.tolist(), schedule.end.tolist(), strict=True)
    ops = tuple(
        replace(op, pin=place) if place[1] < until else op for op, place in zip(problem.ops, places, strict=True)
    )
    return replace(problem, ops=ops)


def violations(problem: Problem, schedule: Schedule) -> list[str]:
    """Every rule of the shop that a schedule breaks."""
    place = list(zip(schedule.machine.tolist(), schedule.start.tolist(), schedule.end.tolist(), strict=True))
    clocks = [[minute for span in machine.windows for minute in range(*span)] for machine in problem.machines]
    found = [f"op {index}: {what}" for index in range(len(place)) for what in _of_op(problem, place, clocks, index)]
    return found + [what for machine in range(len(clocks)) for what in _of_machine(problem, place, clocks, machine)]


Place = list[tuple[int, int, int]]


def _worked(clock: list[int], start: int, end: int) -> int:
    return bisect_left(clock, end) - bisect_left(clock, start)


def _of_op(problem: Problem, place: Place, clocks: list[list[int]], index: int) -> list[str]:
    op, (number, start, end) = problem.ops[index], place[index]
    if op.pin is not None:
        return [] if op.pin == place[index] else ["moved from its pin"]
    minutes = dict(op.ways).get(number)
    if minutes is None:
        return ["not on one of its machines"]
    machine, clock = problem.machines[number], clocks[number]
    worked = _worked(clock, start, end)
    checks = {
        "starts too early": start < max(op.ready, machine.available_from),
        "starts before its predecessor ends": any(place[pred][2] > start for pred in op.preds),
        "starts in closed time": start not in set(clock),
        "takes other minutes": minutes != (worked if op.pause == PAUSES else end - start),
        "ends in closed time": op.pause == PAUSES and minutes > 0 and end - 1 not in set(clock),
        "is interrupted": op.pause == WHOLE and worked != end - start,
        "runs through a hole": op.pause == RUNS_ON and any(a < end and b > start for a, b in machine.holes),
    }
    return [what for what, is_so in checks.items() if is_so]


def _of_machine(problem: Problem, place: Place, clocks: list[list[int]], number: int) -> list[str]:
    machine = problem.machines[number]
    there = sorted((place[index][1:], index) for index in range(len(place)) if place[index][0] == number)
    found = []
    steps = [(machine.available_from, machine.family_now, True)]
    steps += [(end, problem.ops[index].family, problem.ops[index].pin is not None) for (_, end), index in there]
    for (ended, family, was_fixed), ((start, _), index) in zip(steps, there, strict=False):
        op = problem.ops[index]
        needs = int(problem.setup[machine.setup_group, family, op.family])
        if not (was_fixed and op.pin) and (start < ended or _worked(clocks[number], ended, start) < needs):
            found.append(f"machine {number}: op {index} starts within what is before it, or its set-up")
    return found


def in_sequence(problem: Problem, schedule: Schedule) -> dict[int, list[int]]:
    """Operations of each machine in time."""
    found: dict[int, list[int]] = {number: [] for number in range(len(problem.machines))}
    for op in sorted(range(len(problem.ops)), key=lambda op: (schedule.start[op], schedule.end[op])):
        found[int(schedule.machine[op])].append(op)
    return found


def total_setup(problem: Problem, schedule: Schedule) -> int:
    """Working minutes of changing over, added up one by one."""
    total = 0
    for number, ops in in_sequence(problem, schedule).items():
        machine = problem.machines[number]
        families = [machine.family_now, *(problem.ops[op].family for op in ops)]
        total += sum(int(problem.setup[machine.setup_group, a, b]) for a, b in pairwise(families))
    return total


def a_line(
    jobs: list[tuple[int, int]], setup: int = 0, due: int = 100, step: int = 0, weights: list[int] | None = None
) -> Problem:
    """One machine; an order for each (family, minutes), due one after the other."""
    ops = [Op(order=number, ways=((0, minutes),), family=family) for number, (family, minutes) in enumerate(jobs)]
    orders = [
        Due(code=f"O{number}", last=number, due=due + number * step, weight=weights[number] if weights else 1)
        for number in range(len(jobs))
    ]
    return a_problem(ops, orders, setup=setup)


def a_problem(
    ops: list[Op],
    orders: list[Due],
    machines: int = 1,
    setup: int = 0,
    its_machines: tuple[Machine, ...] = (),
) -> Problem:
    """Three families that cost `setup` minutes to change between; a plant that never closes."""
    return Problem(
        name="made",
        horizon=HORIZON,
        machines=its_machines or tuple(a_machine(number) for number in range(machines)),
        ops=tuple(ops),
        orders=tuple(orders),
        plant=ROUND_THE_CLOCK,
        setup=setup * (1 - np.eye(3, dtype=np.int64))[None],
        families=("A", "B", "C"),
    )


def a_machine(number: int, windows: tuple[tuple[int, int], ...] = ROUND_THE_CLOCK) -> Machine:
    return Machine(code=f"M{number}", work_centre=f"M{number}", windows=windows)
