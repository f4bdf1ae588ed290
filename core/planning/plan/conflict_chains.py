"""Operations one after the other that end too late, each as early as it can be had."""

from collections.abc import Iterator, Mapping, Sequence

from core.planning.plan.conflict_parts import Conflict, Kind, Part, filtered
from core.planning.plan.problem import Machine, Op, Problem, Span
from core.planning.plan.weeks import earliest, merged

Pins = Sequence[Sequence[tuple[int, int, int]]]
"""By machine: start, end and operation of what is fixed there, in order."""


class _Path:
    """Operations that follow each other, of which everything named may be left out to see whether the rest fits."""

    def __init__(self, problem: Problem, pins: Pins, path: Sequence[int]) -> None:
        self._problem = problem
        self._path = path
        self._pins = pins
        self.machines = tuple(sorted({machine for op in path for machine, _ in problem.ops[op].ways}))

    def parts(self) -> list[Part]:
        """Everything that could be to blame, the most incidental first: it is tried first to do without it."""
        found = [
            Part("closure", machine=machine, start=start, end=end)
            for machine in self.machines
            for start, end in self._problem.machines[machine].holes
        ]
        found += [
            Part("available", machine=machine, end=self._problem.machines[machine].available_from)
            for machine in self.machines
            if self._problem.machines[machine].available_from
        ]
        ops = self._problem.ops
        found += [Part("pin", op=op) for machine in self.machines for *_, op in self._pins[machine]]
        found += [Part("ready", op=op, start=ops[op].ready) for op in self._path if ops[op].ready]
        return found + [Part("operation", op=op) for op in self._path]

    def misses(self, kept: frozenset[Part]) -> int | None:
        """The instant that cannot be kept when only these parts count; None when everything fits."""
        machines = {machine: self._machine(machine, kept) for machine in self.machines}
        t = 0
        for index in self._path:
            if Part("operation", op=index) not in kept:
                continue
            op = self._problem.ops[index]
            t = max(t, op.ready if Part("ready", op=index, start=op.ready) in kept else 0)
            if op.pin is not None and Part("pin", op=index) in kept:
                t = max(t, machines[op.pin[0]].available_from)
                if t > op.pin[1]:
                    return op.pin[1]
                t = op.pin[2]
                continue
            others = {machine: self._blocked(machine, index, kept) for machine, _ in op.ways}
            end = _earliest_end(op, machines, others, t)
            if end is None:
                return self._problem.horizon
            t = end
        return None

    def _machine(self, machine: int, kept: frozenset[Part]) -> Machine:
        """A machine without the closures that do not count: they are worked through."""
        its = self._problem.machines[machine]
        counts = [span for span in its.holes if Part("closure", -1, machine, *span) in kept]
        opened = [(start, min(end, self._problem.horizon)) for start, end in its.holes if (start, end) not in counts]
        busy = its.available_from if Part("available", -1, machine, -1, its.available_from) in kept else 0
        return Machine(
            code=its.code,
            work_centre=its.work_centre,
            windows=tuple(merged([*its.windows, *opened])),
            holes=tuple(counts),
            available_from=busy,
        )

    def _blocked(self, machine: int, index: int, kept: frozenset[Part]) -> list[Span]:
        return [(start, end) for start, end, op in self._pins[machine] if op != index and Part("pin", op=op) in kept]


def _earliest_end(op: Op, machines: Mapping[int, Machine], blocked: Mapping[int, Sequence[Span]], t: int) -> int | None:
    """When it is done at the earliest on any of its machines, in a gap between what is fixed there."""
    ends = (_end_on(op, machines[machine], blocked.get(machine, ()), minutes, t) for machine, minutes in op.ways)
    return min((end for end in ends if end is not None), default=None)


def _end_on(op: Op, machine: Machine, blocked: Sequence[Span], minutes: int, t: int) -> int | None:
    t = max(t, machine.available_from)
    while True:
        found = earliest(machine.windows, machine.holes, op.pause, t, minutes)
        if found is None:
            return None
        start, end = found
        hit = next((pinned for pinned in blocked if pinned[0] < end and start < pinned[1]), None)
        if hit is None:
            return end
        t = hit[1]


def chain_conflict(problem: Problem, pins: Pins) -> Conflict | None:
    """A chain that cannot be had in time, with what makes it late; None when every chain can."""
    path = _late_path(problem, pins)
    if path is None:
        return None
    chain = _Path(problem, pins, path)
    parts, is_small = filtered(chain.parts(), lambda kept: chain.misses(kept) is not None)
    limit = chain.misses(frozenset(parts))
    named = {part.op for part in parts}
    machines = tuple(sorted({machine for op in named if op >= 0 for machine, _ in problem.ops[op].ways}))
    return Conflict(Kind.CHAIN, tuple(parts), machines, limit or 0, is_irreducible=is_small)


def _late_path(problem: Problem, pins: Pins) -> list[int] | None:
    """The operations one after the other up to the first that cannot be had in time."""
    ends = [0] * len(problem.ops)
    because = [-1] * len(problem.ops)
    machines = dict(enumerate(problem.machines))
    blocked = {machine: [(start, end) for start, end, _ in fixed] for machine, fixed in enumerate(pins) if fixed}
    for index in _in_order(problem):
        op = problem.ops[index]
        because[index] = max(op.preds, key=ends.__getitem__, default=-1)
        t = max(op.ready, ends[because[index]] if op.preds else 0)
        if op.pin is not None:
            end = op.pin[2] if max(t, problem.machines[op.pin[0]].available_from) <= op.pin[1] else None
        else:
            end = _earliest_end(op, machines, blocked, t)
        if end is None:
            return _back(because, index)
        ends[index] = end
    return None


def _back(because: Sequence[int], index: int) -> list[int]:
    path = []
    while index >= 0:
        path.append(index)
        index = because[index]
    return path[::-1]


def _in_order(problem: Problem) -> Iterator[int]:
    """Every operation after its predecessors."""
    waiting = [len(op.preds) for op in problem.ops]
    after: list[list[int]] = [[] for _ in problem.ops]
    for index, op in enumerate(problem.ops):
        for pred in op.preds:
            after[pred].append(index)
    free = [index for index, count in enumerate(waiting) if not count]
    for index in free:
        yield index
        for each in after[index]:
            waiting[each] -= 1
            if not waiting[each]:
                free.append(each)
