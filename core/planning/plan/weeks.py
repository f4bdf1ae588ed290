"""Working time written down week by week, laid out over a horizon."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from operator import itemgetter

from core.planning.kernels.arrays import PAUSES, RUNS_ON, WHOLE

Span = tuple[int, int]

WEEK = 7 * 24 * 60


def laid_out(weekly: Sequence[Span], horizon: int) -> list[Span]:
    """Every week's windows from the first minute to the horizon, merged. A night shift of Sunday runs into Monday."""
    first = -WEEK if any(end > WEEK for _, end in weekly) else 0
    return merged(
        (max(0, week + start), min(horizon, week + end))
        for week in range(first, horizon, WEEK)
        for start, end in sorted(weekly)
    )


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same minutes as spans that neither overlap nor touch, in order. Empty ones are left out."""
    found: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def without(windows: Sequence[Span], closed: Sequence[Span]) -> tuple[Span, ...]:
    """What is left of the windows when the closed spans are taken out; both are merged."""
    found: list[Span] = []
    hole = 0
    for start, end in windows:
        while hole < len(closed) and closed[hole][1] <= start:
            hole += 1
        for shut, opened in _overlapping(closed, hole, end):
            if start < shut:
                found.append((start, shut))
            start = max(start, opened)
        if start < end:
            found.append((start, end))
    return tuple(found)


def _overlapping(closed: Sequence[Span], first: int, end: int) -> Iterable[Span]:
    while first < len(closed) and closed[first][0] < end:
        yield closed[first]
        first += 1


def end_of(windows: Sequence[Span], holes: Sequence[Span], pause: int, start: int, minutes: int) -> int | None:
    """When an operation that starts then is done; None where it may not run so. See `Op.pause`."""
    k = bisect_right(windows, start, key=itemgetter(0)) - 1
    if k < 0 or start >= windows[k][1]:
        return None
    if pause == PAUSES:
        return _pausing(windows, k, start, minutes)
    end = start + minutes
    if pause == WHOLE and end > windows[k][1]:
        return None
    if pause == RUNS_ON and any(shut < end and start < opened for shut, opened in holes):
        return None
    return end


def _pausing(windows: Sequence[Span], k: int, start: int, minutes: int) -> int | None:
    while minutes > windows[k][1] - start:
        minutes -= windows[k][1] - start
        k += 1
        if k == len(windows):
            return None
        start = windows[k][0]
    return start + minutes


def earliest(
    windows: Sequence[Span], holes: Sequence[Span], pause: int, t: int, minutes: int
) -> tuple[int, int] | None:
    """Start and end of an operation begun as early as possible from `t` on; None when it does not fit any more."""
    k = bisect_right(windows, t, key=itemgetter(0)) - 1
    if k < 0 or t >= windows[k][1]:
        k += 1
    while k < len(windows):
        start = max(t, windows[k][0])
        end = end_of(windows, holes, pause, start, minutes)
        if end is not None:
            return start, end
        hole = max((opened for shut, opened in holes if shut < start + minutes and start < opened), default=0)
        if pause == RUNS_ON and start < hole < windows[k][1]:
            t = hole
        else:
            k += 1
    return None


def within(windows: Sequence[Span], since: int, until: int) -> int:
    """Working minutes between two instants."""
    return sum(max(0, min(end, until) - max(start, since)) for start, end in windows)
