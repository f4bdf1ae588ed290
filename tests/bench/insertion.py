"""The best promise by exhaustion, from the documents alone: it shares no code with the engine that it checks.

Every order of the operations and every work centre is tried, each operation into its first gap among the standing
ones, set-ups included. Branches whose operations could not end on an earlier day even if each had its work centres
for itself are left out; nothing else is.
"""

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import accumulate
from math import ceil
from typing import Any

Json = Mapping[str, Any]
DAY, WEEK = 24 * 60, 7 * 24 * 60
MOST_TRIALS = 20_000


class TooManyWays(Exception):
    """More orders of operations than anybody wants to wait for."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One operation of the order that is asked for."""

    part: int
    seq: int
    ways: tuple[tuple[int, int], ...]
    preds: tuple[int, ...]
    ready: int


@dataclass(slots=True)
class Machine:
    """Working windows, and what stands on it: (start, end, family) in order."""

    opens: list[int]
    closes: list[int]
    before: list[int]
    setup: Sequence[Sequence[int]]
    runs: list[tuple[int, int, int]] = field(default_factory=list)

    def worked(self, t: int) -> int:
        """Working minutes before a minute."""
        k = bisect_right(self.opens, t) - 1
        return 0 if k < 0 else self.before[k] + min(t, self.closes[k]) - self.opens[k]

    def first_gap(self, minutes: int, family: int, ready: int) -> tuple[int, int] | None:
        """The first place for so much work from `ready` on; None beyond the windows."""
        k = bisect_right(self.runs, ready, key=lambda run: run[1])
        while True:
            since = max(0, self.runs[k - 1][1]) if k else 0
            change = self.setup[self.runs[k - 1][2]][family] if k else 0
            begin = max(self.worked(ready), self.worked(since) + change)
            if k == len(self.runs):
                break
            start, _, other = self.runs[k]
            if begin + minutes + self.setup[family][other] <= self.worked(start):
                break
            k += 1
        if begin + minutes > self.before[-1] + self.closes[-1] - self.opens[-1]:
            return None
        at, until = bisect_right(self.before, begin) - 1, bisect_left(self.before, begin + minutes) - 1
        return self.opens[at] + begin - self.before[at], self.opens[until] + begin + minutes - self.before[until]


