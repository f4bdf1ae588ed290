"""The standing plan as arrays, kept with the snapshot: an order more or less is a few columns more or less.

Laying a shop's book out anew takes a second per hundred thousand operations; a salesperson who asks what a rush would
do to everybody else does not wait for that. Nothing here makes an object per operation, but for the order asked about.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.planning.factory.records import Allocation, Booking, OpenOrder
from core.planning.factory.shop import Shop
from core.planning.kernels.arrays import Arrays, Ints
from core.planning.kernels.lines import Lines, lines_with_pins, relaid
from core.planning.plan import columns
from core.planning.plan.book import Book
from core.planning.plan.policy import PlanPolicy
from core.planning.plan.problem import arrays_of
from core.planning.plan.reading import Work, works_of
from core.planning.plan.schedule import Schedule

Flags = NDArray[np.bool_]
LineKey = tuple[str, int]
USUAL = PlanPolicy()


@dataclass(frozen=True, eq=False)
class Ground:
    """Everything that is booked. `shop.derive(Ground, Ground.of)` keeps it up to date from version to version."""

    book: Book
    """Of the shop it was laid out for: machines, working time, and the minute that is 0. Its works are not kept up."""
    families: tuple[str, ...]
    arrays: Arrays | None
    """Nobody is pinned in it, and `ready` is when material and drawing are there. None: nothing was booked at all."""
    places: Schedule
    """Where everything is."""
    kept: Flags
    """By operation: in overtime, or no longer what the factory's data say. It stays, as does what a quote holds."""
    hit: Flags
    """By operation: it cannot stay where it is."""
    owner: tuple[str, ...]
    """By line of the arrays: its order."""
    lines: tuple[int, ...]
    """By line of the arrays: its number in its order."""
    wanted: tuple[OpenOrder, ...]
    """By line of the arrays: what is known of it."""
    own: tuple[Work, ...]
    """What the last operations are in full, as far as they were joined last."""
    _told: dict[str, Any] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, shop: Shop) -> "Ground":
        """Lay a shop's book out. Raises `BadProblem`."""
        return replace(cls.of_book(Book.of(shop, USUAL)), own=())

    @classmethod
    def of_book(cls, book: Book) -> "Ground":
        """The same for a book; operations keep their numbers, and lines theirs."""
        families = book.problem.families if book.works else ("",)
        return _ground(book, families, book.problem.arrays if book.works else None)

    # --- from version to version ---------------------------------------------------------------

    def after_booking(self, shop: Shop, bookings: tuple[Booking, ...], allocations: tuple[Allocation, ...]) -> "Ground":
        """With what these orders hold now."""
        ground = self
        for order_no in sorted({booking.order_no for booking in bookings}):
            ground = ground.without(order_no).with_order(shop, order_no)
        return ground

    def after_release(self, shop: Shop, bookings: tuple[Booking, ...], allocations: tuple[Allocation, ...]) -> "Ground":
        """Without the orders that held these."""
        ground = self
        for order_no in sorted({booking.order_no for booking in bookings}):
            ground = ground.without(order_no)
        return ground

    def with_order(self, shop: Shop, order_no: str) -> "Ground":
        """With what an order holds in that shop; laid out anew where the floor has to grow for it."""
        held = shop.held.get(order_no)
        lines = tuple(line for line in shop.orders if line.order_no == order_no)
        if held is None or not held.bookings:
            return self
        part = self.part(shop.holding_only(held.bookings, held.allocations, lines))
        return self.joined(part) if part is not None else Ground.of(shop)

    def part(self, shop: Shop, policy: PlanPolicy = USUAL) -> "Ground | None":
        """The bookings of a shop that holds only a few, on this ground; None when they do not fit on it."""
        floor = replace(self.book.floor, shop=shop)
        is_here = all(booking.family in self.families and not booking.overtime_minutes for booking in shop.bookings)
        if self.arrays is None or not is_here or any(floor.minutes(it)[1] >= floor.horizon for it in shop.bookings):
            return None
        book = Book(shop, policy, floor, self.book.axes, works_of(shop, floor, self.book.axes))
        if not book.works:
            return _ground(book, self.families, columns.none_of(self.arrays))
        families = {family: number for number, family in enumerate(self.families)}
        ops = [book.op(index, families, order) for index, order in enumerate(book.owners())]
        dues = [book.due(line, last) for line, last in book.lines]
        return _ground(book, self.families, arrays_of((), ops, dues, (), self.arrays.setup))

    def joined(self, part: "Ground") -> "Ground":
        """With what another holds; its operations and lines come last."""
        if self.arrays is None or part.arrays is None:
            return part if self.arrays is None else self
        found = replace(
            self,
            arrays=columns.joined(self.arrays, part.arrays),
            places=columns.one_after_the_other(self.places, part.places),
            kept=np.concatenate((self.kept, part.kept)),
            hit=np.concatenate((self.hit, part.hit)),
            owner=self.owner + part.owner,
            lines=self.lines + part.lines,
            wanted=self.wanted + part.wanted,
            own=part.own,
            _told={},
        )
        found.__dict__.update(  # counted on, not anew
            numbers=_numbered(self, part), keys=_keyed(self, part), listed=_listed(self, part),
            _days=np.concatenate((self._days, part._days)),
        )  # fmt: skip
        if "standing" in self.__dict__:
            found.__dict__["standing"] = _standing(self, found)
        return found

    def without(self, order_no: str) -> "Ground":
        """Without what an order holds."""
        if self.arrays is None or order_no not in self.numbers:
            return self
        gone = set(self.numbers[order_no])
        left = [line for line in range(len(self.owner)) if line not in gone]
        stays = ~self.operations(order_no)
        return replace(
            self,
            arrays=columns.only(self.arrays, stays, np.array(left, dtype=np.int64)),
            places=columns.at(self.places, stays),
            kept=self.kept[stays],
            hit=self.hit[stays],
            owner=tuple(self.owner[line] for line in left),
            lines=tuple(self.lines[line] for line in left),
            wanted=tuple(self.wanted[line] for line in left),
            own=(),
            _told={},
        )

    # --- what is asked of it -------------------------------------------------------------------

    @cached_property
    def numbers(self) -> dict[str, list[int]]:
        """By order, its lines in the arrays."""
        found: dict[str, list[int]] = {}
        for number, order_no in enumerate(self.owner):
            found.setdefault(order_no, []).append(number)
        return found

    @cached_property
    def keys(self) -> tuple[list[LineKey], Ints]:
        """Orders and their lines, and by line of the arrays which of them it is (several may finish one)."""
        numbers: dict[LineKey, int] = {}
        found = [numbers.setdefault(key, len(numbers)) for key in zip(self.owner, self.lines, strict=True)]
        return list(numbers), np.array(found, dtype=np.int64)

    @cached_property
    def first(self) -> Ints:
        """By key, the first line of the arrays that it is."""
        keys, number = self.keys
        found = np.zeros(len(keys), dtype=np.int64)
        found[number[::-1]] = np.arange(len(number))[::-1]
        return found

    def known(self, key: int) -> OpenOrder:
        """What is known of an order's line, by its place in `keys`."""
        return self.wanted[int(self.first[key])]

    @cached_property
    def _days(self) -> Ints:
        return np.array([it.wanted_by.toordinal() if it.wanted_by else 0 for it in self.wanted], dtype=np.int64)

    @cached_property
    def wanted_days(self) -> Ints:
        """By key, the day (its ordinal) by which it is wanted; 0 when it has none."""
        return self._days[self.first]

    @cached_property
    def listed(self) -> Ints:
        """Operations in the order of the list: by turn."""
        return np.argsort(columns.turns(self.places), kind="stable")

    @cached_property
    def standing(self) -> Lines:
        """Everything where it is, machine by machine."""
        assert self.arrays is not None
        machine, start, end = self.places.placement()
        return lines_with_pins(self.arrays.but(pin_machine=machine, pin_start=start, pin_end=end))

    def line(self, machine: int) -> Ints:
        """The operations on a machine, in the order of time."""
        first = self.standing.slot_from[machine]
        return self.standing.op[first : first + self.standing.used[machine]]

    @cached_property
    def quoted(self) -> Flags:
        """By operation: is it held for a quote?"""
        assert self.arrays is not None
        return np.array([line.is_quote for line in self.wanted], dtype=np.bool_)[self.arrays.order_of]

    def work(self, op: int) -> Work:
        """An operation of the order that was joined last."""
        return self.own[op - len(self.kept) + len(self.own)]

    def operations(self, *order_nos: str) -> Flags:
        """By operation: is it one of these orders'?"""
        assert self.arrays is not None
        wanted = np.zeros(len(self.owner), dtype=np.bool_)
        wanted[[line for order_no in order_nos for line in self.numbers.get(order_no, ())]] = True
        return wanted[self.arrays.order_of]

    def knowing(self, shop: Shop, policy: PlanPolicy) -> "Ground":
        """With due dates and weights as that shop knows its orders now, and the policy weighs them."""
        if self.arrays is None:
            return self
        told = self._told
        if told.get("orders") is not shop.orders or told.get("policy") != policy:
            known = {(line.order_no, line.line_no): line for line in shop.orders}
            wanted = tuple(known.get((line.order_no, line.line_no), line) for line in self.wanted)
            told.update(orders=shop.orders, policy=policy, ground=self._weighed(shop, policy, wanted))
        found: Ground = told["ground"]
        return found

    def _weighed(self, shop: Shop, policy: PlanPolicy, wanted: tuple[OpenOrder, ...]) -> "Ground":
        assert self.arrays is not None
        book = replace(self.book, shop=shop, policy=policy)
        dues = [book.due(line, 0) for line in wanted]
        arrays = self.arrays.but(
            due=np.array([due.due for due in dues], dtype=np.int64),
            weight=np.array([due.weight for due in dues], dtype=np.int64),
        )
        found = replace(self, arrays=arrays, wanted=wanted, _told={})
        found.__dict__.update(numbers=self.numbers, keys=self.keys, listed=self.listed, standing=self.standing)
        return found


