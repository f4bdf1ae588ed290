"""The independent validator of schedules, written from the rules of the formats (docs/formats.md) and nothing else.

It takes the two JSON documents, `factory-1` and `schedule-1`, and shares no code with whatever made the schedule: it
has its own calendar, its own reading, its own arithmetic. It finds everything that is wrong, not just the first.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from operator import itemgetter
from typing import Any, NamedTuple

from core.planning.errors import BadProblem
from core.planning.plan.checker_clock import Clock

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule broken at one place."""

    rule: int
    """Its number in docs/formats.md; 0 where the schedule cannot be read."""
    what: str
    """How it is broken: the key of a sentence under `violations`."""
    op: int | None = None
    work_centre: int | None = None
    facts: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Report:
    """What is wrong with a schedule, and what it is worth."""

    violations: tuple[Violation, ...]
    weighted_minutes: int
    """Plant working minutes from due to the end, times the weight, over all orders that are scheduled at all."""
    late_orders: int
    setup_minutes: int
    operations: int

    @property
    def is_valid(self) -> bool:
        """No rule is broken."""
        return not self.violations

    @property
    def weighted_hours(self) -> float:
        """The weighted tardiness in hours."""
        return self.weighted_minutes / 60


class Run(NamedTuple):
    """One assignment."""

    op: int
    wc: int
    start: int
    end: int


def check(problem: Json, schedule: object) -> Report:
    """Everything that is wrong with a schedule. `BadProblem` when the problem itself cannot be read."""
    try:
        return _Check(problem, schedule).report()
    except (KeyError, TypeError, IndexError, ValueError, AttributeError, OverflowError) as wrong:
        raise BadProblem(what="unreadable", code=f"{type(wrong).__name__}: {wrong}") from wrong


