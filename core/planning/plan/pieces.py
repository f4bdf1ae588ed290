"""When an operation may begin on a machine, and what follows from it, in pieces in which that is simple.

Within a piece the operation takes the same time from start to end, and the working minutes of the machine go up by one
a minute. Plain Python: for models of few operations.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

from core.planning.kernels.arrays import RUNS_ON, WHOLE
from core.planning.plan.problem import Machine, Op, Span


@dataclass(frozen=True, slots=True)
class Piece:
    """The operation may begin at any minute from `first` to `last`, both included."""

    first: int
    last: int
    takes: int
    """Minutes from its start to its end."""
    before: int
    """Working minutes of the machine before its start, less the start."""
    end_follows: bool
    """Working minutes before its end go up with the start; otherwise they stay …"""
    end_before: int
    """… what they are at the end, less the start if they follow it."""


def worked(machine: Machine, minute: int) -> int:
    """Working minutes of a machine before that minute."""
    return sum(min(closes, minute) - opens for opens, closes in machine.windows if opens < minute)


def pieces(op: Op, machine: Machine, minutes: int, since: int, until: int) -> list[Piece]:
    """All starts from `since` to `until`, both included, that fit this machine; in order of time."""
    make = {WHOLE: _whole, RUNS_ON: _runs_on}.get(op.pause, _pauses)
    found = make(machine, minutes)
    return list(_clipped(found, max(since, machine.available_from), until))


def _clipped(found: Iterable[Piece], since: int, until: int) -> Iterator[Piece]:
    for piece in found:
        first, last = max(piece.first, since), min(piece.last, until)
        if first <= last:
            yield Piece(first, last, piece.takes, piece.before, piece.end_follows, piece.end_before)


def _befores(machine: Machine) -> list[int]:
    """Working minutes before each window, and before the end of all time."""
    return list(accumulate((closes - opens for opens, closes in machine.windows), initial=0))


def _pauses(machine: Machine, minutes: int) -> Iterator[Piece]:
    before = _befores(machine)
    for number, (opens, closes) in enumerate(machine.windows):
        start = opens
        while start < closes:
            done = before[number] + start - opens + minutes
            ends_in = bisect_left(before, done, lo=1) - 1 if minutes else number
            if ends_in == len(machine.windows):
                return
            last = min(closes - 1, start + before[ends_in + 1] - done) if minutes else closes - 1
            takes = machine.windows[ends_in][0] + done - before[ends_in] - start
            axis = before[number] - opens
            yield Piece(start, last, takes, axis, True, axis + minutes)
            start = last + 1


def _whole(machine: Machine, minutes: int) -> Iterator[Piece]:
    for (opens, closes), before in zip(machine.windows, _befores(machine), strict=False):
        last = min(closes - minutes, closes - 1)
        if opens <= last:
            yield Piece(opens, last, minutes, before - opens, True, before - opens + minutes)


def _runs_on(machine: Machine, minutes: int) -> Iterator[Piece]:
    """Cut where the end passes the edge of a window."""
    before = _befores(machine)
    edges = sorted({edge - minutes for window in machine.windows for edge in window})
    for (opens, closes), axis in zip(machine.windows, before, strict=False):
        for first, last in _outside_holes(machine.holes, minutes, opens, closes - 1):
            cuts = [first, *edges[bisect_right(edges, first) : bisect_right(edges, last)], last + 1]
            for since, until in pairwise(cuts):
                now, later = worked(machine, since + minutes), worked(machine, since + minutes + 1)
                follows = later > now
                yield Piece(since, until - 1, minutes, axis - opens, follows, now - since if follows else now)


def _outside_holes(holes: Iterable[Span], minutes: int, first: int, last: int) -> Iterator[Span]:
    """Starts in a window from which the operation meets no hole, as first and last minutes."""
    for hole_start, hole_end in holes:
        if first < hole_start - minutes + 1:
            if min(last, hole_start - minutes) >= first:
                yield first, min(last, hole_start - minutes)
            first = max(first, hole_end)
        elif first < hole_end:
            first = hole_end
    if first <= last:
        yield first, last


@dataclass(frozen=True, slots=True)
class Lateness:
    """An end from `first` to `last`, both included, is late by `base` working minutes, plus the end if it `follows`."""

    first: int
    last: int
    follows: bool
    base: int


def lateness(plant: tuple[Span, ...], due: int, until: int) -> list[Lateness]:
    """What ends up to `until` mean for something due then, in working minutes of the plant."""
    found = [Lateness(0, min(due, until), False, 0)]
    at, late = due, 0
    for opens, closes in plant:
        if closes <= due or at >= until:
            continue
        opens = max(opens, due)
        if opens > at:
            found.append(Lateness(at + 1, min(opens, until), False, late))
        if opens < until:
            found.append(Lateness(opens + 1, min(closes, until), True, late - opens))
        at, late = closes, late + closes - opens
    if at < until:
        found.append(Lateness(at + 1, until, False, late))
    return [each for each in found if each.first <= each.last]
