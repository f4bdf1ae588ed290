"""Putting back what need not move: a plan disturbs no more than it is worth."""

from core.planning.plan.lanes import Lanes
from core.planning.plan.place import Place
from core.planning.plan.schedule import Schedule

Blocked = tuple[int | None, ...]
"""Who would have to move before another try is worth it; None stands for what never does."""
NEVER: Blocked = (None,)


def put_back(lanes: Lanes) -> None:
    """Every operation that can be where it stood before, and makes nobody later by it, is there again."""
    book = lanes.book
    finishes = {order.last: number for number, order in enumerate(book.problem.orders)}
    moved = [op for op, place in enumerate(lanes.places) if place != book.places[op] and op not in book.hit]
    # What had been drawn forward makes room from the back, what had been pushed back from the front.
    turns = (
        *sorted(moved, key=lambda it: -book.places[it].start),
        *sorted(moved, key=lambda it: book.places[it]),
    )
    tries: dict[int | None, list[int]] = {}
    ripe = set(moved)
    while ripe:
        for op in turns:
            if op in ripe:
                ripe.remove(op)
                blocked = _goes(lanes, op, book.places[op], finishes.get(op))
                for each in blocked:
                    tries.setdefault(each, []).append(op)
                if not blocked:
                    ripe.update(tries.pop(op, ()))


def _goes(lanes: Lanes, op: int, place: Place, order: int | None) -> Blocked:
    """Try it there; where that cannot be it is left where it was. Nobody is named when it went."""
    now = lanes.places[op]
    is_later = order is not None and lanes.lateness(order, place.end) > lanes.lateness(order, now.end)
    if is_later or lanes.book.works[op].ready > place.start:
        return NEVER
    if blocked := _in_its_order(lanes, op, place) or _on_its_machine(lanes, op, place):
        return blocked
    lanes.move(op, place)
    before, after = lanes.before(now.machine, now.start, -1), lanes.after(now.machine, now.start, -1)
    if lanes.has_room(now.machine, before, after):
        return ()
    lanes.move(op, now)
    return before, after


def _in_its_order(lanes: Lanes, op: int, place: Place) -> Blocked:
    """One that it waits for, or that waits for it, at the wrong time."""
    places = lanes.places
    for each in lanes.book.works[op].preds:
        if places[each].end > place.start:
            return (each,)
    for each in lanes.followers[op]:
        if places[each].start < place.end:
            return (each,)
    return ()


def _on_its_machine(lanes: Lanes, op: int, place: Place) -> Blocked:
    """A neighbour who leaves no time to change over to it, or from it."""
    machine, start, _ = place
    before, after = lanes.before(machine, start, op), lanes.after(machine, start, op)
    now = lanes.places[op]
    if before == op:
        before = lanes.before(machine, now.start, op)
    if after == op:
        after = lanes.after(machine, now.start, op)
    if not lanes.is_time(machine, (before, lanes.free_from(machine, before)), (op, start)):
        return (before,)
    if after is not None and not lanes.is_time(machine, (op, place.end), (after, lanes.places[after].start)):
        return (after,)
    return ()


def settled(lanes: Lanes) -> Schedule:
    """The schedule once everything that can is back."""
    put_back(lanes)
    return lanes.schedule()