class _Check:
    """One schedule against one problem; a method per rule."""

    def __init__(self, problem: Json, schedule: object) -> None:
        self.problem = problem
        self.ops: Sequence[Json] = problem["operations"]
        self.centres: Sequence[Json] = problem["work_centres"]
        self.found: list[Violation] = []
        self.schedule: Json = schedule if isinstance(schedule, dict) else {}
        self.runs = list(self._read())
        self.at: dict[int, Run] = {}
        for run in self.runs:
            self.at.setdefault(run.op, run)
        opened = self._overtime()
        self.clocks = [self._clock(centre, index in opened) for index, centre in enumerate(self.centres)]
        self.setup_minutes = 0

    def report(self) -> Report:
        """Apply every rule."""
        self._once_each()
        for run in self.runs:
            self._place(run)
            self._after_its_predecessors(run)
            self._frozen(run)
        self._one_at_a_time()
        self._material()
        tardiness = list(self._tardiness())
        return Report(
            tuple(sorted(self.found, key=lambda each: (each.rule, -1 if each.op is None else each.op))),
            sum(tardiness), sum(each > 0 for each in tardiness), self.setup_minutes, len(self.at),
        )  # fmt: skip

    def _say(self, rule: int, what: str, run: Run | None = None, **facts: int | str) -> None:
        self.found.append(Violation(rule, what, run.op if run else None, run.wc if run else None, facts))

    # Reading

    def _read(self) -> Iterator[Run]:
        if self.schedule.get("format") != "schedule-1" or not isinstance(self.schedule.get("assignments"), list):
            self._say(0, "not_a_schedule")
            return
        for place, entry in enumerate(self.schedule["assignments"]):
            numbers = [entry.get(name) for name in Run._fields] if isinstance(entry, dict) else [None]
            if any(type(number) is not int for number in numbers):
                self._say(0, "unreadable", place=place)
                continue
            run = Run(*numbers)
            if not 0 <= run.op < len(self.ops):
                self._say(1, "unknown_operation", run)
            elif not 0 <= run.wc < len(self.centres):
                self._say(1, "wrong_work_centre", run)
            else:
                yield run

    def _overtime(self) -> frozenset[int]:
        named = self.schedule.get("overtime") or []
        known = isinstance(named, list) and all(type(each) is int and 0 <= each < len(self.centres) for each in named)
        if not known or (named and "overtime" not in self.problem["calendars"]):
            self._say(0, "unknown_overtime")
            return frozenset()
        return frozenset(named)

    def _clock(self, centre: Json, works_over: bool) -> Clock:
        weeks, windows = [], centre.get("windows")
        if windows is None:
            weeks += self.problem["calendars"][centre["calendar"]]
        if works_over:
            weeks += self.problem["calendars"]["overtime"]
        closed = [*(centre.get("maintenance") or ()), *(centre.get("down") or ())]
        return Clock(self.problem["horizon"], weeks, windows or (), closed)

    # Rule 1

    def _once_each(self) -> None:
        seen: set[int] = set()
        for run in self.runs:
            if run.op in seen:
                self._say(1, "twice", run)
            seen.add(run.op)
        for op in range(len(self.ops)):
            if op not in seen:
                self.found.append(Violation(1, "missing", op))

    # Rules 1 and 2

    def _place(self, run: Run) -> None:
        minutes = self._minutes(run)
        if minutes is None:
            self._say(1, "wrong_work_centre", run)
        elif "end" not in (self.ops[run.op].get("frozen") or ()):  # where it is told, it is as it was
            self._duration(run, minutes)

    def _minutes(self, run: Run) -> int | None:
        return next((minutes for wc, minutes in self.ops[run.op]["alternatives"] if wc == run.wc), None)

    def _duration(self, run: Run, minutes: int) -> None:
        op, clock = self.ops[run.op], self.clocks[run.wc]
        if not clock.works_at(run.start):
            self._say(2, "starts_closed", run, start=run.start)
        if op.get("unattended"):
            self._expect(run, minutes, run.end - run.start)
            if clock.is_closed(run.end) > clock.is_closed(run.start):
                self._say(2, "through_closure", run, start=run.start, end=run.end)
            return
        if not clock.works_at(run.end - 1):
            self._say(2, "ends_closed", run, end=run.end)
        self._expect(run, minutes, clock.between(run.start, run.end))
        if not op["splittable"] and clock.between(run.start, run.end) != run.end - run.start:
            self._say(2, "not_in_one_window", run, start=run.start, end=run.end)

    def _expect(self, run: Run, minutes: int, worked: int) -> None:
        if worked != minutes:
            self._say(2, "wrong_minutes", run, minutes=minutes, worked=worked)

    # Rule 3

    def _after_its_predecessors(self, run: Run) -> None:
        for pred in self.ops[run.op]["preds"]:
            before = self.at.get(pred)
            if before is not None and before.end > run.start:
                self._say(3, "before_predecessor", run, pred=pred, start=run.start, pred_end=before.end)

    # Rule 4

    def _one_at_a_time(self) -> None:
        by_centre: dict[int, list[Run]] = defaultdict(list)
        for run in self.runs:
            by_centre[run.wc].append(run)
        for wc, runs in sorted(by_centre.items()):
            runs.sort(key=lambda run: (run.start, run.end))
            self._first(wc, runs[0])
            busiest = runs[0]
            for before, run in pairwise(runs):
                busiest = max(busiest, before, key=lambda each: each.end)
                self._neighbours(wc, busiest, before, run)

    def _first(self, wc: int, run: Run) -> None:
        centre = self.centres[wc]
        if run.start < centre["available_from"]:
            self._say(4, "before_available", run, start=run.start, available_from=centre["available_from"])
            self._change(wc, centre["family"], run)
        else:
            self._change_over(wc, centre["family"], centre["available_from"], run)

    def _neighbours(self, wc: int, busiest: Run, before: Run, run: Run) -> None:
        family = self.ops[before.op]["family"]
        if run.start < busiest.end:
            self._say(4, "overlap", run, other=busiest.op, start=run.start, other_end=busiest.end)
            self._change(wc, family, run)
        else:
            self._change_over(wc, family, before.end, run)

    def _change(self, wc: int, family: int, run: Run) -> int:
        """Minutes of changing over, which count whether there was time for them or not."""
        needed: int = self.problem["setup"][self.centres[wc]["group"]][family][self.ops[run.op]["family"]]
        self.setup_minutes += needed
        return needed

    def _change_over(self, wc: int, family: int, since: int, run: Run) -> None:
        needed, there = self._change(wc, family, run), self.clocks[wc].between(since, run.start)
        if there < needed:
            self._say(4, "setup_short", run, needed=needed, there=there)

    # Rule 5

    def _material(self) -> None:
        issued: dict[int, list[tuple[int, int, Run]]] = defaultdict(list)
        for run in self.at.values():
            op = self.ops[run.op]
            earliest = op.get("earliest") or 0
            if run.start < earliest:
                self._say(5, "too_early", run, start=run.start, earliest=earliest)
            for material, quantity in op["materials"]:
                issued[material].append((run.start, quantity, run))
        for material, issues in sorted(issued.items()):
            self._flow(self.problem["materials"][material], sorted(issues))

    def _flow(self, material: Json, issues: Sequence[tuple[int, int, Run]]) -> None:
        """What has been issued up to each instant, against stock and receipts; from its lead time on, anything."""
        totals = list(accumulate(quantity for _, quantity, _ in issues))
        receipts = sorted((at, quantity) for at, quantity in material["receipts"])
        received = list(accumulate((quantity for _, quantity in receipts), initial=material["stock"]))
        for place, (t, _, run) in enumerate(issues):
            is_last_of_instant = place + 1 == len(issues) or issues[place + 1][0] > t
            if t >= material["lead_time"] or not is_last_of_instant:
                continue
            there = received[bisect_right(receipts, t, key=itemgetter(0))]
            if totals[place] > there:
                self._say(5, "material_short", run, material=material["id"], at=t, issued=totals[place], there=there)

    # Rule 6

    def _frozen(self, run: Run) -> None:
        frozen = self.ops[run.op].get("frozen")
        if not frozen:
            return
        if (run.wc, run.start, run.end) != (frozen["wc"], frozen["start"], frozen.get("end", run.end)):
            self._say(6, "frozen_moved", run, start=run.start, frozen_start=frozen["start"], frozen_wc=frozen["wc"])

    # What it is worth

    def _tardiness(self) -> Iterator[int]:
        plant = Clock(
            self.problem["horizon"], self.problem.get("plant_week") or (), self.problem.get("plant_windows") or ()
        )
        for order in self.problem["orders"]:
            run = self.at.get(order["last"])
            if run is not None:
                yield order["weight"] * max(0, plant.between(order["due"], run.end))
