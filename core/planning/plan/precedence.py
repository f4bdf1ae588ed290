"""What has to be done before what, among the bookings of one line: read off routings and bills of materials.

A booking does not tell which of several equal subassemblies it belongs to. Where there is a choice, the standing plan
decides: what ends before another begins may be what that one waits for, so it stays before it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from core.planning.factory.records import Booking
from core.planning.factory.shop import Shop

Steps = dict[tuple[str, int], list[int]]
"""Positions of bookings by item and operation."""


@dataclass(frozen=True, slots=True)
class _Line:
    shop: Shop
    bookings: Sequence[Booking]
    steps: Steps
    seqs_by_item: Mapping[str, list[int]]

    @property
    def order_no(self) -> str:
        return self.bookings[0].order_no if self.bookings else ""

    def seqs(self, item: str) -> Sequence[int]:
        return self.seqs_by_item.get(item, ())


def predecessors(shop: Shop, bookings: Sequence[Booking]) -> list[set[int]]:
    """Per booking of one line (and one partial delivery), the positions of those that have to end before it begins."""
    steps: Steps = {}
    for position, booking in enumerate(bookings):
        steps.setdefault((booking.item_code, booking.seq), []).append(position)
    line = _Line(shop, bookings, steps, _seqs(steps))
    before: list[set[int]] = [set() for _ in bookings]
    for first, then in (*_routed(line), *_fed(line)):
        before[then].add(first)
    _draw_first(bookings, before)
    return before


def _seqs(steps: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    """By item, its operations in order; a drawing is none of them."""
    found: dict[str, list[int]] = {}
    for item, seq in sorted(steps):
        if seq:
            found.setdefault(item, []).append(seq)
    return found


def _routed(line: _Line) -> Iterable[tuple[int, int]]:
    """Each operation of an item after the one before it."""
    for item in sorted({booking.item_code for booking in line.bookings}):
        seqs = line.seqs(item)
        for first, then in pairwise(seqs):
            yield from _lot_by_lot(line, line.steps[item, first], line.steps[item, then])


def _lot_by_lot(line: _Line, first: list[int], then: list[int]) -> Iterable[tuple[int, int]]:
    """As many lots as before go on in the order of their size, and of time."""
    if len(first) != len(then):
        yield from _by_time(line, first, then)
        return
    earlier = sorted(first, key=lambda each: (line.bookings[each].qty, _end(line, each)))
    later = sorted(then, key=lambda each: (line.bookings[each].qty, _start(line, each)))
    yield from zip(earlier, later, strict=True)


def _fed(line: _Line) -> Iterable[tuple[int, int]]:
    """Whatever is made of a component waits for the last operation on it."""
    consumers: dict[str, list[int]] = {}
    for item in sorted({booking.item_code for booking in line.bookings}):
        for component, seq in components_of(line.shop, item, line.order_no):
            seqs = [each for each in line.seqs(item) if each >= seq]
            consumers.setdefault(component, []).extend(line.steps[item, seqs[0]] if seqs else ())
    for component, waiting in sorted(consumers.items()):
        yield from _by_time(line, _last_of(line, component), waiting)


def components_of(shop: Shop, item: str, order_no: str) -> Iterable[tuple[str, int]]:
    """What an item may be made of, substitutes too, each with the operation that needs it (0: the first)."""
    for bom in shop.bom_of(item, order_no):
        for code in (bom.component, *shop.items_by_code[bom.component].stand_ins):
            yield code, bom.at_seq or 0


def _last_of(line: _Line, item: str) -> list[int]:
    """The operations that finish an item; of one that is only put together, those that finish its parts."""
    if seqs := line.seqs(item):
        return line.steps[item, seqs[-1]]
    if line.shop.routings.get(item):
        return []
    return [
        each for component, _ in components_of(line.shop, item, line.order_no) for each in _last_of(line, component)
    ]


def _by_time(line: _Line, first: list[int], then: list[int]) -> Iterable[tuple[int, int]]:
    for earlier in first:
        for later in then:
            if len(then) == 1 or _end(line, earlier) <= _start(line, later):
                yield earlier, later


def _draw_first(bookings: Sequence[Booking], before: list[set[int]]) -> None:
    design = {position for position, booking in enumerate(bookings) if booking.is_design}
    for position, booking in enumerate(bookings):
        if not before[position] and not booking.is_design:
            before[position] |= design


def _start(line: _Line, position: int) -> datetime:
    return line.bookings[position].start_at


def _end(line: _Line, position: int) -> datetime:
    return line.bookings[position].end_at
