"""Orders that fit nowhere keep nobody else from a date: they are left out, each with its own reason."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.planning.errors import BadProblem
from core.planning.factory.shop import Shop
from core.planning.plan.clashing import OPERATION, clashes_named
from core.planning.plan.expected import Expected
from core.planning.plan.outlook import Outlook


@dataclass(frozen=True, slots=True, eq=False)
class Possible:
    """What can be expected, as if those of whom nothing can be were not there."""

    outlook: Outlook
    hopeless: Mapping[str, BadProblem]
    """By order, why nothing can be expected of it."""


def possible(shop: Shop) -> Possible:
    """The outlook of a shop. Raises `BadProblem` when it is nobody's in particular that nothing can be expected."""
    hopeless: dict[str, BadProblem] = {}
    while True:  # each round there are fewer orders; one is enough, unless the data of several contradict themselves
        book = Expected.of(shop)
        wrong = _wrong(book)
        if wrong is None:
            return Possible(Outlook(book), hopeless)
        found = _whose(book, wrong)
        if not found:
            raise wrong
        hopeless |= _reasons(book, found, wrong)
        shop = _without(shop, found)


def _wrong(book: Expected) -> BadProblem | None:
    """Why it cannot be laid out; None when it can."""
    try:
        if book.works:
            _ = book.problem, book.schedule
    except BadProblem as wrong:
        return wrong
    return None


def _whose(book: Expected, wrong: BadProblem) -> frozenset[str]:
    """The orders it is about: those that found no place, or else those that it names."""
    if wrong.facts.get("what") == "beyond_horizon":
        left = np.flatnonzero(book.placed.machine < 0).tolist()
        return frozenset(book.works[op].booking.order_no for op in left)
    code = str(wrong.facts.get("code", ""))
    named = {book.works[int(number)].booking.order_no for number in OPERATION.findall(code)}
    lines = {line.order_no for line, _ in book.lines if f"{line.order_no}/{line.line_no}" == code}
    return frozenset(named | lines)


def _reasons(book: Expected, orders: frozenset[str], wrong: BadProblem) -> dict[str, BadProblem]:
    """By order, what is in its way with nobody else there; or else what it excludes together with others."""
    together = _named(book, wrong)
    found = {}
    for order_no in sorted(orders):
        alone = book.only(order_no)
        mine = _wrong(alone)
        if mine is not None:
            found[order_no] = _named(alone, mine)
        elif order_no in together.facts["orders"]:
            found[order_no] = together
        else:
            found[order_no] = BadProblem(what=wrong.facts["what"], code=order_no, orders=[order_no])
    return found


def _named(book: Expected, wrong: BadProblem) -> BadProblem:
    try:
        with clashes_named(lambda: book):
            raise wrong
    except BadProblem as named:
        return named


def _without(shop: Shop, orders: frozenset[str]) -> Shop:
    for order_no in sorted(orders):
        shop = shop.without_order(order_no)
    return shop.knowing_all(line for line in shop.orders if line.order_no not in orders)