def _ground(book: Book, families: Sequence[str], arrays: Arrays | None) -> Ground:
    works = book.works
    if arrays is not None:
        ready = np.array([work.ready for work in works], dtype=np.int64)
        none = np.full(len(works), -1, dtype=np.int64)
        arrays = arrays.but(ready=ready, pin_machine=none, pin_start=none, pin_end=none)
    kept = [bool(work.booking.overtime_minutes) or not work.ways.is_known for work in works]
    hit = np.zeros(len(works), dtype=np.bool_)
    hit[list(book.hit)] = True
    return Ground(
        book=replace(book, works=(), past=()),
        families=tuple(families),
        arrays=arrays,
        places=book.standing,
        kept=np.array(kept, dtype=np.bool_),
        hit=hit,
        owner=tuple(works[last].booking.order_no for _, last in book.lines),
        lines=tuple(works[last].booking.line_no for _, last in book.lines),
        wanted=tuple(line for line, _ in book.lines),
        own=works,
    )


def _numbered(first: Ground, second: Ground) -> dict[str, list[int]]:
    """`numbers` of both together."""
    lines = len(first.owner)
    more = {order_no: [lines + each for each in numbers] for order_no, numbers in second.numbers.items()}
    return {**first.numbers, **more}


def _keyed(first: Ground, second: Ground) -> tuple[list[LineKey], Ints]:
    """`keys` of both together; no order is in both."""
    (keys, number), (more, its) = first.keys, second.keys
    return keys + more, np.concatenate((number, its + len(keys)))


def _listed(first: Ground, second: Ground) -> Ints:
    """`listed` of both together; where two have the same turn, the first's come first."""
    turn, more = columns.turns(first.places)[first.listed], columns.turns(second.places)[second.listed]
    at = np.searchsorted(turn, more, side="right")
    return np.insert(first.listed, at, second.listed + len(first.kept))


def _standing(first: Ground, both: Ground) -> Lines:
    """`standing` of both together."""
    assert both.arrays is not None
    more = np.arange(len(first.kept), len(both.kept))
    none = np.zeros(len(both.kept), dtype=np.bool_)
    return relaid(both.arrays, first.standing, none, more, columns.at(both.places, more).placement())
