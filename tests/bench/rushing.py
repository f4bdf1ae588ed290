"""What a rush does to everybody: how quickly it is listed, and whether the list is right.

It is checked against two whole plans: the shop with the orders booked in it is laid out anew, and the plan before a
rush is compared with the plan after it, day by day.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from core.planning.factory.records import OpenOrder
from core.planning.factory.shop import Shop
from core.planning.plan.attempt import pushed
from core.planning.plan.book import Book
from core.planning.plan.diff import diff
from core.planning.plan.displaced import Push
from core.planning.plan.frontier import rush
from core.planning.plan.ground import Ground
from core.planning.plan.payers import Effect
from core.planning.plan.pushing import as_booked, field_of
from core.planning.promise.answer import PromiseAnswer
from core.planning.promise.question import PromiseQuestion

Answered = tuple[PromiseQuestion, PromiseAnswer]


def rushed(shop: Shop, question: PromiseQuestion, answer: PromiseAnswer) -> Push | None:
    """The exact list of everybody who is delayed when the order goes before all others."""
    ground = as_booked(shop, answer.order_no, answer.bookings, answer.allocations, lines_of(question))
    field = field_of(shop, ground, answer.order_no) if ground is not None else None
    return rush(field) if field is not None else None


def wrongly_listed(shop: Shop, answered: Iterable[Answered]) -> Iterator[str]:
    """Where lists differ from comparing two whole plans, a line each; the shop has all these answers booked."""
    book = Book.of(shop)
    ground = Ground.of_book(book)
    for question, answer in answered:
        told, expected = rushed(shop, question, answer), _compared(shop, book, ground, answer.order_no)
        differs = _listed(told) ^ expected if told is not None and expected is not None else set()
        if (told is None) != (expected is None):
            yield f"{answer.order_no}: only one of both finds a rush"
        elif differs:
            yield f"{answer.order_no}: a rush delays {sorted(differs)[0]}, or not"


def _compared(shop: Shop, book: Book, ground: Ground, order_no: str) -> set[tuple[str, int, date, date]] | None:
    """By the plan before and the plan after; None when no rush is possible."""
    field = field_of(shop, ground, order_no)
    attempt = pushed(field) if field is not None else None
    if field is None or attempt is None or not attempt.is_made():
        return None
    whole = diff(book, field.before, Effect(attempt).after).finishes
    return {
        (it.order_no, it.line_no, it.before, it.after)
        for it in whole
        if it.after > it.before and it.order_no != order_no
    }


def _listed(push: Push) -> set[tuple[str, int, date, date]]:
    return {(it.order_no, it.line_no, it.before, it.after) for it in push.displaced if it.days_lost}


def lines_of(question: PromiseQuestion) -> tuple[OpenOrder, ...]:
    """What is known of an order that asks."""
    return tuple(
        OpenOrder(
            order_no=question.order_no, line_no=line.line_no, product=line.product, qty=line.qty,
            requested_date=line.requested_date, customer_class=question.customer_class,
        )
        for line in question.lines
    )  # fmt: skip
