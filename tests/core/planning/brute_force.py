"""The best date of all: every order of tasks, every work centre, every unit, minute by minute."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.planning.factory.records import Booking
from core.planning.factory.shop import Shop
from core.planning.promise.answer import PromiseAnswer
from tests.core.planning.check import consumed_by, run_minutes
from tests.core.planning.check_changeovers import has_minutes
from tests.core.planning.worked import is_open

MINUTE = timedelta(minutes=1)
Unit = tuple[str, int]


@dataclass(frozen=True)
class Step:
    """A task, read back from an answer's booking."""

    ways: tuple[tuple[str, int], ...]
    is_unattended: bool
    preds: tuple[int, ...]
    ready: int
    family: str


class Minutes:
    """Which minutes from now until `end` each work centre works, and which are booked."""

    def __init__(self, shop: Shop, end: datetime) -> None:
        self.shop = shop
        span = range(self.minute(end))
        by_calendar = {
            id(centre.calendar): [is_open(centre.calendar, shop.as_of + n * MINUTE) for n in span]
            for centre in shop.work_centres
        }
        self.open = {centre.work_centre: by_calendar[id(centre.calendar)] for centre in shop.work_centres}
        self.closed = {
            centre.work_centre: [
                any(each.start_at <= shop.as_of + n * MINUTE < each.end_at for each in centre.calendar.closed)
                for n in span
            ]
            for centre in shop.work_centres
        }
        self.free = {
            (centre.work_centre, unit): [True] * len(span)
            for centre in shop.work_centres
            for unit in range(centre.capacity)
        }
        self.booked: dict[Unit, list[tuple[int, int, str]]] = {unit: [] for unit in self.free}
        for booking in shop.bookings:
            first, last = self.minute(booking.start_at), self.minute(booking.end_at)
            self.book((booking.work_centre, booking.unit), first, last, booking.family)

    def minute(self, at: datetime) -> int:
        """Minutes from now; negative before."""
        return (at - self.shop.as_of) // MINUTE

    def book(self, unit: Unit, start: int, end: int, family: str) -> None:
        """Mark an interval."""
        self.booked[unit].append((start, end, family))
        self._mark(unit, start, end, free=False)

    def rub_out(self, unit: Unit, start: int, end: int, family: str) -> None:
        """Free it again."""
        self.booked[unit].remove((start, end, family))
        self._mark(unit, start, end, free=True)

    def _mark(self, unit: Unit, start: int, end: int, *, free: bool) -> None:
        cut = self.free[unit][max(0, start) : max(0, end)]
        self.free[unit][max(0, start) : max(0, end)] = [free] * len(cut)

    def earliest(self, unit: Unit, ready: int, work: int, step: Step, best: int) -> tuple[int, int]:
        """The first interval that holds the work; it need not be known when it ends after `best`."""
        n = ready
        while n < best:
            start, end = self._next_interval(unit, n, work, best, is_unattended=step.is_unattended)
            if end < best and self._can_change_over(unit, start, end, step.family):
                return start, end
            n = start + 1
        return best, best

    def _next_interval(self, unit: Unit, n: int, work: int, best: int, *, is_unattended: bool) -> tuple[int, int]:
        is_worked, is_closed, is_free = self.open[unit[0]], self.closed[unit[0]], self.free[unit]
        start, done = None, 0
        for m in range(n, best):
            if not is_free[m] or (is_unattended and is_closed[m]):
                start, done = None, 0
            elif start is not None or is_worked[m]:
                start = m if start is None else start
                done += is_worked[m] or is_unattended
                if done == work:
                    return start, m + 1
        return best, best

    def _can_change_over(self, unit: Unit, start: int, end: int, family: str) -> bool:
        """Is there time between it and what comes before and after?"""
        centre = self.shop.centres_by_code[unit[0]]
        matrix = self.shop.setups.get(centre.group, {})
        before = max((each for each in self.booked[unit] if each[1] <= start), default=None)
        after = min((each for each in self.booked[unit] if each[0] >= end), default=None)
        stretches = []
        if before is not None:
            stretches.append((max(0, before[1]), start, matrix.get((before[2], family), 0)))
        if after is not None:
            stretches.append((end, after[0], matrix.get((family, after[2]), 0)))
        moments = [(self.shop.as_of + a * MINUTE, self.shop.as_of + b * MINUTE, needed) for a, b, needed in stretches]
        return all(has_minutes(centre.calendar, *each) for each in moments)


def best_end(shop: Shop, answer: PromiseAnswer) -> datetime:
    """The earliest that the last of the answer's operations could end, whatever the order and the choice."""
    end = max(booking.end_at for booking in answer.bookings)
    steps, minutes = list(steps_of(shop, answer)), Minutes(shop, end)
    return shop.as_of + best_after(minutes, steps, [None] * len(steps), minutes.minute(end)) * MINUTE


def best_after(minutes: Minutes, steps: list[Step], ends: list[int | None], best: int) -> int:
    """The best end of all schedules that go on from here, putting one task after the other into its first interval."""
    done = [end for end in ends if end is not None]
    if len(done) == len(ends):
        return min(best, max(done))
    for index, step in enumerate(steps):
        before = [ends[pred] for pred in step.preds]
        if ends[index] is not None or None in before:
            continue
        ready = max([step.ready, *(end for end in before if end is not None)])
        for unit, work in ((unit, work) for code, work in step.ways for unit in minutes.free if unit[0] == code):
            start, end = minutes.earliest(unit, ready, work, step, best)
            if end < best:  # what ends later cannot be better
                minutes.book(unit, start, end, step.family)
                best = best_after(minutes, steps, [*ends[:index], end, *ends[index + 1 :]], best)
                minutes.rub_out(unit, start, end, step.family)
    return best


def steps_of(shop: Shop, answer: PromiseAnswer) -> Iterator[Step]:
    """The answer's bookings as tasks. Every made item may occur once only."""
    bookings = list(answer.bookings)
    for booking in bookings:
        routing = {each.seq: each for each in shop.routings[booking.item_code]}
        mine = routing[booking.seq]
        ways = tuple(
            (choice.work_centre, max(1, mine.setup_minutes + run_minutes(mine, booking.qty, choice.speed)))
            for choice in mine.alternatives
            if choice.lead_days is None  # without subcontractors the best is no better
            if not mine.skill or mine.skill in shop.centres_by_code[choice.work_centre].skills
        )
        components = {line.component for line in consumed_by(shop, booking)}
        there = [use.available_at for use in answer.materials if use.item_code in components]
        ready = max([(at - shop.as_of) // MINUTE for at in there], default=0)
        yield Step(
            ways,
            mine.is_unattended,
            tuple(preds_of(shop, bookings, booking, components)),
            max(0, ready),
            mine.setup_family,
        )


def preds_of(shop: Shop, bookings: list[Booking], booking: Booking, components: set[str]) -> Iterator[int]:
    """The step before of the same item, and the last steps of its components."""
    for index, other in enumerate(bookings):
        if other.item_code == booking.item_code and other.seq == booking.seq - 10:
            yield index
        if other.item_code in components and other.seq == max(each.seq for each in shop.routings[other.item_code]):
            yield index
