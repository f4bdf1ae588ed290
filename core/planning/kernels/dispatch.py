"""List scheduling: whenever a machine is free, the waiting operation with the highest index goes onto it.

The index of an operation on a machine at a time is
`worth - slack / look - lost / change`: the logarithm of ATCS (apparent tardiness cost with set-ups: Lee, Bhaskaran and
Pinedo, "A heuristic to minimize the total weighted tardiness with sequence-dependent setups", IIE Transactions 29,
1997). `worth` is ln(weight / minutes), `slack` what is left until it should start, `lost` the working minutes that the
machine would stand or change over for it. Other rules are other numbers in the same places.
"""

import numpy as np

from core.planning.kernels.arrays import PAUSES, Arrays, Placement
from core.planning.kernels.axis import NEVER, after, next_open, plant_minutes, run, setup_between, total, worked
from core.planning.kernels.floor import DONE, WAITS, Floats, Floor, Index, opened
from core.planning.kernels.heap import pop, push
from core.planning.kernels.jit import inner, kernel

__all__ = ["Floats", "Index", "dispatch"]


@kernel
def dispatch(a: Arrays, index: Index) -> Placement:
    """A schedule by that index. Operations that fit nowhere before the horizon, and all after them, stay at -1."""
    floor = opened(a, index)
    _begin(a, index, floor)
    _fill(a, index, floor)
    return floor.placed


@inner
def _fill(a: Arrays, index: Index, floor: Floor) -> None:
    """Event by event: an operation arrives, or a machine looks at its queue."""
    codes = a.ready.shape[0] + a.available_from.shape[0]
    while floor.pending[0] > 0:
        event = floor.events[0]
        floor.pending[0] = pop(floor.events, 0, floor.pending[0])
        time, who = event // codes, event % codes
        if who < a.ready.shape[0]:
            _arrive(a, floor, who, time)
        else:
            machine = who - a.ready.shape[0]
            if floor.wakes[machine] == time:
                floor.wakes[machine] = NEVER
                _decide(a, index, floor, machine, time)


@inner
def _begin(a: Arrays, index: Index, floor: Floor) -> None:
    """Put the pins in their places and let everything arrive that waits for nothing else."""
    ops, codes = a.ready.shape[0], a.ready.shape[0] + a.available_from.shape[0]
    placed = floor.placed
    for op in range(ops):
        if a.pin_machine[op] >= 0:
            floor.state[op] = DONE
            placed.machine[op], placed.start[op], placed.end[op] = a.pin_machine[op], a.pin_start[op], a.pin_end[op]
    for op in range(ops):
        if floor.waits_for[op] == 0 and floor.state[op] == WAITS:
            _event(floor, a.ready[op] - index.ahead, op, codes)
    for op in floor.pins:
        _release_after(a, index, floor, op, a.pin_end[op])


@inner
def _event(floor: Floor, time: int, who: int, codes: int) -> None:
    floor.pending[0] = push(floor.events, 0, floor.pending[0], time * codes + who)


@inner
def _wake(a: Arrays, floor: Floor, machine: int, time: int) -> None:
    """Let it look at its queue at the first working minute from `time` on at which it is free."""
    time = next_open(a, machine, max(time, floor.free[machine]))
    if time < floor.wakes[machine]:
        floor.wakes[machine] = time
        ops = a.ready.shape[0]
        _event(floor, time, ops + machine, ops + a.available_from.shape[0])


@inner
def _release_after(a: Arrays, index: Index, floor: Floor, op: int, end: int) -> None:
    """Tell the operations after it that it ends then."""
    for k in range(a.succ_from[op], a.succ_from[op + 1]):
        after_it = a.succ[k]
        floor.waits_for[after_it] -= 1
        floor.arrives[after_it] = max(floor.arrives[after_it], end)
        if floor.waits_for[after_it] == 0 and floor.state[after_it] == WAITS:
            codes = a.ready.shape[0] + a.available_from.shape[0]
            _event(floor, floor.arrives[after_it] - index.ahead, after_it, codes)


@inner
def _arrive(a: Arrays, floor: Floor, op: int, time: int) -> None:
    """Let it wait at each of its machines; the queue itself takes it in when it is near."""
    ways = a.way_machine.shape[0]
    for way in range(a.way_from[op], a.way_from[op + 1]):
        machine = a.way_machine[way]
        first = floor.queue_from[machine]
        floor.afar[machine] = push(floor.far, first, floor.afar[machine], floor.far_rank[op] * ways + way)
        _wake(a, floor, machine, time)


@inner
def _decide(a: Arrays, index: Index, floor: Floor, machine: int, time: int) -> None:
    """Give the machine its next operation, or let it sleep until one arrives or its next pin is over."""
    limit, family_after = _up_to_the_pin(a, floor, machine, time)
    if floor.free[machine] > time:
        _wake(a, floor, machine, time)
        return
    while True:
        _take_in(a, index, floor, machine, plant_minutes(a, time))
        way = _best(a, index, floor, machine, time, limit, family_after)
        if way < 0:
            break
        way, start, end = _quickest(a, floor, way, time)
        _place(a, index, floor, way, start, end)
        if a.way_machine[way] == machine:
            return
    if floor.next_pin[machine] < floor.pin_from[machine + 1]:
        _wake(a, floor, machine, a.pin_end[floor.pins[floor.next_pin[machine]]])


