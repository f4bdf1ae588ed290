"""The neutral formats: `factory-1` to a problem and back, a schedule to `schedule-1` and back.

See docs/formats.md. Whatever is wrong with a document is a `BadProblem` that names the place; nothing else comes out.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from core.planning.errors import BadProblem
from core.planning.kernels.arrays import PAUSES, RUNS_ON, WHOLE, Ints
from core.planning.plan.fields import MOST, Node
from core.planning.plan.neutral_machines import read_machines, read_plant
from core.planning.plan.problem import Due, Machine, Op, Problem, Span
from core.planning.plan.schedule import Schedule
from core.planning.plan.weeks import end_of

HEAVIEST = 1_000_000


def read_problem(document: object, overtime: Iterable[int] = ()) -> Problem:
    """The problem of a `factory-1` document; `overtime` are the work centres that also work the overtime calendar."""
    root = Node(document)
    if root.at("format").value != "factory-1":
        root.at("format").refuse("unknown_format")
    horizon = root.at("horizon").whole(1)
    setup = _setup(root.at("setup"))
    machines = read_machines(root, horizon, setup, frozenset(overtime))
    return Problem(
        name=root.at("name").text() if root.has("name") else "",
        horizon=horizon,
        machines=machines,
        ops=_ops(root, machines, setup.shape[1]),
        orders=_orders(root),
        plant=read_plant(root, horizon),
        setup=setup,
        families=tuple(map(str, range(setup.shape[1]))),
    )


def _setup(node: Node) -> Ints:
    """All groups' matrices; they are square and of one size."""
    tables = [[[cell.whole() for cell in row.each()] for row in table.each()] for table in node.each()]
    size = len(tables[0]) if tables else 0
    if not size or any(len(table) != size or any(len(row) != size for row in table) for table in tables):
        node.refuse("not_square")
    return np.array(tables, dtype=np.int64)


def _ops(root: Node, machines: Sequence[Machine], families: int) -> tuple[Op, ...]:
    nodes = list(root.at("operations").each())
    orders = len(list(root.at("orders").each()))
    materials = list(root.maybe("materials"))
    arrivals = [_arrivals(node) for node in materials]
    found = []
    for index, node in enumerate(nodes):
        if node.at("id").whole() != index:
            node.at("id").refuse("out_of_order")
        found.append(_op(node, machines, len(nodes), orders, families, arrivals))
    return tuple(found)


def _op(
    node: Node, machines: Sequence[Machine], ops: int, orders: int, families: int, arrivals: list[tuple[str, set[int]]]
) -> Op:
    ways = tuple(_way(each, len(machines)) for each in node.at("alternatives").each())
    pause = _pause(node)
    ready, waits_for = _ready(node, arrivals)
    return Op(
        order=node.at("order").index(orders),
        ways=ways,
        preds=tuple(each.index(ops) for each in node.at("preds").each()),
        family=node.at("family").index(families),
        pause=pause,
        ready=ready,
        waits_for=waits_for,
        pin=_pin(node.at("frozen"), machines, ways, pause) if node.has("frozen") else None,
    )


def _way(node: Node, machines: int) -> tuple[int, int]:
    machine, minutes = node.pair()
    return machine.index(machines), minutes.whole(1)


def _pause(node: Node) -> int:
    if node.has("unattended") and node.at("unattended").flag():
        return RUNS_ON
    return PAUSES if node.at("splittable").flag() else WHOLE


def _arrivals(node: Node) -> tuple[str, set[int]]:
    """The name of a material, and when more of it comes."""
    node.at("stock").whole()
    times = {node.at("lead_time").whole()}
    for each in node.at("receipts").each():
        time, quantity = each.pair()
        quantity.whole()
        times.add(time.whole())
    return node.at("id").text(), times


def _ready(node: Node, arrivals: list[tuple[str, set[int]]]) -> tuple[int, str]:
    """From when on it may start, and the receipt that decides it: `M012@7680`."""
    ready = node.at("material_ready").whole()
    used = []
    for each in node.at("materials").each():
        material, quantity = each.pair()
        used.append(material.index(len(arrivals)))
        quantity.whole()
    earliest = node.at("earliest").whole() if node.has("earliest") else 0
    if earliest > ready:
        return earliest, "earliest"
    names = [arrivals[each][0] for each in used if ready in arrivals[each][1]]
    return ready, f"{names[0] if names else 'material'}@{ready}" if ready else ""


