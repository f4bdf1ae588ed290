"""`python -m tests.bench.factories ORDERS SEED OUT.json`: a factory of any size, in the format `factory-1`.

Sixteen groups of work centres, most on two shifts; assembly trees of six to twelve operations; change-overs that take
about a tenth of the time; material pegged by due date. The whole is loaded to nine tenths, two groups more than that.
The same arguments give the same factory.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from random import Random
from typing import Any

from tests.bench.pegging import supply_for

GROUPS = (
    "laser", "bend", "mill", "turn", "drill", "grind", "weld", "deburr",
    "coat", "wind", "press", "solder", "assy", "wire", "test", "pack",
)  # fmt: skip
SIZES = (4, 4, 4, 4, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 2, 2)
PACK = len(GROUPS) - 1
FAMILIES = 8
DAY, WEEK = 24 * 60, 7 * 24 * 60
OPEN, CLOSE = 6 * 60, 22 * 60
SHIFTS = CLOSE - OPEN
TWO = [[day * DAY + OPEN, day * DAY + CLOSE] for day in range(5)]
ONE = [[day * DAY + OPEN, day * DAY + OPEN + 480] for day in range(5)]
SATURDAY = [[5 * DAY + OPEN, 5 * DAY + OPEN + 480]]
ORDERS_A_WEEK = 196
"""So many fill the fifty work centres for a week."""
CHANGED = 0.6
"""Of a mean change-over is spent per operation when similar work is put together as a good dispatcher does."""
TIGHTEST = 1.5
"""No order is due before so many times what it takes without any waiting."""
LONGEST_WHOLE = 240
"""Minutes of an operation that may not be interrupted: it fits between two maintenances of one shift."""

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Frame:
    """What everything else is drawn from."""

    random: Random
    orders: int
    load: float

    @property
    def days(self) -> int:
        """Working days that the orders fill."""
        return max(3, round(self.orders / ORDERS_A_WEEK * 5))

    @property
    def horizon(self) -> int:
        return WEEK * (round(2 * self.orders / ORDERS_A_WEEK) + 5)


def generate(orders: int, seed: int, load: float = 0.9) -> Json:
    """A problem of so many orders, of which `load` is the share of working time that they fill."""
    frame = Frame(Random(seed), orders, load)
    setup = [_setup(frame.random) for _ in GROUPS]
    centres = _work_centres(frame)
    materials = min(80, max(10, orders // 2))
    burden = [0.0] * len(centres)
    products = [_product(frame.random, index, materials, burden) for index in range(min(60, max(4, orders // 5)))]
    ordered = [_order(frame.random, index, products) for index in range(orders)]
    _calibrate(frame, products, ordered, centres, setup)
    operations = _operations(products, ordered, centres)
    _set_due(frame, ordered, operations)
    return {
        "format": "factory-1", "name": f"factory-{orders}-s{seed}", "seed": seed, "epoch": "2025-01-06T00:00",
        "horizon": frame.horizon, "load": load, "plant_week": TWO,
        "calendars": {"two-shift": TWO, "one-shift": ONE, "overtime": SATURDAY},
        "work_centres": centres, "groups": list(GROUPS), "setup": setup, "products": products,
        "materials": supply_for(frame.random, materials, frame.days, ordered, operations),
        "orders": ordered, "operations": operations,
    }  # fmt: skip


def _setup(random: Random) -> list[list[int]]:
    """Within a family next to nothing, between two of them what the group is like."""
    base = random.choice((10, 15, 20, 20, 30))
    return [
        [random.randint(0, 4) if here == there else int(base * random.uniform(0.5, 1.3)) for there in range(FAMILIES)]
        for here in range(FAMILIES)
    ]


def _work_centres(frame: Frame) -> list[Json]:
    places = [(group, number) for group, size in enumerate(SIZES) for number in range(1, size + 1)]
    on_one_shift = set(frame.random.sample(range(len(places)), 6))
    return [
        {
            "id": f"{GROUPS[group]}-{number}",
            "group": group,
            "calendar": "one-shift" if index in on_one_shift else "two-shift",
            "speed": frame.random.choices((85, 100, 115), (20, 60, 20))[0],
            "maintenance": _maintenance(frame),
            "available_from": OPEN + frame.random.randint(0, 300),
            "family": frame.random.randrange(FAMILIES),
        }
        for index, (group, number) in enumerate(places)
    ]


def _maintenance(frame: Frame) -> list[list[int]]:
    found, day = [], frame.random.randint(0, 10)
    while day * DAY < frame.horizon:
        start = day * DAY + frame.random.choice((360, 600, 840, 1080))
        found.append([start, start + frame.random.choices((120, 240, 480), (20, 55, 25))[0]])
        day += frame.random.randint(12, 26)
    return found


def _product(random: Random, index: int, materials: int, burden: list[float]) -> Json:
    lot = random.choice((5, 10, 20, 40, 80))
    parents = [None, 0, *(random.choice((0, 0, 1)) for _ in range(random.choice((0, 1, 1, 2))))]
    sizes = [random.randint(3, 5), *(random.randint(2, 4) for _ in parents[1:])]
    while not 6 <= sum(sizes) <= 12:
        sizes = [random.randint(3, 5), *(random.randint(1, 4) for _ in parents[1:])]
    parts = [
        {
            "parent": parent,
            "n": size,
            "ops": [_step(random, lot, burden, is_last=parent is None and step == size - 1) for step in range(size)],
            "materials": [
                [each, random.randint(1, 4)] for each in random.sample(range(materials), random.randint(1, 2))
            ],
        }
        for parent, size in zip(parents, sizes, strict=True)
    ]
    return {"id": f"P{index:03}", "family": random.randrange(FAMILIES), "lot": lot, "parts": parts}


def _step(random: Random, lot: int, burden: list[float], *, is_last: bool) -> Json:
    """One operation of a product: who can do it, and the minutes per piece at speed 100.

    `burden`, by work centre, keeps some of them from being the only one for everything.
    """
    group = PACK if is_last else random.randrange(PACK)
    first = sum(SIZES[:group])
    able = min(SIZES[group], random.choices((1, 2, 3), (10, 45, 45))[0])
    minutes = min(350.0, random.lognormvariate(4.4, 0.7))
    centres = sorted(range(first, first + SIZES[group]), key=lambda each: (burden[each], random.random()))[:able]
    for each in centres:
        burden[each] += minutes / able
    return {
        "group": group,
        "wcs": sorted(centres),
        "unit": minutes / lot,
        "splittable": random.random() >= 0.055,
    }


def _order(random: Random, index: int, products: Sequence[Json]) -> Json:
    product = random.randrange(len(products))
    return {
        "id": f"SO{index:05}",
        "product": product,
        "qty": max(1, round(products[product]["lot"] * random.uniform(0.5, 1.6))),
        "weight": random.choices((1, 2, 4, 8), (50, 30, 15, 5))[0],
    }


def _calibrate(
    frame: Frame, products: Sequence[Json], ordered: Sequence[Json], centres: Sequence[Json], setup: Sequence[Any]
) -> None:
    """Stretch the minutes of each group so that it is as loaded as it should be; few orders cannot load all groups."""
    capacity = [
        sum(_capacity(frame, each) * each["speed"] / 100 for each in centres if each["group"] == group)
        for group in range(len(GROUPS))
    ]
    aims = _aims(frame, capacity)
    work, count = [0.0] * len(GROUPS), [0] * len(GROUPS)
    for order in ordered:
        for step in _steps(products[order["product"]]):
            work[step["group"]] += step["unit"] * order["qty"]
            count[step["group"]] += 1
    for step in (step for product in products for step in _steps(product)):
        group = step["group"]
        changing = CHANGED * _mean_change(setup[group]) * count[group]
        wanted = (aims[group] * capacity[group] - changing) / max(1.0, work[group])
        step["unit"] = round(step["unit"] * min(4.0, max(0.1, wanted)), 4)


def _steps(product: Json) -> list[Json]:
    return [step for part in product["parts"] for step in part["ops"]]


def _mean_change(table: Sequence[Sequence[int]]) -> float:
    return sum(table[i][j] for i in range(FAMILIES) for j in range(FAMILIES) if i != j) / (FAMILIES * (FAMILIES - 1))


def _capacity(frame: Frame, centre: Json) -> float:
    """Working minutes over the days that the orders fill, maintenance left out."""
    a_day = SHIFTS if centre["calendar"] == "two-shift" else 480
    kept = sum(end - start for start, end in centre["maintenance"] if start < frame.days / 5 * WEEK)
    return float(frame.days * a_day - 0.6 * kept)


def _aims(frame: Frame, capacity: Sequence[float]) -> list[float]:
    """Two groups at seven hundredths over the load, the others unequal, all together at it."""
    bottlenecks = set(frame.random.sample(range(PACK), 2))
    aims = [frame.load + 0.07 if group in bottlenecks else frame.random.uniform(0.8, 1.0) for group in range(PACK + 1)]
    others = [group for group in range(PACK + 1) if group not in bottlenecks]
    left = frame.load * sum(capacity) - sum(aims[each] * capacity[each] for each in bottlenecks)
    stretch = left / sum(aims[each] * capacity[each] for each in others)
    return [aim if group in bottlenecks else min(frame.load + 0.05, aim * stretch) for group, aim in enumerate(aims)]


def _operations(products: Sequence[Json], ordered: Sequence[Json], centres: Sequence[Json]) -> list[Json]:
    found: list[Json] = []
    for index, order in enumerate(ordered):
        first = len(found)
        parts = products[order["product"]]["parts"]
        starts = [first + sum(part["n"] for part in parts[:number]) for number in range(len(parts))]
        for number, part in enumerate(parts):
            below = [
                starts[each] + parts[each]["n"] - 1 for each in range(len(parts)) if parts[each]["parent"] == number
            ]
            for seq, step in enumerate(part["ops"]):
                operation = _operation(len(found), index, number, seq, step, order, centres)
                operation["family"] = products[order["product"]]["family"]
                operation["preds"] = below if seq == 0 else [len(found) - 1]
                needs = part["materials"] if seq == 0 else []
                operation["materials"] = [[material, each * order["qty"]] for material, each in needs]
                found.append(operation)
        order["ops"] = list(range(first, len(found)))
        order["last"] = first + parts[0]["n"] - 1
    return found


def _operation(
    index: int, order_index: int, part: int, seq: int, step: Json, order: Json, centres: Sequence[Json]
) -> Json:
    minutes = [max(1, ceil(step["unit"] * order["qty"] * 100 / centres[each]["speed"])) for each in step["wcs"]]
    return {
        "id": index,
        "order": order_index,
        "part": part,
        "seq": seq,
        "family": 0,
        "alternatives": [list(way) for way in zip(step["wcs"], minutes, strict=True)],
        "preds": [],
        "splittable": step["splittable"] or max(minutes) > LONGEST_WHOLE,
        "materials": [],
        "material_ready": 0,
    }


def _set_due(frame: Frame, ordered: Sequence[Json], operations: Sequence[Json]) -> None:
    """Evenly over the days, at the end of the second shift."""
    for order in ordered:
        order["min_lead"] = _lead(order["last"], operations)
        worked = max(frame.random.uniform(0, (frame.days + 1) * SHIFTS), TIGHTEST * order["min_lead"])
        week, day = divmod(int(worked // SHIFTS), 5)
        order["due"] = week * WEEK + day * DAY + CLOSE


def _lead(index: int, operations: Sequence[Json]) -> int:
    """Minutes of the longest chain that ends with an operation, each on its fastest work centre."""
    before = max((_lead(each, operations) for each in operations[index]["preds"]), default=0)
    return int(before + min(minutes for _, minutes in operations[index]["alternatives"]))


def main() -> None:
    """Write a factory to a file."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.factories", description=__doc__)
    parser.add_argument("orders", type=int)
    parser.add_argument("seed", type=int)
    parser.add_argument("out", type=Path)
    chosen = parser.parse_args()
    chosen.out.write_text(json.dumps(generate(chosen.orders, chosen.seed)), encoding="utf-8")


if __name__ == "__main__":
    main()
