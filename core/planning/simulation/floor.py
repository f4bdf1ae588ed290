"""The shop floor of a simulation: operations that run as long as they really take, on machines that do them in turn.

A machine that is free takes, of what is there and was planned to have begun, what was planned first; what waits for a
receipt or for another machine does not hold it up. Idle time takes up what was planned within a day, as far as that
delays nothing that was planned before it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from heapq import heapify, heappop, heappush

from core.calendar import Axis, minute_after, minute_of, moment_of
from core.planning.factory.records import Booking
from core.planning.promise.changeovers import Changeovers
from core.planning.promise.timelines import Timelines

Unit = tuple[str, int]
NEVER = 1 << 60
AHEAD = 24 * 60
"""Minutes by which an idle machine takes something before it was planned."""


@dataclass(eq=False, slots=True)
class Piece:
    """One booked operation with what it will really take. Minutes are since 1970."""

    booking: Booking
    minutes: int
    """Working minutes that it takes when it runs, or minutes of the clock where nights do not stop it."""
    runs_on: bool
    receipts: tuple[tuple[int, int], ...]
    """What it waits for: when it was said to be there, and when it really is."""
    number: int = 0
    """No other has it."""
    before: list["Piece"] = field(default_factory=list)
    planned: int = 0
    begun: int | None = None
    done: int | None = None

    @property
    def arrival(self) -> int:
        """When everything that it waits for is really there; 0 for nothing."""
        return max((really for _, really in self.receipts), default=0)

    @property
    def unit(self) -> Unit:
        """Where it runs."""
        return self.booking.work_centre, self.booking.unit


@dataclass(eq=False, slots=True)
class Machine:
    """One unit, until when it is busy and what it is set up for."""

    axis: Axis
    changeovers: Changeovers
    free: int
    family: str = ""

    def ready_for(self, family: str) -> int:
        """The first minute in which it can run something of that family; NEVER beyond its calendar."""
        change = self.changeovers.between(self.family, family) if self.family else 0
        worked = self.axis.worked(self.free) + change
        return self.axis.start(worked) if worked < self.axis.total else NEVER

    def end_of(self, start: int, minutes: int, *, runs_on: bool) -> int:
        """When work is done that begins then."""
        if runs_on:
            return start + minutes
        return self.axis.end(min(self.axis.total, self.axis.worked(start) + max(1, minutes)))


class Floor:
    """All machines and what is left to do on them."""

    def __init__(self, timelines: Timelines, now: int) -> None:
        self._machines = {
            (code, unit): Machine(centre.axis, centre.changeovers, now)
            for code, centre in timelines.centres.items()
            for unit in range(len(centre.units))
        }
        self._factory = timelines.factory
        self._count = 0
        self.waiting: list[Piece] = []
        self.running: list[Piece] = []

    def add(self, pieces: Iterable[Piece]) -> None:
        """More to do."""
        for piece in pieces:
            piece.planned, piece.number = minute_of(piece.booking.start_at), self._count
            self._count += 1
            self.waiting.append(piece)

    @property
    def bookings(self) -> tuple[Booking, ...]:
        """What is still to be done or not yet over, as it is planned now."""
        return tuple(piece.booking for piece in (*self.running, *self.waiting))

    # --- what happens ----------------------------------------------------------------------

    def run(self, now: int, until: int) -> None:
        """Let everything begin that begins before `until`."""
        while (found := min(self._next(now), default=None)) is not None and found[0] < until:
            start, _, _, number = found
            piece = self.waiting.pop(number)
            machine = self._machines[piece.unit]
            piece.begun, piece.done = start, machine.end_of(start, piece.minutes, runs_on=piece.runs_on)
            machine.free, machine.family = piece.done, piece.booking.family
            self.running.append(piece)
        self.running = [piece for piece in self.running if (piece.done or 0) > until]

    def _next(self, now: int) -> Iterator[tuple[int, int, str, int]]:
        """When each operation could begin, those that were planned sooner first, with its place in the list."""
        for number, piece in enumerate(self.waiting):
            if all(each.done is not None for each in piece.before):
                machine = self._machines[piece.unit]
                told = [each.done or 0 for each in piece.before]
                ready = max(now, piece.planned - AHEAD, piece.arrival, machine.ready_for(piece.booking.family), *told)
                opening = machine.axis.next_open(ready)
                if opening is not None and opening < piece.planned and self._is_in_the_way(piece, opening, machine):
                    opening = machine.axis.next_open(max(ready, piece.planned))
                if opening is not None:
                    yield opening, piece.planned, piece.booking.order_no, number

    def _is_in_the_way(self, piece: Piece, start: int, machine: Machine) -> bool:
        """Begun so early, it would not be over when something else was planned to begin there."""
        end = machine.end_of(start, self._length(piece), runs_on=piece.runs_on)
        return any(
            other.unit == piece.unit and other is not piece and start <= other.planned < min(end, piece.planned)
            for other in self.waiting
        )

    # --- what the planner makes of it ------------------------------------------------------

    def replan(self, now: int) -> None:
        """Push what cannot be kept to, and no more than that: as the machines will take it, as far as anybody knows."""
        free = {unit: Machine(it.axis, it.changeovers, now, it.family) for unit, it in self._machines.items()}
        ends = {id(piece): self._expect(piece, free[piece.unit], now) for piece in self.running}
        left = {id(piece) for piece in self.waiting}
        then: dict[int, list[Piece]] = {}
        for piece in self.waiting:
            for each in piece.before:
                then.setdefault(id(each), []).append(piece)
        queue = [(piece.planned, _turn(piece), piece) for piece in self.waiting if _is_next(piece, left)]
        heapify(queue)
        while queue:
            start, turn, piece = heappop(queue)
            again = self._start(piece, free[piece.unit], ends, now)
            if again > start:
                heappush(queue, (again, turn, piece))
                continue
            self._place(piece, free[piece.unit], start, ends)
            left.discard(id(piece))
            for each in then.get(id(piece), ()):
                if _is_next(each, left):
                    heappush(queue, (each.planned, _turn(each), each))

    def _expect(self, piece: Piece, machine: Machine, now: int) -> int:
        """Nobody knows when what runs is done: as planned from its start, or in an hour where it should be over."""
        assert piece.begun is not None
        length = self._length(piece)
        end = machine.end_of(piece.begun, length, runs_on=piece.runs_on)
        if end <= now:
            end = machine.end_of(now, 60, runs_on=False)
        self._book(piece, piece.begun, end)
        machine.free, machine.family = max(machine.free, end), piece.booking.family
        return end

    def _start(self, piece: Piece, machine: Machine, ends: dict[int, int], now: int) -> int:
        told = [ends.get(id(each), 0) for each in piece.before]
        ready = max(now, piece.planned, self._said(piece, now), machine.ready_for(piece.booking.family), *told)
        return machine.axis.next_open(ready) or NEVER

    def _place(self, piece: Piece, machine: Machine, start: int, ends: dict[int, int]) -> None:
        if start < NEVER:
            end = machine.end_of(start, self._length(piece), runs_on=piece.runs_on)
            self._book(piece, start, end)
            machine.free, machine.family = end, piece.booking.family
        ends[id(piece)] = minute_after(piece.booking.end_at)

    def _said(self, piece: Piece, now: int) -> int:
        """When its receipts are expected: what is overdue, the next working day."""
        tomorrow = self._factory.next_open(now + 24 * 60) or now
        said = (really if really <= now else told if told > now else tomorrow for told, really in piece.receipts)
        return max(said, default=0)

    @staticmethod
    def _length(piece: Piece) -> int:
        booking = piece.booking
        if piece.runs_on:
            return minute_after(booking.end_at) - minute_of(booking.start_at)
        return booking.work_minutes

    @staticmethod
    def _book(piece: Piece, start: int, end: int) -> None:
        piece.booking = replace(piece.booking, start_at=moment_of(start), end_at=moment_of(end))


def _turn(piece: Piece) -> tuple[int, str, int, int]:
    """Who comes first of those that could begin at the same minute; the last number keeps any two apart."""
    return piece.planned, piece.booking.order_no, piece.booking.seq, piece.number


def _is_next(piece: Piece, left: set[int]) -> bool:
    """Everything before it has its place."""
    return not any(id(each) in left for each in piece.before)
