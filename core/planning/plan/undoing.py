"""Doing without one thing: where everything would end if a purchase order were here, a machine running."""

from dataclasses import replace
from datetime import date

import numpy as np

from core.orders.cause import CauseKind, ForecastCause
from core.planning.kernels.arrays import Arrays, Ints
from core.planning.kernels.insertion import inserted
from core.planning.kernels.ranking import ranked
from core.planning.plan.arrivals import LineId
from core.planning.plan.expected import Expected
from core.planning.plan.outlook import Outlook
from core.planning.plan.pegging import Wait
from core.planning.plan.reading import DRAWING, Work
from core.planning.plan.repair import priorities

MOST_RUNS = 200
"""Repairs of the whole book in one look; beyond that nothing more is proved, and so nothing more claimed."""

Key = tuple[CauseKind, str]


class Undoing:
    """Repairs of a book, each without one thing. They are remembered: one cause often keeps many."""

    def __init__(self, outlook: Outlook) -> None:
        self._outlook = outlook
        self._book = outlook.book
        self._known: dict[Key, list[int]] = {}
        self._reopened: dict[str, Outlook] = {}

    def saves(self, cause: ForecastCause, line: LineId, target: date) -> bool:
        """Without this cause the line leaves by that day."""
        if cause.kind is CauseKind.MACHINE:
            return self._runs(cause.code, line, target)
        gone = cause.code if cause.kind is CauseKind.PURCHASE_ORDER else ""
        return self._is_by(line, target, self._without(cause.kind, cause.code), gone)

    def is_late_alone(self, line: LineId, target: date) -> bool:
        """Even before everybody else, and with everything there, it takes longer."""
        if line not in self._outlook.lasts:
            return False
        ends = self._without(CauseKind.WORK, line[0])
        return bool(ends) and not self._is_by(line, target, ends, "")

    def _is_by(self, line: LineId, target: date, ends: list[int], gone: str) -> bool:
        if not ends and self._book.works:
            return False  # nothing could be found out
        day = self._outlook.day(line, ends, gone)
        return day is None or day <= target

    def _runs(self, code: str, line: LineId, target: date) -> bool:
        """The work centre would never have stood still."""
        if code not in self._reopened:
            centres = tuple(
                replace(it, calendar=replace(it.calendar, closed=())) if it.work_centre == code else it
                for it in self._book.shop.work_centres
            )
            self._reopened[code] = Outlook(Expected.of(self._book.shop.changed(work_centres=centres)))
        outlook = self._reopened[code]
        day = outlook.day(line, outlook.ends)
        return day is None or day <= target

    def _without(self, kind: CauseKind, code: str) -> list[int]:
        """When every operation would end; empty when it cannot be found out."""
        if (kind, code) not in self._known:
            can_be = self._book.works and len(self._known) < MOST_RUNS
            self._known[kind, code] = self._run(kind, code) if can_be else []
        return self._known[kind, code]

    def _run(self, kind: CauseKind, code: str) -> list[int]:
        book = self._book
        a, turn = self._changed(kind, code), priorities(book.problem, book.standing)
        mine = self._ops_of(code)
        if kind is CauseKind.QUEUE:
            turn = turn + mine * (2 * int(np.abs(turn).max()) + 2)
        elif kind is CauseKind.WORK:
            turn = turn - mine * (2 * int(np.abs(turn).max()) + 2)
        placed = inserted(a, ranked(a, turn), book.standing.machine.copy(), np.zeros(len(turn), dtype=np.int64))
        if (placed.machine < 0).any():
            return []
        is_done = a.way_minutes[a.way_from[:-1]] == 0
        return [int(end) for end in np.where(is_done, book.booked.end, placed.end)]

    def _changed(self, kind: CauseKind, code: str) -> Arrays:
        """The problem without the thing. Whoever has not begun for want of it would have begun as it was booked."""
        a = self._book.problem.arrays
        if kind is CauseKind.SETUP:
            return a.but(setup=self._setup(a, code))
        if kind is CauseKind.QUEUE:
            return a
        a = a.but(way_minutes=self._left_minutes(a, self._waiting(kind, code)))
        if kind is CauseKind.WORK:
            mine = self._ops_of(code) > 0
            return a.but(ready=np.where(mine, np.minimum(a.ready, self._book.floor.now), a.ready))
        return a if kind is CauseKind.NOT_BEGUN else a.but(ready=self._ready(a, kind, code))

    def _waiting(self, kind: CauseKind, code: str) -> frozenset[str]:
        """The orders it is about."""
        if kind in (CauseKind.NOT_BEGUN, CauseKind.WORK):
            return frozenset({code})
        works = self._book.works
        return frozenset(
            work.line.order_no for work in works if any(_is_about(wait, work, kind, code) for wait in work.waits)
        )

    def _ready(self, a: Arrays, kind: CauseKind, code: str) -> Ints:
        """When what is left of all they wait for is there."""
        found = a.ready.copy()
        for op, work in enumerate(self._book.works):
            others = [wait for wait in work.waits if not _is_about(wait, work, kind, code)]
            if op not in self._book.pinned and len(others) < len(work.waits):
                left = max((wait.ready - self._book.floor.epoch for wait in others), default=0)
                found[op] = max(self._book.floor.now, work.place.start, left)
        return found

    def _left_minutes(self, a: Arrays, orders: frozenset[str]) -> Ints:
        """Had they begun as they were booked, what their machines would have done by now would be done."""
        found, now = a.way_minutes.copy(), self._book.floor.now
        for op, work in enumerate(self._book.works):
            machine, start, _ = work.place
            if work.line.order_no in orders and op not in self._book.pinned and start < now:
                axis = self._book.lanes[machine]
                done = now - start if work.ways.runs_on else axis.worked(now) - axis.worked(start)
                first, last = a.way_from[op], a.way_from[op + 1]
                found[first:last] = np.maximum(0, found[first:last] - done)
        return found

    def _setup(self, a: Arrays, code: str) -> Ints:
        machine = self._book.units.index((code, 0))
        found = a.setup.copy()
        found[a.setup_group[machine]] = 0
        return found

    def _ops_of(self, order_no: str) -> Ints:
        return np.array([work.line.order_no == order_no for work in self._book.works], dtype=np.int64)


def _is_about(wait: Wait, work: Work, kind: CauseKind, code: str) -> bool:
    if kind is CauseKind.DRAWING:
        return wait.reason == DRAWING and work.line.order_no == code
    return wait.reason == code
