"""A schedule of a book by machine: who comes before and after whom, and how late it is. For looking, not for search."""

from bisect import bisect_left, insort
from dataclasses import dataclass
from functools import cached_property

from core.calendar import Axis
from core.planning.plan.book import Book
from core.planning.plan.place import Place
from core.planning.plan.schedule import Schedule


@dataclass(frozen=True, eq=False)
class Lanes:
    """Places of all operations, in the order of time on each machine. `move` is the one way to change them."""

    book: Book
    places: list[Place]

    @classmethod
    def of(cls, book: Book, schedule: Schedule) -> "Lanes":
        """Lay a schedule out."""
        rows = zip(schedule.machine.tolist(), schedule.start.tolist(), schedule.end.tolist(), strict=True)
        return cls(book, [Place(*row) for row in rows])

    @cached_property
    def by_machine(self) -> list[list[tuple[int, int]]]:
        """Start and operation, by machine."""
        found: list[list[tuple[int, int]]] = [[] for _ in self.book.lanes]
        for op, place in enumerate(self.places):
            found[place.machine].append((place.start, op))
        for lane in found:
            lane.sort()
        return found

    @cached_property
    def followers(self) -> list[list[int]]:
        """By operation, those of its order that wait for it."""
        found: list[list[int]] = [[] for _ in self.places]
        for op, work in enumerate(self.book.works):
            for pred in work.preds:
                found[pred].append(op)
        return found

    def before(self, machine: int, start: int, op: int) -> int | None:
        """The operation ahead of that place on a machine; None when it would be the first."""
        lane = self.by_machine[machine]
        k = bisect_left(lane, (start, op))
        return lane[k - 1][1] if k else None

    def after(self, machine: int, start: int, op: int) -> int | None:
        """The operation behind that place on a machine; None when it would be the last."""
        lane = self.by_machine[machine]
        k = bisect_left(lane, (start, op))
        k += k < len(lane) and lane[k][1] == op
        return lane[k][1] if k < len(lane) else None

    def move(self, op: int, place: Place) -> None:
        """Put an operation elsewhere."""
        old = self.places[op]
        self.by_machine[old.machine].remove((old.start, op))
        insort(self.by_machine[place.machine], (place.start, op))
        self.places[op] = place

    def setup(self, machine: int, before: int | None, after: int) -> int:
        """Working minutes of changing over between two operations, or from what the machine is set up for now."""
        problem = self.book.problem
        known = problem.machines[machine]
        family = known.family_now if before is None else problem.ops[before].family
        return int(problem.setup[known.setup_group, family, problem.ops[after].family])

    def has_room(self, machine: int, before: int | None, after: int | None) -> bool:
        """Is there time to change over between two neighbours?"""
        if after is None:
            return True
        return self.is_time(machine, (before, self.free_from(machine, before)), (after, self.places[after].start))

    def free_from(self, machine: int, before: int | None) -> int:
        """When a machine is done with an operation; for None, when it begins."""
        return self.book.problem.machines[machine].available_from if before is None else self.places[before].end

    def is_time(self, machine: int, before: tuple[int | None, int], after: tuple[int, int]) -> bool:
        """Is there time to change over from an operation and its end to another and its start?"""
        (first, end), (then, start) = before, after
        if start < end:
            return False
        needed, axis = self.setup(machine, first, then), self.book.lanes[machine]
        return not needed or axis.worked(start) - axis.worked(end) >= needed

    @cached_property
    def plant(self) -> Axis:
        """The plant's working time, in which lateness is counted."""
        return Axis.of(self.book.problem.plant)

    def lateness(self, order: int, end: int) -> int:
        """Plant working minutes by which an order of the problem is late when it is finished then."""
        due = self.book.problem.orders[order].due
        return self.plant.worked(end) - self.plant.worked(due) if end > due else 0

    def tardiness(self) -> int:
        """Weighted lateness of everything."""
        orders = self.book.problem.orders
        ends = [self.places[order.last].end for order in orders]
        return sum(order.weight * self.lateness(number, ends[number]) for number, order in enumerate(orders))

    def schedule(self) -> Schedule:
        """The same as a schedule."""
        return self.book.scheduled(self.places)
