"""One machine's bookings, and the first gap between them that holds a piece of work.

Booked intervals are kept in real minutes and, beside them, in working minutes of the work centre's axis. There a job
that pauses over closures is a plain interval, so a gap fits when the difference of two numbers is large enough. To
what stood before and comes after there must be time for changing over, in working minutes too; what the machine did
last before now says what it is set up for.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from operator import sub
from typing import NamedTuple

from core.calendar import Axis, Span
from core.planning.promise.changeovers import Around

BLOCK = 16
"""Bookings whose largest gap is known, so that full stretches are skipped at once."""
SLACK = 16
"""Bookings that may be put in before these gaps are looked up anew."""

Place = tuple[int, int]
"""An interval in real minutes."""


Change = tuple[Span, int]
"""A stretch of time in which an axis has got more working minutes, and how many more it has up to its end."""


class Booked(NamedTuple):
    """A booked interval in real minutes, what the machine is set up for in it, and whose it is."""

    start: int
    end: int
    family: str = ""
    order_no: str = ""


class Wanted(NamedTuple):
    """A piece of work that looks for a gap."""

    minutes: int
    is_unattended: bool
    around: Around
    now: int
    """Nobody could have changed the machine over before."""


class UnitTimeline:
    """Booked intervals of one unit in order, without overlaps."""

    __slots__ = (
        "_added",
        "_peaks",
        "ends",
        "families",
        "is_merged",
        "orders",
        "starts",
        "worked_ends",
        "worked_starts",
    )

    def __init__(self, axis: Axis, booked: Iterable[Booked] = ()) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.families: list[str] = []
        self.orders: list[str] = []
        self.is_merged = False
        for each in sorted(booked):
            self._append(each)
        self.worked_starts = [axis.worked(start) for start in self.starts]
        self.worked_ends = [axis.worked(end) for end in self.ends]
        self._peaks: list[int] | None = None
        self._added = 0

    def _append(self, booked: Booked) -> None:
        # Bookings that contradict each other keep the unit busy, set up for who knows what; the shop stays usable.
        if self.ends and booked.start < self.ends[-1]:
            self.ends[-1] = max(booked.end, self.ends[-1])
            self.families[-1] = ""
            self.is_merged = True
        else:
            self.starts.append(booked.start)
            self.ends.append(booked.end)
            self.families.append(booked.family)
            self.orders.append(booked.order_no)

    def copy(self) -> "UnitTimeline":
        """One that can be written to."""
        twin = self._twin()
        twin.starts, twin.ends = self.starts.copy(), self.ends.copy()
        twin.families, twin.orders = self.families.copy(), self.orders.copy()
        twin.worked_starts, twin.worked_ends = self.worked_starts.copy(), self.worked_ends.copy()
        twin._peaks, twin._added = self._peaks, self._added
        return twin

    def seen_on(self, axis: Axis, changes: Sequence[Change]) -> "UnitTimeline":
        """The same bookings against an axis with more minutes."""
        twin = self._twin()
        twin.starts, twin.ends, twin.families, twin.orders = self.starts, self.ends, self.families, self.orders
        twin.worked_starts = _recounted(axis, changes, self.starts, self.worked_starts)
        twin.worked_ends = _recounted(axis, changes, self.ends, self.worked_ends)
        twin._peaks, twin._added = None, 0
        return twin

    def _twin(self) -> "UnitTimeline":
        twin = UnitTimeline.__new__(UnitTimeline)
        twin.is_merged = self.is_merged
        return twin

    def add(self, axis: Axis, booked: Booked) -> None:
        """Book a free interval."""
        k = bisect_left(self.starts, booked.start)
        self.starts.insert(k, booked.start)
        self.ends.insert(k, booked.end)
        self.families.insert(k, booked.family)
        self.orders.insert(k, booked.order_no)
        self.worked_starts.insert(k, axis.worked(booked.start))
        self.worked_ends.insert(k, axis.worked(booked.end))
        self._added += 1
        if self._added > SLACK:
            self._peaks = None
        elif self._peaks is not None and (k == 0 or k + 1 == len(self.starts)):
            self._peaks = self._raised(self._peaks, max(k, 1))

    def undo(self, start: int) -> None:
        """Free the interval that was booked last; it starts then. What was known of gaps holds, or more than that."""
        added = self._added - 1
        peaks = self._peaks if added >= 0 else None
        self.remove(start)
        self._peaks, self._added = peaks, max(0, added)

    def remove(self, start: int) -> None:
        """Free the interval that starts then."""
        k = bisect_left(self.starts, start)
        for column in (self.starts, self.ends, self.families, self.orders, self.worked_starts, self.worked_ends):
            del column[k]
        self._peaks, self._added = None, 0

    def holds(self, start: int, end: int) -> bool:
        """Is exactly this interval booked, and by one booking only?"""
        k = bisect_left(self.starts, start)
        return not self.is_merged and k < len(self.starts) and (self.starts[k], self.ends[k]) == (start, end)

    def gap_at(self, start: int) -> int:
        """The number of the gap in which something starts then: that of the booking after it."""
        return bisect_right(self.starts, start)

    def around_gap(self, number: int) -> tuple[str, str]:
        """The families before and after a gap; "" where there is none, or nobody knows it."""
        before = self.families[number - 1] if number else ""
        return before, self.families[number] if number < len(self.families) else ""

    def find(self, axis: Axis, wanted: Wanted, ready: int) -> Place | None:
        """First gap for that work from `ready`; None beyond the axis."""
        if wanted.is_unattended:
            return self._find_unattended(axis, wanted, ready)
        starts, ends, families = self.worked_starts, self.worked_ends, self.families
        minutes, _, (to, back), _ = wanted
        floor = free_from = axis.worked(ready)
        k, n = bisect_right(self.ends, ready), len(starts)
        if k and to.get(families[k - 1]):
            free_from = self._changed_over(axis, wanted, k, floor)
        while k < n and starts[k] - free_from < minutes + back.get(families[k], 0):
            k = self._roomy(k + 1, minutes)
            free_from = ends[k - 1] + to.get(families[k - 1], 0)
            if free_from < floor:
                free_from = floor
        if free_from + minutes > axis.total:
            return None
        return axis.stretch(free_from, minutes)

    def _changed_over(self, axis: Axis, wanted: Wanted, k: int, floor: int) -> int:
        """The first working minute, not before `floor`, that is changed over from what stands before gap `k`."""
        idle_from = self.worked_ends[k - 1] if self.ends[k - 1] >= wanted.now else axis.worked(wanted.now)
        changed_over = idle_from + wanted.around.to.get(self.families[k - 1], 0)
        return changed_over if changed_over > floor else floor

    def _roomy(self, k: int, minutes: int) -> int:
        """The first gap from number `k` on, each before the booking of its number, that has so many minutes."""
        starts, ends, n = self.worked_starts, self.worked_ends, len(self.starts)
        peaks = self._peaks if self._peaks is not None else self._measured()
        while k < n:
            block = k // BLOCK
            stop = min(n, (block + 1) * BLOCK)
            if block >= len(peaks) or peaks[block] >= minutes:
                for gap in range(k, stop):
                    if starts[gap] - ends[gap - 1] >= minutes:
                        return gap
            k = stop
        return n

    def _measured(self) -> list[int]:
        """By block, no gap is larger than this, even when a few bookings more push gaps on into the next block."""
        rooms = [0, *map(sub, self.worked_starts[1:], self.worked_ends)]
        self._peaks = [max(rooms[max(0, first - SLACK) : first + BLOCK]) for first in range(0, len(rooms), BLOCK)]
        self._added = 0
        return self._peaks

    def _raised(self, peaks: list[int], gap: int) -> list[int]:
        """With the gap that a booking before all others or after them has made; inside it only divides one."""
        raised = peaks.copy()
        room = self.worked_starts[gap] - self.worked_ends[gap - 1] if gap < len(self.starts) else 0
        for block in {gap // BLOCK, (gap + SLACK) // BLOCK} & set(range(len(raised))):
            raised[block] = max(raised[block], room)
        return raised

    def _find_unattended(self, axis: Axis, wanted: Wanted, ready: int) -> Place | None:
        """Work that starts in working time and then runs around the clock, but through no hole."""
        start = axis.next_open(ready)
        while start is not None:
            later = self._hindered_until(axis, wanted, start)
            if later is None:
                return start, start + wanted.minutes
            start = axis.next_open(later)
        return None

    def _hindered_until(self, axis: Axis, wanted: Wanted, start: int) -> int | None:
        """When what stands in the way of a start then is over: a changeover, booking or hole; None when it is free."""
        k, end = bisect_right(self.ends, start), start + wanted.minutes
        to, back = wanted.around
        if to and k:
            changed_over = self._changed_over(axis, wanted, k, 0)
            if changed_over > axis.worked(start):
                later = axis.start(changed_over) if changed_over < axis.total else axis.closes[-1]
                return min([later, *self.ends[k : k + 1]])  # what comes next may be quicker to change from
        if k < len(self.starts):
            room = self.worked_starts[k] - axis.worked(end)
            if self.starts[k] < end or room < back.get(self.families[k], 0):
                return self.ends[k]
        hole = axis.hole_within(start, end)
        return hole[1] if hole else None


def _recounted(axis: Axis, changes: Sequence[Change], times: list[int], worked: list[int]) -> list[int]:
    """Working minutes before each time: shifted by what was added before it, counted anew where that is under way."""
    counted: list[int] = []
    done = shift = 0
    for (start, end), added in changes:
        first = bisect_right(times, start, done)
        last = bisect_left(times, end, first)
        counted += [minutes + shift for minutes in worked[done:first]] if shift else worked[done:first]
        counted += [axis.worked(time) for time in times[first:last]]
        done, shift = last, added
    counted += [minutes + shift for minutes in worked[done:]]
    return counted
