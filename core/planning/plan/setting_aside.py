"""A plan in spite of orders that can never be made: they are not planned, and what is booked for them stays theirs."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from core.planning.codec import from_json
from core.planning.errors import BadProblem
from core.planning.plan.book import Book
from core.planning.plan.changes import LeftOut
from core.planning.plan.clash import Clash
from core.planning.plan.hopeless import hopeless_of
from core.planning.plan.reading import Work


@dataclass(frozen=True, slots=True, eq=False)
class Plannable:
    """A book that can be laid out."""

    book: Book
    hopeless: Mapping[str, BadProblem]
    """By order that is set aside in it, why it cannot be made."""

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """The same as facts that can be kept, by order."""
        return tuple(_left_out(order_no, why) for order_no, why in sorted(self.hopeless.items()))


def plannable(whole: Book) -> Plannable:
    """The book without the orders that cannot be made. Raises `BadProblem` when it is nobody's in particular."""
    hopeless: dict[str, BadProblem] = {}
    book = whole
    while found := hopeless_of(book):
        if found.keys() <= hopeless.keys():  # even their time cannot be kept
            raise next(iter(found.values()))
        hopeless |= found
        book = _aside(whole, frozenset(hopeless))
    return Plannable(book, hopeless)


def _left_out(order_no: str, why: BadProblem) -> LeftOut:
    told = why.facts.get("clash")
    clash = from_json(Clash, told) if told is not None else None
    return LeftOut(order_no=order_no, flaw=why.facts["what"] if clash is None else "", clash=clash)


def _aside(book: Book, orders: Set[str]) -> Book:
    """The book in which these orders are no work, but time that nobody else gets."""
    busy = _busy_until(book)
    kept = {op: work for op in range(len(book.works)) if (work := _kept(book, op, orders, busy)) is not None}
    number = {op: count for count, op in enumerate(kept)}
    works = tuple(
        replace(work, preds=tuple(number[pred] for pred in work.preds if pred in number)) for work in kept.values()
    )
    return replace(book, works=works, aside=frozenset(orders))


def _busy_until(book: Book) -> list[int]:
    """By machine, when it is done with what has begun on it: that goes on, into what comes next if need be."""
    found = [0] * len(book.lanes)
    for work, place in zip(book.works, book.places, strict=True):
        if work.place.start <= book.floor.now:
            found[place.machine] = max(found[place.machine], place.end)
    return found


def _kept(book: Book, op: int, orders: Set[str], busy: Sequence[int]) -> Work | None:
    """An operation as it is planned, or as the time that is kept for it; None where no working time is left of that."""
    work, place = book.works[op], book.works[op].place
    if work.booking.order_no not in orders:
        return work
    if place.start <= book.floor.now:
        return replace(work, place=place._replace(end=min(book.places[op].end, book.floor.horizon)))
    place = place._replace(start=max(place.start, busy[place.machine]))
    axis = book.lanes[place.machine]
    has_time = work.is_placed and axis.worked(place.start) < axis.worked(place.end)
    return replace(work, place=place) if has_time else None
