"""Small factories in the neutral format, made up at random; and one by hand, to be changed."""

from collections.abc import Callable
from functools import cache
from typing import Any

from hypothesis import strategies as st

Json = dict[str, Any]

DAY, WEEK = 1440, 10_080
SHIFT = [[day * DAY + 480, day * DAY + 960] for day in range(5)]
"""Eight hours on five days."""


def a_factory(**changes: Any) -> Json:
    """One order of two operations on two work centres of one group; changing over takes half an hour."""
    return {
        "format": "factory-1", "name": "by hand", "horizon": 2 * WEEK, "plant_week": SHIFT,
        "calendars": {"day": SHIFT, "overtime": [[5 * DAY + 480, 5 * DAY + 960]]},
        "work_centres": [a_centre(id="A"), a_centre(id="B")],
        "setup": [[[0, 30], [30, 0]]],
        "products": [], "materials": [{"id": "M", "stock": 5, "receipts": [[DAY, 5]], "lead_time": 5 * DAY}],
        "orders": [{"id": "SO1", "weight": 2, "due": 900, "ops": [0, 1], "last": 1}],
        "operations": [an_op(0), an_op(1, preds=[0])],
    } | changes  # fmt: skip


def a_centre(**changes: Any) -> Json:
    return {
        "id": "A", "group": 0, "calendar": "day", "maintenance": [], "available_from": 0, "family": 0,
    } | changes  # fmt: skip


def an_op(index: int, **changes: Any) -> Json:
    return {
        "id": index, "order": 0, "part": 0, "seq": index, "family": 0, "alternatives": [[0, 100], [1, 120]],
        "preds": [], "splittable": True, "materials": [], "material_ready": 0,
    } | changes  # fmt: skip


def a_schedule(*runs: tuple[int, int, int, int], **more: Any) -> Json:
    """Of (operation, work centre, start, end)."""
    assignments = [dict(zip(("op", "wc", "start", "end"), run, strict=True)) for run in runs]
    return {"format": "schedule-1", "problem": "by hand", "assignments": assignments} | more


# Made once: Hypothesis looks every new strategy through before it draws, which takes longer.
spans = st.tuples(st.integers(0, 6 * DAY), st.integers(60, 900)).map(lambda span: [span[0], span[0] + span[1]])


no_span_or_two, no_span_or_one = st.lists(spans, max_size=2), st.lists(spans, max_size=1)


@cache
def setups(families: int) -> st.SearchStrategy[list[list[int]]]:
    row = st.lists(st.integers(0, 60), min_size=families, max_size=families)
    return st.lists(row, min_size=families, max_size=families)


@cache
def some_of(count: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(0, count - 1), min_size=1, unique=True)


@cache
@st.composite
def factories(draw: Callable[..., Any]) -> Json:
    """A few orders on a few work centres, with everything that a factory can have."""
    count = draw(st.integers(1, 4))
    families = draw(st.integers(1, 3))
    groups = draw(st.integers(1, 2))
    ops: list[Json] = []
    orders: list[Json] = []
    for order in range(draw(st.integers(1, 5))):
        first = len(ops)
        for _ in range(draw(st.integers(1, 4))):
            ops.append(draw(operations(len(ops), first, order, count, families)))
        orders.append({
            "id": f"SO{order}", "weight": draw(st.integers(1, 8)), "due": draw(st.integers(0, WEEK)),
            "ops": list(range(first, len(ops))), "last": len(ops) - 1,
        })  # fmt: skip
    return a_factory(
        horizon=20 * WEEK,
        work_centres=[draw(centres(index, groups, families)) for index in range(count)],
        setup=[draw(setups(families)) for _ in range(groups)],
        calendars={
            "day": SHIFT,
            "night": [[day * DAY + 1200, day * DAY + 1700] for day in range(7)],
            "always": [[0, WEEK]],
            "overtime": draw(no_span_or_two),
        },
        orders=orders,
        operations=ops,
    )


@cache
@st.composite
def operations(draw: Callable[..., Any], index: int, first: int, order: int, count: int, families: int) -> Json:
    able = draw(some_of(count))
    return an_op(
        index,
        order=order,
        family=draw(st.integers(0, families - 1)),
        alternatives=[[each, draw(st.integers(1, 400))] for each in able],
        preds=sorted(draw(st.sets(st.integers(first, index - 1), max_size=2))) if index > first else [],
        splittable=draw(st.booleans()),
        unattended=draw(st.integers(0, 4)) == 0,
        earliest=draw(st.integers(0, 3 * DAY)),
    )


@cache
@st.composite
def centres(draw: Callable[..., Any], index: int, groups: int, families: int) -> Json:
    return a_centre(
        id=f"W{index}",
        group=draw(st.integers(0, groups - 1)),
        calendar=draw(st.sampled_from(("day", "night", "always"))),
        maintenance=draw(no_span_or_two),
        down=draw(no_span_or_one),
        available_from=draw(st.integers(0, DAY)),
        family=draw(st.integers(0, families - 1)),
    )
