"""How sure the date of every open order is: a shop's own book, run through many futures."""

from collections.abc import Iterator

import numpy as np

from core.planning.factory.shop import Shop
from core.planning.kernels.arrays import Ints
from core.planning.kernels.dispatch import Floats
from core.planning.kernels.worth import minutes_late
from core.planning.plan.book import Book
from core.planning.plan.policy import PlanPolicy
from core.planning.plan.reading import LineKey
from core.planning.plan.risk import futures, reached
from core.planning.plan.uncertainty import LineRisk


def scanned(shop: Shop, policy: PlanPolicy, seed: int) -> tuple[LineRisk, ...]:
    """By order and line, what becomes of the standing plan. Held quotes take their time and are not told of.

    The same for the same shop, policy and seed. Raises `BadProblem`.
    """
    book = Book.of(shop, policy)
    if not book.works or not policy.risk_samples:
        return ()
    ends = futures(book.problem, book.standing, policy.uncertainty, policy.risk_samples, seed)
    late = np.array([minutes_late(book.problem.arrays, row) > 0 for row in ends])
    return tuple(_by_line(book, ends, late))


def _by_line(book: Book, ends: Ints, late: "Floats") -> Iterator[LineRisk]:
    """A line that ships in several parts is there with the last of them."""
    parts: dict[LineKey | tuple[str, int], list[int]] = {}
    for number, (line, _) in enumerate(book.lines):
        if not line.is_quote:
            parts.setdefault((line.order_no, line.line_no), []).append(number)
    for (order_no, line_no, *_), numbers in sorted(parts.items()):
        whole = ends[:, numbers].max(axis=1, keepdims=True)
        half, most = (book.ship_day(int(reached(whole, percent)[0])) for percent in (50, 80))
        share = (
            float(late[:, numbers].any(axis=1).mean()) if book.works[book.lines[numbers[0]][1]].line.wanted_by else 0.0
        )
        yield LineRisk(order_no=order_no, line_no=line_no, p50_date=half, p80_date=most, late_share=share)
