"""How sure an answer's date is: what it books, run through many futures of the standing plan around it.

Machines take their bookings in the planned order. What runs over pushes what comes behind it until a gap has taken it
up, and nothing begins before it was planned to; the order's own operations wait for each other, and for receipts that
may slip. Only the units that the order uses are looked at, so that the answer can wait for it; the whole shop, which
takes what is most urgent of what is there, is run through at night (`plan.scan`).
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.calendar import Axis, WorkingCalendar, minute_after, minute_of
from core.planning.factory.records import Booking
from core.planning.factory.shop import Shop
from core.planning.plan.dues import Shipping
from core.planning.plan.pegging import NO_WAIT, Pegging, Wait
from core.planning.plan.precedence import predecessors
from core.planning.plan.reading import DRAWING, LineKey, line_key
from core.planning.plan.uncertainty import Uncertainty
from core.planning.plan.ways import ways_of
from core.planning.promise.answer import PromiseAnswer
from core.planning.promise.desk import Desk
from core.planning.promise.question import PromiseQuestion

Minutes = NDArray[np.float64]
"""By sample."""

SAMPLES = 100
ENOUGH = 30
"""Orders that have left: with fewer, four in five of them say little."""
LONGEST_RECORD = 200
"""Of the orders that left last: before that the shop was another."""
LOOK_BACK = 60
"""Bookings before one's own on a unit that are run through: by then gaps have taken up what came before."""
LOOK_AHEAD = 10
"""Bookings after it that tell what its machine does when it comes too late."""


def with_sureness(
    shop: Shop, question: PromiseQuestion, answer: PromiseAnswer, uncertainty: Uncertainty, seed: int = 1,
    record: Sequence[int] = (),
) -> PromiseAnswer:  # fmt: skip
    """The answer with the days by which it leaves in half and in four of five futures; never before its date.

    `shop` is the one that was asked, without the order. `record`: working days by which orders have left after the day
    they were first promised, as far as that is known (0: in time). Where there is enough of it, no date is called surer
    than it has been so far. The same for the same shop, answer, record and seed.
    """
    if answer.promise_date is None:
        return answer
    ends = _Futures(shop, question, answer, uncertainty, seed).ends
    half, most = (_day(shop, answer.promise_date, ends, record, percent) for percent in (50, 80))
    return replace(answer, p50_date=half, p80_date=most)


def working_days(calendar: WorkingCalendar, promised: date, left: date) -> int:
    """Working days by which something left after the promised day; 0 when it left in time."""
    days, day = 0, promised
    while day < left:
        day = calendar.add_working_days(day, 1)
        days += 1
    return days


def _day(shop: Shop, promised: date, ends: Minutes, record: Sequence[int], percent: int) -> date:
    sampled = Shipping(shop.calendar).day_of(int(np.ceil(_reached(ends.tolist(), percent))))
    days = _reached(record, percent) if len(record) >= ENOUGH else 0
    seen = shop.calendar.add_working_days(promised, int(days)) if days > 0 else promised
    return max(promised, sampled, seen)


