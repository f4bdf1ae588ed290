"""What a rush does to everybody: how quickly it is listed, and whether the list is right.

It is checked against two whole plans: the shop with the order booked in it is laid out anew, and the plan before is
compared with the plan after, day by day.
"""

from core.planning.factory.records import OpenOrder
from core.planning.factory.shop import Shop
from core.planning.plan.book import Book
from core.planning.plan.diff import diff
from core.planning.plan.displaced import Push
from core.planning.plan.frontier import FRONT, rush
from core.planning.plan.ground import Ground
from core.planning.plan.pushing import as_booked, field_of
from core.planning.promise.answer import PromiseAnswer
from core.planning.promise.engine import reserved
from core.planning.promise.question import PromiseQuestion


def rushed(shop: Shop, question: PromiseQuestion, answer: PromiseAnswer) -> Push | None:
    """The exact list of everybody who is delayed when the order goes before all others."""
    ground = as_booked(shop, answer.order_no, answer.bookings, answer.allocations, _lines(question))
    field = field_of(shop, ground, answer.order_no) if ground is not None else None
    return rush(field) if field is not None else None


def wrongly_listed(shop: Shop, question: PromiseQuestion, answer: PromiseAnswer) -> str:
    """Where the list differs from comparing two whole plans; "" where it does not."""
    told = rushed(shop, question, answer)
    after_it = reserved(shop, answer).knowing(answer.order_no, _lines(question))
    book = Book.of(after_it)
    field = field_of(after_it, Ground.of_book(book), answer.order_no)
    schedule = field.pushed(FRONT) if field is not None else None
    if field is None or schedule is None or told is None:
        return "" if (told is None) == (schedule is None) else "only one of both finds a rush"
    whole = diff(book, field.before, schedule).finishes
    expected = {(it.order_no, it.line_no, it.before, it.after) for it in whole if it.after > it.before}
    listed = {(it.order_no, it.line_no, it.before, it.after) for it in told.displaced if it.days_lost}
    differs = {it for it in listed ^ expected if it[0] != answer.order_no}
    return f"a rush delays {sorted(differs)[0]}, or not" if differs else ""


def _lines(question: PromiseQuestion) -> tuple[OpenOrder, ...]:
    return tuple(
        OpenOrder(
            order_no=question.order_no, line_no=line.line_no, product=line.product, qty=line.qty,
            requested_date=line.requested_date, customer_class=question.customer_class,
        )
        for line in question.lines
    )  # fmt: skip
