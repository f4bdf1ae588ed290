"""Variables of a model, each with what it is in a schedule that is known: a hint without gaps is found at once."""

from collections.abc import Iterable, Sequence
from typing import Any

from ortools.sat.python import cp_model

from core.planning.plan.pieces import Piece
from core.planning.plan.schedule import Schedule


class Hinted:
    """Makes variables; without a schedule, without hints."""

    def __init__(self, schedule: Schedule | None) -> None:
        self.cp = cp_model.CpModel()
        self._schedule = schedule

    def number(self, least: int, most: int, hint: int) -> Any:
        """A whole number from `least` to `most`."""
        var = self.cp.new_int_var(least, most, "")
        if self._schedule is not None:
            self.cp.add_hint(var, hint)
        return var

    def literal(self, is_true: bool) -> Any:
        """Something that holds or not."""
        var = self.cp.new_bool_var("")
        if self._schedule is not None:
            self.cp.add_hint(var, is_true)
        return var

    def start(self, op: int, least: int, most: int) -> Any:
        """When it begins."""
        return self.number(least, most, self.span(op)[0])

    def end(self, op: int, least: int, most: int) -> Any:
        """When it ends."""
        return self.number(least, most, self.span(op)[1])

    def size(self, op: int, least: int, most: int) -> Any:
        """Minutes between the two."""
        start, end = self.span(op)
        return self.number(least, most, end - start)

    def span(self, op: int) -> tuple[int, int]:
        """When it begins and ends in the schedule; (0, 0) without one."""
        if self._schedule is None:
            return 0, 0
        return int(self._schedule.start[op]), int(self._schedule.end[op])

    def is_on(self, op: int, machine: int) -> bool:
        """Whether it is on that machine in the schedule."""
        return self._schedule is not None and int(self._schedule.machine[op]) == machine

    def is_within(self, op: int, pieces: Iterable[Piece]) -> bool:
        """Whether it begins in one of them."""
        start, _ = self.span(op)
        return any(piece.first <= start <= piece.last for piece in pieces)

    def sequence(self, machine: int, users: Sequence[int]) -> list[int]:
        """Those of them that are on that machine in the schedule, in their order."""
        return sorted((op for op in users if self.is_on(op, machine)), key=lambda op: (*self.span(op), op))