def _reached(numbers: Sequence[float], percent: int) -> float:
    """The smallest of them that so many per cent do not exceed."""
    return sorted(numbers)[-(-len(numbers) * percent // 100) - 1]


@dataclass(frozen=True, eq=False)
class _Futures:
    """All samples at once."""

    shop: Shop
    question: PromiseQuestion
    answer: PromiseAnswer
    uncertainty: Uncertainty
    seed: int

    @cached_property
    def _desk(self) -> Desk:
        return Desk.of(self.shop)

    @cached_property
    def _chance(self) -> np.random.Generator:
        return np.random.default_rng((self.seed, zlib.crc32(self.answer.order_no.encode())))

    @property
    def ends(self) -> Minutes:
        """The minute by which the last line is finished."""
        assert self.answer.ready_at is not None
        made = {line.line_no for line in self.answer.lines} - {each.line_no for each in self.answer.bookings}
        ready = [minute_after(line.ready_at) for line in self.answer.lines if line.line_no in made]
        ends = np.full(SAMPLES, float(max(ready, default=0)))
        for key in sorted({line_key(booking) for booking in self.answer.bookings}):
            np.maximum(ends, self._line(key), out=ends)
        return ends

    def _line(self, key: LineKey) -> Minutes:
        """One line's; its operations in the order in which they are booked."""
        mine = [position for position, each in enumerate(self.answer.bookings) if line_key(each) == key]
        bookings = [self.answer.bookings[position] for position in mine]
        before = predecessors(self.shop, bookings)
        ends: dict[int, Minutes] = {}
        for position in sorted(range(len(bookings)), key=lambda each: (bookings[each].start_at, bookings[each].seq)):
            ready = np.zeros(SAMPLES)
            for wait in self._waits[mine[position]]:
                ready = np.maximum(ready, wait.ready + self._slip(wait.reason))
            for pred in before[position] & ends.keys():
                ready = np.maximum(ready, ends[pred])
            ends[position] = self._run(bookings[position], ready)
        return np.max(list(ends.values()), axis=0)  # type: ignore[no-any-return]

    # --- what is waited for ----------------------------------------------------------------

    @cached_property
    def _waits(self) -> list[set[Wait]]:
        """By booking of the answer."""
        pegging = Pegging(self.shop, self._desk.timelines.factory)
        waits = pegging.waits(self.answer.bookings, self.answer.allocations)
        drawn = {line.line_no: line.design_ready_at for line in self.question.lines}
        for position, booking in enumerate(self.answer.bookings):
            if (at := drawn.get(booking.line_no)) is not None and not booking.is_design:
                waits[position].append(Wait(minute_after(at), DRAWING))
        return [set(each) - {NO_WAIT} for each in waits]

    def _slip(self, reason: str) -> Minutes:
        """Minutes by which a receipt, or a supplier's delivery of what is yet to be bought, comes later.

        The same for all that wait for it.
        """
        item = self.shop.items_by_code.get(reason)
        reason = (item.supplier or reason) if item is not None else reason
        chance = np.random.default_rng((self.seed, zlib.crc32(reason.encode())))
        slips = chance.exponential(1.0, SAMPLES) * self.uncertainty.slip
        return np.asarray(np.where(chance.random(SAMPLES) < self.uncertainty.slip_share, slips, 0.0))

    # --- what runs -------------------------------------------------------------------------

    def _run(self, booking: Booking, ready: Minutes) -> Minutes:
        """When it ends: not before what it waits for, nor before its machine has done what comes first."""
        axis = self._desk.timelines.centres[booking.work_centre].axis
        clock = _Clock(axis)
        planned = axis.worked(minute_of(booking.start_at)) + self._push(booking)
        there = clock.worked(np.maximum(ready, minute_of(booking.start_at)))
        # Whoever misses the turn finds the machine at something else, and waits for the rest of that.
        start = np.where(there > planned, there + self._rest(booking), planned)
        if ways_of(self.shop, booking).runs_on:
            length = (booking.end_at - booking.start_at).total_seconds() / 60
            return np.asarray(clock.start(start) + self._longer(np.array([length]))[0])
        return clock.end(start + self._longer(np.array([float(booking.work_minutes)]))[0])

    def _push(self, booking: Booking) -> Minutes:
        """Working minutes by which its machine is not done in time with what is booked before it."""
        centre = self._desk.timelines.centres[booking.work_centre]
        unit = centre.units[booking.unit]
        last = int(np.searchsorted(unit.starts, minute_of(booking.start_at)))
        now = centre.axis.worked(self._desk.now)
        starts = [max(each, now) for each in unit.worked_starts[max(0, last - LOOK_BACK) : last]]
        ends = [max(each, now) for each in unit.worked_ends[max(0, last - LOOK_BACK) : last]]
        lengths = np.array(ends, dtype=np.float64) - np.array(starts, dtype=np.float64)
        over = self._longer(lengths) - lengths[:, None]
        push, free = np.zeros(SAMPLES), now
        for number, (begin, end) in enumerate(zip(starts, ends, strict=True)):
            push = np.maximum(push - (begin - free), 0.0) + over[number]
            free = end
        return np.maximum(push - (centre.axis.worked(minute_of(booking.start_at)) - free), 0.0)

    def _rest(self, booking: Booking) -> Minutes:
        """Working minutes until a machine is free that somebody comes to at any time soon after his turn."""
        unit = self._desk.timelines.centres[booking.work_centre].units[booking.unit]
        first = int(np.searchsorted(unit.starts, minute_of(booking.start_at)))
        starts = np.array(unit.worked_starts[first : first + LOOK_AHEAD], dtype=np.float64)
        lengths = np.array(unit.worked_ends[first : first + LOOK_AHEAD], dtype=np.float64) - starts
        if not len(lengths) or (span := starts[-1] + lengths[-1] - starts[0]) <= 0:
            return np.zeros(SAMPLES)
        moments = self._chance.random(SAMPLES) * span + starts[0]
        at = np.searchsorted(starts, moments, side="right") - 1
        return np.asarray(np.maximum(starts[at] + lengths[at] - moments, 0.0))

    def _longer(self, lengths: Minutes) -> Minutes:
        """What pieces of work (rows) take in each future: their own time varies, and their machine may stand still."""
        told, shape = self.uncertainty, (len(lengths), SAMPLES)
        factor = np.exp(self._chance.standard_normal(shape) * told.spread - told.spread**2 / 2)
        stops = self._chance.poisson(np.repeat(lengths[:, None], SAMPLES, axis=1) * told.stops_per_minute)
        # So many exponential stops one after the other.
        stopped = self._chance.standard_gamma(np.maximum(stops, 1)) * told.stop * (stops > 0)
        return np.asarray(lengths[:, None] * factor + stopped)


@dataclass(frozen=True, eq=False)
class _Clock:
    """`Axis` for many moments at once, fractions of minutes included."""

    axis: Axis

    @cached_property
    def _columns(self) -> Sequence[Minutes]:
        return [np.array(column, dtype=np.float64) for column in (self.axis.opens, self.axis.closes, self.axis.before)]

    def worked(self, t: Minutes) -> Minutes:
        """See `Axis.worked`."""
        opens, closes, before = self._columns
        k = np.searchsorted(opens, t, side="right") - 1
        within = before[k] + np.minimum(t, closes[k]) - opens[k]
        return np.asarray(np.where(k < 0, 0.0, within))

    def start(self, u: Minutes) -> Minutes:
        """See `Axis.start`; beyond the last window time runs on."""
        return self._moment(u, "right")

    def end(self, u: Minutes) -> Minutes:
        """See `Axis.end`; beyond the last window time runs on."""
        return self._moment(u, "left")

    def _moment(self, u: Minutes, side: str) -> Minutes:
        opens, _, before = self._columns
        k = np.maximum(np.searchsorted(before, u, side=side) - 1, 0)  # type: ignore[call-overload]
        return np.asarray(opens[k] + u - before[k])