def _pin(node: Node, machines: Sequence[Machine], ways: Sequence[tuple[int, int]], pause: int) -> tuple[int, int, int]:
    machine, start = node.at("wc").index(len(machines)), node.at("start").whole()
    if node.has("end"):
        return machine, start, node.at("end").whole()
    minutes = dict(ways).get(machine)
    if minutes is None:
        node.at("wc").refuse("pin_elsewhere")
    end = end_of(machines[machine].windows, machines[machine].holes, pause, start, minutes)
    if end is None:
        node.refuse("pin_closed")
    return machine, start, end


def _orders(root: Node) -> tuple[Due, ...]:
    ops = list(root.at("operations").each())
    owners: list[Any] = [each.at("order").value for each in ops]
    found = []
    for index, node in enumerate(root.at("orders").each()):
        for each in node.at("ops").each():
            if owners[each.index(len(ops))] != index:
                each.refuse("of_another_order")
        found.append(
            Due(
                code=node.at("id").text(),
                last=node.at("last").index(len(ops)),
                due=node.at("due").whole(-MOST),
                weight=node.at("weight").whole(1, HEAVIEST),
            )
        )
    return tuple(found)


def write_schedule(problem: Problem, schedule: Schedule, overtime: Iterable[int] = ()) -> dict[str, Any]:
    """The `schedule-1` document; `overtime` are the work centres for which `read_problem` was given it."""
    columns = zip(schedule.machine.tolist(), schedule.start.tolist(), schedule.end.tolist(), strict=True)
    assignments = [
        {"op": op, "wc": machine, "start": start, "end": end} for op, (machine, start, end) in enumerate(columns)
    ]
    found = {"format": "schedule-1", "problem": problem.name, "assignments": assignments}
    opened = sorted(overtime)
    return found | {"overtime": opened} if opened else found


def read_schedule(document: object, problem: Problem) -> Schedule:
    """The schedule of a `schedule-1` document: every operation once. What the rules say of it is for the checker."""
    root = Node(document)
    if root.at("format").value != "schedule-1":
        root.at("format").refuse("unknown_format")
    found = np.full((3, len(problem.ops)), -1, dtype=np.int64)
    for node in root.at("assignments").each():
        op = node.at("op").index(len(problem.ops))
        if found[0, op] >= 0:
            node.at("op").refuse("twice")
        found[:, op] = node.at("wc").index(len(problem.machines)), node.at("start").whole(), node.at("end").whole()
    if (found[0] < 0).any():
        raise BadProblem(what="missing", code=f"assignments: op {int(np.argmax(found[0] < 0))}")
    found.setflags(write=False)
    return Schedule(*found)


def overtime_of(document: object) -> tuple[int, ...]:
    """The work centres that a schedule opens overtime for."""
    return tuple(each.whole() for each in Node(document).maybe("overtime"))


def document(problem: Problem) -> dict[str, Any]:
    """A `factory-1` document of any problem, with absolute windows instead of weekly calendars."""
    owned: list[list[int]] = [[] for _ in problem.orders]
    for index, op in enumerate(problem.ops):
        owned[op.order].append(index)
    return {
        "format": "factory-1",
        "name": problem.name,
        "horizon": problem.horizon,
        "plant_windows": _lists(problem.plant),
        "calendars": {},
        "work_centres": [_machine_out(machine) for machine in problem.machines],
        "setup": np.asarray(problem.setup).tolist(),
        "products": [],
        "materials": [],
        "orders": [
            {"id": order.code, "weight": order.weight, "due": order.due, "ops": ops, "last": order.last}
            for order, ops in zip(problem.orders, owned, strict=True)
        ],
        "operations": [_op_out(index, op) for index, op in enumerate(problem.ops)],
    }


def _lists(spans: Iterable[Span]) -> list[list[int]]:
    return [list(span) for span in spans]


def _machine_out(machine: Machine) -> dict[str, Any]:
    return {
        "id": machine.code, "group": machine.setup_group, "windows": _lists(machine.windows), "maintenance": [],
        "down": _lists(machine.holes), "available_from": machine.available_from, "family": machine.family_now,
    }  # fmt: skip


def _op_out(index: int, op: Op) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": index, "order": op.order, "family": op.family, "alternatives": [list(way) for way in op.ways],
        "preds": list(op.preds), "splittable": op.pause == PAUSES, "materials": [], "material_ready": 0,
    }  # fmt: skip
    if op.pause == RUNS_ON:
        found["unattended"] = True
    if op.ready:
        found["earliest"] = op.ready
    if op.pin:
        found["frozen"] = dict(zip(("wc", "start", "end"), op.pin, strict=True))
    return found
