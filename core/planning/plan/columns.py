"""Operations and lines of arrays, put together and taken out: as many copies as there are columns, no loops."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.planning.kernels.arrays import Arrays, Ints
from core.planning.plan.schedule import Schedule

OF_OPS = ("order_of", "family", "pause", "ready", "pin_machine", "pin_start", "pin_end", "finishes")
OF_LINES = ("due", "weight", "last")
RAGGED = (("way_from", ("way_machine", "way_minutes")), ("pred_from", ("pred",)), ("succ_from", ("succ",)))
TO_OPS = ("pred", "succ", "last")
"""Columns that hold numbers of operations …"""
TO_LINES = ("order_of", "finishes")
"""… and of lines; -1 for none."""


def joined(a: Arrays, b: Arrays) -> Arrays:
    """Those of `a` and then those of `b`, on the machines and the plant of `a`."""
    ops, lines = len(a.ready), len(a.due)
    found: dict[str, Any] = {}
    for name in (*OF_OPS, *OF_LINES, *(each for _, names in RAGGED for each in names)):
        by = ops if name in TO_OPS else lines if name in TO_LINES else 0
        found[name] = np.concatenate((getattr(a, name), _shifted(getattr(b, name), by)))
    for name, _ in RAGGED:
        starts: Ints = getattr(a, name)
        found[name] = np.concatenate((starts, getattr(b, name)[1:] + starts[-1]))
    return a.but(**found)


def only(a: Arrays, ops: "NDArray[np.bool_]", lines: Ints) -> Arrays:
    """Those operations and lines alone. What is left refers to nothing that goes."""
    op_number = _numbers(np.flatnonzero(ops), len(ops))
    line_number = _numbers(lines, len(a.due))
    found: dict[str, Any] = {name: getattr(a, name)[ops] for name in OF_OPS}
    found |= {name: getattr(a, name)[lines] for name in OF_LINES}
    for starts_of, names in RAGGED:
        lengths = np.diff(getattr(a, starts_of))
        found |= {name: getattr(a, name)[np.repeat(ops, lengths)] for name in names}
        found[starts_of] = np.concatenate(([0], np.cumsum(lengths[ops]))).astype(np.int64)
    found |= {name: op_number[found[name]] for name in TO_OPS}
    found |= {name: np.where(found[name] >= 0, line_number[found[name]], -1) for name in TO_LINES}
    return a.but(**found)


def none_of(a: Arrays) -> Arrays:
    """The machines and the plant alone."""
    return only(a, np.zeros(len(a.ready), dtype=np.bool_), np.zeros(0, dtype=np.int64))


# The places of operations, which are columns too.


def turns(places: Schedule) -> Ints:
    """By operation, twice the minute of its start; one without length comes before what starts with it."""
    return np.asarray(2 * places.start + (places.end > places.start), dtype=np.int64)


def at(places: Schedule, ops: "Ints | NDArray[np.bool_]") -> Schedule:
    """Only these operations."""
    return Schedule(places.machine[ops], places.start[ops], places.end[ops])


def one_after_the_other(first: Schedule, second: Schedule) -> Schedule:
    """Those of the first, then those of the second."""
    return Schedule(
        np.concatenate((first.machine, second.machine)),
        np.concatenate((first.start, second.start)),
        np.concatenate((first.end, second.end)),
    )


def successors(a: Arrays, ops: Ints) -> Ints:
    """What waits directly for one of these, each once."""
    first, count = a.succ_from[ops], a.succ_from[ops + 1] - a.succ_from[ops]
    place = np.arange(count.sum()) + np.repeat(first - np.cumsum(count) + count, count)
    return np.unique(a.succ[place])


def _shifted(numbers: Ints, by: int) -> Ints:
    return np.where(numbers >= 0, numbers + by, numbers) if by else numbers


def _numbers(left: Ints, size: int) -> Ints:
    """The new number of each of those that are left."""
    found = np.full(size, -1, dtype=np.int64)
    found[left] = np.arange(len(left))
    return found
