"""Schedules of a ground measured: finishes, lateness, changing over."""

import numpy as np

from core.planning.kernels.arrays import Arrays, Ints
from core.planning.kernels.worth import minutes_late
from core.planning.plan import columns
from core.planning.plan.ground import Ground
from core.planning.plan.schedule import Schedule


def finishes(ground: Ground, a: Arrays, schedule: Schedule) -> Ints:
    """By order and line, the minute it is finished."""
    keys, number = ground.keys
    found = np.zeros(len(keys), dtype=np.int64)
    np.maximum.at(found, number, schedule.end[a.last])
    return found


def tardiness(ground: Ground, a: Arrays, order_no: str, schedule: Schedule) -> int:
    """Weighted minutes late of everybody but that order."""
    late = minutes_late(a, schedule.end[a.last]) * a.weight
    return int(late.sum() - late[ground.numbers[order_no]].sum())


def changing(a: Arrays, schedule: Schedule, nearly: Ints) -> Ints:
    """By machine, working minutes of changing over. `nearly`: operations in an order that is about right."""
    turn = columns.of_machines(schedule, columns.turns(schedule))[nearly]
    ops = nearly[np.argsort(turn, kind="stable")]  # quick where little is out of order
    machine = schedule.machine[ops]
    is_first = np.concatenate(([True], machine[1:] != machine[:-1]))
    minutes = columns.changeovers(a, ops, machine, is_first)
    return np.bincount(machine, weights=minutes, minlength=len(a.available_from)).astype(np.int64)
