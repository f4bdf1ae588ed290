"""On which day goods leave, for many lines at once."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

import numpy as np

from core.calendar import WorkingCalendar, minute_of
from core.planning.kernels.arrays import Ints
from core.planning.kernels.axis import NEVER

DAY = timedelta(days=1)
MORE_DAYS = 400
"""Beyond those asked for, so that the next question finds them there."""


class Leaving:
    """The days on which goods leave, as numbers that grow from day to day: see `dues.Shipping`."""

    def __init__(self, calendar: WorkingCalendar, first: date, last: date) -> None:
        days = [first + number * DAY for number in range((last - first).days + 1)]
        midnights = [minute_of(datetime.combine(day, time(), calendar.timezone)) for day in days]
        self._midnights = np.array(midnights, dtype=np.int64)
        self._leaves = np.array([calendar.add_working_days(day, 1).toordinal() for day in days], dtype=np.int64)

    def days(self, ends: Ints) -> Ints:
        """By line, the day (its ordinal) on which it leaves that ends then, in minutes since 1970."""
        return self._leaves[np.searchsorted(self._midnights, ends - 1, side="right") - 1]

    def after(self, days: Ints) -> Ints:
        """By day (its ordinal), the first end (since 1970) of what leaves later; NEVER beyond the last."""
        starts = np.append(self._midnights + 1, NEVER)
        return starts[np.searchsorted(self._leaves, days, side="right")]


@lru_cache(maxsize=4)
def leaving(calendar: WorkingCalendar, first: date, last: date) -> Leaving:
    """Laid out once for a calendar and these days."""
    return Leaving(calendar, first, last)
