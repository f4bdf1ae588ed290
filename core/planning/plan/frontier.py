"""What an order could gain if it were put before others, and who would pay for it.

Its operations go into the list of the standing plan at several places between where they are and first of all, and
the list is repaired: exactly the operations that are in the way move, and they move later; nobody else moves at all.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cached_property

import numpy as np

from core.planning.factory.records import Allocation, Booking, OpenOrder
from core.planning.factory.shop import Shop
from core.planning.kernels.arrays import Arrays, Ints
from core.planning.kernels.insertion import inserted
from core.planning.kernels.ranking import ranked
from core.planning.kernels.worth import minutes_late
from core.planning.plan.book import Book
from core.planning.plan.displaced import Displaced, Push
from core.planning.plan.ground import USUAL, Flags, Ground
from core.planning.plan.policy import PlanPolicy
from core.planning.plan.schedule import Schedule

FRONT = Fraction(0)
POSITIONS = (Fraction(1, 8), Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(1))
"""Where in the list an operation is put: this share of the time from now until where it stands."""
CENT = Decimal("0.01")


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
        return _finishes(self, self.before)

    @cached_property
    def tardiness_before(self) -> int:
        """Of all others without any push."""
        return _tardiness(self, self.before)

    @cached_property
    def changing_before(self) -> Ints:
        """By machine, minutes of changing over without any push."""
        return _changing(self.arrays, self.before)

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
            rank = ranked(a, place)[: len(rank)]
        machine = np.ascontiguousarray(self.ground.places.machine)
        return Schedule.of(inserted(a, rank.astype(np.int64), machine, free.astype(np.int64)))


@dataclass(frozen=True, eq=False)
class Frontier:
    """What could be had, the earliest first; each is better than the ones before it in what it does to others."""

    points: tuple[tuple[Push, Schedule], ...]

    @property
    def rush(self) -> tuple[Push, Schedule] | None:
        """The earliest day there is, the way that hurts others least; None when pushing gains no day."""
        return min(self._gains(), key=lambda it: (it[0].promise_date, it[0].badness), default=None)

    @property
    def within_slack(self) -> tuple[Push, Schedule] | None:
        """The earliest day that nobody pays for with his promise."""
        kind = (each for each in self._gains() if not each[0].hurt)
        return min(kind, key=lambda it: (it[0].promise_date, it[0].badness), default=None)

    def _gains(self) -> Iterator[tuple[Push, Schedule]]:
        return (each for each in self.points if each[0].days_won > 0)


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


def frontier(field: Field, positions: Iterable[Fraction] = POSITIONS) -> Frontier:
    """Everything worth choosing from, exact."""
    ways = [field.pushed(FRONT), *(field.jostled(each) for each in positions)]
    found = [(pushed(field, after), after) for after in ways if after is not None]
    found.sort(key=lambda it: (it[0].finish_at, it[0].badness))
    best: list[tuple[Push, Schedule]] = []
    for push, after in found:
        if not best or push.badness < min(each.badness for each, _ in best):
            best.append((push, after))
    return Frontier(tuple(best))


def rush(field: Field) -> Push | None:
    """What being the first of all does."""
    after = field.pushed(FRONT)
    return pushed(field, after) if after is not None else None


# --- what a schedule does to everybody -----------------------------------------------------------


def pushed(field: Field, after: Schedule) -> Push:
    """From the plan as it stands to another, in the words of people."""
    old, new = field.finishes_before, _finishes(field, after)
    own = _own(field)
    book = field.ground.book
    before, then = max(int(old[line]) for line in own), max(int(new[line]) for line in own)
    late = np.flatnonzero(new > old)
    mine = frozenset(own)
    displaced = [_displaced(field, line, old, new) for line in late.tolist() if line not in mine]
    setup, cost = _setup(field, after)
    return Push(
        promise_date=book.ship_day(then),
        finish_at=book.moment(then),
        days_won=(book.ship_day(before) - book.ship_day(then)).days,
        cost_delta=(cost + _moved_cost(field, after)).quantize(CENT, ROUND_HALF_UP),
        displaced=tuple(sorted(displaced, key=lambda it: (-it.days_late, -it.days_lost, -it.minutes, it.order_no))),
        setup_minutes=setup,
        tardiness=_tardiness(field, after) - field.tardiness_before,
    )


def _own(field: Field) -> list[int]:
    _, number = field.ground.keys
    return sorted({int(number[line]) for line in field.ground.numbers[field.order_no]})


def _finishes(field: Field, schedule: Schedule) -> Ints:
    """By order and line, the minute it is finished."""
    keys, number = field.ground.keys
    found = np.zeros(len(keys), dtype=np.int64)
    np.maximum.at(found, number, schedule.end[field.arrays.last])
    return found


def _displaced(field: Field, line: int, old: Ints, new: Ints) -> Displaced:
    ground, (keys, _) = field.ground, field.ground.keys
    before, after = int(old[line]), int(new[line])
    known = _known(ground, line)
    a, book = field.arrays, ground.book
    return Displaced(
        order_no=keys[line][0], line_no=keys[line][1], before=book.ship_day(before), after=book.ship_day(after),
        finish_before=book.moment(before), finish_after=book.moment(after),
        minutes=_plant(a, after) - _plant(a, before), wanted_by=known.wanted_by,
    )  # fmt: skip


def _known(ground: Ground, line: int) -> OpenOrder:
    (keys, number) = ground.keys
    mine = ground.numbers[keys[line][0]]
    return ground.wanted[next(each for each in mine if number[each] == line)]


def _plant(a: Arrays, minute: int) -> int:
    """Working minutes of the plant before a minute."""
    window = int(np.searchsorted(a.plant_opens, minute, side="right")) - 1
    if window < 0:
        return 0
    return int(a.plant_before[window] + min(minute, a.plant_closes[window]) - a.plant_opens[window])


def _tardiness(field: Field, schedule: Schedule) -> int:
    """Of all others."""
    late = minutes_late(field.arrays, schedule.end[field.arrays.last]) * field.arrays.weight
    return int(late.sum() - late[field.ground.numbers[field.order_no]].sum())


def _setup(field: Field, after: Schedule) -> tuple[int, Decimal]:
    """Minutes of changing over that are added, and what they cost."""
    if not field.arrays.setup.any():
        return 0, Decimal(0)
    more = _changing(field.arrays, after) - field.changing_before
    cost = Decimal(0)
    for machine in np.flatnonzero(more).tolist():
        cost += int(more[machine]) * _rate(field, machine) / 60
    return int(more.sum()), cost


def _changing(a: Arrays, schedule: Schedule) -> Ints:
    """By machine, working minutes of changing over."""
    longest = 2 * int(schedule.end.max()) + 2
    order = np.argsort(schedule.machine * longest + 2 * schedule.start + (schedule.end > schedule.start), kind="stable")
    machine, family = schedule.machine[order], a.family[order]
    is_first = np.concatenate(([True], machine[1:] != machine[:-1]))
    before = np.where(is_first, a.family_now[machine], np.roll(family, 1))
    minutes = a.setup[a.setup_group[machine], before, family]
    return np.bincount(machine, weights=minutes, minlength=len(a.available_from)).astype(np.int64)


def _moved_cost(field: Field, after: Schedule) -> Decimal:
    """What the order's own work costs more on the machines it runs on then."""
    before, cost = field.before, Decimal(0)
    for op in field.own.tolist():
        old, new = int(before.machine[op]), int(after.machine[op])
        if old != new:
            cost += _cost_on(field, op, new) - _cost_on(field, op, old)
    return cost


def _cost_on(field: Field, op: int, machine: int) -> Decimal:
    work, code = field.ground.work(op), field.ground.book.units[machine][0]
    if field.shop.centres_by_code[code].is_subcontracted:
        return work.booking.qty * field.shop.price_of(replace(work.booking, work_centre=code))
    return work.ways.minutes_on(code) * _rate(field, machine) / 60


def _rate(field: Field, machine: int) -> Decimal:
    """An hour of a machine."""
    return field.shop.centres_by_code[field.ground.book.units[machine][0]].cost_per_hour


def _seen_from(ground: Ground, shop: Shop, policy: PlanPolicy) -> Book:
    """The ground's floor at the time of that shop."""
    return replace(ground.book, shop=shop, policy=policy, floor=replace(ground.book.floor, shop=shop))
