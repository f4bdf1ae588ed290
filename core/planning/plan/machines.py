"""The machines of a shop as a problem sees them: one for each unit, with its working time."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np

from core.calendar import Axis, Span, WorkingCalendar, minute_after, minute_of
from core.planning.factory.master import WorkCentre
from core.planning.factory.records import Booking
from core.planning.factory.shop import Shop
from core.planning.kernels.arrays import Ints
from core.planning.plan.problem import Machine

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
    def of(cls, shop: Shop, bookings: Iterable[Booking], days: Iterable[date]) -> "Floor":
        """From a Monday before the first booking until long after the last day that matters."""
        local = shop.calendar.local_date
        starts = [local(booking.start_at) for booking in bookings] or [local(shop.as_of)]
        first = min(local(shop.as_of), *starts)
        first -= timedelta(days=first.weekday())
        ahead = max([local(shop.as_of), *days]) - local(shop.as_of)
        last = local(shop.as_of) + min(timedelta(days=shop.horizon_days), 2 * ahead + timedelta(days=120))
        return cls(shop, first, last, _midnight(first, shop))

    @property
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
            extra.setdefault((booking.work_centre, booking.unit), []).append(floor.minutes(booking))
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


def _opened(floor: Floor, centre: WorkCentre, booked: list[Span]) -> list[Span]:
    """The overtime of a work centre, within these bookings."""
    if not booked:
        return []
    spans = (window.span for window in centre.possible_overtime)
    windows = [(start - floor.epoch, end - floor.epoch) for start, end in spans]
    cut = ((max(a, start), min(b, end)) for a, b in windows for start, end in booked)
    return [(start, end) for start, end in cut if start < end]


def machines_of(
    floor: Floor, axes: Mapping[Unit, Axis], families: list[str], past: Iterable[Booking], begun: Mapping[Unit, int]
) -> tuple[Machine, ...]:
    """One machine for each unit, in the order of `axes`. `past` has run there, `begun` runs there since a minute."""
    groups = sorted(floor.shop.setups)
    set_up = {(it.work_centre, it.unit): it.family for it in sorted(past, key=lambda it: it.end_at)}
    return tuple(
        Machine(
            code=f"{code}/{unit + 1}" if floor.shop.centres_by_code[code].capacity > 1 else code,
            work_centre=code,
            windows=tuple(axis.spans) or ((floor.horizon - 1, floor.horizon),),
            holes=axis.holes,
            available_from=min(floor.now, begun.get((code, unit), floor.now)),
            family_now=families.index(set_up.get((code, unit), UNTOLD)),
            setup_group=_position(groups, floor.shop.centres_by_code[code].group),
        )
        for (code, unit), axis in axes.items()
    )


def _position(groups: list[str], group: str) -> int:
    """Groups without a matrix of their own share the first, in which nothing takes time."""
    place = bisect_left(groups, group)
    return place + 1 if place < len(groups) and groups[place] == group else 0


def setup_of(shop: Shop, families: list[str]) -> Ints:
    """Minutes of changing over, by group and families; nothing for a pair that nobody has told."""
    known = {family: number for number, family in enumerate(families)}
    found = np.zeros((len(shop.setups) + 1, len(families), len(families)), dtype=np.int64)
    for number, group in enumerate(sorted(shop.setups)):
        for (before, after), minutes in shop.setups[group].items():
            if before in known and after in known and before != after:
                found[number + 1, known[before], known[after]] = minutes
    return found


def _midnight(day: date, shop: Shop) -> int:
    return minute_of(datetime.combine(day, time(), shop.calendar.timezone))
