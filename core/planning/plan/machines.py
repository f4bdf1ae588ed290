"""The machines of a shop as a problem sees them: one for each unit, with its working time."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

import numpy as np

from core.calendar import Axis, Span, WorkingCalendar, minute_after, minute_of
from core.planning.factory.master import WorkCentre
from core.planning.factory.records import Booking
from core.planning.factory.shop import Shop
from core.planning.kernels.arrays import Ints
from core.planning.plan.problem import Machine
from core.planning.plan.setups import UNKNOWN, Left, Setups

UNTOLD = "?"
"""The family of a machine that nobody has told what it is set up for: changing over from it takes no time."""
Unit = tuple[str, int]
"""A work centre and which of its equal units."""


@dataclass(frozen=True, eq=False)
class Floor:
    """All units of a shop over a stretch of days, in minutes since its first midnight."""

    shop: Shop
    first: date
    last: date
    epoch: int
    """The minute since 1970 that is 0 here."""

    @classmethod
    def of(cls, shop: Shop, bookings: Iterable[Booking]) -> "Floor":
        """From a Monday before the first of these bookings until long after the last day that matters."""
        local = shop.calendar.local_date
        days = [line.wanted_by for line in shop.orders if line.wanted_by is not None]
        days += [local(booking.end_at) for booking in shop.bookings]
        starts = [local(booking.start_at) for booking in bookings] or [local(shop.as_of)]
        first = min(local(shop.as_of), *starts)
        first -= timedelta(days=first.weekday())
        ahead = max([local(shop.as_of), *days]) - local(shop.as_of)
        last = local(shop.as_of) + min(timedelta(days=shop.horizon_days), 2 * ahead + timedelta(days=120))
        return cls(shop, first, last, _midnight(first, shop))

    @cached_property
    def now(self) -> int:
        """The first minute in which anything can start."""
        return minute_after(self.shop.as_of) - self.epoch

    @property
    def horizon(self) -> int:
        """The minute after the last day."""
        return ((self.last - self.first).days + 1) * 24 * 60

    def axis(self, calendar: WorkingCalendar) -> Axis:
        """Working time of a calendar, in minutes of this floor."""
        found = calendar.axis(self.first, self.last)
        return Axis.of(self._within(found.spans), self._within(found.holes))

    def _within(self, spans: Iterable[Span]) -> list[Span]:
        cut = ((max(0, start - self.epoch), min(end - self.epoch, self.horizon)) for start, end in spans)
        return [(start, end) for start, end in cut if start < end]

    def minutes(self, booking: Booking) -> Span:
        """Its first minute and the one after its last."""
        return minute_of(booking.start_at) - self.epoch, minute_after(booking.end_at) - self.epoch


def axes_of(floor: Floor, bookings: Iterable[Booking]) -> dict[Unit, Axis]:
    """Working time of every unit; overtime as far as somebody has it booked."""
    by_calendar: dict[int, Axis] = {}
    extra: dict[Unit, list[Span]] = {}
    for booking in bookings:
        if booking.overtime_minutes:
            extra.setdefault((booking.work_centre, booking.unit), []).append(_tended(floor, booking))
    found = {}
    for centre in floor.shop.work_centres:
        key = id(centre.calendar)
        if key not in by_calendar:
            by_calendar[key] = floor.axis(centre.calendar)
        for unit in range(centre.capacity):
            opened = _opened(floor, centre, extra.get((centre.work_centre, unit), []))
            axis = by_calendar[key]
            found[centre.work_centre, unit] = axis.with_windows(opened) if opened else axis
    return found


def _tended(floor: Floor, booking: Booking) -> Span:
    """While somebody is at the machine for it: changing over to it comes first."""
    shop, (start, end) = floor.shop, floor.minutes(booking)
    own = (it for it in shop.bookings if (it.work_centre, it.unit) == (booking.work_centre, booking.unit))
    before = max((it for it in own if it.start_at < booking.start_at), key=lambda it: it.start_at, default=None)
    if before is None or before.family == booking.family:
        return start, end
    matrix = shop.setups.get(shop.centres_by_code[booking.work_centre].group, {})
    return start - matrix.get((before.family, booking.family), 0), end


def _opened(floor: Floor, centre: WorkCentre, booked: list[Span]) -> list[Span]:
    """The overtime of a work centre, within these bookings."""
    if not booked:
        return []
    spans = (window.span for window in centre.possible_overtime)
    windows = [(start - floor.epoch, end - floor.epoch) for start, end in spans]
    cut = ((max(a, start), min(b, end)) for a, b in windows for start, end in booked)
    return [(start, end) for start, end in cut if start < end]


def groups_of(floor: Floor, axes: Iterable[Unit]) -> list[int]:
    """By machine, which matrix of `setup_of` is its own."""
    groups = sorted(floor.shop.setups)
    return [_position(groups, floor.shop.centres_by_code[code].group) for code, _ in axes]


def setups_of(floor: Floor, axes: Mapping[Unit, Axis], past: Iterable[Booking], families: Mapping[str, int]) -> Setups:
    """Changeovers of the machines in the order of `axes`, on which `past` has run."""
    matrices = setup_of(floor.shop, families).tolist()
    last = {(it.work_centre, it.unit): it for it in sorted(past, key=lambda it: it.end_at)}
    untold = Left(UNKNOWN, families[UNTOLD])
    return Setups(
        axes=tuple(axes.values()),
        minutes=[matrices[group] for group in groups_of(floor, axes)],
        left=[_left(floor, last[unit], families) if unit in last else untold for unit in axes],
    )


def _left(floor: Floor, last: Booking, families: Mapping[str, int]) -> Left:
    return Left(max(UNKNOWN, floor.minutes(last)[1]), families[last.family])


def machines_of(floor: Floor, axes: Mapping[Unit, Axis], begins: Iterable[Left]) -> tuple[Machine, ...]:
    """One machine for each unit, in the order of `axes`, each with when it begins and what it is set up for then."""
    return tuple(
        Machine(
            code=f"{code}/{unit + 1}" if floor.shop.centres_by_code[code].capacity > 1 else code,
            work_centre=code,
            windows=tuple(axis.spans) or ((floor.horizon - 1, floor.horizon),),
            holes=axis.holes,
            available_from=begin.end,
            family_now=begin.family,
            setup_group=group,
        )
        for ((code, unit), axis), group, begin in zip(axes.items(), groups_of(floor, axes), begins, strict=True)
    )


def _position(groups: list[str], group: str) -> int:
    """Groups without a matrix of their own share the first, in which nothing takes time."""
    place = bisect_left(groups, group)
    return place + 1 if place < len(groups) and groups[place] == group else 0


def setup_of(shop: Shop, families: Iterable[str]) -> Ints:
    """Minutes of changing over, by group and families; nothing for a pair that nobody has told."""
    known = {family: number for number, family in enumerate(families)}
    found = np.zeros((len(shop.setups) + 1, len(known), len(known)), dtype=np.int64)
    for number, group in enumerate(sorted(shop.setups)):
        for (before, after), minutes in shop.setups[group].items():
            if before in known and after in known and before != after:
                found[number + 1, known[before], known[after]] = minutes
    return found


def _midnight(day: date, shop: Shop) -> int:
    return minute_of(datetime.combine(day, time(), shop.calendar.timezone))
