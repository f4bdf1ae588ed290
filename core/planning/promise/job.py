"""An order as work to be placed: its operations, what each waits for, and where the material comes from."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from core.planning.factory.recipe import Way
from core.planning.promise.supply import Peg


class Task(NamedTuple):
    """One operation of one item for one line, or its design work."""

    number: int
    line_no: int
    item_code: str
    seq: int
    operation: str
    qty: Decimal
    ways: tuple[Way, ...]
    setup_minutes: int
    preds: tuple[int, ...]
    pegs: tuple[Peg, ...]
    """Material that must be there when it starts."""
    not_before: int = 0
    """The minute in which the drawing it needs is released; 0 when it needs none."""
    rank: int = 0
    """Lines wanted earlier are placed first; all 0 when the order has one day."""
    is_design: bool = False
    family: str = ""
    """What its machine has to be set up for."""
    lot: int = 0
    """Which of the lots that run side by side, from 1; 0 when all is made in one."""


@dataclass(frozen=True, slots=True, eq=False)
class Goal:
    """A line is ready when its last tasks are done and its other goods are there."""

    line_no: int
    product: str
    qty: Decimal
    last: tuple[int, ...]
    pegs: tuple[Peg, ...]
    not_before: int = 0


@dataclass(frozen=True, eq=False)
class Shape:
    """What follows from the tasks and their order alone, whenever material comes."""

    tasks: tuple[Task, ...]

    @cached_property
    def tails(self) -> list[int]:
        """Per task, the least minutes from its start to the end of everything that waits for it."""
        shortest = self.shortest
        tails = shortest.copy()
        for task in reversed(self.tasks):
            behind = tails[task.number]
            for pred in task.preds:
                if tails[pred] < shortest[pred] + behind:
                    tails[pred] = shortest[pred] + behind
        return tails

    @cached_property
    def shortest(self) -> list[int]:
        """By task, work minutes of the quickest way: real time can only be longer."""
        return [min([way.minutes for way in task.ways]) for task in self.tasks]

    @cached_property
    def urgency(self) -> list[int]:
        """Tasks with the longest way still to go first; predecessors always before their successors."""
        order = sorted(range(len(self.tasks)), key=self.tails.__getitem__, reverse=True)
        return sorted(order, key=lambda index: self.tasks[index].rank) if self.is_ranked else order

    @cached_property
    def is_ranked(self) -> bool:
        """Are its lines wanted on different days?"""
        return any(task.rank for task in self.tasks)

    @cached_property
    def between(self) -> frozenset[str]:
        """Families by way of which its own work may be quicker to change over to: none when there is only one."""
        families = frozenset([task.family for task in self.tasks])
        return families if len(families) > 1 else frozenset()

    @cached_property
    def users(self) -> dict[str, list[int]]:
        """By work centre, the tasks that could run there."""
        users: dict[str, list[int]] = {}
        for task in self.tasks:
            for way in task.ways:
                found = users.setdefault(way.work_centre, [])
                if not found or found[-1] != task.number:
                    found.append(task.number)
        return users

    @cached_property
    def is_in_lots(self) -> bool:
        """Is something made in lots? They all want the same work centres, and are all but alike."""
        return any(task.lot for task in self.tasks)

    @cached_property
    def is_contended(self) -> bool:
        """Do two tasks want the same work centre without one having to wait for the other anyway?

        If not, giving every task its earliest end in turn is exact.
        """
        before = self._ancestors()
        return any(
            not before[later] >> earlier & 1
            for indices in self.users.values()
            for position, later in enumerate(indices)
            for earlier in indices[:position]
        )

    def _ancestors(self) -> list[int]:
        """Per task, everything it waits for, as bits."""
        before: list[int] = []
        for task in self.tasks:
            mask = 0
            for pred in task.preds:
                mask |= before[pred] | 1 << pred
            before.append(mask)
        return before


@dataclass(frozen=True, eq=False)
class Job:
    """All tasks of an order. A task's predecessors come before it."""

    goals: tuple[Goal, ...]
    shape: Shape
    at_hand: frozenset[str] = frozenset()
    """Items taken as being there, whenever their pegs say."""
    begin: int = 0
    """The minute before which no operation may start; drawings may."""
    is_divisible: bool = False
    """Something in it may be made in lots, whether it is or not."""
    is_cut: bool = False
    """Something is made in lots that each find room in a week, part of which is kept for other customers."""

    @property
    def tasks(self) -> tuple[Task, ...]:
        """The operations, and design work."""
        return self.shape.tasks

    @cached_property
    def ready(self) -> list[int]:
        """Per task, when its material and its drawing are there; 0 when it needs none."""
        return [
            self._there(task.pegs, max(task.not_before, 0 if task.is_design else self.begin)) for task in self.tasks
        ]

    @cached_property
    def goods_ready(self) -> list[int]:
        """Per goal, when goods that nobody has to work on are there."""
        return [self._there(goal.pegs, goal.not_before) for goal in self.goals]

    def _there(self, pegs: tuple[Peg, ...], ready: int) -> int:
        for peg in pegs:
            if peg.available > ready and peg.item_code not in self.at_hand:
                ready = peg.available
        return ready

    @property
    def pegs(self) -> Iterable[tuple[int, Peg]]:
        """All material with its line number."""
        yield from ((task.line_no, peg) for task in self.tasks for peg in task.pegs)
        yield from ((goal.line_no, peg) for goal in self.goals for peg in goal.pegs)

    @property
    def work_centres(self) -> set[str]:
        """Every work centre that could do some task."""
        return set(self.shape.users)

    def with_at_hand(self, items: frozenset[str]) -> "Job":
        """The same work as if these items were there now."""
        return replace(self, at_hand=items)

    def beginning(self, minute: int) -> "Job":
        """The same work, begun no earlier than that."""
        return replace(self, begin=minute)
