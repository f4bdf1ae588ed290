"""Orders that fit nowhere keep nobody else from a date: they are left out, each with its own reason."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from core.planning.errors import BadProblem
from core.planning.factory.shop import Shop
from core.planning.plan.book import Book
from core.planning.plan.clashing import OPERATION, clashes_named
from core.planning.plan.expected import Expected
from core.planning.plan.outlook import Outlook
from core.planning.plan.reading import works_of

B = TypeVar("B", bound=Book)


@dataclass(frozen=True, slots=True, eq=False)
class Possible:
    """What can be expected, as if those of whom nothing can be were not there."""

    outlook: Outlook
    hopeless: Mapping[str, BadProblem]
    """By order, why nothing can be expected of it."""


def possible(shop: Shop) -> Possible:
    """The outlook of a shop. Raises `BadProblem` when it is nobody's in particular that nothing can be expected."""
    hopeless: dict[str, BadProblem] = {}
    book = Expected.of(shop)
    while found := hopeless_of(book):  # each round fewer; one is enough, unless the data of several are at odds
        hopeless |= found
        shop = _without(shop, frozenset(found))
        book = Expected.of(shop)
    return Possible(Outlook(book), hopeless)


def hopeless_of(book: Book) -> dict[str, BadProblem]:
    """By order without which the book can be laid out, why it cannot be with it; none when it can.

    Raises `BadProblem` when it is nobody's in particular.
    """
    wrong = _wrong(book)
    if wrong is None:
        return {}
    found = _whose(book, wrong)
    if not found:
        raise wrong
    return _reasons(book, found, wrong)


def _wrong(book: Book) -> BadProblem | None:
    """Why it cannot be laid out; None when it can."""
    try:
        if book.works:
            _ = book.problem, book.schedule
    except BadProblem as wrong:
        return wrong
    return None


def _whose(book: Book, wrong: BadProblem) -> frozenset[str]:
    """The orders it is about: those that found no place, or else those that it names."""
    if wrong.facts.get("what") == "beyond_horizon":
        left = np.flatnonzero(book.placed.machine < 0).tolist()
        return frozenset(book.works[op].booking.order_no for op in left)
    code = str(wrong.facts.get("code", ""))
    named = {book.works[int(number)].booking.order_no for number in OPERATION.findall(code)}
    lines = {line.order_no for line, _ in book.lines if f"{line.order_no}/{line.line_no}" == code}
    return frozenset(named | lines)


def _reasons(book: Book, orders: frozenset[str], wrong: BadProblem) -> dict[str, BadProblem]:
    """By order, what is in its way with nobody else there; or else what it excludes together with others."""
    together = _named(book, wrong)
    found = {}
    for order_no in sorted(orders):
        alone = _only(book, order_no)
        mine = _wrong(alone)
        if mine is not None:
            found[order_no] = _named(alone, mine)
        elif order_no in together.facts["orders"]:
            found[order_no] = together
        else:
            found[order_no] = BadProblem(what=wrong.facts["what"], code=order_no, orders=[order_no])
    return found


def _named(book: Book, wrong: BadProblem) -> BadProblem:
    freest = replace(book.wish, is_hit_only=False)
    try:
        with clashes_named(lambda: book.wishing(freest), lambda: book):
            raise wrong
    except BadProblem as named:
        return named


def _only(book: B, order_no: str) -> B:
    """The same days and machines with nothing booked but what an order holds."""
    held = book.shop.held[order_no]
    lines = tuple(line for line in book.shop.orders if line.order_no == order_no)
    shop = book.shop.holding_only(held.bookings, held.allocations, lines)
    floor = replace(book.floor, shop=shop)
    works = works_of(shop, floor, book.axes, book.left(shop, floor, book.axes))
    return replace(book, shop=shop, floor=floor, works=works)


def _without(shop: Shop, orders: frozenset[str]) -> Shop:
    for order_no in sorted(orders):
        shop = shop.without_order(order_no)
    return shop.knowing_all(line for line in shop.orders if line.order_no not in orders)
