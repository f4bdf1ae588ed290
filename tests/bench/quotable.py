"""Whether promises can be measured with a `factory-1` document: what `read_problem` does not look at is looked at here.

Raises `BadProblem` with the place, or `Unusable` where the document means something that promises do not know.
"""

from collections.abc import Iterator
from datetime import datetime
from math import isfinite

from core.planning.plan.fields import Node
from tests.bench.refusing import Unusable

DAY, WEEK = 24 * 60, 7 * 24 * 60
LONGEST = 5 * 366 * DAY
"""Minutes of a horizon; calendars are laid out over twice as many."""
FARTHEST = 20 * 366 * DAY
"""Minutes before or after the epoch of any date."""
MOST = 1_000_000
"""Pieces, or minutes of one."""


def check_quotable(document: object) -> None:
    """Look at everything that a shop is made of; the rest is `read_problem`'s."""
    root = Node(document)
    _epoch(root.at("epoch"))
    root.at("horizon").whole(1, LONGEST)
    _unknown(root, "plant_windows")
    _weeks(root)
    families, groups = _setup(root)
    centres = _centres(root, groups)
    materials = _materials(root.at("materials"))
    steps = [_product(node, groups, centres, materials, families) for node in root.at("products").each()]
    if not steps:
        root.at("products").refuse("none")
    _distinct(root.at("products"))
    _orders(root, steps)


def _epoch(node: Node) -> None:
    try:
        epoch = datetime.fromisoformat(node.text())
    except ValueError:
        raise Unusable("epoch must be a moment such as 2025-01-06T00:00.") from None
    if not 1971 <= epoch.year <= 2200 or epoch.weekday() or epoch.tzinfo or (epoch.hour, epoch.minute) != (0, 0):
        raise Unusable("epoch must be the beginning of a Monday, such as 2025-01-06T00:00.")


def _weeks(root: Node) -> None:
    """Every calendar, whether it is used or not."""
    calendars = root.at("calendars")
    for week in (root.at("plant_week"), *(calendars.at(name) for name in calendars.value)):
        for window in week.each():
            start, end = window.span(0, 2 * WEEK)
            if start >= WEEK or end > (start // DAY + 2) * DAY:
                week.refuse("not_a_week")


def _unknown(node: Node, *names: str) -> None:
    for name in names:
        if node.has(name) and node.at(name).value is not False:
            raise Unusable(f"{node.at(name).place} is nothing that promises are measured with.")


def _distinct(node: Node, name: str = "id") -> None:
    """Every entry has a text of that name, and no two the same."""
    seen: set[str] = set()
    for each in node.each():
        if each.at(name).text() in seen:
            each.at(name).refuse("twice")
        seen.add(each.at(name).text())


def _setup(root: Node) -> tuple[int, int]:
    """How many families and groups there are; the groups have names."""
    groups, tables = list(root.at("groups").each()), list(root.at("setup").each())
    names = {node.text() for node in groups}
    if not names or not len(names) == len(groups) == len(tables):
        raise Unusable("groups must name every group of setup, each otherwise.")
    return len(list(tables[0].each())), len(groups)


def _centres(root: Node, groups: int) -> int:
    """How many work centres there are."""
    nodes = list(root.at("work_centres").each())
    for node in nodes:
        _unknown(node, "windows")
        node.at("group").index(groups)
        node.at("speed").whole(1, MOST)
        node.at("available_from").whole(0, FARTHEST)
        for name in ("maintenance", "down"):
            for span in node.maybe(name):
                span.span(0, FARTHEST)
    _distinct(root.at("work_centres"))
    return len(nodes)


def _materials(materials: Node) -> int:
    """How many materials there are."""
    nodes = list(materials.each())
    for node in nodes:
        node.at("stock").whole()
        node.at("lead_time").whole(0, FARTHEST)
        for receipt in node.at("receipts").each():
            time, quantity = receipt.pair()
            time.whole(0, FARTHEST), quantity.whole()
    _distinct(materials)
    return len(nodes)


def _product(node: Node, groups: int, centres: int, materials: int, families: int) -> list[int]:
    """How many operations each part of it has."""
    node.at("family").index(families)
    node.at("lot").whole(1, MOST)
    parts = list(node.at("parts").each())
    if not parts or parts[0].has("parent"):
        node.at("parts").refuse("none" if not parts else "circle")
    return [_part(part, number, groups, centres, materials) for number, part in enumerate(parts)]


def _part(node: Node, number: int, groups: int, centres: int, materials: int) -> int:
    if number:
        node.at("parent").index(number)  # below one that comes before it: no circles
    steps = list(node.at("ops").each())
    for step in steps:
        step.at("group").index(groups)
        _minutes(step.at("unit"))
        _distinct_indices(step.at("wcs").each(), step.at("wcs"), centres)
    node.at("n").whole(max(1, len(steps)), len(steps))
    pairs = [each.pair() for each in node.at("materials").each()]
    for _, quantity in pairs:
        quantity.whole(1, MOST)
    if pairs:
        _distinct_indices((material for material, _ in pairs), node.at("materials"), materials)
    return len(steps)


def _minutes(node: Node) -> None:
    value = node.value
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value) or not 0 < value <= MOST:
        raise Unusable(f"{node.place} must be a number of minutes above 0 and up to {MOST:,}.")


def _distinct_indices(nodes: Iterator[Node], whole: Node, count: int) -> None:
    found = [node.index(count) for node in nodes]
    if not found:
        whole.refuse("none")
    if len(set(found)) < len(found):
        whole.refuse("twice")


def _orders(root: Node, steps: list[list[int]]) -> None:
    """Orders are for products, and operations are steps of them."""
    orders = list(root.at("orders").each())
    for node in orders:
        node.at("product").index(len(steps))
        node.at("qty").whole(1, MOST)
        node.at("due").whole(-FARTHEST, FARTHEST)
        if node.at("id").text() == "WIP" or node.at("id").text().startswith("Q"):
            raise Unusable(f"{node.at('id').place} is what others are called here: neither WIP nor Q and so on.")
    _distinct(root.at("orders"))
    for node in root.at("operations").each():
        _unknown(node, "unattended")
        parts = steps[orders[node.at("order").index(len(orders))].at("product").value]
        node.at("seq").index(parts[node.at("part").index(len(parts))])
        for pair in node.at("materials").each():
            pair.pair()[1].whole(0, MOST**2)
