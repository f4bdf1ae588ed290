"""Why a problem cannot be planned at all: a few operations, pins, machines and closures that exclude each other.

Three kinds are looked for, each of which is a proof. What none of them finds may still not fit.

CHAIN     one operation after the other, each as early as it can be had, ends too late: for the horizon or for a pin
CHANGE    two operations are fixed on a machine with too little time between them to change it over
CAPACITY  the operations that only these machines can do need more working minutes than the machines have left

What is named is irreducible: without any one of the things named the rest would fit.
"""

from collections.abc import Sequence
from itertools import pairwise

from core.planning.kernels.arrays import RUNS_ON
from core.planning.plan.conflict_chains import Pins, chain_conflict
from core.planning.plan.conflict_parts import Conflict, Kind, Part
from core.planning.plan.problem import Problem
from core.planning.plan.weeks import within


def conflict_of(problem: Problem) -> Conflict | None:
    """The first conflict found; None when nothing of the kind can be proved."""
    pins = _pins(problem)
    return _change(problem, pins) or chain_conflict(problem, pins) or _capacity(problem)


def _pins(problem: Problem) -> list[list[tuple[int, int, int]]]:
    """By machine: start, end and operation of what is fixed there, in order."""
    found: list[list[tuple[int, int, int]]] = [[] for _ in problem.machines]
    for index, op in enumerate(problem.ops):
        if op.pin is not None:
            found[op.pin[0]].append((op.pin[1], op.pin[2], index))
    for pins in found:
        pins.sort()
    return found


def _change(problem: Problem, pins: Pins) -> Conflict | None:
    for machine, fixed in enumerate(pins):
        for (_, since, before), (until, _, after) in pairwise(fixed):
            needed = int(
                problem.setup[
                    problem.machines[machine].setup_group, problem.ops[before].family, problem.ops[after].family
                ]
            )
            there = within(problem.machines[machine].windows, since, until)
            if there < needed:
                parts = (Part("pin", op=before), Part("pin", op=after))
                return Conflict(Kind.CHANGE, parts, (machine,), there, needed)
    return None


def _capacity(problem: Problem) -> Conflict | None:
    needs: dict[frozenset[int], list[tuple[int, int]]] = {}
    for index, op in enumerate(problem.ops):
        if op.pin is not None:
            worked = within(problem.machines[op.pin[0]].windows, op.pin[1], op.pin[2])
            needs.setdefault(frozenset(op.pin[:1]), []).append((worked, index))
        elif op.pause != RUNS_ON:  # most of its time may be a night
            least = min(minutes for _, minutes in op.ways)
            needs.setdefault(frozenset(machine for machine, _ in op.ways), []).append((least, index))
    for machines in sorted(needs, key=lambda each: (len(each), sorted(each))):
        bound = [need for able, its in needs.items() if able <= machines for need in its]
        conflict = _overfull(problem, sorted(machines), bound)
        if conflict is not None:
            return conflict
    return None


def _overfull(problem: Problem, machines: Sequence[int], needs: Sequence[tuple[int, int]]) -> Conflict | None:
    """The largest operations first, until they are too many: without any of these the rest would fit."""
    its = [problem.machines[each] for each in machines]
    there = sum(within(each.windows, each.available_from, problem.horizon) for each in its)
    if sum(least for least, _ in needs) <= there:
        return None
    needed, named = 0, []
    for least, op in sorted(needs, key=lambda need: (-need[0], need[1])):
        named.append(op)
        needed += least
        if needed > there:
            break
    parts = tuple(Part("operation", op=op) for op in sorted(named))
    return Conflict(Kind.CAPACITY, parts, tuple(machines), there, needed)
