"""What a push does to everybody, in the words of people: days, money, who pays."""

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from core.planning.factory.records import OpenOrder
from core.planning.kernels.arrays import Arrays, Ints
from core.planning.plan.displaced import Displaced, Push
from core.planning.plan.ground import Ground
from core.planning.plan.measures import changing, finishes, tardiness
from core.planning.plan.pushing import Field
from core.planning.plan.schedule import Schedule

CENT = Decimal("0.01")


def pushed(field: Field, after: Schedule) -> Push:
    """From the plan as it stands to another, in the words of people."""
    old, new = field.finishes_before, finishes(field.ground, field.arrays, after)
    own = _own(field)
    book = field.ground.book
    before, then = max(int(old[line]) for line in own), max(int(new[line]) for line in own)
    late = np.flatnonzero(new > old)
    mine = frozenset(own)
    lost = _plant(field.arrays, new[late]) - _plant(field.arrays, old[late])
    rows = zip(late.tolist(), lost.tolist(), strict=True)
    displaced = [_displaced(field, line, old, new, minutes) for line, minutes in rows if line not in mine]
    setup, cost = _setup(field, after)
    return Push(
        promise_date=book.ship_day(then),
        finish_at=book.moment(then),
        days_won=(book.ship_day(before) - book.ship_day(then)).days,
        cost_delta=(cost + _moved_cost(field, after)).quantize(CENT, ROUND_HALF_UP),
        displaced=tuple(sorted(displaced, key=lambda it: (-it.days_late, -it.days_lost, -it.minutes, it.order_no))),
        setup_minutes=setup,
        tardiness=tardiness(field.ground, field.arrays, field.order_no, after) - field.tardiness_before,
    )


def _own(field: Field) -> list[int]:
    _, number = field.ground.keys
    return sorted({int(number[line]) for line in field.ground.numbers[field.order_no]})


def _displaced(field: Field, line: int, old: Ints, new: Ints, minutes: int) -> Displaced:
    ground, (keys, _) = field.ground, field.ground.keys
    before, after = int(old[line]), int(new[line])
    known = _known(ground, line)
    book = ground.book
    return Displaced(
        order_no=keys[line][0], line_no=keys[line][1], before=book.ship_day(before), after=book.ship_day(after),
        finish_before=book.moment(before), finish_after=book.moment(after),
        minutes=minutes, wanted_by=known.wanted_by,
    )  # fmt: skip


def _known(ground: Ground, line: int) -> OpenOrder:
    (keys, number) = ground.keys
    mine = ground.numbers[keys[line][0]]
    return ground.wanted[next(each for each in mine if number[each] == line)]


def _plant(a: Arrays, minutes: Ints) -> Ints:
    """Working minutes of the plant before each of these."""
    window = np.searchsorted(a.plant_opens, minutes, side="right") - 1
    worked = a.plant_before[window] + np.minimum(minutes, a.plant_closes[window]) - a.plant_opens[window]
    return np.where(window < 0, 0, worked).astype(np.int64)


def _setup(field: Field, after: Schedule) -> tuple[int, Decimal]:
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
