"""The arithmetic under all date phrases, and what they say no to."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from bot.grammar.numerals import read_number
from core.errors import BadInput

MAX_DAYS_AHEAD = 730
"""Nobody orders more than two years ahead; a later day is a slip of the keyboard."""

SUNDAY = 6


class DayUnreadable(BadInput):
    """`typed`: no day that we know how to read."""


class DayPassed(BadInput):
    """`typed` (empty when it is the day itself), the day `understood`, `today`."""


class NoSuchDay(BadInput):
    """`typed`: a day that the calendar does not have, such as 30 February."""


class DayTooFar(BadInput):
    """`typed`, the `latest` day we take, `limit` in days."""


class DayUnclear(BadInput):
    """`typed` can mean several days: `candidates`, at least one."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One phrase being read on one day."""

    typed: str
    today: date
    is_working: Callable[[date], bool]

    @property
    def latest(self) -> date:
        """The last day we take."""
        return self.today + timedelta(days=MAX_DAYS_AHEAD)

    def unreadable(self) -> DayUnreadable:
        """The refusal of words that are no day."""
        return DayUnreadable(typed=self.typed)

    def too_far(self) -> DayTooFar:
        """The refusal of a day beyond the horizon."""
        return DayTooFar(typed=self.typed, latest=self.latest, limit=MAX_DAYS_AHEAD)

    def unclear(self, *candidates: date) -> BadInput:
        """The refusal of words with several meanings; those in the past are not offered."""
        ahead = [day for day in candidates if day >= self.today]
        if not ahead:
            return self.passed(candidates[-1])
        return DayUnclear(typed=self.typed, candidates=ahead)

    def passed(self, day: date) -> DayPassed:
        """The refusal of a day in the past. A day that was written out is not said to be itself."""
        typed = "" if self.typed == day.isoformat() else self.typed
        return DayPassed(typed=typed, understood=day, today=self.today)

    def checked(self, day: date) -> date:
        """The day itself, if it is neither past nor beyond the horizon."""
        if day < self.today:
            raise self.passed(day)
        if day > self.latest:
            raise self.too_far()
        return day

    def number(self, words: str) -> int:
        """A whole number in words or figures."""
        value = read_number(words)
        if value is None or value != int(value):
            raise self.unreadable()
        return int(value)

    def day(self, year: int, month: int, day: int) -> date:
        """That day of the calendar."""
        try:
            return date(year, month, day)
        except ValueError:
            raise NoSuchDay(typed=self.typed) from None

    def coming(self, month: int, day: int) -> date:
        """The next such day that is not in the past; today counts."""
        is_past = (month, day) < (self.today.month, self.today.day)
        return self.day(self.today.year + is_past, month, day)

    def month(self, year: int, month: int, part: str) -> date:
        """The last day of a part of a month."""
        last = self.day(year, month, 1).replace(day=monthrange(year, month)[1])
        return last if part not in LAST_DAY else last.replace(day=LAST_DAY[part])

    def coming_month(self, month: int, part: str) -> date:
        """The next such part of a month whose last day is not in the past."""
        day = self.month(self.today.year, month, part)
        return day if day >= self.today else self.month(self.today.year + 1, month, part)

    def months_later(self, months: int, *, day: int | None = None) -> date:
        """So many months from today; the 31st becomes the last day of a shorter month."""
        if months > 12 * 9:
            raise self.too_far()
        year, month = divmod(self.today.year * 12 + self.today.month - 1 + months, 12)
        return date(year, month + 1, min(day or self.today.day, monthrange(year, month + 1)[1]))

    def days_later(self, days: int) -> date:
        """So many calendar days from today."""
        if days > 2 * MAX_DAYS_AHEAD:
            raise self.too_far()
        return self.today + timedelta(days=days)

    def working_days_later(self, days: int) -> date:
        """So many working days from today, which does not count itself."""
        if days > MAX_DAYS_AHEAD:
            raise self.too_far()
        day = self.today
        for _ in range(days):
            day = self.working_after(day)
        return day

    def weekday(self, weekday: int, weeks: int) -> date:
        """That day (Monday is 0) of this week or another; weeks begin on Monday."""
        return self.today + timedelta(days=weekday - self.today.weekday() + 7 * weeks)

    def working_after(self, day: date) -> date:
        """The first working day after this one."""
        return self._working(day, 1)

    def working_before(self, day: date) -> date:
        """The last working day before this one."""
        return self._working(day, -1)

    def _working(self, day: date, step: int) -> date:
        if day > self.latest + timedelta(days=60):
            raise self.too_far()
        for _ in range(60):  # no factory closes for two months
            day += timedelta(days=step)
            if self.is_working(day):
                return day
        raise self.unreadable()


LAST_DAY = {"初": 5, "中": 15, "上旬": 10, "中旬": 20}
"""Where a part of a month ends; 下旬, 底 and 末 end with the month."""
