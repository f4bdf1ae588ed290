"""Putting back what need not move: a plan disturbs no more than it is worth."""

from core.planning.plan.lanes import Lanes
from core.planning.plan.place import Place
from core.planning.plan.schedule import Schedule


def put_back(lanes: Lanes) -> None:
    """Every operation that can be where it stood before, and makes nobody later by it, is there again."""
    book = lanes.book
    finishes = {order.last: number for number, order in enumerate(book.problem.orders)}
    moved = [op for op, place in enumerate(lanes.places) if place != book.places[op] and op not in book.hit]
    was_any = True
    while was_any:
        was_any = False
        # What had been drawn forward makes room from the back, what had been pushed back from the front.
        for op in (
            *sorted(moved, key=lambda it: -book.places[it].start),
            *sorted(moved, key=lambda it: book.places[it]),
        ):
            if lanes.places[op] != book.places[op] and _goes(lanes, op, book.places[op], finishes.get(op)):
                was_any = True


def _goes(lanes: Lanes, op: int, place: Place, order: int | None) -> bool:
    """Try it there; it is left where it was when that cannot be."""
    now = lanes.places[op]
    if order is not None and lanes.lateness(order, place.end) > lanes.lateness(order, now.end):
        return False
    work = lanes.book.works[op]
    is_early = work.ready > place.start or any(lanes.places[pred].end > place.start for pred in work.preds)
    if is_early or any(lanes.places[each].start < place.end for each in lanes.followers[op]):
        return False
    lanes.move(op, place)
    if _is_alone(lanes, op, place) and _closes_up(lanes, now):
        return True
    lanes.move(op, now)
    return False


def _is_alone(lanes: Lanes, op: int, place: Place) -> bool:
    before, after = lanes.before(place.machine, place.start, op), lanes.after(place.machine, place.start, op)
    return lanes.has_room(place.machine, before, op) and lanes.has_room(place.machine, op, after)


def _closes_up(lanes: Lanes, left: Place) -> bool:
    """Those who were its neighbours can follow each other."""
    before, after = lanes.before(left.machine, left.start, -1), lanes.after(left.machine, left.start, -1)
    return lanes.has_room(left.machine, before, after)


def settled(lanes: Lanes) -> Schedule:
    """The schedule once everything that can is back."""
    put_back(lanes)
    return lanes.schedule()
