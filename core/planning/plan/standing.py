"""What of a standing plan can stay where it is, and what cannot: hit by a breakdown, a late receipt, another job."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.calendar import Axis
from core.planning.plan.place import Place, done_by, fits


@dataclass(frozen=True, slots=True)
class Standing:
    """One operation as it is booked."""

    place: Place
    minutes: int
    ready: int
    preds: tuple[int, ...]
    runs_on: bool
    is_begun: bool
    is_placed: bool = True
    """Its machine is still there."""


def on_its_machine(axis: Axis, op: Standing) -> Place:
    """Where it really is: what has begun goes on after a closure, what takes less than it was given ends sooner."""
    start = op.place.start
    end = done_by(axis, start, op.minutes, runs_on=op.runs_on)
    if end is None or (not op.is_begun and end > op.place.end):
        return op.place
    return op.place._replace(end=end)


def hit(axes: Sequence[Axis], ops: Sequence[Standing], places: Sequence[Place]) -> set[int]:
    """Operations that cannot be where they are, and those of their orders that come after them.

    What has begun stays: it is there.
    """
    broken = {
        index
        for index, op in enumerate(ops)
        if not op.is_begun and not (op.is_placed and _runs(axes[op.place.machine], op, places, index))
    }
    broken |= _crowded_out(ops, places, broken)
    return and_after(ops, broken)


def _runs(axis: Axis, op: Standing, places: Sequence[Place], index: int) -> bool:
    place = places[index]
    if op.ready > place.start or any(places[pred].end > place.start for pred in op.preds):
        return False
    return fits(axis, place.start, op.minutes, place.end, runs_on=op.runs_on)


def _crowded_out(ops: Sequence[Standing], places: Sequence[Place], broken: set[int]) -> set[int]:
    """Where two are on one machine at a time, what has begun stays, else what began first."""
    by_machine: dict[int, list[int]] = {}
    for index, place in enumerate(places):
        if index not in broken:
            by_machine.setdefault(place.machine, []).append(index)
    return {index for indices in by_machine.values() for index in _overlapping(ops, places, indices)}


def _overlapping(ops: Sequence[Standing], places: Sequence[Place], indices: list[int]) -> Iterable[int]:
    busy_until = -1
    for index in sorted(indices, key=lambda it: (not ops[it].is_begun, places[it].start, it)):
        if not ops[index].is_begun and places[index].start < busy_until:
            yield index
        else:
            busy_until = max(busy_until, places[index].end)


def and_after(ops: Sequence[Standing], first: set[int]) -> set[int]:
    """These, and everything that waits for one of them, however far behind, and has not begun."""
    followers: dict[int, list[int]] = {}
    for index, op in enumerate(ops):
        for pred in op.preds:
            followers.setdefault(pred, []).append(index)
    found, left = set(first), list(first)
    while left:
        for follower in followers.get(left.pop(), ()):
            if follower not in found and not ops[follower].is_begun:
                found.add(follower)
                left.append(follower)
    return found
