"""Random small factories whose orders are booked and known: what a plan starts from."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache

from hypothesis import strategies as st

from core.calendar import Window
from core.planning.factory.records import OpenOrder
from core.planning.factory.shop import Shop
from core.planning.promise.answer import PromiseAnswer
from core.planning.promise.engine import DispatchEngine, book_all
from core.planning.promise.question import PromiseQuestion
from tests.core.planning.factories import a_shop, ask, bought, centre, empty_factories, made, of, operation, questions

QUOTE = "ORD-2611-0009"


def booked(shop: Shop, asked: Sequence[PromiseQuestion]) -> Shop:
    """The shop with these orders sold at what they were promised; `QUOTE` is only held."""
    shop, answers = book_all(DispatchEngine(), shop, asked)
    questions_by_order = {question.order_no: question for question in asked}
    sold = [line for answer in answers for line in sold_lines(questions_by_order[answer.order_no], answer)]
    return shop.knowing_all(sorted(sold, key=lambda line: (line.order_no, line.line_no)))


def sold_lines(question: PromiseQuestion, answer: PromiseAnswer) -> list[OpenOrder]:
    """What a plan is told of an order that was sold at this answer."""
    lines = {line.line_no: line for line in question.lines}
    return [
        OpenOrder(
            order_no=question.order_no, line_no=promised.line_no, product=lines[promised.line_no].product,
            qty=lines[promised.line_no].qty, promise_date=promised.promise_date,
            requested_date=lines[promised.line_no].requested_date, customer_class=question.customer_class,
            is_quote=question.order_no == QUOTE,
        )
        for promised in answer.lines
    ]  # fmt: skip


@cache
@st.composite
def books(draw: st.DrawFn, orders: int = 4) -> Shop:
    """A factory with some orders, one of them perhaps a held quote."""
    numbers = [f"ORD-2611-{number:04}" for number in range(1, draw(st.integers(1, orders)) + 1)]
    held = [QUOTE] if draw(st.booleans()) else []
    return booked(draw(empty_factories()), [draw(questions(number)) for number in (*numbers, *held)])


def busy_books() -> st.SearchStrategy[Shop]:
    """Of those, the ones in which something is left to do."""
    return books().filter(lambda shop: bool(shop.bookings))


def two_orders(**fields: object) -> Shop:
    """M1 works two hours a day: order 1 has Monday, order 2 Tuesday and Wednesday."""
    first = ask(qty=120, order_no="ORD-2611-0001")
    return booked(a_shop(**fields), [first, ask(qty=240, order_no="ORD-2611-0002")])


def two_apart() -> Shop:
    """Two orders that share nothing."""
    shop = a_shop(
        work_centres=(centre("M1"), centre("M2")), items=(made("P"), made("Q"), bought("A")),
        boms={"P": (of("A"),), "Q": (of("A"),)},
        routings={"P": (operation(10, "M1"),), "Q": (operation(10, "M2"),)},
    )  # fmt: skip
    return booked(shop, [ask(), ask("Q", order_no="ORD-2611-0002")])


def later(shop: Shop, **time: float) -> Shop:
    """The same shop after some time, with nothing laid out from before."""
    return replace(shop.changed(as_of=shop.as_of + timedelta(**time)), version=shop.version)


def broken(shop: Shop, code: str, start: timedelta, end: timedelta) -> Shop:
    """The same shop, whose work centre stands still for a while."""
    window = Window(shop.as_of + start, shop.as_of + end, "停机")
    centres = tuple(
        replace(it, calendar=it.calendar.closing(window)) if it.work_centre == code else it for it in shop.work_centres
    )
    return shop.changed(work_centres=centres)
