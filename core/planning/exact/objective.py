"""What a schedule in a model is worth."""

from enum import Enum
from typing import Any

from ortools.sat.python import cp_model

from core.planning.exact.model import UNBOUNDED, Model
from core.planning.kernels.axis import tardiness
from core.planning.plan.pieces import lateness
from core.planning.plan.problem import Due, Problem
from core.planning.plan.schedule import Schedule, ends_of


class Aim(Enum):
    """What is to be small."""

    TARDINESS = "tardiness"
    """Weighted plant working minutes."""
    MAKESPAN = "makespan"


def worth(problem: Problem, aim: Aim, schedule: Schedule) -> int:
    """What a schedule is worth."""
    ends = ends_of(problem, schedule)
    if aim is Aim.MAKESPAN:
        return int(ends.max())
    return sum(int(tardiness(problem.arrays, order, int(end))) for order, end in enumerate(ends))


def aim_at(model: Model, aim: Aim, at_least: int) -> None:
    """Make it small; nothing worse than the hint is looked for."""
    total = _makespan(model) if aim is Aim.MAKESPAN else _tardiness(model)
    if model.hint is not None and not isinstance(total, int):
        model.cp.add(total <= worth(model.problem, aim, model.hint))
    if at_least and not isinstance(total, int):
        model.cp.add(total >= at_least)
    model.cp.minimize(total)


def _makespan(model: Model) -> Any:
    known = 0 if model.hint is None else worth(model.problem, Aim.MAKESPAN, model.hint)
    found = model.hinted.number(0, known or UNBOUNDED, known)
    for order in model.problem.orders:
        model.cp.add(found >= model.ends[order.last])
    return found


def _tardiness(model: Model) -> Any:
    return sum(order.weight * _late(model, order) for order in model.problem.orders)


def _late(model: Model, order: Due) -> Any:
    """Working minutes of the plant from when it is due to its end; a number where the end is fixed."""
    end, plant = model.ends[order.last], model.problem.plant
    if isinstance(end, int):
        last = lateness(plant, order.due, end)[-1]
        return last.base + last.follows * end
    parts = lateness(plant, order.due, model.latest[order.last])
    known = model.hinted.span(order.last)[1]
    now = next((part for part in parts if part.first <= known <= part.last), parts[0])
    most = max(part.base + part.follows * part.last for part in parts)
    late = model.hinted.number(0, most, now.base + now.follows * known)
    chosen = [model.hinted.literal(part is now) for part in parts]
    model.cp.add_exactly_one(chosen)
    for part, literal in zip(parts, chosen, strict=True):
        domain = cp_model.Domain(part.first, part.last)
        model.cp.add_linear_expression_in_domain(end, domain).only_enforce_if(literal)
        model.cp.add(late == part.base + (end if part.follows else 0)).only_enforce_if(literal)
    return late
