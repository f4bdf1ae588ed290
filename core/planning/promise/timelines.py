"""What is booked on each work centre, ready for finding gaps."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from core.calendar import Axis, Span, minute_of
from core.planning.factory.recipe import Way
from core.planning.factory.records import Allocation, Booking
from core.planning.factory.shop import Shop
from core.planning.promise.changeovers import NO_CHANGE, Around, Changeovers
from core.planning.promise.layout import axes_of, booked_of, units_of
from core.planning.promise.rations import Ration
from core.planning.promise.units import Booked, Place, UnitTimeline, Wanted


@dataclass(frozen=True, slots=True, eq=False)
class CentreTimeline:
    """A work centre: its working time, its units, and what changing them over takes."""

    axis: Axis
    units: tuple[UnitTimeline, ...]
    changeovers: Changeovers
    ration: Ration | None = None
    """What the one who asks may use of it; None: everything."""

    def opened(self, axis: Axis, changed: Iterable[Span]) -> "CentreTimeline":
        """The same bookings on an axis that has more working time, all of it inside `changed`: in order and apart."""
        changes = [(span, axis.worked(span[1]) - self.axis.worked(span[1])) for span in changed]
        return replace(self, axis=axis, units=tuple(unit.seen_on(axis, changes) for unit in self.units))

    def alone(self, way: "Way", ready: int) -> int | None:
        """When that work would end if nothing were booked here."""
        wanted = Wanted(way.minutes, way.is_unattended, NO_CHANGE, ready)
        place = UnitTimeline(self.axis).find(self.axis, wanted, ready)
        return place[1] if place else None

    def relaid(self, bookings: list[Booking], from_minute: int) -> "CentreTimeline":
        """The work centre with these bookings and no others."""
        return replace(self, units=units_of(self.axis, len(self.units), bookings, from_minute))

    def emptied(self) -> "CentreTimeline":
        """The work centre without any booking."""
        return replace(self, units=tuple(UnitTimeline(self.axis) for _ in self.units))


@dataclass(frozen=True, slots=True, eq=False)
class Timelines:
    """All work centres of a shop, and the factory's own working time. Never written to: see `Trial`."""

    centres: dict[str, CentreTimeline]
    factory: Axis
    from_minute: int

    @classmethod
    def of(cls, shop: Shop) -> "Timelines":
        """Lay out a shop's bookings; milliseconds per thousand."""
        axis_of = axes_of(shop)
        by_centre: dict[str, list[Booking]] = {code: [] for code in shop.centres_by_code}
        for booking in shop.bookings:
            by_centre[booking.work_centre].append(booking)
        from_minute = minute_of(shop.as_of)
        matrices = {group: Changeovers(minutes) for group, minutes in shop.setups.items()}
        none = Changeovers({})
        centres = {}
        for centre in shop.work_centres:
            axis = axis_of(centre.calendar)
            units = units_of(axis, centre.capacity, by_centre[centre.work_centre], from_minute)
            centres[centre.work_centre] = CentreTimeline(axis, units, matrices.get(centre.group, none))
        return cls(centres, axis_of(shop.calendar), from_minute)

    def after_booking(
        self, shop: Shop, bookings: tuple[Booking, ...], allocations: tuple[Allocation, ...]
    ) -> "Timelines":
        """With these bookings too; untouched units are shared."""
        trial = Trial(self, self.from_minute)
        for booking in bookings:
            trial.book(booking.work_centre, booking.unit, booked_of(booking))
        return trial.kept()

    def after_release(
        self, shop: Shop, bookings: tuple[Booking, ...], allocations: tuple[Allocation, ...]
    ) -> "Timelines":
        """Without these bookings; a work centre on which they are not found as they were booked is laid out anew."""
        trial = Trial(self, self.from_minute)
        blurred: dict[str, list[Booking]] = {}
        for booking in bookings:
            start, end, *_ = booked_of(booking)
            is_over = end <= self.from_minute
            if (is_over and self._knows_last(booking)) or not (is_over or trial.take_back(booking, start, end)):
                blurred[booking.work_centre] = []
        gone = {booking.order_no for booking in bookings}
        for booking in shop.bookings if blurred else ():
            if booking.work_centre in blurred and booking.order_no not in gone:
                blurred[booking.work_centre].append(booking)
        fresh = {code: self.centres[code].relaid(left, self.from_minute) for code, left in blurred.items()}
        return trial.kept().replacing(fresh)

    def _knows_last(self, booking: Booking) -> bool:
        """Is it what tells the present set-up of some unit?"""
        start, end, *_ = booked_of(booking)
        return any(unit.holds(start, end) for unit in self.centres[booking.work_centre].units)

    def replacing(self, centres: dict[str, CentreTimeline]) -> "Timelines":
        """The same with some work centres exchanged."""
        return replace(self, centres={**self.centres, **centres})


class Slot(NamedTuple):
    """A place for an operation. Slots compare by end, then in the order of the routing."""

    end: int
    mode: int
    """Position in the task's list of ways to do it."""
    unit: int
    start: int
    work_centre: str


Memo = dict[tuple[UnitTimeline, int, bool, int, int], Place | None]
"""Gaps found before on units that nobody has written to."""


