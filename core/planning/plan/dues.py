"""By which minute something has to be finished for its day, and on which day what is finished leaves."""

from datetime import date, datetime, time, timedelta

from core.calendar import WorkingCalendar, minute_of, moment_of

DAY = timedelta(days=1)


class Shipping:
    """Goods leave on the working day after the one of the last minute that was worked on them."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        self._calendar = calendar
        self._ends: dict[date, int] = {}
        self._days: dict[date, date] = {}

    def end_for(self, day: date) -> int:
        """The minute (since 1970) by which everything is done that leaves on this day or before."""
        if day not in self._ends:
            last = day - DAY
            while self._next(last) > day:
                last -= DAY
            self._ends[day] = minute_of(datetime.combine(last + DAY, time(), self._calendar.timezone))
        return self._ends[day]

    def day_of(self, end: int) -> date:
        """The day on which goods leave whose last minute is before `end` (since 1970)."""
        return self._next(self._calendar.local_date(moment_of(end - 1)))

    def _next(self, day: date) -> date:
        if day not in self._days:
            self._days[day] = self._calendar.add_working_days(day, 1)
        return self._days[day]
