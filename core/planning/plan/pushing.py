"""One order among all others, ready for being put before them."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from core.planning.factory.records import Allocation, Booking, OpenOrder
from core.planning.factory.shop import Shop
from core.planning.kernels.arrays import Arrays, Ints, Placement
from core.planning.kernels.axis import NEVER
from core.planning.kernels.insertion import insert_until
from core.planning.kernels.lines import Lines, changing, relaid
from core.planning.kernels.ranking import ranked
from core.planning.plan import columns
from core.planning.plan.book import Book
from core.planning.plan.ground import USUAL, Flags, Ground
from core.planning.plan.leaving import Leaving, leaving
from core.planning.plan.measures import finishes, tardiness
from core.planning.plan.policy import PlanPolicy
from core.planning.plan.schedule import Schedule

NONE = np.zeros(0, dtype=np.int64)


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
    def lines(self) -> Lines:
        """The plan without any push: as it stands, or repaired where something cannot stay."""
        if not self.ground.hit.any():
            return self.ground.standing
        held = self.arrays.but(ready=np.where(self.mine, self.ground.places.start, self.arrays.ready))
        lines, rank = self.without(self.arrays.pin_machine < 0), self.in_turn(self.ground.listed)
        insert_until(held, lines, rank, self.machine, np.zeros_like(self.mine), self.never, 0)
        return lines

    @cached_property
    def before(self) -> Schedule:
        """The same as a schedule."""
        return Schedule.of(self.lines.placed) if self.ground.hit.any() else self.ground.places

    def without(self, goes: Flags) -> Lines:
        """Everybody where he stands, but for those."""
        return relaid(self.arrays, self.ground.standing, goes, NONE, Placement(NONE, NONE, NONE))

    def in_turn(self, rank: Ints) -> Ints:
        """The same order, in which nothing comes before what it waits for."""
        if not self.ground.hit.any():
            return rank
        a, place = self.arrays, np.full(len(self.mine), len(rank), dtype=np.int64)
        place[rank] = np.arange(len(rank))
        is_before = place[a.pred] > np.repeat(place, np.diff(a.pred_from))
        return ranked(a, place)[: len(rank)] if is_before.any() else rank

    @cached_property
    def machine(self) -> Ints:
        """By operation, where it stands; kernels are compiled for arrays that can be written to."""
        return self.ground.places.machine.copy()

    @cached_property
    def never(self) -> Ints:
        """By operation, a minute that never comes."""
        return np.full(len(self.mine), NEVER, dtype=np.int64)

    @cached_property
    def hurt_from(self) -> Ints:
        """By operation, the end from which on a line of another that it finishes leaves later, and after its promise.

        Of several operations that finish a line, only the first tells.
        """
        left = self.leaves(self.finishes_before)
        wanted = self.ground.wanted_days
        late = self.leaving.after(np.maximum(left, wanted)) - self.ground.book.floor.epoch
        late[wanted == 0] = NEVER
        late[self.own_lines] = NEVER
        found = self.never.copy()
        found[self.arrays.last[self.ground.first]] = late
        return found

    @cached_property
    def finishes_before(self) -> Ints:
        """By order and line, the minute it is finished without any push."""
        return finishes(self.ground, self.arrays, self.before)

    @cached_property
    def last(self) -> Ints:
        """The operations that finish the order."""
        return self.arrays.last[self.ground.numbers[self.order_no]]

    @cached_property
    def own_lines(self) -> Ints:
        """Its lines in `finishes_before`."""
        _, number = self.ground.keys
        return np.unique(number[self.ground.numbers[self.order_no]])

    @cached_property
    def leaving(self) -> Leaving:
        """The days on which goods leave."""
        floor = self.ground.book.floor
        return leaving(self.shop.calendar, floor.first, floor.last)

    def leaves(self, ends: Ints) -> Ints:
        """The days (their ordinals) on which goods leave that are finished then."""
        return self.leaving.days(ends + self.ground.book.floor.epoch)

    @cached_property
    def tardiness_before(self) -> int:
        """Of all others without any push."""
        return tardiness(self.ground, self.arrays, self.order_no, self.before)

    @cached_property
    def changing_before(self) -> Ints:
        """By machine, minutes of changing over without any push."""
        return changing(self.arrays, self.lines)

    @cached_property
    def may_move(self) -> Flags:
        """By operation: it is another's, and nothing keeps it."""
        return np.asarray(~self.mine & (self.arrays.pin_machine < 0), dtype=np.bool_)


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
        pin_start=places.start,
        pin_end=places.end,
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
    part = ground.part(shop.holding_only(bookings, allocations, lines), policy)
    return ground.joined(part) if part is not None else None


def _seen_from(ground: Ground, shop: Shop, policy: PlanPolicy) -> Book:
    """The ground's floor at the time of that shop."""
    return replace(ground.book, shop=shop, policy=policy, floor=replace(ground.book.floor, shop=shop))
