"""The CP-SAT model of a problem: a variable for each start and end, a literal for each machine it may be on."""

from itertools import pairwise
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from core.planning.exact.hinted import Hinted
from core.planning.plan.pieces import Piece, pieces, worked
from core.planning.plan.problem import Op, Problem
from core.planning.plan.schedule import Schedule

UNBOUNDED = 1 << 50


class Model:
    """All that a schedule has to keep. Without an objective yet."""

    def __init__(self, problem: Problem, hint: Schedule | None, until: int) -> None:
        self.problem, self.hint, self.until = problem, hint, until
        self.hinted = Hinted(hint)
        self.cp = self.hinted.cp
        self.starts: list[Any] = []
        self.ends: list[Any] = []
        self.latest: list[int] = []
        """When each ends at the latest."""
        self.present: list[dict[int, Any]] = []
        self.begun: dict[tuple[int, int], Any] = {}
        """Working minutes of the machine before the start of an operation there, …"""
        self.ended: dict[tuple[int, int], Any] = {}
        """… and before its end."""
        self.intervals: list[list[Any]] = [[] for _ in problem.machines]
        self.users: list[list[int]] = [[] for _ in problem.machines]
        self.is_impossible = False
        """Some operation fits nowhere."""
        self._set_up = _set_up(problem)
        for index, op in enumerate(problem.ops):
            self._add_pinned(index, op) if op.pin else self._add_free(index, op)
        self._add_order_of_work()
        for machine, users in enumerate(self.users):
            if any(problem.ops[user].pin is None for user in users):
                self._add_machine(machine, users)

    # operations

    def _add_pinned(self, index: int, op: Op) -> None:
        assert op.pin is not None
        machine, start, end = op.pin
        self.starts.append(start)
        self.ends.append(end)
        self.latest.append(end)
        self.present.append({machine: self.cp.new_constant(1)})
        self.users[machine].append(index)
        self.begun[index, machine] = worked(self.problem.machines[machine], start)
        self.ended[index, machine] = worked(self.problem.machines[machine], end)

    def _add_free(self, index: int, op: Op) -> None:
        ways = {
            machine: found
            for machine, minutes in op.ways
            if (found := pieces(op, self.problem.machines[machine], minutes, op.ready, self.until))
        }
        self.present.append({})
        size = self._add_times(index, [piece for found in ways.values() for piece in found])
        for machine, found in ways.items():
            is_only = len(ways) == 1
            literal = self.cp.new_constant(1) if is_only else self.hinted.literal(self.hinted.is_on(index, machine))
            self.present[index][machine] = literal
            self.users[machine].append(index)
            self._add_way(index, machine, found, literal, size)
        if len(ways) > 1:
            self.cp.add_exactly_one(self.present[index].values())

    def _add_times(self, index: int, every: list[Piece]) -> Any:
        """Start and end of an operation; gives what is between them, a number where it is always the same."""
        if not every:
            self.is_impossible = True
            every = [Piece(0, 0, 0, 0, False, 0)]
        takes = [piece.takes for piece in every]
        ends = [(piece.first + piece.takes, piece.last + piece.takes) for piece in every]
        last_end = max(last for _, last in ends)
        start = self.hinted.start(index, min(piece.first for piece in every), max(piece.last for piece in every))
        end = self.hinted.end(index, min(first for first, _ in ends), last_end)
        size = takes[0] if min(takes) == max(takes) else self.hinted.size(index, min(takes), max(takes))
        self.cp.add(end == start + size)
        self.starts.append(start)
        self.ends.append(end)
        self.latest.append(last_end)
        return size

    def _add_way(self, index: int, machine: int, found: list[Piece], literal: Any, size: Any) -> None:
        """An operation on one machine: when it may begin there, and how long it takes then."""
        start, end = self.starts[index], self.ends[index]
        groups: dict[tuple[int, ...], list[Piece]] = {}
        for piece in found:
            axis = (piece.before, piece.end_follows, piece.end_before) if self._set_up[machine] else ()
            groups.setdefault((piece.takes, *axis), []).append(piece)
        if len({piece.takes for piece in found}) == 1:
            interval = self.cp.new_optional_fixed_size_interval_var(start, found[0].takes, literal, "")
        else:
            interval = self.cp.new_optional_interval_var(start, size, end, literal, "")
        self.intervals[machine].append(interval)
        if self._set_up[machine]:
            self._add_axis(index, machine)
        chosen = []
        for group in groups.values():
            is_there = self.hinted.is_on(index, machine) and self.hinted.is_within(index, group)
            each = literal if len(groups) == 1 else self.hinted.literal(is_there)
            chosen.append(each)
            self._add_group(index, machine, group, each, size)
        if len(chosen) > 1:
            self.cp.add(sum(chosen) == literal)

    def _add_group(self, index: int, machine: int, group: list[Piece], literal: Any, size: Any) -> None:
        start, piece = self.starts[index], group[0]
        domain = cp_model.Domain.from_intervals([[each.first, each.last] for each in group])
        self.cp.add_linear_expression_in_domain(start, domain).only_enforce_if(literal)
        if not isinstance(size, int):
            self.cp.add(size == piece.takes).only_enforce_if(literal)
        if self._set_up[machine]:
            self.cp.add(self.begun[index, machine] == start + piece.before).only_enforce_if(literal)
            end = piece.end_before + (start if piece.end_follows else 0)
            self.cp.add(self.ended[index, machine] == end).only_enforce_if(literal)

    def _add_axis(self, index: int, machine: int) -> None:
        own = self.problem.machines[machine]
        most, is_on = worked(own, UNBOUNDED), self.hinted.is_on(index, machine)
        begun, ended = (worked(own, minute) if is_on else 0 for minute in self.hinted.span(index))
        self.begun[index, machine] = self.hinted.number(0, most, begun)
        self.ended[index, machine] = self.hinted.number(0, most, ended)

    # what holds between them

    def _add_order_of_work(self) -> None:
        for index, op in enumerate(self.problem.ops):
            for pred in op.preds:
                if op.pin is None or self.problem.ops[pred].pin is None:
                    self.cp.add(self.starts[index] >= self.ends[pred])

    def _add_machine(self, machine: int, users: list[int]) -> None:
        self.cp.add_no_overlap([*self._pinned_spans(machine), *self.intervals[machine]])
        if self._set_up[machine]:
            self._add_changes(machine, users)

    def _add_changes(self, machine: int, users: list[int]) -> None:
        """A round through all operations of a machine, from what it is set up for now."""
        now = self.problem.machines[machine]
        minutes = self.problem.setup[now.setup_group]
        ready = worked(now, now.available_from)
        arcs: list[tuple[int, int, Any]] = [(0, 0, self.hinted.literal(not self.hinted.sequence(machine, users)))]
        follows = set(pairwise([-1, *self.hinted.sequence(machine, users), -1]))
        for node, op in enumerate(users, 1):
            family = self.problem.ops[op].family
            if self.problem.ops[op].pin is None:
                arcs.append((node, node, self.present[op][machine].negated()))
            arcs.append((node, 0, self.hinted.literal((op, -1) in follows)))
            first = self.hinted.literal((-1, op) in follows)
            arcs.append((0, node, first))
            if self.problem.ops[op].pin is None:
                since = ready + int(minutes[now.family_now, family])
                self.cp.add(self.begun[op, machine] >= since).only_enforce_if(first)
            for behind, then in enumerate(users, 1):
                are_pinned = self.problem.ops[op].pin is not None and self.problem.ops[then].pin is not None
                if then == op or (are_pinned and (self.starts[op], op) > (self.starts[then], then)):
                    continue
                literal = self.hinted.literal((op, then) in follows)
                arcs.append((node, behind, literal))
                if are_pinned:
                    continue
                gap = int(minutes[family, self.problem.ops[then].family])
                self.cp.add(self.begun[then, machine] >= self.ended[op, machine] + gap).only_enforce_if(literal)
                self.cp.add(self.starts[then] >= self.ends[op]).only_enforce_if(literal)
        self.cp.add_circuit(arcs)

    def _pinned_spans(self, machine: int) -> list[Any]:
        """Where pinned operations are on it, each stretch once: they may overlap each other."""
        pins = sorted(op.pin[1:] for op in self.problem.ops if op.pin is not None and op.pin[0] == machine)
        merged: list[list[int]] = []
        for start, end in pins:
            if merged and start < merged[-1][1]:
                merged[-1][1] = max(merged[-1][1], end)
            else:
                merged.append([start, end])
        return [self.cp.new_fixed_size_interval_var(start, end - start, "") for start, end in merged]


def _set_up(problem: Problem) -> list[bool]:
    """By machine: whether changing over can take time there."""
    families: list[set[int]] = [set() for _ in problem.machines]
    for op in problem.ops:
        for machine in machines_of(op):
            families[machine].add(op.family)
    return [
        bool(problem.setup[own.setup_group][np.ix_([*there, own.family_now], list(there))].any())
        for own, there in zip(problem.machines, families, strict=True)
    ]


def machines_of(op: Op) -> list[int]:
    """Those it can be on, or is pinned to."""
    return [op.pin[0]] if op.pin is not None else [machine for machine, _ in op.ways]
