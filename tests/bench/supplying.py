"""Material that a document promises sooner than it comes: pegged anew, so that whatever is planned has its material."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from operator import itemgetter
from typing import Any

Json = Mapping[str, Any]
Issue = tuple[int, int, int]
"""When an operation may start at the soonest, how much it takes, and which it is."""


def supplied(document: Json) -> Json:
    """The document itself where nothing that starts when it may can lack material; else one of which that is true.

    There material goes to what is frozen, then by due date, then weight. The document has been read.
    """
    issues = _issues(document)
    if all(_is_enough(document["materials"][each], sorted(its)) for each, its in issues.items()):
        return document
    ready = [op["material_ready"] for op in document["operations"]]
    for each, its in issues.items():
        for op, there in _pegged(document["materials"][each], sorted(its, key=lambda issue: _turn(document, issue))):
            ready[op] = max(ready[op], there)
    operations = [{**op, "material_ready": at} for op, at in zip(document["operations"], ready, strict=True)]
    return {**document, "operations": operations}


def _issues(document: Json) -> dict[int, list[Issue]]:
    found: dict[int, list[Issue]] = defaultdict(list)
    for index, op in enumerate(document["operations"]):
        soonest = op["frozen"]["start"] if op.get("frozen") else max(op["material_ready"], op.get("earliest") or 0)
        for material, quantity in op["materials"]:
            found[material].append((soonest, quantity, index))
    return found


def _is_enough(material: Json, issues: Sequence[Issue]) -> bool:
    times, there = _supply(material)
    taken = accumulate(quantity for _, quantity, _ in issues)
    return all(
        soonest >= material["lead_time"] or needed <= there[bisect_right(times, soonest)]
        for (soonest, *_), needed in zip(issues, taken, strict=True)
    )


def _pegged(material: Json, issues: Sequence[Issue]) -> Iterable[tuple[int, int]]:
    """Each operation with the instant from which on what it and those before it take is there."""
    times, there = _supply(material)
    for (*_, op), needed in zip(issues, accumulate(quantity for _, quantity, _ in issues), strict=True):
        receipts = bisect_left(there, needed)
        arrived = material["lead_time"] if receipts > len(times) else times[receipts - 1] if receipts else 0
        yield op, min(material["lead_time"], arrived)


def _supply(material: Json) -> tuple[list[int], list[int]]:
    """When more comes, and how much there has been after so many of these."""
    receipts = sorted(material["receipts"], key=itemgetter(0))
    return [time for time, _ in receipts], list(accumulate((each for _, each in receipts), initial=material["stock"]))


def _turn(document: Json, issue: Issue) -> tuple[bool, int, int, int]:
    soonest, _, index = issue
    op = document["operations"][index]
    if op.get("frozen"):
        return False, soonest, 0, index
    order = document["orders"][op["order"]]
    return True, order["due"], -order["weight"], index
