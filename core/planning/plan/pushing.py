"""One order among all others, ready for being put before them."""

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

import numpy as np

from core.planning.factory.records import Allocation, Booking, OpenOrder
from core.planning.factory.shop import Shop
from core.planning.kernels.arrays import Arrays, Ints
from core.planning.kernels.insertion import inserted
from core.planning.kernels.ranking import ranked
from core.planning.plan import columns
from core.planning.plan.book import Book
from core.planning.plan.ground import USUAL, Flags, Ground
from core.planning.plan.leaving import leaving
from core.planning.plan.measures import changing, finishes, tardiness
from core.planning.plan.policy import PlanPolicy
from core.planning.plan.schedule import Schedule


@dataclass(frozen=True, eq=False)
class Field:
    """One order among all others, ready for being pushed. `ground.wanted` knows every line as it is now."""

    shop: Shop
    ground: Ground
    arrays: Arrays
    """Pinned where nothing may move; nobody else begins before the minute he stands at, except the order itself."""
    order_no: str
    mine: Flags
    """By operation: it is the order's own, and may move."""
    now: int

    @cached_property
    def turn(self) -> Ints:
        """By operation, when it is its turn in the list."""
        return columns.turns(self.ground.places)

    @cached_property
    def others(self) -> Ints:
        """Everybody else in the order of the list."""
        order = self.ground.listed
        return order[~self.mine[order]]

    @cached_property
    def own(self) -> Ints:
        """The order's own operations in that order."""
        own = np.flatnonzero(self.mine)
        return own[np.argsort(self.turn[own], kind="stable")]

    @cached_property
    def before(self) -> Schedule:
        """The plan without any push: as it stands, or repaired where something cannot stay."""
        if not self.ground.hit.any():
            return self.ground.places
        held = self.arrays.but(ready=np.where(self.mine, self.ground.places.start, self.arrays.ready))
        return self._listed(held, self.ground.listed, np.zeros_like(self.mine))

    @cached_property
    def finishes_before(self) -> Ints:
        """By order and line, the minute it is finished without any push."""
        return finishes(self.ground, self.arrays, self.before)

    @cached_property
    def own_lines(self) -> Ints:
        """Its lines in `finishes_before`."""
        _, number = self.ground.keys
        return np.unique(number[self.ground.numbers[self.order_no]])

    def leaves(self, ends: Ints) -> Ints:
        """The days (their ordinals) on which goods leave that are finished then."""
        floor = self.ground.book.floor
        return leaving(self.shop.calendar, floor.first, floor.last).days(ends + floor.epoch)

    @cached_property
    def tardiness_before(self) -> int:
        """Of all others without any push."""
        return tardiness(self.ground, self.arrays, self.order_no, self.before)

    @cached_property
    def changing_before(self) -> Ints:
        """By machine, minutes of changing over without any push."""
        return changing(self.arrays, self.before, self.by_machine)

    def pushed(self) -> Schedule | None:
        """Everything after the order was put before all others; None when somebody then fits nowhere.

        Who is in its way goes to the end of the list, and so does what waits for him: few give way, nobody is jostled.
        """
        gives_way = self._in_the_way(self._listed(self.arrays, self.own, self.mine))
        rank = np.concatenate((self.own, self.others[~gives_way[self.others]], self.others[gives_way[self.others]]))
        return self._around(rank, ~self.mine & ~gives_way)

    def jostled(self, position: Fraction) -> Schedule | None:
        """The order put there in the list, which nobody leaves: many give way, each by little; it uses slack."""
        ahead = self.ground.places.start[self.own] - self.now
        wanted = self.now + ahead * position.numerator // position.denominator
        at = np.searchsorted(self.turn[self.others], 2 * wanted)
        stays = np.zeros_like(self.mine)
        stays[self.others[: at[0]]] = True
        return self._around(np.insert(self.others, at, self.own), stays)

    def _around(self, rank: Ints, stays: Flags) -> Schedule | None:
        """Everybody in that order, these where they are: they are there anyway, unless something cannot stay."""
        a, places = self.arrays, self.ground.places
        if not self.ground.hit.any():
            rank = rank[~stays[rank]]
            a = a.but(
                pin_machine=np.where(stays, places.machine, a.pin_machine),
                pin_start=np.where(stays, places.start, a.pin_start),
                pin_end=np.where(stays, places.end, a.pin_end),
            )
        found = self._listed(a, rank, self.mine)
        return found if (found.machine >= 0).all() else None

    @cached_property
    def _may_move(self) -> Flags:
        """By operation: it is another's, and nothing keeps it."""
        return np.asarray(~self.mine & (self.arrays.pin_machine < 0), dtype=np.bool_)

    def _in_the_way(self, found: Schedule) -> Flags:
        """Others who cannot be where they stand once the order is where it was found, and those after them."""
        places, more = self.ground.places, np.zeros_like(self.mine)
        for op in self.own.tolist():
            is_there = (places.machine == found.machine[op]) & (places.start < found.end[op])
            more |= self._may_move & is_there & (places.end > found.start[op])
        gives_way = self._and_after(more)
        while len(late := self._not_changed_over(found, gives_way)):
            gives_way[late] = True
            gives_way = self._and_after(gives_way)
        return gives_way

    def _and_after(self, first: Flags) -> Flags:
        """These, and everything that waits for one of them and may move."""
        found, new = first.copy(), np.flatnonzero(first)
        while len(new):
            after = columns.successors(self.arrays, new)
            new = after[self._may_move[after] & ~found[after]]
            found[new] = True
        return found

    def _not_changed_over(self, found: Schedule, gives_way: Flags) -> list[int]:
        """Others who stand so near to one who was not beside them before that there is no time to change over."""
        if self.ground.hit.any() or not self.arrays.setup.any():
            return []
        places = self.ground.places
        stays = self.by_machine[~(gives_way | self.mine)[self.by_machine]]
        own = self.own[found.machine[self.own] >= 0]
        own = own[np.argsort(self._turn_on_machine(found)[own], kind="stable")]
        at = np.searchsorted(self._turn_on_machine(places)[stays], self._turn_on_machine(found)[own])
        ops = np.insert(stays, at, own)
        return self._too_near(ops, columns.at(columns.chosen(self.mine, found, places), ops))

    def _turn_on_machine(self, places: Schedule) -> Ints:
        return columns.of_machines(places, columns.turns(places))

    def _too_near(self, ops: Ints, at: Schedule) -> list[int]:
        """Of operations in this order at these places, those that cannot be changed over to from what is new there."""
        a, lanes = self.arrays, self.ground.book.lanes
        is_first = np.concatenate(([True], at.machine[1:] != at.machine[:-1]))
        minutes = columns.changeovers(a, ops, at.machine, is_first)
        found = []
        for row in np.flatnonzero((minutes > 0) & self._is_new(ops)).tolist():
            ended = a.available_from[at.machine[row]] if is_first[row] else at.end[row - 1]
            axis = lanes[at.machine[row]]
            if axis.worked(int(at.start[row])) - axis.worked(int(ended)) < minutes[row]:
                pair = [ops[row]] if is_first[row] else [ops[row], ops[row - 1]]
                found += [int(op) for op in pair if self._may_move[op]][:1]
        return found

    def _is_new(self, ops: Ints) -> Flags:
        """By operation: does it come after another than in the standing plan?"""
        number = self._in_time[ops]
        is_new = np.ones(len(ops), dtype=np.bool_)
        is_new[1:] = (number[1:] != number[:-1] + 1) | self.mine[ops[1:]] | self.mine[ops[:-1]]
        return is_new

    @cached_property
    def by_machine(self) -> Ints:
        """Everybody as he stands, machine by machine, each in the order of the list."""
        order = self.ground.listed
        machine = self.ground.places.machine[order].astype(np.int16)  # few machines: sorted by their digits
        return order[np.argsort(machine, kind="stable")]

    @cached_property
    def _in_time(self) -> Ints:
        """By operation, its place in that."""
        number = np.empty(len(self.mine), dtype=np.int64)
        number[self.by_machine] = np.arange(len(number))
        return number

    def _listed(self, a: Arrays, rank: Ints, free: Flags) -> Schedule:
        if self.ground.hit.any():  # what cannot stay may stand before what it waits for
            place = np.full(len(self.mine), len(rank), dtype=np.int64)
            place[rank] = np.arange(len(rank))
            if (place[a.pred] > np.repeat(place, np.diff(a.pred_from))).any():
                rank = ranked(a, place)[: len(rank)]
        machine = self.ground.places.machine.copy()  # read-only, it would be another type, and compiled anew
        return Schedule.of(inserted(a, rank.astype(np.int64), machine, free.astype(np.int64)))


