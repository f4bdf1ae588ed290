"""What has to be scheduled: machines, operations, orders. In whole minutes since an epoch of the problem's own."""

from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Self

import numpy as np

from core.planning.kernels.arrays import PAUSES, Arrays, Ints, Placement
from core.planning.plan.checks import check_problem

Span = tuple[int, int]
"""From the first minute to the one after the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Something that does one operation at a time: one of the equal units of a work centre."""

    code: str
    work_centre: str
    windows: tuple[Span, ...]
    """Working time over the horizon, merged and in order; maintenance and breakdowns already taken out."""
    holes: tuple[Span, ...] = ()
    """Closed time through which not even unattended work runs."""
    available_from: int = 0
    """Busy until then."""
    family_now: int = 0
    """The family it is set up for."""
    setup_group: int = 0
    """Index into `Problem.setup`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Op:
    """One operation of one order (or line, or lot)."""

    order: int
    ways: tuple[tuple[int, int], ...]
    """(machine, working minutes), the preferred one first."""
    preds: tuple[int, ...] = ()
    family: int = 0
    pause: int = PAUSES
    """`kernels.arrays`: PAUSES over closed time, WHOLE in one window, RUNS_ON once begun."""
    ready: int = 0
    """When its material and its drawing are there."""
    waits_for: str = ""
    """What decides `ready`, in the words of whoever made the problem: a receipt, a drawing."""
    pin: tuple[int, int, int] | None = None
    """(machine, start, end) where it is fixed: it has started, or somebody said so."""

    def pinned_at(self, place: tuple[int, int, int]) -> "Op":
        """The same, fixed there. Several times as quick as `replace`, for thousands of them."""
        return Op(
            order=self.order, ways=self.ways, preds=self.preds, family=self.family, pause=self.pause, ready=self.ready,
            waits_for=self.waits_for, pin=place,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One order, or one line of it: when it should be finished and how much that matters."""

    code: str
    last: int
    """The operation that finishes it."""
    due: int
    weight: int = 1


@dataclass(frozen=True, kw_only=True, eq=False)
class Problem:
    """Refuses nonsense on construction with a `BadProblem`. Compared by identity."""

    name: str
    horizon: int
    """Working time is laid out over [0, horizon)."""
    machines: tuple[Machine, ...]
    ops: tuple[Op, ...]
    orders: tuple[Due, ...]
    plant: tuple[Span, ...]
    """The plant's own working time, in which tardiness is counted."""
    setup: Ints
    """(groups, families, families): working minutes of changing over."""
    families: tuple[str, ...] = ("",)

    def __post_init__(self) -> None:
        check_problem(self)

    def holding(self, held: Ints, places: Placement) -> Self:
        """The same with these free operations fixed where a valid schedule has them: nothing is checked again."""
        ops = list(self.ops)
        for op, *place in zip(held.tolist(), *(column[held].tolist() for column in places), strict=True):
            ops[op] = ops[op].pinned_at((place[0], place[1], place[2]))
        pins = self.arrays.pin_machine.copy(), self.arrays.pin_start.copy(), self.arrays.pin_end.copy()
        for pin, column in zip(pins, places, strict=True):
            pin[held] = column[held]
        found = copy(self)
        arrays = self.arrays.but(pin_machine=pins[0], pin_start=pins[1], pin_end=pins[2])
        found.__dict__.update(ops=tuple(ops), arrays=arrays)
        return found

    @cached_property
    def arrays(self) -> Arrays:
        """The same for the kernels. Read-only; made once."""
        return arrays_of(self.machines, self.ops, self.orders, self.plant, self.setup)


def arrays_of(
    machines: Sequence[Machine], ops: Sequence[Op], orders: Sequence[Due], plant: Sequence[Span], setup: Ints
) -> Arrays:
    """Arrays of parts of a problem; nothing is checked."""
    window_from, opens, closes, before = _windows([machine.windows for machine in machines])
    hole_from, hole_start, hole_end, _ = _windows([machine.holes for machine in machines])
    _, plant_opens, plant_closes, plant_before = _windows([plant])
    way_from, (way_machine, way_minutes) = _ragged([op.ways for op in ops], 2)
    pred_from, (pred,) = _ragged([[(each,) for each in op.preds] for op in ops], 1)
    succ_from, (succ,) = _ragged([[(each,) for each in each_op] for each_op in _successors(ops)], 1)
    finishes = _ints([-1] * len(ops))
    finishes[[order.last for order in orders]] = np.arange(len(orders))
    return Arrays(
        window_from, opens, closes, before, hole_from, hole_start, hole_end,
        _ints(machine.available_from for machine in machines), _ints(machine.family_now for machine in machines),
        _ints(machine.setup_group for machine in machines), np.ascontiguousarray(setup, dtype=np.int64),
        plant_opens, plant_closes, plant_before,
        _ints(op.order for op in ops), _ints(op.family for op in ops), _ints(op.pause for op in ops),
        _ints(op.ready for op in ops), way_from, way_machine, way_minutes, pred_from, pred, succ_from, succ,
        _ints(op.pin[0] if op.pin else -1 for op in ops), _ints(op.pin[1] if op.pin else -1 for op in ops),
        _ints(op.pin[2] if op.pin else -1 for op in ops),
        _ints(order.due for order in orders), _ints(order.weight for order in orders),
        _ints(order.last for order in orders), finishes,
    ).closed()  # fmt: skip


def _ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), dtype=np.int64)


def _windows(by_machine: Sequence[Sequence[Span]]) -> tuple[Ints, Ints, Ints, Ints]:
    """Where each machine's windows begin, when they open and close, and the machine's working minutes before each."""
    starts, (opens, closes) = _ragged(by_machine, 2)
    before = [0] * len(opens)
    for first, last in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
        before[first:last] = (
            accumulate((closes[first:last] - opens[first:last]).tolist()[:-1], initial=0) if (last > first) else ()
        )
    return starts, opens, closes, _ints(before)


def _ragged(rows: Sequence[Sequence[tuple[int, ...]]], width: int) -> tuple[Ints, list[Ints]]:
    """Rows of different lengths one after the other: where each begins, and one array per column."""
    starts = _ints(accumulate(map(len, rows), initial=0))
    flat = [each for row in rows for each in row]
    return starts, [_ints(each[column] for each in flat) for column in range(width)]


def _successors(ops: Sequence[Op]) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in ops]
    for index, op in enumerate(ops):
        for pred in op.preds:
            found[pred].append(index)
    return found
