"""Whole plans by dispatching rules: quick, and the start of everything else."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TypeVar

import numpy as np

from core.planning.errors import BadProblem
from core.planning.kernels.arrays import Arrays, Ints
from core.planning.kernels.dispatch import Floats, Index, dispatch
from core.planning.kernels.urgency import holds_a_pin, latest_starts, plant_lengths, topological
from core.planning.plan.abreast import abreast
from core.planning.plan.problem import Problem
from core.planning.plan.schedule import Schedule, Worth, worth

Name = TypeVar("Name")

NEAR = 3 * 5 * 960
"""Plant minutes before its latest start from which on an operation takes part in the choice: three weeks of two
shifts. An idle machine takes earlier ones, too. Without it queues grow with the book (five weeks or half a year)."""

ALWAYS = 1 << 50
"""Plant minutes: every operation takes part from the moment it could run."""

MUST = 30.0
"""Added to the index of what a pinned operation waits for; e to that power is beyond any weight."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How ATCS weighs, see `kernels.dispatch`."""

    look: float
    """Slack counts in average operations times this: with a small one only what is nearly late is urgent."""
    change: float
    """Lost time counts in average set-ups times this: with a small one a machine hardly ever changes over."""
    lead: float = 1.0
    """A later operation of the order is expected to take its own minutes times this."""
    ahead: int = 60
    """Minutes: a machine may stand so long for something better that is on its way."""


PORTFOLIO = (
    Setting(3, 0.5), Setting(4, 0.5, 0.75, 120), Setting(4, 1, 0.75), Setting(4, 1, 0.5),
    Setting(3, 1, 0.5), Setting(2, 0.5, 1, 20), Setting(6, 0.5, 0.75), Setting(6, 1, 0.5, 120),
    Setting(4, 1, 1, 20), Setting(3, 1.5), Setting(4, 0.2, 0.75), Setting(8, 0.1, 1, 0),
)  # fmt: skip
"""Those that were best, or best but a few, on factories of 60 to 1,200 orders, out of 350 that were tried; the last
ones are for shops where nothing is late and set-up decides."""

GUIDED = Setting(2, 0.5)
"""Comes closest to the plan whose dates it is given, on factories of 300 and 1,200 orders (1.05 and 1.12 times its
tardiness, of 32 settings)."""


def first_plan(problem: Problem) -> Schedule:
    """The best of the portfolio: valid, quick, publishable at once. Raises `BadProblem` as `dispatched` does.

    Where no setting finds a place for everything, what has most to follow goes first.
    """
    return best_of(problem, fitting(problem).values() or [_by_what_follows(problem)])


def fitting(problem: Problem) -> dict[Setting, Schedule]:
    """The settings of the portfolio that find a place for everything, with their schedules; see `tried`."""
    return tried(problem, {setting: (setting, problem.arrays.due) for setting in PORTFOLIO})


def tried(problem: Problem, ways: Mapping[Name, tuple[Setting, Ints]]) -> dict[Name, Schedule]:
    """Of these settings, each with targets for the orders, those that find a place for everything.

    If any of them is in time for what is pinned, only those that are.
    """

    def schedule(way: tuple[Setting, Ints]) -> Schedule | None:
        with suppress(BadProblem):
            return dispatched(problem, *way)
        return None

    found = dict(zip(ways, abreast(problem, schedule, ways.values()), strict=True))
    fits = {name: each for name, each in found.items() if each is not None}
    missed = {name: pins_missed(problem, each) for name, each in fits.items()}
    return {name: each for name, each in fits.items() if missed[name] == min(missed.values())}


def best_of(problem: Problem, schedules: Iterable[Schedule]) -> Schedule:
    """The one worth most; the first of equals."""

    def its_worth(schedule: Schedule) -> Worth:
        return worth(problem, schedule)

    return min(schedules, key=its_worth)


def guided(problem: Problem, targets: Ints, setting: Setting = GUIDED) -> Schedule:
    """What a shop does that re-sequences by urgency, when every order should end by its target (in minutes)."""
    return dispatched(problem, setting, targets)


def dispatched(problem: Problem, setting: Setting, targets: Ints | None = None, near: int = NEAR) -> Schedule:
    """The schedule of one setting; without targets orders should end by their due dates.

    Raises `BadProblem` with the order that does not fit before the horizon.
    """
    a = problem.arrays
    return scheduled(problem, atcs(a, setting, a.due if targets is None else targets, near))


def scheduled(problem: Problem, index: Index) -> Schedule:
    """The schedule that an index leads to; raises as `dispatched` does."""
    return all_placed(problem, Schedule.of(dispatch(problem.arrays, index)))