@inner
def _up_to_the_pin(a: Arrays, floor: Floor, machine: int, time: int) -> tuple[int, int]:
    """Pass the pins that have begun; the machine's working minute at which the next one begins, and its family.

    Without one: the end of all working time, and -1.
    """
    while floor.next_pin[machine] < floor.pin_from[machine + 1]:
        pin = floor.pins[floor.next_pin[machine]]
        if a.pin_start[pin] > time:
            return worked(a, machine, a.pin_start[pin]), a.family[pin]
        floor.next_pin[machine] += 1
        floor.end[machine], floor.family[machine] = a.pin_end[pin], a.family[pin]
        floor.free[machine] = next_open(a, machine, max(a.pin_end[pin], floor.free[machine]))
    return total(a, machine), -1


@inner
def _take_in(a: Arrays, index: Index, floor: Floor, machine: int, plant_now: int) -> None:
    """Move what has become near from afar into the queue, and the nearest of all into an empty one."""
    first, ways = floor.queue_from[machine], a.way_machine.shape[0]
    while floor.afar[machine] > 0:
        way = floor.far[first] % ways
        op = floor.way_op[way]
        is_open = floor.state[op] == WAITS
        if is_open and floor.queued[machine] > 0 and index.latest[op] - plant_now > index.near:
            return
        floor.afar[machine] = pop(floor.far, first, floor.afar[machine])
        if is_open:
            floor.queue[first + floor.queued[machine]] = way
            floor.queued[machine] += 1


@inner
def _best(a: Arrays, index: Index, floor: Floor, machine: int, time: int, limit: int, family_after: int) -> int:
    """The way with the highest index that fits before the limit; -1 when there is none. Ties: the lower number."""
    first, at, best, highest = floor.queue_from[machine], 0, -1, -np.inf
    now, plant_now = worked(a, machine, time), plant_minutes(a, time)
    idle = now - worked(a, machine, floor.end[machine])
    group, family = a.setup_group[machine], floor.family[machine]
    while at < floor.queued[machine]:
        way = floor.queue[first + at]
        op = floor.way_op[way]
        if floor.state[op] != WAITS:
            floor.queued[machine] -= 1
            floor.queue[first + at] = floor.queue[first + floor.queued[machine]]
            continue
        at += 1
        lost = max(0, a.setup[group, family, a.family[op]] - idle)
        if floor.arrives[op] > time:
            lost = max(lost, worked(a, machine, floor.arrives[op]) - now)
        value = index.worth[way] - lost * index.per_lost
        if index.latest[op] > plant_now:
            value -= (index.latest[op] - plant_now) * index.per_slack
        if value < highest or (value == highest and way > best):
            continue
        after_it = a.setup[group, a.family[op], family_after] if family_after >= 0 else 0
        if a.pause[op] != PAUSES:
            start, end = _times(a, floor, way, time)
            if end == NEVER:
                continue
            value -= (worked(a, machine, start) - now - lost) * index.per_lost
            if value < highest or worked(a, machine, end) + after_it > limit:
                continue
        elif now + lost + a.way_minutes[way] + after_it > limit:
            continue
        best, highest = way, value
    return best


@inner
def _times(a: Arrays, floor: Floor, way: int, time: int) -> tuple[int, int]:
    """Start and end of that way when it is the next on its machine and not before `time`."""
    machine, op = a.way_machine[way], floor.way_op[way]
    changed = after(a, machine, floor.end[machine], setup_between(a, machine, floor.family[machine], a.family[op]))
    return run(a, machine, op, a.way_minutes[way], max(time, floor.free[machine], floor.arrives[op], changed))


@inner
def _quickest(a: Arrays, floor: Floor, way: int, time: int) -> tuple[int, int, int]:
    """The way of that operation that ends first on an idle machine, this one if none is earlier; its start and end."""
    op, best = floor.way_op[way], way
    earliest, finish = _times(a, floor, way, time)
    for other in range(a.way_from[op], a.way_from[op + 1]):
        machine = a.way_machine[other]
        if other != way and floor.free[machine] <= time:
            start, end = _times(a, floor, other, time)
            if end < finish and _fits(a, floor, machine, op, start, end):
                best, earliest, finish = other, start, end
    return best, earliest, finish


@inner
def _fits(a: Arrays, floor: Floor, machine: int, op: int, start: int, end: int) -> bool:
    """Whether it leaves time to change over to the machine's next pin."""
    if floor.next_pin[machine] == floor.pin_from[machine + 1]:
        return True
    pin = floor.pins[floor.next_pin[machine]]
    setup = setup_between(a, machine, a.family[op], a.family[pin])
    return start < a.pin_start[pin] and worked(a, machine, end) + setup <= worked(a, machine, a.pin_start[pin])


@inner
def _place(a: Arrays, index: Index, floor: Floor, way: int, start: int, end: int) -> None:
    """Put it onto its machine, and tell the machine and the operations after it."""
    machine, op = a.way_machine[way], floor.way_op[way]
    floor.state[op] = DONE
    floor.placed.machine[op], floor.placed.start[op], floor.placed.end[op] = machine, start, end
    floor.end[machine], floor.family[machine] = end, a.family[op]
    floor.free[machine] = next_open(a, machine, end)
    floor.wakes[machine] = NEVER  # an earlier wish to look into the queue is void
    _wake(a, floor, machine, end)
    _release_after(a, index, floor, op, end)
