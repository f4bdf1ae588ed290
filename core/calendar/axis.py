"""Working time as numbers: whole minutes since 1970 (UTC), and working minutes counted along them.

On its own axis a job that may pause over closures is a plain interval, so finding a gap is subtraction.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate
from operator import itemgetter, sub

Span = tuple[int, int]
"""From the first minute to the one after the last."""


def minute_of(moment: datetime) -> int:
    """The minute that contains the moment."""
    return int(moment.timestamp() // 60)


def minute_after(moment: datetime) -> int:
    """The first full minute that does not start before the moment."""
    return -int(-moment.timestamp() // 60)


def moment_of(minute: int) -> datetime:
    """The start of the minute, in UTC."""
    return datetime.fromtimestamp(minute * 60, UTC)


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same time without overlaps, in order; spans that touch become one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif end > start:
            joined.append((start, end))
    return joined


def cut_out(spans: Sequence[Span], holes: Sequence[Span]) -> list[Span]:
    """What is left of `spans` outside `holes`; both merged and in order."""
    left: list[Span] = []
    first = 0
    for start, end in spans:
        while first < len(holes) and holes[first][1] <= start:
            first += 1
        left += _pieces(start, end, holes, first)
    return left


def _pieces(start: int, end: int, holes: Sequence[Span], index: int) -> Iterator[Span]:
    while index < len(holes) and holes[index][0] < end:
        if holes[index][0] > start:
            yield start, holes[index][0]
        start = max(start, holes[index][1])
        index += 1
    if start < end:
        yield start, end


@dataclass(frozen=True, slots=True, eq=False)
class Axis:
    """Working windows laid out in a row. Minute `t` of the world, working minute `u` of the row."""

    opens: tuple[int, ...]
    closes: tuple[int, ...]
    before: tuple[int, ...]
    """Working minutes before each window."""
    total: int
    """All working minutes of the row."""
    holes: tuple[Span, ...] = ()
    """Closed time, merged and in order: nothing opens it, and nothing runs through it by itself."""

    @classmethod
    def of(cls, spans: Iterable[Span], holes: Iterable[Span] = ()) -> "Axis":
        """Lay out windows in any order; overlaps count once. `holes` are cut out."""
        closed = tuple(merged(holes))
        windows = cut_out(merged(spans), closed)
        return cls._laid_out([start for start, _ in windows], [end for _, end in windows], closed)

    @classmethod
    def _laid_out(cls, opens: list[int], closes: list[int], holes: tuple[Span, ...]) -> "Axis":
        before = list(accumulate(map(sub, closes, opens), initial=0))
        return cls(tuple(opens), tuple(closes), tuple(before[:-1]), before[-1], holes)

    @property
    def spans(self) -> list[Span]:
        """The windows in order."""
        return list(zip(self.opens, self.closes, strict=True))

    def spans_over(self, first: int, last: int) -> list[Span]:
        """The windows that some minute from `first` to before `last` belongs to, in order."""
        begin, end = bisect_right(self.closes, first), bisect_left(self.opens, last)
        return list(zip(self.opens[begin:end], self.closes[begin:end], strict=True))

    def with_windows(self, spans: Iterable[Span]) -> "Axis":
        """The same axis with more working time, as far as no hole is there. Quick when the windows are few."""
        return self._with((spans,), self.holes)

    def reopened(self, stretches: Sequence["Axis"]) -> "Axis":
        """The same axis where some stretches of it are laid out with fewer holes: the same that are left, for all."""
        return self._with((stretch.spans for stretch in stretches), stretches[0].holes) if stretches else self

    def _with(self, stretches: Iterable[Iterable[Span]], holes: tuple[Span, ...]) -> "Axis":
        opens, closes = list(self.opens), list(self.closes)
        for spans in stretches:
            for start, end in cut_out(merged(spans), holes):
                first, last = bisect_left(closes, start), bisect_right(opens, end)
                if first < last:
                    start, end = min(start, opens[first]), max(end, closes[last - 1])
                opens[first:last], closes[first:last] = [start], [end]
        return Axis._laid_out(opens, closes, holes)

    def hole_within(self, start: int, end: int) -> Span | None:
        """The first hole that some minute from `start` to before `end` belongs to."""
        k = bisect_right(self.holes, start, key=itemgetter(1))
        return self.holes[k] if k < len(self.holes) and self.holes[k][0] < end else None

    def is_open(self, t: int) -> bool:
        """Is minute `t` worked?"""
        k = bisect_right(self.opens, t) - 1
        return k >= 0 and t < self.closes[k]

    def worked(self, t: int) -> int:
        """Working minutes of the row before `t`."""
        k = bisect_right(self.opens, t) - 1
        if k < 0:
            return 0
        close = self.closes[k]
        return self.before[k] + (t if t < close else close) - self.opens[k]

    def start(self, u: int) -> int:
        """When working minute `u` begins: at a boundary, the next opening. Needs `u < total`."""
        k = bisect_right(self.before, u) - 1
        return self.opens[k] + u - self.before[k]

    def end(self, u: int) -> int:
        """When `u` working minutes are done: at a boundary, the closing. Needs `0 < u <= total`."""
        k = bisect_left(self.before, u) - 1
        return self.opens[k] + u - self.before[k]

    def stretch(self, u: int, minutes: int) -> Span:
        """When so many working minutes from working minute `u` on begin and are done. Needs `u + minutes <= total`."""
        opens, before = self.opens, self.before
        first = bisect_right(before, u) - 1
        last = bisect_left(before, u + minutes, first) - 1
        return opens[first] + u - before[first], opens[last] + u + minutes - before[last]

    def next_open(self, t: int) -> int | None:
        """The first worked minute that is not before `t`; None when the row ends first."""
        k = bisect_right(self.opens, t) - 1
        if k >= 0 and t < self.closes[k]:
            return t
        return self.opens[k + 1] if k + 1 < len(self.opens) else None
