"""The benchmark of promises checks them: a right answer passes, one that was tampered with does not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cache

import pytest

from core.planning.factory.shop import Shop
from core.planning.plan.displaced import Push
from core.planning.plan.frontier import rush
from core.planning.plan.pushing import Field
from core.planning.promise.answer import PromiseAnswer
from core.planning.promise.engine import DispatchEngine
from core.planning.promise.question import PromiseQuestion
from tests.bench import rushing
from tests.bench.factories import generate
from tests.bench.quote import Asked, Stand, measured, wrong
from tests.bench.quoting import figures_of

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@cache
def a_book() -> tuple[Stand, Asked]:
    """A plant in which some orders were booked one after the other, and a question for one more."""
    nothing = {**generate(10, seed=3), "orders": [], "operations": []}
    stand = Stand.of(nothing, {"format": "schedule-1", "problem": nothing["name"], "assignments": []})
    *first, last = stand.questions(12, seed=3)
    for asked in first:
        stand = stand.booked(asked, DispatchEngine().answer(stand.shop, asked.question))
    return stand, last


class Tampering:
    """An engine whose answers are not what they should be."""

    def __init__(self, tamper: Callable[[PromiseAnswer], PromiseAnswer]) -> None:
        self._tamper = tamper

    def answer(self, shop: Shop, question: PromiseQuestion) -> PromiseAnswer:
        return self._tamper(DispatchEngine().answer(shop, question))


def test_orders_booked_one_after_the_other_are_a_plan_and_their_promises_are_the_best() -> None:
    stand, asked = a_book()

    assert len(stand.document["orders"]) == 11
    assert wrong(stand, [asked]) == []


def moved(answer: PromiseAnswer, place: int, by: timedelta) -> PromiseAnswer:
    """One booking at another time."""
    bookings = list(answer.bookings)
    one = bookings[place]
    bookings[place] = replace(one, start_at=one.start_at + by, end_at=one.end_at + by)
    return replace(answer, bookings=tuple(bookings))


def later(answer: PromiseAnswer) -> PromiseAnswer:
    """The same order, begun a week after it could have been ready: possible, but not the best."""
    stand, asked = a_book()
    assert answer.ready_at is not None
    line = replace(asked.question.lines[0], design_ready_at=answer.ready_at + 7 * DAY)
    return DispatchEngine().answer(stand.shop, replace(asked.question, lines=(line,)))


@pytest.mark.parametrize(
    ("tamper", "found"),
    [
        (lambda it: moved(it, -1, -DAY), "not valid"),
        (lambda it: moved(it, 0, -MINUTE), "not valid"),
        (lambda it: replace(it, bookings=it.bookings[1:]), "not valid"),
        (lambda it: replace(it, promise_date=it.promise_date - DAY), "but promised for day"),
        (later, "is possible"),
    ],
)
def test_what_is_wrong_is_found(tamper: Callable[[PromiseAnswer], PromiseAnswer], found: str) -> None:
    stand, asked = a_book()

    told = wrong(stand, [asked], Tampering(tamper))

    assert any(line.startswith(asked.question.order_no) and found in line for line in told)


def test_a_list_of_a_rush_that_leaves_somebody_out_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    stand, asked = a_rushed_book()
    assert wrong(stand, asked) == []

    monkeypatch.setattr(rushing, "rush", leaving_all_out)

    assert any("a rush delays" in line for line in wrong(stand, asked))


def leaving_all_out(field: Field) -> Push:
    """A list of nobody."""
    push = rush(field)
    assert push is not None
    return replace(push, displaced=())


@cache
def a_rushed_book() -> tuple[Stand, list[Asked]]:
    """A full plant, and a question for an order that, put first, makes others a day late."""
    stand = Stand.planned(generate(300, seed=3))
    return stand, stand.questions(3, seed=3)[-1:]


def test_every_part_of_an_answer_is_timed() -> None:
    stand, asked = a_book()

    times = measured(stand, [asked])

    assert all(each.value > 0 for each in figures_of(10, times, checked=1))
    assert len(times) == 6
