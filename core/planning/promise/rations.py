"""What one customer may use of work centres on which time is kept for other classes of customers."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from core.calendar import Axis, minute_of
from core.planning.factory.master import Protection
from core.planning.factory.recipe import MAX_LOTS
from core.planning.factory.shop import Shop
from core.planning.promise.units import Booked, Place, UnitTimeline

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, eq=False)
class Ration:
    """Working minutes still to be had, by week that is not released yet. Weeks are given on the axis, in order."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    left: tuple[int, ...]

    def try_again_at(self, axis: Axis, place: Place) -> int | None:
        """None if that is within the ration; else the first minute from which it might be."""
        first, last = axis.worked(place[0]), axis.worked(place[1])
        for week, minutes in self._weeks(first, last):
            if minutes > self.left[week]:
                # Only so late that no more of it than what is left falls into this week, if anything.
                later = max(first + 1, self.ends[week] - max(0, self.left[week]))
                return axis.start(later) if later < axis.total else axis.closes[-1]
        return None

    def lots(self, minutes: int, setup_minutes: int) -> int:
        """In how few lots, each of them in a week of its own, so much work has room; `MAX_LOTS` + 1 for never."""
        room = sorted(self.left, reverse=True)
        work = minutes - setup_minutes
        numbers = range(1, min(MAX_LOTS, len(room)) + 1)
        return next((each for each in numbers if setup_minutes - (-work // each) <= room[each - 1]), MAX_LOTS + 1)

    def less(self, axis: Axis, booked: Booked) -> "Ration":
        """What is left after that booking."""
        return self._changed(axis, booked, -1)

    def more(self, axis: Axis, booked: Booked) -> "Ration":
        """What is left without that booking."""
        return self._changed(axis, booked, 1)

    def _changed(self, axis: Axis, booked: Booked, sign: int) -> "Ration":
        left = list(self.left)
        for week, minutes in self._weeks(axis.worked(booked.start), axis.worked(booked.end)):
            left[week] += sign * minutes
        return replace(self, left=tuple(left))

    def _weeks(self, first: int, last: int) -> Iterator[tuple[int, int]]:
        """The weeks that a stretch of working minutes touches, and how much of it lies in each."""
        week = bisect_right(self.ends, first)
        while week < len(self.starts) and self.starts[week] < last:
            yield week, min(last, self.ends[week]) - max(first, self.starts[week])
            week += 1


@dataclass(frozen=True, slots=True)
class _Week:
    """A week on a work centre's axis, and the protections that hold in it against the one who asks."""

    start: int
    end: int
    kept_for: tuple[Protection, ...]


def ration_of(
    shop: Shop, code: str, axis: Axis, units: Sequence[UnitTimeline], customer_class: str, order_no: str
) -> Ration | None:
    """What a customer of that class may use of a work centre; None: everything.

    `order_no` is the order that asks: what it holds already counts as that customer's.
    """
    group = shop.centres_by_code[code].group
    against = shop.kept_from(customer_class, group)
    weeks = list(_weeks(shop, axis, against)) if against else []
    if not weeks:
        return None
    classes = {order.order_no: order.customer_class for order in shop.orders} | {order_no: customer_class}
    used = _used(units, weeks, classes)
    left = []
    for number, week in enumerate(weeks):
        share = 1 - sum(each.share for each in week.kept_for)
        kept_for = {each.customer_class for each in week.kept_for}
        others = sum(minutes for name, minutes in used[number].items() if name not in kept_for)
        left.append(int((week.end - week.start) * len(units) * max(share, 0)) - others)
    return Ration(tuple(week.start for week in weeks), tuple(week.end for week in weeks), tuple(left))


def _weeks(shop: Shop, axis: Axis, against: list[Protection]) -> Iterator[_Week]:
    """Every working week to come in which some of these protections are not released."""
    today = shop.calendar.local_date(shop.as_of)
    monday = today - timedelta(days=today.weekday())
    while axis.closes and _minute(shop, monday) < axis.closes[-1]:
        kept_for = tuple(each for each in against if not each.is_released(monday, today))
        start, end = axis.worked(_minute(shop, monday)), axis.worked(_minute(shop, monday + WEEK))
        if kept_for and start < end:
            yield _Week(start, end, kept_for)
        monday += WEEK


def _minute(shop: Shop, monday: date) -> int:
    return minute_of(datetime.combine(monday, time(), shop.calendar.timezone))


def _used(units: Sequence[UnitTimeline], weeks: list[_Week], classes: dict[str, str]) -> list[dict[str, int]]:
    """Booked working minutes by week and customer class."""
    found: list[dict[str, int]] = [defaultdict(int) for _ in weeks]
    ends = [week.end for week in weeks]
    for unit in units:
        for order_no, start, end in zip(unit.orders, unit.worked_starts, unit.worked_ends, strict=True):
            name = classes.get(order_no, "")
            for number in range(bisect_right(ends, start), len(weeks)):
                if weeks[number].start >= end:
                    break
                found[number][name] += min(end, weeks[number].end) - max(start, weeks[number].start)
    return found
