"""Stock, receipts and lead times for what a generated factory uses, pegged by due date, then weight."""

from collections.abc import Sequence
from itertools import pairwise
from random import Random
from typing import Any

DAY = 24 * 60
ARRIVAL = 8 * 60
"""Goods come in at eight in the morning."""
LATE_SHARE = 0.15
"""Of the receipts comes after its day."""

Json = dict[str, Any]
Need = tuple[int, int]
"""Operation and quantity."""


def supply_for(
    random: Random, materials: int, days: int, orders: Sequence[Json], operations: Sequence[Json]
) -> list[Json]:
    """The materials; sets when each operation has its own (`material_ready`). The orders fill so many working days."""
    needs: list[list[Need]] = [[] for _ in range(materials)]
    by_due = sorted(range(len(orders)), key=lambda order: (orders[order]["due"], -orders[order]["weight"], order))
    for order in by_due:
        for index in orders[order]["ops"]:
            for material, quantity in operations[index]["materials"]:
                needs[material].append((index, quantity))
    found = [_material(random, index, days, need) for index, need in enumerate(needs)]
    for material, need in zip(found, needs, strict=True):
        _peg(material, need, operations)
    return found


def _material(random: Random, index: int, days: int, needs: Sequence[Need]) -> Json:
    """A quarter to four fifths is there; the rest comes about weekly, in equal parts, the first of them at once."""
    total = sum(quantity for _, quantity in needs)
    stock = int(total * random.uniform(0.25, 0.8))
    lead_time = random.randint(5, 25) * DAY
    times = max(1, round(days / 5))
    cuts = [(total - stock) * part // times for part in range(times + 1)]
    receipts = [
        [_arrival(random, days * part // times), upto - cut]
        for part, (cut, upto) in enumerate(pairwise(cuts))
        if upto > cut
    ]
    return {"id": f"M{index:03}", "stock": stock, "receipts": sorted(receipts), "lead_time": lead_time}


def _arrival(random: Random, day: int) -> int:
    """The morning of a working day of the plan; of those after the first, some are late."""
    day += random.randint(1, 3) if day and random.random() < LATE_SHARE else 0
    return ARRIVAL + DAY * (day // 5 * 7 + day % 5)


def _peg(material: Json, needs: Sequence[Need], operations: Sequence[Json]) -> None:
    """First come, first served: by due date. From its lead time on it can be bought."""
    supply = [[0, material["stock"]], *material["receipts"]]
    at, there, used = 0, supply[0][1], 0
    for index, quantity in needs:
        used += quantity
        while there < used and at + 1 < len(supply):
            at += 1
            there += supply[at][1]
        comes = material["lead_time"] if there < used else min(supply[at][0], material["lead_time"])
        operations[index]["material_ready"] = max(operations[index]["material_ready"], comes)