def field_of(
    shop: Shop, ground: Ground, order_no: str, policy: PlanPolicy = USUAL, held: frozenset[str] = frozenset()
) -> Field | None:
    """An order that the ground, which knows everybody, holds; None when nothing of it may move. `held` orders stay."""
    if ground.arrays is None or order_no not in ground.numbers:
        return None
    book = _seen_from(ground, shop, policy)
    now, places = book.floor.now, ground.places
    begun = places.start <= now
    is_held = ground.operations(*held)
    is_kept = ground.kept | ground.quoted | is_held | _pinned(ground, shop)
    stays = begun | (~ground.hit & (is_kept | (places.start < book.frozen_until)))
    mine = ground.operations(order_no) & ~stays
    if not mine.any():
        return None
    is_other = ~mine & ~ground.hit
    earliest = np.where(is_other | stays, places.start, np.maximum(now, ground.arrays.ready))
    arrays = ground.arrays.but(
        ready=earliest,
        pin_machine=np.where(stays, places.machine, -1),
        pin_start=np.where(stays, places.start, -1),
        pin_end=np.where(stays, places.end, -1),
    )
    return Field(shop, ground, arrays, order_no, mine, now)


def _pinned(ground: Ground, shop: Shop) -> Flags:
    """By operation: does a lead want it left where it is? What an order begins at the same minute stays with it."""
    found, floor = np.zeros(len(ground.kept), dtype=np.bool_), ground.book.floor
    for line in ground.wanted:
        held = shop.held.get(line.order_no) if line.pins else None
        if held is not None:
            starts = [floor.minutes(booking)[0] for booking in held.bookings if line.is_pinned(booking)]
            found |= ground.operations(line.order_no) & np.isin(ground.places.start, starts)
    return found


def as_booked(
    shop: Shop,
    order_no: str,
    bookings: tuple[Booking, ...],
    allocations: tuple[Allocation, ...],
    lines: tuple[OpenOrder, ...],
    policy: PlanPolicy = USUAL,
) -> Ground | None:
    """The shop's ground as if an order held these, whatever it holds now. Raises `BadProblem`."""
    ground = shop.derive(Ground, Ground.of).knowing(shop, policy).without(order_no)
    part = ground.part(shop.holding_only(bookings, allocations, lines))
    return ground.joined(part.knowing(shop.knowing_all(lines), policy)) if part is not None else None


def _seen_from(ground: Ground, shop: Shop, policy: PlanPolicy) -> Book:
    """The ground's floor at the time of that shop."""
    return replace(ground.book, shop=shop, policy=policy, floor=replace(ground.book.floor, shop=shop))
