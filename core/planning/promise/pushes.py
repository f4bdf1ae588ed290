"""What an inquiry could have if others made room: exact, but nothing that is sold with it, since others would move."""

from dataclasses import replace

from core.planning.errors import BadProblem
from core.planning.factory.records import OpenOrder
from core.planning.factory.shop import Shop
from core.planning.plan.frontier import frontier
from core.planning.plan.pushing import as_booked, field_of
from core.planning.promise.answer import PromiseAnswer
from core.planning.promise.question import PromiseQuestion


def with_pushes(shop: Shop, question: PromiseQuestion, answer: PromiseAnswer) -> PromiseAnswer:
    """The answer, its standard bookings taken as booked, with what going before others would win."""
    lines = _lines(question)
    try:
        ground = as_booked(shop, answer.order_no, answer.bookings, answer.allocations, lines)
    except BadProblem:  # a standing plan that cannot be laid out gives room to nobody
        return answer
    field = field_of(shop, ground, answer.order_no) if ground is not None else None
    if field is None:
        return answer
    found = frontier(field)
    rush, within = found.rush, found.within_slack
    return replace(answer, rush=rush[0] if rush else None, within_slack=within[0] if within else None)


def _lines(question: PromiseQuestion) -> tuple[OpenOrder, ...]:
    return tuple(
        OpenOrder(
            order_no=question.order_no, line_no=line.line_no, product=line.product, qty=line.qty,
            requested_date=line.requested_date, customer_class=question.customer_class,
            revisions=frozenset(question.revisions),
        )
        for line in question.lines
    )  # fmt: skip
