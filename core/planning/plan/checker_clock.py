"""Working time for the checker, counted and not laid out: how many working minutes lie before an instant.

Nothing here is shared with the engine. One function of time answers everything: between two instants a work centre
works the difference; a minute is worked when it counts; what is closed counts nothing.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate

WEEK = 10_080

Count = Callable[[int], int]
"""Minutes before an instant."""


def weekly(windows: Sequence[Sequence[int]]) -> Count:
    """Minutes of a calendar that repeats every week from 0 on; what passes Sunday's end goes on on Monday."""
    worked = bytearray(WEEK)
    for start, end in windows:
        for first, last in ((max(0, start), min(end, WEEK)), (0, min(end - WEEK, WEEK))):
            if last > first:
                worked[first:last] = b"\1" * (last - first)
    sums = list(accumulate(worked, initial=0))

    def count(t: int) -> int:
        weeks, minute = divmod(t, WEEK)
        return weeks * sums[WEEK] + sums[minute]

    return count


def within(spans: Sequence[Sequence[int]], count: Count) -> Count:
    """Of what `count` counts, only what lies inside the spans."""
    starts, ends = _united(spans)
    sums = list(accumulate((count(end) - count(start) for start, end in zip(starts, ends, strict=True)), initial=0))

    def inside(t: int) -> int:
        k = bisect_right(starts, t) - 1
        return 0 if k < 0 else sums[k] + count(min(t, ends[k])) - count(starts[k])

    return inside


def _united(spans: Sequence[Sequence[int]]) -> tuple[list[int], list[int]]:
    """Spans without overlaps, by their starts and ends."""
    starts: list[int] = []
    ends: list[int] = []
    for start, end in sorted((span[0], span[1]) for span in spans):
        if ends and start <= ends[-1]:
            ends[-1] = max(ends[-1], end)
        elif start < end:
            starts.append(start)
            ends.append(end)
    return starts, ends


class Clock:
    """The working time of a work centre or of the plant over [0, horizon).

    It works in any of the `weeks` (weekly windows) and in the absolute `windows`, and never in what is `closed`.
    """

    def __init__(
        self,
        horizon: int,
        weeks: Sequence[Sequence[int]] = (),
        windows: Sequence[Sequence[int]] = (),
        closed: Sequence[Sequence[int]] = (),
    ) -> None:
        every_week = weekly(weeks)
        at_times, at_both = within(windows, lambda t: t), within(windows, every_week)
        self._horizon = horizon
        self._open: Count = lambda t: every_week(t) + at_times(t) - at_both(t)
        self._shut = within(closed, self._open)
        self.is_closed = within(closed, lambda t: t)

    def before(self, t: int) -> int:
        """Working minutes before an instant."""
        t = min(max(t, 0), self._horizon)
        return self._open(t) - self._shut(t)

    def between(self, start: int, end: int) -> int:
        """Working minutes from one instant to another; negative when they are the wrong way round."""
        return self.before(end) - self.before(start)

    def works_at(self, minute: int) -> bool:
        """That minute is worked."""
        return self.between(minute, minute + 1) == 1
