"""A plain forward scheduler: whenever a machine is free it takes the most urgent of what lies before it.

Its own few lines, without the engine: tests of the rules need a valid schedule, and a generated factory a yardstick.
"""

from bisect import bisect_right
from heapq import heappop, heappush
from math import exp

import numpy as np

from core.planning.kernels.arrays import PAUSES
from core.planning.plan.problem import Problem
from core.planning.plan.schedule import Schedule
from core.planning.plan.weeks import end_of

Way = tuple[int, int, int]


class Forward:
    """The state of one run. `patience` and `habit` weigh the time left and the change-over (the ATCS index)."""

    def __init__(self, problem: Problem, patience: float = 2.0, habit: float = 0.5) -> None:
        self.problem = problem
        self.patience, self.habit = patience, habit
        self.placed: dict[int, Way] = {}
        self.free = [(each.available_from, each.family_now) for each in problem.machines]
        self.waiting: list[dict[int, int]] = [{} for _ in problem.machines]
        self.opens = [[start for start, _ in each.windows] for each in problem.machines]
        self.pins: list[list[tuple[int, int, int]]] = [[] for _ in problem.machines]
        self.left = [len(op.preds) for op in problem.ops]
        self.after: list[list[int]] = [[] for _ in problem.ops]
        self.wake: list[tuple[int, int]] = []
        self.mean = sum(min(minutes for _, minutes in op.ways) for op in problem.ops) / len(problem.ops)
        self.change = max(1.0, float(np.mean(problem.setup)))
        self.rest = [0] * len(problem.ops)

    def run(self) -> Schedule:
        """Place everything; an operation that does not fit within the horizon is an error."""
        self._prepare()
        while self.wake:
            t, machine = heappop(self.wake)
            self._take(machine, t)
        missing = [each for each in range(len(self.problem.ops)) if each not in self.placed]
        assert not missing, f"no room for {missing[:5]}"
        columns = zip(*(self.placed[each] for each in range(len(self.problem.ops))), strict=True)
        return Schedule(*(np.array(column, dtype=np.int64) for column in columns))

    def _prepare(self) -> None:
        for index, op in enumerate(self.problem.ops):
            for pred in op.preds:
                self.after[pred].append(index)
            if op.pin:
                self.pins[op.pin[0]].append((op.pin[1], op.pin[2], op.family))
        for pins in self.pins:
            pins.sort()
        for index in reversed(self._in_order()):
            least = min(minutes for _, minutes in self.problem.ops[index].ways)
            self.rest[index] = least + max((self.rest[each] for each in self.after[index]), default=0)
        for index, op in enumerate(self.problem.ops):
            if op.pin:
                self.placed[index] = op.pin
        for index, op in enumerate(self.problem.ops):
            if op.pin:
                self._tell(index)
            elif not op.preds:
                self._release(index)

    def _in_order(self) -> list[int]:
        left = list(self.left)
        order = [each for each, count in enumerate(left) if not count]
        for index in order:
            for each in self.after[index]:
                left[each] -= 1
                if not left[each]:
                    order.append(each)
        return order

    def _tell(self, index: int) -> None:
        for each in self.after[index]:
            self.left[each] -= 1
            if not self.left[each] and each not in self.placed:
                self._release(each)

    def _release(self, index: int) -> None:
        op = self.problem.ops[index]
        ready = max([op.ready, *(self.placed[each][2] for each in op.preds)])
        for machine, _ in op.ways:
            self.waiting[machine][index] = ready
            heappush(self.wake, (max(ready, self.free[machine][0]), machine))

    def _take(self, machine: int, t: int) -> None:
        if t < self.free[machine][0]:
            heappush(self.wake, (self.free[machine][0], machine))
            return
        fits = [
            (self._urgency(index, machine, t), -index, way)
            for index, ready in self.waiting[machine].items()
            if ready <= t and (way := self._try(machine, index, ready)) is not None
        ]
        if fits:
            _, index, way = max(fits)
            self._place(-index, way)
        elif self.pins[machine] and any(ready <= t for ready in self.waiting[machine].values()):
            _, end, family = self.pins[machine].pop(0)
            self.free[machine] = (end, family)
            heappush(self.wake, (end, machine))

    def _urgency(self, index: int, machine: int, t: int) -> float:
        op = self.problem.ops[index]
        order = self.problem.orders[op.order]
        minutes = dict(op.ways)[machine]
        slack = max(0, (order.due - t) * 0.45 - self.rest[index])
        change = self._change(machine, self.free[machine][1], op.family)
        return order.weight / minutes * exp(-slack / (self.patience * self.mean) - change / (self.habit * self.change))

    def _change(self, machine: int, before: int, family: int) -> int:
        return int(self.problem.setup[self.problem.machines[machine].setup_group, before, family])

    def _try(self, machine: int, index: int, ready: int) -> Way | None:
        op = self.problem.ops[index]
        since, family = self.free[machine]
        start = max(ready, self._later(machine, since, self._change(machine, family, op.family)))
        way = self._run(machine, index, start)
        if way is not None and self.pins[machine]:
            begins, _, pinned = self.pins[machine][0]
            if self._later(machine, way[2], self._change(machine, op.family, pinned)) > begins:
                return None
        return way

    def _run(self, machine: int, index: int, t: int) -> Way | None:
        op, its = self.problem.ops[index], self.problem.machines[machine]
        minutes = dict(op.ways)[machine]
        k = bisect_right(self.opens[machine], t) - 1
        if k < 0 or t >= its.windows[k][1]:
            k += 1
        while k < len(its.windows):
            start = max(t, its.windows[k][0])
            end = end_of(its.windows, its.holes, op.pause, start, minutes)
            if end is not None:
                return machine, start, end
            if op.pause == PAUSES:
                return None
            k += 1
        return None

    def _later(self, machine: int, t: int, minutes: int) -> int:
        """When so many working minutes after `t` are over."""
        if not minutes:
            return t
        windows = self.problem.machines[machine].windows
        k = bisect_right(self.opens[machine], t) - 1
        k += k < 0 or t >= windows[k][1]
        while k < len(windows):
            start, end = max(t, windows[k][0]), windows[k][1]
            if minutes <= end - start:
                return start + minutes
            minutes -= end - start
            k += 1
        return 1 << 60

    def _place(self, index: int, way: Way) -> None:
        self.placed[index] = way
        self.free[way[0]] = (way[2], self.problem.ops[index].family)
        for machine, _ in self.problem.ops[index].ways:
            del self.waiting[machine][index]
        heappush(self.wake, (way[2], way[0]))
        self._tell(index)


def worth(problem: Problem, schedule: Schedule) -> tuple[float, int]:
    """Weighted tardiness in plant working hours, and how many orders are late."""
    ends = schedule.end[[order.last for order in problem.orders]].tolist()
    late = [
        order.weight * sum(max(0, min(close, end) - max(start, order.due)) for start, close in problem.plant)
        for order, end in zip(problem.orders, ends, strict=True)
    ]
    return sum(late) / 60, sum(each > 0 for each in late)


def forward(problem: Problem, patience: float = 2.0, habit: float = 0.5) -> Schedule:
    """A valid schedule of a problem that has room for one."""
    return Forward(problem, patience, habit).run()
