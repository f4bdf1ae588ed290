"""Stock, receipts and lead times for what a generated factory uses, pegged by due date, then weight."""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import ceil
from random import Random
from typing import Any

DAY = 24 * 60
ARRIVAL = 8 * 60
"""Goods come in at eight in the morning."""
LATE_SHARE = 0.15
"""Of the receipts comes after the day it was needed."""

Json = dict[str, Any]
Need = tuple[int, int, int]
"""Operation, quantity, and when its order would start if nothing were in its way."""


def supply_for(random: Random, materials: int, orders: Sequence[Json], operations: Sequence[Json]) -> list[Json]:
    """The materials; sets when each operation has its own (`material_ready`)."""
    needs: list[list[Need]] = [[] for _ in range(materials)]
    by_due = sorted(range(len(orders)), key=lambda order: (orders[order]["due"], -orders[order]["weight"], order))
    for order in by_due:
        latest = orders[order]["due"] - 2 * orders[order]["min_lead"]
        for index in orders[order]["ops"]:
            for material, quantity in operations[index]["materials"]:
                needs[material].append((index, quantity, latest))
    found = [_material(random, index, need) for index, need in enumerate(needs)]
    for material, need in zip(found, needs, strict=True):
        _peg(material, need, operations)
    return found


def _material(random: Random, index: int, needs: Sequence[Need]) -> Json:
    """A quarter to four fifths is there; the rest comes about weekly, shortly before it is needed."""
    total = sum(quantity for _, quantity, _ in needs)
    stock = int(total * random.uniform(0.25, 0.8))
    lead_time = random.randint(5, 25) * DAY
    if not total:
        return {"id": f"M{index:03}", "stock": 0, "receipts": [], "lead_time": lead_time}
    times = max(1, ceil(max(latest for *_, latest in needs) / (7 * DAY)))
    cuts = [(total - stock) * part // times for part in range(times + 1)]
    receipts = [[_arrival(random, needs, stock + cut), upto - cut] for cut, upto in pairwise(cuts) if upto > cut]
    return {"id": f"M{index:03}", "stock": stock, "receipts": sorted(receipts), "lead_time": lead_time}


def _arrival(random: Random, needs: Sequence[Need], covered: int) -> int:
    """The morning when more has to be there, some days earlier, rarely some later."""
    used = accumulate(quantity for _, quantity, _ in needs)
    latest = next(need[2] for need, total in zip(needs, used, strict=True) if total > covered)
    days = -random.randint(1, 3) if random.random() < LATE_SHARE else random.randint(1, 5)
    day = max(0, latest // DAY - days)
    return ARRIVAL + DAY * (day - max(0, day % 7 - 4))


def _peg(material: Json, needs: Sequence[Need], operations: Sequence[Json]) -> None:
    """First come, first served: by due date. From its lead time on it can be bought."""
    supply = [[0, material["stock"]], *material["receipts"]]
    at, there, used = 0, supply[0][1], 0
    for index, quantity, _ in needs:
        used += quantity
        while there < used and at + 1 < len(supply):
            at += 1
            there += supply[at][1]
        comes = material["lead_time"] if there < used else min(supply[at][0], material["lead_time"])
        operations[index]["material_ready"] = max(operations[index]["material_ready"], comes)
