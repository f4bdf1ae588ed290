"""The shop's own book as a problem, and a schedule of it as bookings again.

Every booking of an open order that is not finished yet is one operation. What has begun, lies within the frozen
horizon, is held for a quote, is left there for a lead, was arranged in overtime or no longer matches the factory's
data is pinned where it is; unless it cannot be there any more.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Self

import numpy as np

from core.calendar import Axis, minute_of, moment_of
from core.planning.factory.records import Booking, OpenOrder
from core.planning.factory.shop import Shop
from core.planning.kernels.arrays import PAUSES, RUNS_ON
from core.planning.plan.dues import Shipping
from core.planning.plan.machines import UNTOLD, Floor, Unit, axes_of, machines_of, setup_of, setups_of
from core.planning.plan.place import Place
from core.planning.plan.policy import PlanPolicy, Wish
from core.planning.plan.problem import Due, Op, Problem
from core.planning.plan.reading import IsLeft, LineKey, Work, works_of
from core.planning.plan.schedule import Schedule
from core.planning.plan.setups import Setups
from core.planning.plan.standing import Standing, and_after, beginnings, hit, on_its_machine

ANYTHING = Wish()
_WISHED = {"_wished", "pinned", "problem", "placed", "schedule"}
"""What of a book depends on the wish."""


@dataclass(frozen=True, eq=False)
class Book:
    """A shop's open bookings, laid out for planning. `problem.ops[i]` is `works[i].booking`."""

    shop: Shop
    policy: PlanPolicy
    floor: Floor
    axes: dict[Unit, Axis]
    works: tuple[Work, ...]
    past: tuple[Booking, ...] = ()
    wish: Wish = ANYTHING
    aside: frozenset[str] = frozenset()
    """Orders that are not planned; their works are the time that is kept for them (`setting_aside`)."""
    shipping: Shipping = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "shipping", Shipping(self.shop.calendar))

    @classmethod
    def of(cls, shop: Shop, policy: PlanPolicy | None = None, wish: Wish | None = None) -> Self:
        """Lay a shop's bookings out."""
        left = [booking for booking in shop.bookings if booking.end_at > shop.as_of]
        floor = Floor.of(shop, left)
        axes = axes_of(floor, left)
        works = works_of(shop, floor, axes, cls.left(shop, floor, axes))
        past = tuple(booking for booking in shop.bookings if floor.minutes(booking)[1] <= floor.now)
        return cls(shop, policy or PlanPolicy(), floor, axes, works, past, wish or ANYTHING)

    @staticmethod
    def left(shop: Shop, floor: Floor, axes: dict[Unit, Axis]) -> IsLeft | None:
        """Which bookings are still to be done; by their times, unless somebody knows better."""
        return None

    def wishing(self, wish: Wish) -> Self:
        """The same book for another wish; what has been found out about it already is not looked for again."""
        found = replace(self, wish=wish)
        known = {name: value for name, value in vars(self).items() if name not in {*vars(found), *_WISHED}}
        found.__dict__.update(known)
        return found

    # --- the standing plan -----------------------------------------------------------------

    @cached_property
    def lanes(self) -> tuple[Axis, ...]:
        """Working time by machine."""
        return tuple(self.axes.values())

    @cached_property
    def units(self) -> tuple[Unit, ...]:
        """Work centre and unit by machine."""
        return tuple(self.axes)

    @cached_property
    def _machines_by_centre(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number, (code, _) in enumerate(self.units):
            found.setdefault(code, []).append(number)
        return found

    @cached_property
    def _standing(self) -> tuple[Standing, ...]:
        return tuple(
            Standing(
                work.place, work.booking.work_minutes, work.ready, work.preds, work.ways.runs_on,
                work.place.start <= self.floor.now, work.is_placed, self.families[work.booking.family],
            )
            for work in self.works
        )  # fmt: skip

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Where every operation is, after what has happened since it was booked."""
        pairs = enumerate(self._standing)
        return tuple(
            op.place if self.is_aside(it) else on_its_machine(self.lanes[op.place.machine], op) for it, op in pairs
        )

    @cached_property
    def hit(self) -> frozenset[int]:
        """Operations that cannot stay where they are booked; what is set aside keeps its time whatever happens."""
        found = hit(self._setups, self._standing, self.places)
        return frozenset(op for op in found if not self.is_aside(op))

    def is_aside(self, index: int) -> bool:
        """It is no work to be planned: its time is kept."""
        return self.works[index].booking.order_no in self.aside

    @cached_property
    def families(self) -> dict[str, int]:
        """What machines are set up for, each with its number."""
        names = {"", UNTOLD, *(work.booking.family for work in self.works), *(it.family for it in self.past)}
        return {family: number for number, family in enumerate(sorted(names))}

    @cached_property
    def _setups(self) -> Setups:
        return setups_of(self.floor, self.axes, self.past, self.families)

    @cached_property
    def frozen_until(self) -> int:
        """The end of the last frozen day."""
        calendar, days = self.shop.calendar, self.policy.frozen_days
        if days <= 0:
            return self.floor.now
        last = calendar.add_working_days(calendar.local_date(self.shop.as_of) - timedelta(days=1), days)
        return minute_of(datetime.combine(last + timedelta(days=1), time(), calendar.timezone)) - self.floor.epoch

    def is_frozen(self, index: int) -> bool:
        """It begins within the frozen horizon and has not begun."""
        return self.floor.now < self.works[index].place.start < self.frozen_until

    @cached_property
    def pinned(self) -> frozenset[int]:
        """Operations that stay where they are."""
        return frozenset(index for index in range(len(self.works)) if self._stays(index))

    def _stays(self, index: int) -> bool:
        work = self.works[index]
        if self._standing[index].is_begun or self.is_aside(index):
            return True
        if index in self.hit:
            return False
        is_frozen = self.is_frozen(index) and not self.wish.opened_by
        is_kept = work.line.is_quote or work.booking.order_no in self.wish.held or index not in self._wished
        is_kept = is_kept or work.line.is_pinned(work.booking)
        return is_frozen or is_kept or bool(work.booking.overtime_minutes) or not work.ways.is_known

    @cached_property
    def _wished(self) -> frozenset[int]:
        """Operations that may move as far as the wish goes, if nothing else keeps them."""
        if self.wish.is_hit_only:
            return self.hit
        if not self.wish.work_centre:
            return frozenset(range(len(self.works)))
        could = (self.wish.work_centre in dict(work.ways.choices) for work in self.works)
        return frozenset(and_after(self._standing, {op for op, is_there in enumerate(could) if is_there}))

    @cached_property
    def booked(self) -> Schedule:
        """The standing plan as people know it, whatever has happened since."""
        return self.scheduled([work.place for work in self.works])

    @cached_property
    def standing(self) -> Schedule:
        """The standing plan as a schedule of the problem; what is hit is where it was booked."""
        return self.scheduled(self.places)

    @staticmethod
    def scheduled(places: Sequence[Place]) -> Schedule:
        """A place for every operation as a schedule."""
        columns = np.array(places, dtype=np.int64).reshape(-1, 3).T.copy()
        columns.setflags(write=False)
        return Schedule(*columns)

    # --- the problem -----------------------------------------------------------------------

    @cached_property
    def lines(self) -> tuple[tuple[OpenOrder, int], ...]:
        """Per order of the problem: the line, and the operation that finishes it (or one of several that do)."""
        waited_for = {pred for work in self.works for pred in work.preds}
        return tuple((work.line, index) for index, work in enumerate(self.works) if index not in waited_for)

    @cached_property
    def problem(self) -> Problem:
        """What has to be planned. Raises `BadProblem`."""
        begins = beginnings(self._setups, self._standing, self.places, self.hit, self.floor.now)
        return Problem(
            name=f"book-{self.shop.version}",
            horizon=self.floor.horizon,
            machines=machines_of(self.floor, self.axes, begins),
            ops=tuple(self.op(index, self.families, order) for index, order in enumerate(self.owners())),
            orders=tuple(self.due(line, last) for line, last in self.lines),
            plant=tuple(self.floor.axis(self.shop.calendar).spans),
            setup=setup_of(self.shop, self.families),
            families=tuple(self.families),
        )

    def owners(self) -> Iterator[int]:
        """By operation, the order of the problem that it is for: the first of its line, unless it finishes another."""
        first: dict[LineKey, int] = {}
        finishes = {}
        for number, (_, last) in enumerate(self.lines):
            first.setdefault(self.works[last].key, number)
            finishes[last] = number
        for index, work in enumerate(self.works):
            yield finishes.get(index, first[work.key])

    def op(self, index: int, families: Mapping[str, int], order: int) -> Op:
        """One operation for an order of the problem."""
        work, place = self.works[index], self.places[index]
        return Op(
            order=order,
            ways=tuple(
                (number, minutes) for code, minutes in work.ways.choices for number in self._machines_by_centre[code]
            ),
            preds=() if self.is_aside(index) else work.preds,
            family=families[work.booking.family],
            pause=RUNS_ON if work.ways.runs_on else PAUSES,
            ready=place.start if index in self.pinned else max(self.floor.now, work.ready),
            waits_for=work.waits_for,
            pin=tuple(place) if index in self.pinned else None,  # type: ignore[arg-type]
        )

    def due(self, line: OpenOrder, last: int) -> Due:
        """A line as an order of the problem, finished by operation `last`."""
        day = line.wanted_by
        due = self.shipping.end_for(day) - self.floor.epoch if day else self.floor.horizon
        code = f"{line.order_no}/{line.line_no}"
        return Due(code=code, last=last, due=due, weight=self.policy.weight_of(line))

    @cached_property
    def placed(self) -> Schedule:
        """Where everything is once what is hit is elsewhere; on machine -1 what fits nowhere. Raises `BadProblem`."""
        if not self.hit:
            return self.standing
        from core.planning.plan.repair import put_in  # late: what can be kept to needs no kernels

        return put_in(self.problem, self.standing, self.hit)

    @cached_property
    def schedule(self) -> Schedule:
        """The same. Raises `BadProblem` with the order that does not fit before the horizon."""
        if not self.hit:
            return self.standing
        from core.planning.plan.rules import all_placed  # late for the same reason

        return all_placed(self.problem, self.placed)

    # --- and back --------------------------------------------------------------------------

    def bookings(self, schedule: Schedule) -> tuple[Booking, ...]:
        """What would be booked by this schedule, in the order of `works`; what has not moved is the same object."""
        rows = zip(schedule.machine.tolist(), schedule.start.tolist(), schedule.end.tolist(), strict=True)
        return tuple(self._booking(index, Place(*row)) for index, row in enumerate(rows))

    def _booking(self, index: int, place: Place) -> Booking:
        work = self.works[index]
        if work.is_placed and place[:2] == work.place[:2] and place.end <= work.place.end:
            return work.booking
        code, unit = self.units[place.machine]
        minutes = work.booking.work_minutes if index in self.pinned else work.ways.minutes_on(code)
        return replace(
            work.booking, work_centre=code, unit=unit, start_at=self.moment(place.start), end_at=self.moment(place.end),
            work_minutes=minutes, overtime_minutes=self._overtime(index, place, minutes),
        )  # fmt: skip

    def _overtime(self, index: int, place: Place, minutes: int) -> int:
        """Only what has begun may still be in overtime that was arranged for it."""
        if not self.works[index].booking.overtime_minutes or index not in self.pinned:
            return 0
        centre = self.shop.centres_by_code[self.units[place.machine][0]]
        axis = self.floor.axis(centre.calendar)
        return max(0, minutes - (axis.worked(place.end) - axis.worked(place.start)))

    def moment(self, minute: int) -> datetime:
        """A minute of the book as a moment."""
        return moment_of(minute + self.floor.epoch)

    def ship_day(self, end: int) -> date:
        """The day on which goods leave that are finished then."""
        return self.shipping.day_of(end + self.floor.epoch)
