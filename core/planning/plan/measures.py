"""Schedules of a ground measured: finishes, lateness."""

import numpy as np

from core.planning.kernels.arrays import Arrays, Ints
from core.planning.kernels.worth import minutes_late
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
