"""What is booked on each work centre, ready for finding gaps.

A unit is one of the equal machines of a work centre. Its booked intervals are kept in real minutes and, beside
them, in working minutes of the work centre's axis. There a job that pauses over closures is a plain interval, so a
gap fits when the difference of two numbers is large enough.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import NamedTuple

from core.calendar import Axis, Span, WorkingCalendar, minute_after, minute_of
from core.planning.factory.records import Allocation, Booking
from core.planning.factory.shop import Shop

Booked = tuple[int, int]
"""A booked interval in real minutes."""


class UnitTimeline:
    """Booked intervals of one unit in order, without overlaps."""

    __slots__ = ("ends", "is_merged", "starts", "worked_ends", "worked_starts")

    def __init__(self, axis: Axis, booked: Iterable[Booked] = ()) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.is_merged = False
        for start, end in sorted(booked):
            # Bookings that contradict each other keep the unit busy; they don't make the shop unusable.
            if self.ends and start < self.ends[-1]:
                self.ends[-1] = max(end, self.ends[-1])
                self.is_merged = True
            else:
                self.starts.append(start)
                self.ends.append(end)
        self.worked_starts = [axis.worked(start) for start in self.starts]
        self.worked_ends = [axis.worked(end) for end in self.ends]

    def copy(self) -> "UnitTimeline":
        """One that can be written to."""
        twin = UnitTimeline.__new__(UnitTimeline)
        twin.is_merged = self.is_merged
        twin.starts, twin.ends = self.starts.copy(), self.ends.copy()
        twin.worked_starts, twin.worked_ends = self.worked_starts.copy(), self.worked_ends.copy()
        return twin

    def seen_on(self, axis: Axis, changed: Span, added: int) -> "UnitTimeline":
        """The same bookings against an axis with more minutes, all of them inside `changed`."""
        twin = UnitTimeline.__new__(UnitTimeline)
        twin.is_merged = self.is_merged
        twin.starts, twin.ends = self.starts, self.ends
        twin.worked_starts = _recounted(axis, changed, added, self.starts, self.worked_starts)
        twin.worked_ends = _recounted(axis, changed, added, self.ends, self.worked_ends)
        return twin

    def add(self, axis: Axis, start: int, end: int) -> None:
        """Book a free interval."""
        k = bisect_left(self.starts, start)
        self.starts.insert(k, start)
        self.ends.insert(k, end)
        self.worked_starts.insert(k, axis.worked(start))
        self.worked_ends.insert(k, axis.worked(end))

    def remove(self, start: int) -> None:
        """Free the interval that starts then."""
        k = bisect_left(self.starts, start)
        for column in (self.starts, self.ends, self.worked_starts, self.worked_ends):
            del column[k]

    def holds(self, start: int, end: int) -> bool:
        """Is exactly this interval booked, and by one booking only?"""
        k = bisect_left(self.starts, start)
        return not self.is_merged and k < len(self.starts) and (self.starts[k], self.ends[k]) == (start, end)

    def find(self, axis: Axis, way: "Way", ready: int) -> Booked | None:
        """First gap for that work from `ready`; None beyond the axis."""
        search = self.earliest_unattended if way.is_unattended else self.earliest
        return search(axis, ready, way.minutes)

    def earliest(self, axis: Axis, ready: int, minutes: int) -> Booked | None:
        """First gap for work that may pause over closures, from `ready`; None beyond the axis."""
        free_from = axis.worked(ready)
        starts, ends = self.worked_starts, self.worked_ends
        for k in range(bisect_right(self.ends, ready), len(starts)):
            if starts[k] - free_from >= minutes:
                break
            if ends[k] > free_from:
                free_from = ends[k]
        if free_from + minutes > axis.total:
            return None
        return axis.start(free_from), axis.end(free_from + minutes)

    def earliest_unattended(self, axis: Axis, ready: int, minutes: int) -> Booked | None:
        """First gap for work that starts in working time and then runs around the clock, but through no hole."""
        start = axis.next_open(ready)
        while start is not None:
            busy_until = self._busy_until(axis, start, start + minutes)
            if busy_until is None:
                return start, start + minutes
            start = axis.next_open(busy_until)
        return None

    def _busy_until(self, axis: Axis, start: int, end: int) -> int | None:
        """When what stands in the way of that interval is over: a booking or a hole; None when it is free."""
        k = bisect_right(self.ends, start)
        if k < len(self.starts) and self.starts[k] < end:
            return self.ends[k]
        hole = axis.hole_within(start, end)
        return hole[1] if hole else None


@dataclass(frozen=True, slots=True, eq=False)
class CentreTimeline:
    """A work centre: its working time and its units."""

    axis: Axis
    units: tuple[UnitTimeline, ...]

    def opened(self, axis: Axis, changed: Span) -> "CentreTimeline":
        """The same bookings on an axis that has more working time, all of it inside `changed`."""
        added = axis.total - self.axis.total
        return CentreTimeline(axis, tuple(unit.seen_on(axis, changed, added) for unit in self.units))

    def alone(self, way: "Way", ready: int) -> int | None:
        """When that work would end if nothing were booked here."""
        place = UnitTimeline(self.axis).find(self.axis, way, ready)
        return place[1] if place else None

    def emptied(self) -> "CentreTimeline":
        """The work centre without any booking."""
        return CentreTimeline(self.axis, tuple(UnitTimeline(self.axis) for _ in self.units))


@dataclass(frozen=True, slots=True, eq=False)
class Timelines:
    """All work centres of a shop, and the factory's own working time. Never written to: see `Trial`."""

    centres: dict[str, CentreTimeline]
    factory: Axis
    from_minute: int

    @classmethod
    def of(cls, shop: Shop) -> "Timelines":
        """Lay out a shop's bookings; milliseconds per thousand."""
        axis_of = _axes(shop)
        by_centre: dict[str, list[Booking]] = {code: [] for code in shop.centres_by_code}
        for booking in shop.bookings:
            by_centre[booking.work_centre].append(booking)
        from_minute = minute_of(shop.as_of)
        centres = {
            centre.work_centre: _laid_out(
                axis_of(centre.calendar), centre.capacity, by_centre[centre.work_centre], from_minute
            )
            for centre in shop.work_centres
        }
        return cls(centres, axis_of(shop.calendar), from_minute)

    def after_booking(
        self, shop: Shop, bookings: tuple[Booking, ...], allocations: tuple[Allocation, ...]
    ) -> "Timelines":
        """With these bookings too; untouched units are shared."""
        trial = Trial(self)
        for booking in bookings:
            trial.book(booking.work_centre, booking.unit, minute_of(booking.start_at), minute_after(booking.end_at))
        return trial.kept()

    def after_release(
        self, shop: Shop, bookings: tuple[Booking, ...], allocations: tuple[Allocation, ...]
    ) -> "Timelines":
        """Without these bookings; a work centre on which they are not found as they were booked is laid out anew."""
        trial = Trial(self)
        blurred: dict[str, list[Booking]] = {}
        for booking in bookings:
            start, end = minute_of(booking.start_at), minute_after(booking.end_at)
            if end > self.from_minute and not trial.take_back(booking.work_centre, booking.unit, start, end):
                blurred[booking.work_centre] = []
        for booking in shop.bookings if blurred else ():
            if booking.work_centre in blurred:
                blurred[booking.work_centre].append(booking)
        fresh = {
            code: _laid_out(self.centres[code].axis, len(self.centres[code].units), left, self.from_minute)
            for code, left in blurred.items()
        }
        return trial.kept().replacing(fresh)

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


