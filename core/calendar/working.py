"""The working calendar of a factory, a department or a work centre."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cached_property, lru_cache

from core.calendar.axis import Axis, Span, cut_out, merged, minute_after, minute_of, moment_of
from core.calendar.holiday_table import CHINA, HOLIDAY_NAMES, Holidays
from core.errors import Refusal

# China has had one zone without summer time since 1991; a fixed offset needs no zone database.
FACTORY_TIMEZONE: tzinfo = timezone(timedelta(hours=8), "Asia/Shanghai")
DAY_MINUTES = 24 * 60
MAX_AHEAD_DAYS = 20 * 366

DayShifts = tuple[Span, ...]
"""Shift windows of one day in minutes after midnight; one past 24:00 runs into the next day."""
Week = tuple[DayShifts, ...]
"""Monday to Sunday."""

THREE_SHIFTS: DayShifts = ((8 * 60, 12 * 60), (13 * 60, 17 * 60), (18 * 60, 22 * 60))
SIX_DAY_WEEK: Week = (*(THREE_SHIFTS,) * 6, ())
AROUND_THE_CLOCK: Week = (((0, DAY_MINUTES),),) * 7


class BadCalendar(Refusal):
    """A calendar that means nothing: `reason` says what is wrong with `value`."""


class NeverWorks(Refusal):
    """No working time is left on this calendar after `at`."""


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """From `start_at` to before `end_at`, with a reason people understand (`INJ-2 检修`)."""

    start_at: datetime
    end_at: datetime
    name: str = ""

    def __post_init__(self) -> None:
        if self.start_at.tzinfo is None or self.end_at.tzinfo is None or self.end_at <= self.start_at:
            raise BadCalendar(reason="window", value=f"{self.start_at} - {self.end_at}")

    @property
    def span(self) -> Span:
        """Its full minutes."""
        return minute_of(self.start_at), minute_after(self.end_at)


@dataclass(frozen=True, slots=True)
class Closure:
    """A named stretch without work: a holiday (`code` of the holiday), days off or a closed window (no code)."""

    start_at: datetime
    end_at: datetime
    code: str
    name: str


@dataclass(frozen=True, eq=False)
class WorkingCalendar:
    """Weekly shifts in one time zone, less holidays, days off and closed windows, plus make-up days and opened windows.

    A make-up day on which the week rests is worked like a Monday. No shift begins on a holiday or a day off; the
    night that began the day before is worked to its end. Closed windows win over everything: recurring maintenance
    is a list of windows. Compared by identity; one object serves many work centres.
    """

    week: Week = SIX_DAY_WEEK
    holidays: Holidays = CHINA
    closed: tuple[Window, ...] = ()
    opened: tuple[Window, ...] = ()
    timezone: tzinfo = FACTORY_TIMEZONE
    days_off: tuple[tuple[date, str], ...] = ()
    """The factory's own, with what they are called. Unlike a holiday's, their hours cannot be opened."""
    _laid_out: list[tuple[date, date, Axis]] = field(default_factory=list, init=False, repr=False)

    def __post_init__(self) -> None:
        if len(self.week) != 7:
            raise BadCalendar(reason="week", value=len(self.week))
        for start, end in (shift for day in self.week for shift in day):
            if not 0 <= start < end <= 2 * DAY_MINUTES:
                raise BadCalendar(reason="shift", value=(start, end))

    @property
    def never_works(self) -> bool:
        """No shift in the week and no opened window."""
        return not any(self.week) and not self.opened

    @property
    def longest_day(self) -> int:
        """Working minutes of the longest day of the week; of the longest opened window where the week rests."""
        of_week = max(sum(end - start for start, end in day) for day in self.week)
        return of_week or max((end - start for start, end in (each.span for each in self.opened)), default=0)

    def closing(self, *windows: Window) -> "WorkingCalendar":
        """The same calendar with more closed windows."""
        return replace(self, closed=(*self.closed, *windows))

    def opening(self, *windows: Window) -> "WorkingCalendar":
        """The same calendar with more opened windows, such as overtime."""
        return replace(self, opened=(*self.opened, *windows))

    def reopening(self, *closures: "Closure") -> "WorkingCalendar":
        """The same calendar as if these closures did not exist."""
        gone = {(each.start_at, each.end_at) for each in closures}
        stretches = [(self.local_date(start), self.local_date(end)) for start, end in gone]
        days = {
            day: code
            for day, code in self.holidays.days.items()
            if not any(first <= day < last for first, last in stretches)
        }
        days_off = tuple(off for off in self.days_off if not any(first <= off[0] < last for first, last in stretches))
        closed = tuple(window for window in self.closed if (window.start_at, window.end_at) not in gone)
        return replace(self, holidays=replace(self.holidays, days=days), days_off=days_off, closed=closed)

    def has(self, closure: "Closure") -> bool:
        """Does it stand in this calendar?"""
        if (closure.start_at, closure.end_at) in self._closed_times:
            return True
        first, last = self.local_date(closure.start_at), self.local_date(closure.end_at)
        return any(first <= day < last for day in self._free)

    @cached_property
    def _closed_times(self) -> frozenset[tuple[datetime, datetime]]:
        return frozenset((window.start_at, window.end_at) for window in self.closed)

    def room_for(self, windows: Iterable[Window]) -> Iterator[Window]:
        """What of these windows could be opened: the parts that are not closed, of those that begin on no day off."""
        closed, days_off = merged(window.span for window in self.closed), dict(self.days_off)
        for window in windows:
            if self.local_date(window.start_at) in days_off:
                continue
            for start, end in cut_out([window.span], closed):
                yield replace(window, start_at=moment_of(start), end_at=moment_of(end))

    def is_working(self, at: datetime) -> bool:
        """Is there work at this moment?"""
        return self._around(at).is_open(minute_of(at))

    def next_working(self, at: datetime) -> datetime:
        """The moment itself if there is work, else the next opening. Raises `NeverWorks`."""
        if self.is_working(at):
            return at
        return self.add_work_minutes(at, 0)

    def add_work_minutes(self, at: datetime, minutes: int) -> datetime:
        """The moment when so many working minutes have passed, or had passed when negative.

        Seconds are rounded up first. Ends at a closing rather than at the next opening. Raises `NeverWorks`.
        """
        minute = minute_after(at)
        ahead = abs(minutes) // 300 + 14
        while ahead <= MAX_AHEAD_DAYS:
            axis = self._axis_over(self._day(at) - timedelta(days=ahead), self._day(at) + timedelta(days=ahead))
            u = axis.worked(minute) + minutes
            if 0 <= u < axis.total:
                return moment_of(axis.end(u) if minutes > 0 else axis.start(u))
            ahead *= 3
        raise NeverWorks(at=at)

    def work_minutes_between(self, start: datetime, end: datetime) -> int:
        """Full working minutes from one moment to a later one; 0 when it isn't later."""
        if end <= start:
            return 0
        axis = self._axis_over(self._day(start), self._day(end))
        return max(0, axis.worked(minute_of(end)) - axis.worked(minute_after(start)))

    def is_working_day(self, day: date) -> bool:
        """Is there any work on this calendar day?"""
        axis = self._axis_over(day, day)
        return axis.worked(self._midnight(day + timedelta(days=1))) > axis.worked(self._midnight(day))

    def add_working_days(self, day: date, days: int) -> date:
        """The n-th working day after the day (before it when negative); 0 gives the day or the next working one."""
        step = timedelta(days=-1 if days < 0 else 1)
        left = abs(days)
        if days == 0:
            day, left = day - step, 1
        for _ in range(MAX_AHEAD_DAYS):
            day += step
            left -= self.is_working_day(day)
            if left == 0:
                return day
        raise NeverWorks(at=day)

    def windows(self, start: datetime, end: datetime) -> list[Window]:
        """Working windows between two moments, cut to them."""
        axis = self._axis_over(self._day(start), self._day(end))
        first, last = minute_after(start), minute_of(end)
        cut = ((max(a, first), min(b, last)) for a, b in axis.spans_over(first, last))
        return [Window(moment_of(a), moment_of(b)) for a, b in cut if a < b]

    def closures(self, start: datetime, end: datetime) -> list[Closure]:
        """Named holidays, days off and closed windows that touch the time between two moments, in order."""
        closed = (Closure(w.start_at, w.end_at, "", w.name) for w in self.closed)
        found = [*closed, *self._free_stretches(self.local_date(start), self.local_date(end))]
        return sorted((c for c in found if c.start_at < end and start < c.end_at), key=lambda c: c.start_at)

    def is_estimated(self, day: date) -> bool:
        """Is the day beyond what the official holiday notices cover?"""
        return not self.holidays.is_announced(day)

    def local_date(self, at: datetime) -> date:
        """The calendar day in the factory at this moment."""
        return at.astimezone(self.timezone).date()

    def axis(self, first: date, last: date) -> Axis:
        """Working time of all days from the first to the last, laid out; what was asked for lately is kept."""
        return _laid_out(self.week, self.holidays, self.closed, self.opened, self.timezone, self.days_off, first, last)

    def _lay_out(self, first: date, last: date) -> Axis:
        spans = list(self._shifts(first, last))
        limits = self._midnight(first), self._midnight(last + timedelta(days=1))
        opened = [w.span for w in self.room_for(self.opened) if limits[0] <= w.span[0] < limits[1]]
        return Axis.of([*spans, *opened], (w.span for w in self.closed))

    def _shifts(self, first: date, last: date) -> Iterator[Span]:
        """The shifts of all days from the first to the last."""
        free, makeup_days = self._free, self.holidays.makeup_days
        for number in range(first.toordinal(), last.toordinal() + 1):
            day = date.fromordinal(number)
            shifts = self.week[day.weekday()]
            if not shifts and day in makeup_days:
                shifts = self.week[0]
            if not shifts or day in free:
                continue
            midnight = self._midnight(day)
            for start, end in shifts:
                yield midnight + start, midnight + end

    @cached_property
    def _free(self) -> dict[date, tuple[str, str]]:
        """Code and name of each holiday, and the name of each day off."""
        holidays = {day: (code, HOLIDAY_NAMES.get(code, code)) for day, code in self.holidays.days.items()}
        return {day: ("", name) for day, name in self.days_off} | holidays

    def _free_stretches(self, first: date, last: date) -> Iterator[Closure]:
        day, one = first, timedelta(days=1)
        while day <= last:
            begin, free = day, self._free.get(day)
            while free and self._free.get(begin - one) == free:
                begin -= one
            while free and self._free.get(day) == free:
                day += one
            if free:
                yield Closure(moment_of(self._midnight(begin)), moment_of(self._midnight(day)), *free)
            else:
                day += one

    def _midnight(self, day: date) -> int:
        return minute_of(datetime.combine(day, time(), self.timezone))

    def _day(self, at: datetime) -> date:
        return at.astimezone(UTC).date()

    def _around(self, at: datetime) -> Axis:
        return self._axis_over(self._day(at), self._day(at))

    def _axis_over(self, first: date, last: date) -> Axis:
        """An axis that covers these days with two to spare, laid out once and widened when needed."""
        margin = timedelta(days=2)
        start, end = first - timedelta(days=10), last + timedelta(days=60)
        for old_start, old_end, axis in self._laid_out[:]:
            if old_start <= first - margin and last + margin <= old_end:
                return axis
            more = old_end - old_start  # doubling keeps a slow walk cheap, on the side where it goes only
            start = start - more if first - margin < old_start else old_start
            end = end + more if old_end < last + margin else old_end
        axis = self._lay_out(start, end)
        # One assignment swaps the finished axis in; another thread may swap in its own, so this one is given back.
        self._laid_out[:] = [(start, end, axis)]
        return axis


@lru_cache(maxsize=32)
def _laid_out(
    week: Week, holidays: Holidays, closed: tuple[Window, ...], opened: tuple[Window, ...], zone: tzinfo,
    days_off: tuple[tuple[date, str], ...], first: date, last: date,
) -> Axis:  # fmt: skip
    """By value, because a shop that is read anew has calendars that are equal and not the same."""
    return WorkingCalendar(week, holidays, closed, opened, zone, days_off)._lay_out(first, last)