def pins_missed(problem: Problem, schedule: Schedule) -> int:
    """How often an operation ends after a pinned one that waits for it has begun."""
    a = problem.arrays
    after = np.repeat(np.arange(len(a.ready)), np.diff(a.pred_from))
    return int(((a.pin_machine[after] >= 0) & (schedule.end[a.pred] > schedule.start[after])).sum())


def all_placed(problem: Problem, schedule: Schedule) -> Schedule:
    """The schedule itself, or `BadProblem` with the first order that has an operation nowhere."""
    left = np.flatnonzero(schedule.machine < 0)
    if len(left):
        raise BadProblem(what="beyond_horizon", code=problem.orders[problem.ops[left[0]].order].code)
    return schedule


def atcs(a: Arrays, setting: Setting, targets: Ints, near: int = NEAR) -> Index:
    """The index of apparent tardiness cost with set-ups, for orders that should end by their targets."""
    latest = should_start(a, targets, setting.lead)
    by_op = np.log(np.maximum(a.weight[a.order_of], 1e-3)) + MUST * holds_a_pin(a, topological(a))
    value = _by_way(a, by_op) - np.log(np.maximum(a.way_minutes, 1))
    operation, changeover = averages(a)
    return Index(value, latest, 1 / (setting.look * operation), 1 / (setting.change * changeover), setting.ahead, near)


def should_start(a: Arrays, targets: Ints, lead: float = 1.0) -> Ints:
    """By operation: the plant minute by which it should start for its order to end by its target.

    What no order waits for should be done before all working time is over.
    """
    wanted, ends = _with_strays(a, targets)
    # A copy, because read-only arrays are another type to numba: the kernel would be compiled once for each.
    return latest_starts(wanted, topological(a), plant_lengths(a), np.array(ends, dtype=np.int64), lead)


def _with_strays(a: Arrays, targets: Ints) -> tuple[Arrays, Ints]:
    """As if one more order, due at the end, were finished by each operation that nothing waits for."""
    finishes = np.where((a.finishes < 0) & (np.diff(a.succ_from) == 0), len(targets), a.finishes)
    return a.but(finishes=finishes), np.append(targets, a.closes.max())


def averages(a: Arrays) -> tuple[float, float]:
    """Minutes of an operation and of a set-up, over all that are possible; at least one."""
    setups = a.setup[a.setup > 0]
    return max(1.0, float(a.way_minutes.mean())), float(setups.mean()) if len(setups) else 1.0


def _by_way(a: Arrays, by_op: Floats) -> Floats:
    return np.repeat(by_op, np.diff(a.way_from))


def _by_due_date(problem: Problem) -> Schedule:
    a = problem.arrays
    return _by_value(problem, -a.due[a.order_of].astype(np.float64))


def _by_operation_due_date(problem: Problem) -> Schedule:
    a = problem.arrays
    return _by_value(problem, -(should_start(a, a.due) + plant_lengths(a)).astype(np.float64))


def _by_slack(problem: Problem) -> Schedule:
    return _by_value(problem, -should_start(problem.arrays, problem.arrays.due).astype(np.float64))


def _by_what_follows(problem: Problem) -> Schedule:
    """As if everything were due at the end of all working time: fits where hardly anything does."""
    a = problem.arrays
    ends = np.full_like(a.due, a.closes.max())
    return _by_value(problem, -should_start(a, ends).astype(np.float64))


def _by_weight_per_minute(problem: Problem) -> Schedule:
    a = problem.arrays
    value = _by_way(a, np.log(np.maximum(a.weight[a.order_of], 1e-3))) - np.log(np.maximum(a.way_minutes, 1))
    return scheduled(problem, _static(a, value))


def _by_value(problem: Problem, by_op: Floats) -> Schedule:
    return scheduled(problem, _static(problem.arrays, _by_way(problem.arrays, by_op)))


def _static(a: Arrays, value: Floats) -> Index:
    """An index that knows neither the time nor set-ups."""
    return Index(value, np.zeros_like(a.ready), 0.0, 0.0, 0, ALWAYS)


RULES: Mapping[str, Callable[[Problem], Schedule]] = MappingProxyType(
    {
        "edd": _by_due_date,
        "odd": _by_operation_due_date,
        "slack": _by_slack,
        "wspt": _by_weight_per_minute,
        "atc": partial(dispatched, setting=Setting(2, 1e9, ahead=0)),
        "atcs": partial(dispatched, setting=Setting(2, 0.5, ahead=0)),
        "portfolio": first_plan,
    }
)
"""By name, to compare with: earliest due date of the order, of the operation; least slack; weight per minute (WSPT);
apparent tardiness cost without and with set-ups; the best of the portfolio."""
