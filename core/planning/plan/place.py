"""Where and when one operation is, on the working time of its machine."""

from typing import NamedTuple

from core.calendar import Axis


class Place(NamedTuple):
    """A machine, the first minute and the one after the last."""

    machine: int
    start: int
    end: int


def done_by(axis: Axis, start: int, minutes: int, *, runs_on: bool) -> int | None:
    """When work begun at `start` is done; None beyond the axis. What a hole interrupts goes on after it."""
    if not runs_on:
        worked = axis.worked(start) + minutes
        return axis.end(worked) if 0 < worked <= axis.total else None
    end = start + minutes
    for opens, closes in axis.holes:
        if opens >= end:
            break
        if closes > start:
            end += closes - max(opens, start)
    return end


def fits(axis: Axis, start: int, minutes: int, end: int, *, runs_on: bool) -> bool:
    """It begins in working time and is done by `end`, and no hole interrupts what runs on by itself."""
    if not axis.is_open(start):
        return False
    if runs_on:
        return start + minutes <= end and axis.hole_within(start, start + minutes) is None
    return axis.worked(end) - axis.worked(start) >= minutes


def latest_start(axis: Axis, end: int, minutes: int, *, runs_on: bool) -> int | None:
    """The last minute at which work has to begin to be done by `end`; None before the axis."""
    if not runs_on:
        worked = axis.worked(end) - minutes
        return axis.start(worked) if worked >= 0 else None
    start: int | None = end - minutes
    while start is not None:
        start = last_open(axis, start)
        hole = axis.hole_within(start, start + minutes) if start is not None else None
        if hole is None or start is None:
            return start
        start = hole[0] - minutes
    return None


def last_open(axis: Axis, minute: int) -> int | None:
    """The last worked minute that is not after it; None before the axis."""
    worked = axis.worked(minute + 1)
    return axis.end(worked) - 1 if worked > 0 else None
