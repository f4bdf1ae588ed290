"""How made items are made, ready for exploding: what does not depend on the order is worked out once for a shop.

Quantities are whole steps of their item here, and times whole minutes: rounding up is exact.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import accumulate
from math import ceil
from typing import NamedTuple

from core.planning.factory.master import HUNDRED, Alternative, BomLine, Item, ItemKind, Operation, WorkCentre

MAX_LOTS = 8
"""Into so many at most is a quantity divided, however small its lots may be."""
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class Ratio(NamedTuple):
    """A fraction that counts are multiplied with."""

    over: int
    under: int

    @classmethod
    def of(cls, fraction: Fraction) -> "Ratio":
        """That fraction."""
        return cls(fraction.numerator, fraction.denominator)

    def up(self, count: int) -> int:
        """So many times the fraction, rounded up."""
        return -(-count * self.over // self.under)


class Way(NamedTuple):
    """A way to do an operation."""

    work_centre: str
    minutes: int
    is_unattended: bool


class Choice(NamedTuple):
    """A work centre that can do a step: so many minutes at once, and `each` for every full or begun portion."""

    work_centre: str
    fixed: int
    portions: Ratio
    each: int
    is_unattended: bool
    needs_approval: bool

    def minutes(self, started: int) -> int:
        """Work minutes for so many, at least one."""
        return max(1, self.fixed + self.portions.up(started) * self.each)


class Need(NamedTuple):
    """A component, and the step (by `position`) that needs it."""

    component: str
    position: int
    per_step: Fraction
    """In the component's unit of measure, losses included, for one step of what is started."""
    issued: Ratio
    """In steps of the component."""

    def issued_of(self, substitute: Item) -> Ratio:
        """In steps of what stands in for it."""
        return Ratio.of(self.per_step / Fraction(substitute.qty_step))


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """An operation with the work centres that may do it."""

    operation: Operation
    started: Ratio
    """How many are started for each good one."""
    choices: tuple[Choice, ...]
    free: tuple[Choice, ...]
    """Those that need nobody's agreement."""
    keys: tuple[str, ...]
    """Fields of the order's spec that its family is made of."""

    def choices_with(self, approved: frozenset[str]) -> tuple[Choice, ...]:
        """Those that may be used once these work centres are agreed to."""
        if not approved:
            return self.free
        return tuple(each for each in self.choices if not each.needs_approval or each.work_centre in approved)

    def family(self, spec: Mapping[str, str]) -> str:
        """What the machine is set up for to make this spec; nothing in particular when a field has no value."""
        return _filled_in(self.operation.setup_family, self.keys, spec)


def family_for(setup_family: str, spec: Mapping[str, str]) -> str:
    """The same, of an operation's set-up family as it was told: `{panel_colour}`."""
    return _filled_in(setup_family, _PLACEHOLDER.findall(setup_family), spec)


def _filled_in(family: str, keys: Iterable[str], spec: Mapping[str, str]) -> str:
    for key in keys:
        if not spec.get(key):
            return ""
        family = family.replace(f"{{{key}}}", spec[key])
    return family