class Way(NamedTuple):
    """A way to do an operation."""

    work_centre: str
    minutes: int
    is_unattended: bool


class Trial:
    """Timelines with some work pencilled in; the timelines themselves stay untouched."""

    def __init__(self, timelines: Timelines) -> None:
        self._timelines = timelines
        self._centres = timelines.centres
        self._written: dict[tuple[str, int], UnitTimeline] = {}

    def slots(self, ways: tuple[Way, ...], ready: int) -> Iterator[Slot]:
        """The earliest place on each unit of each way."""
        for mode, way in enumerate(ways):
            code = way.work_centre
            centre = self._centres[code]
            for number, unit in enumerate(centre.units):
                place = self._written.get((code, number), unit).find(centre.axis, way, ready)
                if place is not None:
                    yield Slot(place[1], mode, number, place[0], code)

    def book(self, code: str, unit: int, start: int, end: int) -> None:
        """Pencil in an interval."""
        self._writable(code, unit).add(self._centres[code].axis, start, end)

    def rub_out(self, code: str, unit: int, start: int) -> None:
        """Take a pencilled interval out again."""
        self._writable(code, unit).remove(start)

    def take_back(self, code: str, unit: int, start: int, end: int) -> bool:
        """Free a booked interval; False when the unit does not hold exactly that."""
        units = self._centres[code].units
        if unit >= len(units) or not self._written.get((code, unit), units[unit]).holds(start, end):
            return False
        self.rub_out(code, unit, start)
        return True

    def kept(self) -> Timelines:
        """New timelines in which the pencil has become ink."""
        changed: dict[str, CentreTimeline] = {}
        for (code, number), written in self._written.items():
            centre = changed.get(code, self._centres[code])
            units = (*centre.units[:number], written.copy(), *centre.units[number + 1 :])
            changed[code] = CentreTimeline(centre.axis, units)
        return self._timelines.replacing(changed)

    def _writable(self, code: str, unit: int) -> UnitTimeline:
        key = (code, unit)
        if key not in self._written:
            self._written[key] = self._centres[code].units[unit].copy()
        return self._written[key]


def _recounted(axis: Axis, changed: Span, added: int, times: list[int], worked: list[int]) -> list[int]:
    """Working minutes before each time: the same before the change, shifted after it, counted anew inside."""
    first, last = bisect_right(times, changed[0]), bisect_left(times, changed[1])
    inside = [axis.worked(time) for time in times[first:last]]
    return [*worked[:first], *inside, *(minutes + added for minutes in worked[max(first, last) :])]


def _axes(shop: Shop) -> Callable[[WorkingCalendar], Axis]:
    """Working time of each calendar, laid out once however many work centres share it."""
    laid_out: dict[int, Axis] = {}
    first = shop.calendar.local_date(shop.as_of) - timedelta(days=3)
    last = first + timedelta(days=shop.horizon_days + 3)

    def axis_of(calendar: WorkingCalendar) -> Axis:
        key = id(calendar)
        if key not in laid_out:
            laid_out[key] = calendar.axis(first, last)
        return laid_out[key]

    return axis_of


def _laid_out(axis: Axis, capacity: int, bookings: list[Booking], from_minute: int) -> CentreTimeline:
    """Bookings on their units; one that names no existing unit goes where it is free soonest."""
    booked: list[list[Booked]] = [[] for _ in range(capacity)]
    free_from = [0] * capacity
    for booking in sorted(bookings, key=lambda each: each.start_at):
        start, end = minute_of(booking.start_at), minute_after(booking.end_at)
        if end <= from_minute:
            continue
        unit = booking.unit
        if unit >= capacity or free_from[unit] > start:
            unit = min(range(capacity), key=free_from.__getitem__)
        booked[unit].append((start, end))
        free_from[unit] = max(free_from[unit], end)
    return CentreTimeline(axis, tuple(UnitTimeline(axis, each) for each in booked))
