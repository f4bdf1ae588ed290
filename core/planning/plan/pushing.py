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
from core.planning.plan.book import Book
from core.planning.plan.ground import USUAL, Flags, Ground
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
        """By operation, twice the minute of its start; one without length comes before what starts with it."""
        places = self.ground.places
        return np.asarray(2 * places.start + (places.end > places.start), dtype=np.int64)

    @cached_property
    def others(self) -> Ints:
        """Everybody else in the order of the list."""
        order = np.argsort(self.turn, kind="stable")
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
        held = self.arrays._replace(ready=np.where(self.mine, self.ground.places.start, self.arrays.ready))
        return self._listed(held, np.argsort(self.turn, kind="stable"), np.zeros_like(self.mine))

    @cached_property
    def finishes_before(self) -> Ints:
        """By order and line, the minute it is finished without any push."""
        return finishes(self.ground, self.arrays, self.before)

    @cached_property
    def tardiness_before(self) -> int:
        """Of all others without any push."""
        return tardiness(self.ground, self.arrays, self.order_no, self.before)

    @cached_property
    def changing_before(self) -> Ints:
        """By machine, minutes of changing over without any push."""
        return changing(self.arrays, self.before)

    def pushed(self, position: Fraction) -> Schedule | None:
        """Everything after the order was put there in the list; None when somebody then fits nowhere.

        Who is in its way goes to the end of the list, and so does what waits for him: few give way, nobody is jostled.
        """
        rank, last = self._rank(position)
        gives_way = self._in_the_way(self._listed(self.arrays, rank[:last], self.mine))
        rank = np.concatenate((rank[~gives_way[rank]], rank[gives_way[rank]]))
        return self._whole(rank)

    def jostled(self, position: Fraction) -> Schedule | None:
        """The same when nobody leaves his place in the list: many give way, each by little; it is how slack is used."""
        return self._whole(self._rank(position)[0])

    def _whole(self, rank: Ints) -> Schedule | None:
        found = self._listed(self.arrays, rank, self.mine)
        return found if (found.machine >= 0).all() else None

    def _rank(self, position: Fraction) -> tuple[Ints, int]:
        """The list with the order's operations in it, and where the last of these is."""
        ahead = self.ground.places.start[self.own] - self.now
        wanted = self.now + ahead * position.numerator // position.denominator
        at = np.searchsorted(self.turn[self.others], 2 * wanted)
        return np.insert(self.others, at, self.own), int(at[-1]) + len(self.own)

    def _in_the_way(self, found: Schedule) -> Flags:
        """Others who cannot be where they stand once the order is where it was found, and those after them."""
        places, a = self.ground.places, self.arrays
        is_other = ~self.mine & (a.pin_machine < 0)
        gives_way = is_other & (found.machine >= 0) & (found.start != places.start)
        for op in self.own.tolist():
            is_there = (places.machine == found.machine[op]) & (places.start < found.end[op])
            gives_way |= is_other & is_there & (places.end > found.start[op])
        left = np.flatnonzero(gives_way).tolist()
        while left:
            op = left.pop()
            after = a.succ[a.succ_from[op] : a.succ_from[op + 1]]
            more = after[is_other[after] & ~gives_way[after]]
            gives_way[more] = True
            left += more.tolist()
        return np.asarray(gives_way, dtype=np.bool_)

    def _listed(self, a: Arrays, rank: Ints, free: Flags) -> Schedule:
        if self.ground.hit.any():  # what cannot stay may stand before what it waits for
            place = np.full(len(self.mine), len(rank), dtype=np.int64)
            place[rank] = np.arange(len(rank))
            if (place[a.pred] > np.repeat(place, np.diff(a.pred_from))).any():
                rank = ranked(a, place)[: len(rank)]
        machine = np.ascontiguousarray(self.ground.places.machine)
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
    stays = begun | (~ground.hit & (ground.kept | ground.quoted | is_held | (places.start < book.frozen_until)))
    mine = ground.operations(order_no) & ~stays
    if not mine.any():
        return None
    is_other = ~mine & ~ground.hit
    earliest = np.where(is_other | stays, places.start, np.maximum(now, ground.arrays.ready))
    arrays = ground.arrays._replace(
        ready=earliest,
        pin_machine=np.where(stays, places.machine, -1),
        pin_start=np.where(stays, places.start, -1),
        pin_end=np.where(stays, places.end, -1),
    )
    return Field(shop, ground, arrays, order_no, mine, now)


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
    return ground.joined(part.knowing(shop.knowing(order_no, lines), policy)) if part is not None else None


def _seen_from(ground: Ground, shop: Shop, policy: PlanPolicy) -> Book:
    """The ground's floor at the time of that shop."""
    return replace(ground.book, shop=shop, policy=policy, floor=replace(ground.book.floor, shop=shop))
