"""Who is in the way of an order that goes before all others: he cannot stay where he stands."""

import numpy as np

from core.planning.kernels.arrays import Placement
from core.planning.kernels.lines import Lines, crowded, relaid
from core.planning.plan import columns
from core.planning.plan.ground import Flags
from core.planning.plan.pushing import Field


def in_the_way(field: Field, found: Lines) -> Flags:
    """By operation: another cannot stay, or waits for one who cannot, once the order is where it was found.

    Neither can stay who stands so near to one who was not beside him before that there is no time to change over.
    """
    gives_way = _and_after(field, _overlapped(field, found))
    while late := _not_changed_over(field, found, gives_way):
        gives_way[late] = True
        gives_way = _and_after(field, gives_way)
    return gives_way


def _overlapped(field: Field, found: Lines) -> Flags:
    places, is_there = field.ground.places, np.zeros_like(field.mine)
    for op in field.own[found.placed.machine[field.own] >= 0].tolist():
        line = field.ground.line(found.placed.machine[op])
        overlaps = (places.start[line] < found.placed.end[op]) & (places.end[line] > found.placed.start[op])
        is_there[line[overlaps]] = True
    return np.asarray(is_there & field.may_move, dtype=np.bool_)


def _and_after(field: Field, first: Flags) -> Flags:
    """These, and everything that waits for one of them and may move."""
    found, new = first.copy(), np.flatnonzero(first)
    while len(new):
        after = columns.successors(field.arrays, new)
        new = after[field.may_move[after] & ~found[after]]
        found[new] = True
    return found


def _not_changed_over(field: Field, found: Lines, gives_way: Flags) -> list[int]:
    """Others who stay, but have no time to be changed over to, or before the one behind them."""
    a, ground = field.arrays, field.ground
    if ground.hit.any() or not a.setup.any():
        return []
    own = field.own[found.placed.machine[field.own] >= 0]
    at = Placement(found.placed.machine[own], found.placed.start[own], found.placed.end[own])
    ops, before = crowded(a, relaid(a, ground.standing, gives_way | field.mine, own, at))
    pairs = [pair for pair in zip(ops.tolist(), before.tolist(), strict=True) if _is_new(field, *pair)]
    movable = ([each for each in pair if each >= 0 and field.may_move[each]] for pair in pairs)
    return [ops[0] for ops in movable if ops]


def _is_new(field: Field, op: int, before: int) -> bool:
    """Does an operation come after another than in the standing plan?"""
    if field.mine[op] or (before >= 0 and field.mine[before]):
        return True
    line = field.ground.line(field.machine[op])
    at = int(np.flatnonzero(line == op)[0])
    return before != (line[at - 1] if at else -1)