class Trial:
    """Timelines with some work pencilled in; the timelines themselves stay untouched."""

    def __init__(
        self, timelines: Timelines, now: int, memo: Memo | None = None, between: frozenset[str] = frozenset()
    ) -> None:
        """`between`: count the least changeover that jobs of these families in between could make of it."""
        self._timelines, self._now, self._between = timelines, now, between
        self._centres = timelines.centres
        self._memo: Memo = {} if memo is None else memo
        self._written: dict[tuple[str, int], UnitTimeline] = {}
        self._unwritten: dict[tuple[str, int], list[Booked]] = {}
        self._rations: dict[str, Ration] = {}
        self._touched: set[str] = set()
        """Work centres on which something is or was pencilled in."""
        self.has_met_itself = False
        """Somebody has found a later gap than without what was pencilled in."""

    def earliest(self, ways: tuple[Way, ...], family: str, ready: int) -> Slot | None:
        """The best of `slots`; None when there is none."""
        mode_of_best = unit = 0
        best: Place | None = None
        for mode, way in enumerate(ways):
            if best is not None and ready + way.minutes >= best[1]:
                continue  # not even if it began at once
            for number, place in enumerate(self._places(way, family, ready)):
                if place is not None and (best is None or place[1] < best[1]):
                    best, mode_of_best, unit = place, mode, number
        if best is None:
            return None
        return Slot(best[1], mode_of_best, unit, best[0], ways[mode_of_best].work_centre)

    def slots(self, ways: tuple[Way, ...], family: str, ready: int) -> Iterator[Slot]:
        """The earliest place on each unit of each way."""
        for mode, way in enumerate(ways):
            for number, place in enumerate(self._places(way, family, ready)):
                if place is not None:
                    yield Slot(place[1], mode, number, place[0], way.work_centre)

    def _places(self, way: Way, family: str, ready: int) -> list[Place | None]:
        """The first gap on each unit of the work centre."""
        centre = self._centres[way.work_centre]
        matrix = centre.changeovers.at_least(self._between) if self._between else centre.changeovers
        around = matrix.around[family]
        if way.work_centre in self._touched or centre.ration is not None:
            return self._places_beside(way, centre, around, ready)
        return [self._known(centre.axis, unit, way, around, ready) for unit in centre.units]

    def _places_beside(self, way: Way, centre: CentreTimeline, around: Around, ready: int) -> list[Place | None]:
        """The same where something is pencilled in, or not everything may be used."""
        code, wanted, found = way.work_centre, Wanted(way.minutes, way.is_unattended, around, self._now), []
        for number, unit in enumerate(centre.units):
            written = self._seen(code, number)
            place = alone = self._known(centre.axis, unit, way, around, ready)
            if written is not None:
                place = written.find(centre.axis, wanted, ready)
            is_later = alone is not None and (place is None or place[1] > alone[1])
            self.has_met_itself = self.has_met_itself or is_later or code in self._rations
            if centre.ration is not None and place is not None:
                place = self._allowed(code, written or unit, wanted, place)
            found.append(place)
        return found

    def _known(self, axis: Axis, unit: UnitTimeline, way: Way, around: Around, ready: int) -> Place | None:
        """What was found before: most runs of a question ask the same of most units."""
        _, minutes, is_unattended = way
        key = (unit, minutes, is_unattended, id(around), ready)
        try:
            return self._memo[key]
        except KeyError:
            place = unit.find(axis, Wanted(minutes, is_unattended, around, self._now), ready)
            self._memo[key] = place
            return place

    def _allowed(self, code: str, unit: UnitTimeline, wanted: Wanted, place: Place | None) -> Place | None:
        """The first gap from there that the ration allows too."""
        axis, ration = self._centres[code].axis, self._rations.get(code, self._centres[code].ration)
        while ration is not None and place is not None:
            later = ration.try_again_at(axis, place)
            if later is None:
                break
            place = unit.find(axis, wanted, later) if later < axis.closes[-1] else None
        return place

    def _seen(self, code: str, number: int) -> UnitTimeline | None:
        """The unit with everything that is pencilled in there; None where nothing is."""
        unwritten = self._unwritten.pop((code, number), None)
        for booked in unwritten or ():
            self._writable(code, number).add(self._centres[code].axis, booked)
        return self._written.get((code, number))

    def book(self, code: str, unit: int, booked: Booked) -> None:
        """Pencil in an interval; it is written when somebody looks at that unit again, which most often nobody does."""
        centre = self._centres[code]
        self._touched.add(code)
        self._unwritten.setdefault((code, unit), []).append(booked)
        if centre.ration is not None:
            self._rations[code] = self._rations.get(code, centre.ration).less(centre.axis, booked)

    def rub_out(self, code: str, unit: int, booked: Booked) -> None:
        """Take out again what was pencilled in last on that unit."""
        unwritten = self._unwritten.get((code, unit))
        if unwritten:
            unwritten.pop()
        else:
            self._writable(code, unit).undo(booked.start)
        if code in self._rations:
            self._rations[code] = self._rations[code].more(self._centres[code].axis, booked)

    def take_back(self, booking: Booking, start: int, end: int) -> bool:
        """Free a booked interval; False when the unit does not hold exactly that."""
        code, unit = booking.work_centre, booking.unit
        units = self._centres[code].units
        if unit >= len(units) or not (self._seen(code, unit) or units[unit]).holds(start, end):
            return False
        self._touched.add(code)
        self._writable(code, unit).remove(start)
        return True

    def kept(self) -> Timelines:
        """New timelines in which the pencil has become ink."""
        changed: dict[str, CentreTimeline] = {}
        for code, number in tuple(self._unwritten):
            self._seen(code, number)
        for (code, number), written in self._written.items():
            centre = changed.get(code, self._centres[code])
            units = (*centre.units[:number], written.copy(), *centre.units[number + 1 :])
            changed[code] = replace(centre, units=units)
        return self._timelines.replacing(changed)

    def _writable(self, code: str, unit: int) -> UnitTimeline:
        key = (code, unit)
        if key not in self._written:
            self._written[key] = self._centres[code].units[unit].copy()
        return self._written[key]
