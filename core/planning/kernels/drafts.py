"""Plans to begin a search from: one made from nothing, one made of two others."""

from core.planning.kernels.arrays import Ints
from core.planning.kernels.jit import kernel
from core.planning.kernels.jobshop import PRED, READY, SUCC, Ways, chance


@kernel
def draft(ways: Ways, rows: Ints, facts: Ints, noise: int, machine: Ints, order: Ints) -> None:
    """Always the operation that can begin first, on the machine that finishes it first; more work left goes first.

    Up to `noise` minutes are added at random to when something could begin.
    """
    free, left, due = _zeros(machine, ways.way_machine.max() + 1), _work_left(ways, rows), rows[:, READY].copy()
    next_ = rows[:, PRED].copy()[: order.shape[0]]
    for place in range(order.shape[0]):
        chosen, chosen_end, chosen_way, chosen_key = -1, 0, 0, 1 << 60
        for op in range(order.shape[0]):
            if next_[op] != -1:
                continue
            way = _soonest(ways, op, free, due[op])
            at = max(free[ways.way_machine[way]], due[op])
            key = (at + chance(facts, noise + 1)) * 1048576 - left[op]
            if key < chosen_key:
                chosen, chosen_end, chosen_way, chosen_key = op, at + ways.way_minutes[way], way, key
        machine[chosen], order[place], next_[chosen] = ways.way_machine[chosen_way], chosen, -2
        free[machine[chosen]] = chosen_end
        if rows[chosen, SUCC] >= 0:
            next_[rows[chosen, SUCC]] = -1
            due[rows[chosen, SUCC]] = max(due[rows[chosen, SUCC]], chosen_end)


@kernel
def _zeros(like: Ints, count: int) -> Ints:
    found = like[:1].repeat(count)
    found[:] = 0
    return found


@kernel
def _soonest(ways: Ways, op: int, free: Ints, since: int) -> int:
    """The way that ends first."""
    found, end = -1, 1 << 60
    for way in range(ways.way_from[op], ways.way_from[op + 1]):
        new = max(free[ways.way_machine[way]], since) + ways.way_minutes[way]
        if new < end:
            found, end = way, new
    return found


@kernel
def _work_left(ways: Ways, rows: Ints) -> Ints:
    """Minutes of each operation and of all that follow it in its job, each on its fastest machine."""
    left = rows[:, READY].copy()
    for last in ways.last:
        op, minutes = last, 0
        while op >= 0:
            minutes += ways.way_minutes[ways.way_from[op] : ways.way_from[op + 1]].min()
            left[op] = minutes
            op = rows[op, PRED]
    return left


@kernel
def mix(
    share: int, facts: Ints, machine: Ints, order: Ints, other_machine: Ints, other_order: Ints
) -> tuple[Ints, Ints]:
    """A plan between two others: whatever both put before something else is before it here too.

    The next operation is the first one missing of either order, of the other one with a chance of `share` in 100; so is
    its machine.
    """
    count = order.shape[0]
    taken, machines, mixed = _zeros(order, count), machine.copy(), order.copy()
    at, other_at = 0, 0
    for place in range(count):
        while taken[order[at]]:
            at += 1
        while taken[other_order[other_at]]:
            other_at += 1
        op = other_order[other_at] if chance(facts, 100) < share else order[at]
        mixed[place], taken[op] = op, 1
        if chance(facts, 100) < share:
            machines[op] = other_machine[op]
    return machines, mixed