@dataclass(frozen=True, eq=False)
class Recipe:
    """An item, and how it is made if it is."""

    item: Item
    steps: tuple[Step, ...] = ()
    needs: tuple[Need, ...] = ()
    """In the order of the bill of materials."""
    largest_lot: int | None = None
    """Steps above which it may be divided."""

    def count(self, qty: Decimal) -> int:
        """A quantity in steps, rounded up."""
        return ceil(qty / self.item.qty_step)

    def qty(self, count: int) -> Decimal:
        """So many steps as a quantity."""
        return count * self.item.qty_step

    @cached_property
    def is_lossless(self) -> bool:
        """Is whatever is started good?"""
        return all(step.started == (1, 1) for step in self.steps)

    @cached_property
    def is_made(self) -> bool:
        """Is it made here rather than bought?"""
        return self.item.kind is ItemKind.MADE

    def is_divisible(self, good: int) -> bool:
        """May so many be made in lots?"""
        return self.largest_lot is not None and bool(self.steps) and good > self.largest_lot

    def lots(self, good: int, least: int = 1) -> list[int]:
        """So many in lots as equal as can be, the larger first; no fewer lots than `least`, if there are so many."""
        number = min(MAX_LOTS, max(least, -(-good // (self.largest_lot or good))), good)
        size, larger = divmod(good, number)
        return [size + 1] * larger + [size] * (number - larger)

    def started(self, good: int) -> list[int]:
        """How many each step has to start so that so many come out good at the end: backwards, step by step."""
        if self.is_lossless:
            return [good] * len(self.steps)
        needed = accumulate(reversed(self.steps), lambda count, step: step.started.up(count), initial=good)
        return list(needed)[:0:-1]


@dataclass(frozen=True, slots=True, eq=False)
class Recipes:
    """The recipes of a shop, each worked out when it is first asked for."""

    items: Mapping[str, Item]
    centres: Mapping[str, WorkCentre]
    routings: Mapping[str, tuple[Operation, ...]]
    boms: Mapping[str, tuple[BomLine, ...]]
    _known: dict[str, Recipe] = field(default_factory=dict)

    def recipe(self, item_code: str) -> Recipe:
        """How that item is made."""
        found = self._known.get(item_code)
        if found is None:
            found = self._known[item_code] = self._written(self.items[item_code])
        return found

    def step(self, item_code: str, seq: int) -> Step | None:
        """An operation of an item; None when its routing has none of that number."""
        steps = self.recipe(item_code).steps if item_code in self.items else ()
        return next((step for step in steps if step.operation.seq == seq), None)

    def _written(self, item: Item) -> Recipe:
        operations = sorted(self.routings.get(item.item_code, ()), key=lambda operation: operation.seq)
        seqs = [operation.seq for operation in operations]
        return Recipe(
            item,
            tuple(_step(item, operation, self.centres) for operation in operations),
            tuple(_need(item, line, self.items[line.component], seqs) for line in self.boms.get(item.item_code, ())),
            None if item.lot_size is None else max(1, int(item.lot_size // item.qty_step)),
        )


def _need(item: Item, line: BomLine, component: Item, seqs: list[int]) -> Need:
    per_step = Fraction(line.qty_per) / (1 - Fraction(line.scrap_rate)) * Fraction(item.qty_step)
    position = 0 if line.at_seq is None else seqs.index(line.at_seq)
    return Need(line.component, position, per_step, Ratio.of(per_step / Fraction(component.qty_step)))


def _step(item: Item, operation: Operation, centres: Mapping[str, WorkCentre]) -> Step:
    able = [(each, centres[each.work_centre]) for each in operation.alternatives]
    choices = tuple(
        _choice(item, operation, each, centre)
        for each, centre in able
        if centre.is_qualified(operation) and (each.lead_days is not None or not centre.is_subcontracted)
    )
    return Step(
        operation,
        Ratio.of(Fraction(HUNDRED) / Fraction(operation.yield_percent)),
        choices,
        tuple(each for each in choices if not each.needs_approval),
        tuple(dict.fromkeys(_PLACEHOLDER.findall(operation.setup_family))),
    )


def _choice(item: Item, operation: Operation, choice: Alternative, centre: WorkCentre) -> Choice:
    step = Fraction(item.qty_step)
    if centre.is_subcontracted and choice.lead_days is not None:
        days = choice.lead_days * centre.day_minutes
        return Choice(centre.work_centre, days, Ratio(0, 1), 0, centre.is_unattended, choice.needs_approval)
    if operation.batch_size is not None:
        portions, each = step / Fraction(operation.batch_size), operation.batch_minutes
    else:
        portions, each = step * Fraction(operation.minutes_per_unit) / Fraction(choice.speed), 1
    return Choice(
        centre.work_centre, operation.setup_minutes, Ratio.of(portions), each,
        operation.is_unattended, choice.needs_approval,
    )  # fmt: skip
