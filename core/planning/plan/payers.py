"""What a push does to everybody, in the words of people: days, money, who pays."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

import numpy as np

from core.planning.kernels.arrays import Arrays, Ints
from core.planning.kernels.lines import Lines, changing
from core.planning.plan.attempt import Attempt
from core.planning.plan.displaced import Displaced, Push
from core.planning.plan.ground import Flags
from core.planning.plan.measures import finishes, tardiness
from core.planning.plan.pushing import Field
from core.planning.plan.schedule import Schedule

CENT = Decimal("0.01")


@dataclass(frozen=True, eq=False)
class Effect:
    """From the plan as it stands to another, measured. `told` puts it into the words of people, which takes longer.

    The days that are won are known before everybody is placed; all the rest is only true once the attempt is made.
    """

    attempt: Attempt

    @property
    def field(self) -> Field:
        """Among whom."""
        return self.attempt.field

    @cached_property
    def after(self) -> Schedule:
        """The whole plan then."""
        return Schedule.of(self.attempt.lines.placed)

    @property
    def finish(self) -> int:
        """The minute in which the order is finished; it fits somewhere."""
        assert self.attempt.finish is not None
        return self.attempt.finish

    @cached_property
    def days_won(self) -> int:
        """Calendar days by which it leaves earlier."""
        book, before = self.field.ground.book, int(self.field.before.end[self.field.last].max())
        return (book.ship_day(before) - self.promise_date).days

    @cached_property
    def promise_date(self) -> date:
        """The day on which it leaves."""
        return self.field.ground.book.ship_day(self.finish)

    @cached_property
    def badness(self) -> tuple[int, int, Decimal]:
        """As that of the push."""
        return int(self._is_hurt.sum()), self.tardiness, self.cost_delta

    @cached_property
    def tardiness(self) -> int:
        """See `Push`."""
        field = self.field
        return tardiness(field.ground, field.arrays, field.order_no, self.after) - field.tardiness_before

    @cached_property
    def cost_delta(self) -> Decimal:
        """See `Push`."""
        return (self._setup[1] + _moved_cost(self.field, self.after)).quantize(CENT, ROUND_HALF_UP)

    @cached_property
    def _setup(self) -> tuple[int, Decimal]:
        return _setup(self.field, self.attempt.lines)

    @cached_property
    def _ends(self) -> Ints:
        return finishes(self.field.ground, self.field.arrays, self.after)

    @cached_property
    def _later(self) -> Ints:
        """Lines of others that are finished later."""
        is_later = self._ends > self.field.finishes_before
        is_later[self.field.own_lines] = False
        return np.flatnonzero(is_later)

    @cached_property
    def _is_hurt(self) -> Flags:
        """By line of `_later`: it leaves later, and after its promise."""
        before, after = (self.field.leaves(ends[self._later]) for ends in (self.field.finishes_before, self._ends))
        wanted = self.field.ground.wanted_days[self._later]
        return np.asarray((after > before) & (wanted > 0) & (after > wanted), dtype=np.bool_)

    def told(self) -> Push:
        """Who is displaced by how much, and what it costs."""
        displaced = _displaced(self.field, self._later, self._ends[self._later])
        return Push(
            promise_date=self.promise_date,
            finish_at=self.field.ground.book.moment(self.finish),
            days_won=self.days_won,
            cost_delta=self.cost_delta,
            displaced=tuple(sorted(displaced, key=lambda it: (-it.days_late, -it.days_lost, -it.minutes, it.order_no))),
            setup_minutes=self._setup[0],
            tardiness=self.tardiness,
        )


def _displaced(field: Field, lines: Ints, after: Ints) -> Iterator[Displaced]:
    """Of lines, by their place in `keys`, that are finished then; all at once, for there may be thousands."""
    before = field.finishes_before[lines]
    lost = _plant(field.arrays, after) - _plant(field.arrays, before)
    days = ([date.fromordinal(day) for day in field.leaves(ends).tolist()] for ends in (before, after))
    moments = ([field.ground.book.moment(end) for end in ends.tolist()] for ends in (before, after))
    for line, minutes, *row in zip(lines.tolist(), lost.tolist(), *days, *moments, strict=True):
        known = field.ground.known(line)
        yield Displaced(
            order_no=known.order_no, line_no=known.line_no, before=row[0], after=row[1],
            finish_before=row[2], finish_after=row[3], minutes=minutes, wanted_by=known.wanted_by,
        )  # fmt: skip


def _plant(a: Arrays, minutes: Ints) -> Ints:
    """Working minutes of the plant before each of these."""
    window = np.searchsorted(a.plant_opens, minutes, side="right") - 1
    worked = a.plant_before[window] + np.minimum(minutes, a.plant_closes[window]) - a.plant_opens[window]
    return np.where(window < 0, 0, worked).astype(np.int64)


def _setup(field: Field, after: Lines) -> tuple[int, Decimal]:
    """Minutes of changing over that are added, and what they cost."""
    if not field.arrays.setup.any():
        return 0, Decimal(0)
    more = changing(field.arrays, after) - field.changing_before
    cost = Decimal(0)
    for machine in np.flatnonzero(more).tolist():
        cost += int(more[machine]) * _rate(field, machine) / 60
    return int(more.sum()), cost


def _moved_cost(field: Field, after: Schedule) -> Decimal:
    """What the order's own work costs more on the machines it runs on then."""
    before, cost = field.before, Decimal(0)
    for op in field.own.tolist():
        old, new = int(before.machine[op]), int(after.machine[op])
        if old != new:
            cost += _cost_on(field, op, new) - _cost_on(field, op, old)
    return cost


def _cost_on(field: Field, op: int, machine: int) -> Decimal:
    work, code = field.ground.work(op), field.ground.book.units[machine][0]
    if field.shop.centres_by_code[code].is_subcontracted:
        return work.booking.qty * field.shop.price_of(replace(work.booking, work_centre=code))
    return work.ways.minutes_on(code) * _rate(field, machine) / 60


def _rate(field: Field, machine: int) -> Decimal:
    """An hour of a machine."""
    return field.shop.centres_by_code[field.ground.book.units[machine][0]].cost_per_hour
