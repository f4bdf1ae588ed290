"""What of a standing plan can stay where it is, and what cannot: hit by a breakdown, a late receipt, another job."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from core.calendar import Axis
from core.planning.plan.place import Place, done_by, fits
from core.planning.plan.setups import Left, Setups


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
    family: int = 0


def on_its_machine(axis: Axis, op: Standing) -> Place:
    """Where it really is: what has begun goes on after a closure, what takes less than it was given ends sooner."""
    start = op.place.start
    end = done_by(axis, start, op.minutes, runs_on=op.runs_on)
    if end is None or (not op.is_begun and end > op.place.end):
        return op.place
    return op.place._replace(end=end)


def hit(setups: Setups, ops: Sequence[Standing], places: Sequence[Place]) -> set[int]:
    """Operations that cannot be where they are, and those of their orders that come after them.

    What has begun stays: it is there.
    """
    broken = {
        index
        for index, op in enumerate(ops)
        if not op.is_begun and not (op.is_placed and _runs(setups.axes[op.place.machine], op, places, index))
    }
    found = and_after(ops, broken)
    while more := _crowded_out(setups, ops, places, found):
        found = and_after(ops, found | more)  # those who are left are neighbours now
    return found


def _runs(axis: Axis, op: Standing, places: Sequence[Place], index: int) -> bool:
    place = places[index]
    if op.ready > place.start or any(places[pred].end > place.start for pred in op.preds):
        return False
    return fits(axis, place.start, op.minutes, place.end, runs_on=op.runs_on)


def _crowded_out(setups: Setups, ops: Sequence[Standing], places: Sequence[Place], gone: AbstractSet[int]) -> set[int]:
    """Of two on one machine with no time to change over in between, what has begun stays, else what began first."""
    lanes = _lanes(ops, places, gone)
    return {index for machine, lane in lanes.items() for index in _overlapping(setups, ops, places, machine, lane)}


def _lanes(ops: Sequence[Standing], places: Sequence[Place], gone: AbstractSet[int]) -> dict[int, list[int]]:
    """By machine, what is left on it: what has begun first, then by time; without length before what starts with it."""
    found: dict[int, list[int]] = {}
    for index, place in enumerate(places):
        if index not in gone:
            found.setdefault(place.machine, []).append(index)
    for lane in found.values():
        lane.sort(key=lambda it: (not ops[it].is_begun, places[it][1:], it))
    return found


def _overlapping(
    setups: Setups, ops: Sequence[Standing], places: Sequence[Place], machine: int, lane: Iterable[int]
) -> Iterable[int]:
    last = setups.left[machine]
    for index in lane:
        op, place = ops[index], places[index]
        if op.is_begun or setups.has_time(machine, last, op.family, place.start):
            last = Left(max(last.end, place.end), op.family)
        else:
            yield index


def beginnings(
    setups: Setups, ops: Sequence[Standing], places: Sequence[Place], gone: AbstractSet[int], now: int
) -> list[Left]:
    """By machine, from when on it does what the plan wants and what it is set up for then; `gone` are hit."""
    lanes = _lanes(ops, places, gone)
    return [_begins(setups, ops, places, lanes.get(machine, ()), machine, now) for machine in range(len(setups.left))]


def _begins(
    setups: Setups, ops: Sequence[Standing], places: Sequence[Place], lane: Sequence[int], machine: int, now: int
) -> Left:
    begun = [places[index].start for index in lane if ops[index].is_begun]
    if begun:
        return Left(min(begun), setups.left[machine].family)
    return setups.begins(machine, now, (places[lane[0]].start, ops[lane[0]].family) if lane else None)


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