class Factory:
    """A `factory-1` document with a schedule on it, to insert orders into."""

    def __init__(self, document: Json, schedule: Json) -> None:
        self.document = document
        self.machines = [self._machine(each) for each in document["work_centres"]]
        for run in sorted(schedule["assignments"], key=lambda each: each["start"]):
            family = document["operations"][run["op"]]["family"]
            self.machines[run["wc"]].runs.append((run["start"], run["end"], family))
        self._plant = self._windows(document["plant_week"], [])
        self._plant_days = {start // DAY % 7 for start, _ in document["plant_week"]}
        self._needed: dict[int, int] = defaultdict(int)
        for operation in document["operations"]:
            for material, quantity in operation["materials"]:
                self._needed[material] += quantity

    def holding(
        self, runs: Iterable[tuple[int, tuple[int, int, int]]], materials: Iterable[Sequence[int]]
    ) -> "Factory":
        """With these standing on their work centres too, and so much more of each material spoken for."""
        more = copy(self)
        more.machines = [replace(each, runs=each.runs.copy()) for each in self.machines]
        for wc, run in runs:
            insort(more.machines[wc].runs, run)
        more._needed = self._needed.copy()
        for material, quantity in materials:
            more._needed[material] += quantity
        return more

    def _machine(self, centre: Json) -> Machine:
        closed = [*(centre.get("maintenance") or ()), *(centre.get("down") or ())]
        windows = self._windows(self.document["calendars"][centre["calendar"]], closed)
        opens, closes = [start for start, _ in windows], [end for _, end in windows]
        before = list(accumulate((end - start for start, end in windows), initial=0))[:-1]
        now = centre["available_from"]
        return Machine(opens, closes, before, self.document["setup"][centre["group"]], [(-1, now, centre["family"])])

    def _windows(self, week: Sequence[Sequence[int]], closed: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        for monday in range(-WEEK, 2 * self.document["horizon"] + WEEK, WEEK):
            for start, end in sorted((start, end) for start, end in week):
                since = max(0, monday + start, found[-1][1] if found else 0)  # what overlaps counts once
                found += self._pieces(since, monday + end, closed)
        return found

    @staticmethod
    def _pieces(start: int, end: int, closed: Sequence[Sequence[int]]) -> Iterator[tuple[int, int]]:
        for opens, closes in sorted((a, b) for a, b in closed if a < end and start < b):
            if opens > start:
                yield start, opens
            start = max(start, closes)
        if start < end:
            yield start, end

    def ship_day(self, end: int) -> int:
        """The plant's next working day after the last minute, as a day of the document."""
        day = (end - 1) // DAY + 1
        while day % 7 not in self._plant_days:
            day += 1
        return day

    @property
    def last_day(self) -> int:
        """Nothing is promised so far ahead."""
        horizon: int = self.document["horizon"]
        return max(730, 2 * horizon // DAY)

    def pieces(self, product: int, qty: int) -> list[Piece]:
        """The operations of so many of a product, in the order of the document's own operations."""
        parts = self.document["products"][product]["parts"]
        ready = dict(self._ready(product, qty))
        firsts = list(accumulate((part["n"] for part in parts), initial=0))
        found: list[Piece] = []
        for number, part in enumerate(parts):
            below = [firsts[at] + other["n"] - 1 for at, other in enumerate(parts) if other["parent"] == number]
            for seq, step in enumerate(part["ops"]):
                preds = (len(found) - 1,) if seq else tuple(below)
                ways = tuple((wc, self._minutes(step, qty, wc)) for wc in step["wcs"])
                found.append(Piece(number, seq, ways, preds, 0 if seq else ready[number]))
        return found

    def _minutes(self, step: Json, qty: int, wc: int) -> int:
        speed: int = self.document["work_centres"][wc]["speed"]
        return max(1, ceil(Fraction(str(step["unit"])) * qty * 100 / speed))

    def _ready(self, product: int, qty: int) -> Iterator[tuple[int, int]]:
        """When each part's material is there; what is there first goes to the parts that come first, from below."""
        parts, taken = self.document["products"][product]["parts"], dict(self._needed)

        def walk(number: int) -> Iterator[tuple[int, int]]:
            for at, other in enumerate(parts):
                if other["parent"] == number:
                    yield from walk(at)
            times = [0]
            for material, each in parts[number]["materials"]:
                times.append(self._there(material, taken.get(material, 0), each * qty))
                taken[material] = taken.get(material, 0) + each * qty
            yield number, max(times)

        return walk(0)

    def _there(self, material: int, gone: int, wanted: int) -> int:
        """When so much more than is taken already is there, or could be bought."""
        row = self.document["materials"][material]
        there = row["stock"]
        if there >= gone + wanted:
            return 0
        bought = self._next_open(-(-row["lead_time"] // DAY) * DAY)
        for time, quantity in sorted(row["receipts"]):
            there += quantity
            arrived = self._next_open(time if time > 0 else DAY)
            if arrived > bought:
                break
            if there >= gone + wanted:
                return arrived
        return bought

    def _next_open(self, t: int) -> int:
        return max(t, next((start for start, end in self._plant if end > t), t))

    def earlier_day(self, product: int, qty: int, day: int) -> int | None:
        """A day before that one on which the order could ship; None when there is none. Raises `TooManyWays`."""
        family = self.document["products"][product]["family"]
        return _Exhaustion(self, self.pieces(product, qty), family, day).run()


class _Exhaustion:
    """All ways to insert the pieces, as far as they could ship before a day."""

    def __init__(self, factory: Factory, pieces: list[Piece], family: int, day: int) -> None:
        self._factory, self._pieces, self._family, self._day = factory, pieces, family, day
        self._ends: list[int | None] = [None] * len(pieces)
        self._seen: set[frozenset[tuple[int, int, int]]] = set()
        self._trials = 0

    def run(self) -> int | None:
        return self._follow(frozenset())

    def _follow(self, placed: frozenset[tuple[int, int, int]]) -> int | None:
        if placed in self._seen:
            return None
        self._seen.add(placed)
        day = self._day_at_best()
        if day is None or day >= self._day:
            return None
        left = [index for index, end in enumerate(self._ends) if end is None]
        if not left:
            return day
        for index in left:
            piece = self._pieces[index]
            if all(self._ends[pred] is not None for pred in piece.preds):
                for wc, minutes in piece.ways:
                    found = self._try(index, wc, minutes, placed)
                    if found is not None:
                        return found
        return None

    def _try(self, index: int, wc: int, minutes: int, placed: frozenset[tuple[int, int, int]]) -> int | None:
        self._trials += 1
        if self._trials > MOST_TRIALS:
            raise TooManyWays
        machine = self._factory.machines[wc]
        gap = machine.first_gap(minutes, self._family, self._ready(index, self._ends))
        if gap is None:
            return None
        run = (*gap, self._family)
        machine.runs.insert(bisect_right(machine.runs, run), run)
        self._ends[index] = gap[1]
        found = self._follow(placed | {(index, wc, gap[0])})
        self._ends[index] = None
        machine.runs.remove(run)
        return found

    def _ready(self, index: int, ends: Sequence[int | None]) -> int:
        piece = self._pieces[index]
        return max([piece.ready, *(ends[pred] or 0 for pred in piece.preds)])

    def _day_at_best(self) -> int | None:
        """The shipping day if none of what is left stood in another's way; None when something fits nowhere."""
        ends = list(self._ends)
        for index in self._in_turn():
            gaps = [
                self._factory.machines[wc].first_gap(minutes, self._family, self._ready(index, ends))
                for wc, minutes in self._pieces[index].ways
            ]
            ends[index] = min((gap[1] for gap in gaps if gap is not None), default=None)
            if ends[index] is None:
                return None
        return self._factory.ship_day(max(end for end in ends if end is not None))

    def _in_turn(self) -> Iterator[int]:
        """What is left, everything after what it waits for."""
        done = {index for index, end in enumerate(self._ends) if end is not None}
        while len(done) < len(self._pieces):
            for index, piece in enumerate(self._pieces):
                if index not in done and done.issuperset(piece.preds):
                    done.add(index)
                    yield index
