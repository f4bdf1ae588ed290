"""One run of the future: fixed operations that take longer than planned push what is fixed behind them."""

from core.planning.kernels.arrays import PAUSES, Arrays, Ints
from core.planning.kernels.axis import NEVER, run, worked
from core.planning.kernels.jit import inner


@inner
def pinned_minutes(a: Arrays, found: Ints) -> None:
    """By operation: how long the pinned ones are planned to take; the others stay as they are."""
    for op in range(found.shape[0]):
        if a.pin_machine[op] >= 0:
            machine, start, end = a.pin_machine[op], a.pin_start[op], a.pin_end[op]
            found[op] = end - start
            if a.pause[op] == PAUSES:
                found[op] = worked(a, machine, end) - worked(a, machine, start)


@inner
def run_pins(a: Arrays, pins: Ints, minutes: Ints, start: Ints, end: Ints, machine_end: Ints) -> None:
    """Start and end of the pinned operations (sorted by start) when they take that many minutes.

    Each keeps its start unless its machine or a pinned operation before it is not done by then. One planned outside
    working time keeps its length.
    """
    for op in pins:
        machine = a.pin_machine[op]
        begin = max(a.pin_start[op], machine_end[machine])
        for k in range(a.pred_from[op], a.pred_from[op + 1]):
            if a.pin_machine[a.pred[k]] >= 0:
                begin = max(begin, end[a.pred[k]])
        finish = begin + a.pin_end[op] - a.pin_start[op]
        if minutes[op] > 0:
            again, done = run(a, machine, op, minutes[op], begin)
            if done != NEVER:
                begin, finish = (begin if begin == a.pin_start[op] else again), done
        start[op], end[op], machine_end[machine] = begin, finish, finish
