"""No quote is earlier than the best that CP-SAT proves of the same order in the same shop."""

from dataclasses import dataclass, replace
from functools import cached_property

from hypothesis import HealthCheck, assume, given, settings

from core.calendar import minute_after, moment_of
from core.planning.exact.objective import Aim
from core.planning.exact.solve import Effort, solved
from core.planning.factory.shop import Shop
from core.planning.plan.book import Book
from core.planning.plan.problem import Problem
from core.planning.promise.answer import PromiseAnswer
from core.planning.promise.engine import DispatchEngine, reserved
from core.planning.promise.question import PromiseQuestion
from tests.core.planning.check import consumed_by, ship_day
from tests.core.planning.factories import factories, questions

ENGINE = DispatchEngine()


@dataclass(frozen=True, eq=False)
class Asked(Book):
    """A plan's own view of a shop in which a quote is reserved: the quote's work is free, all else where it stands."""

    order_no: str = ""

    def is_asked(self, index: int) -> bool:
        """Is that operation the quote's?"""
        return self.works[index].booking.order_no == self.order_no

    @cached_property
    def pinned(self) -> frozenset[int]:
        """What stands."""
        return frozenset(op for op in range(len(self.works)) if not self.is_asked(op))

    @cached_property
    def asked(self) -> Problem:
        """To have the quote's lines done; of the other orders there is nothing but their work."""
        dues = [due for due, (line, _) in zip(self.problem.orders, self.lines, strict=True) if self.is_asked(due.last)]
        finishes = {due.last: number for number, due in enumerate(dues)}
        ops = tuple(replace(op, order=finishes.get(index, 0)) for index, op in enumerate(self.problem.ops))
        return replace(self.problem, ops=ops, orders=tuple(dues))


def best_end(shop: Shop, answer: PromiseAnswer) -> int:
    """The minute since 1970 by which the answer's work could be done at the earliest, nobody else being moved."""
    book = replace(Asked.of(reserved(shop, answer)), order_no=answer.order_no)
    found = solved(book.asked, Aim.MAKESPAN, Effort(), until=end_of(answer) - book.floor.epoch)
    assert found.is_proved
    assert found.value is not None, "promised before it could be had in any way"
    return found.value + book.floor.epoch


def end_of(answer: PromiseAnswer) -> int:
    """The minute since 1970 by which the answer's work is done."""
    return max(minute_after(booking.end_at) for booking in answer.bookings)


def is_plain(shop: Shop, question: PromiseQuestion, answer: PromiseAnswer) -> bool:
    """One line of which no two operations take the same material: who gets what comes first makes no difference."""
    wanted = [line.component for booking in answer.bookings for line in consumed_by(shop, booking)]
    return len(question.lines) == 1 and len(wanted) == len(set(wanted))


@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(factories(size=2, orders=2, least=0), questions())
def test_no_quote_is_earlier_than_the_best_there_is_and_a_plain_one_is_no_later(
    shop: Shop, question: PromiseQuestion
) -> None:
    answer = ENGINE.answer(shop, replace(question, with_reasons=False, with_options=False))
    assume(answer.bookings)

    best = best_end(shop, answer)

    assert end_of(answer) >= best
    if is_plain(shop, question, answer):
        done = max([moment_of(best), *(use.available_at for use in answer.materials)])
        assert answer.promise_date == ship_day(shop.calendar, done)
