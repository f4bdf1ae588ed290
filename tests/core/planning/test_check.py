"""The checker refuses answers that were tampered with, so that its silence means something."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from core.planning.factory.records import Booking
from core.planning.factory.shop import Shop
from core.planning.promise.answer import MaterialUse, PromiseAnswer
from core.planning.promise.engine import DispatchEngine, book_all
from tests.core.planning.check import check
from tests.core.planning.factories import MONDAY, a_shop, ask, bought, centre, made, of, operation, po

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def busy_shop() -> Shop:
    """P of Q and A, Q of B; another order is in the way, some B is on order."""
    shop = a_shop(
        items=(made("P"), made("Q"), bought("A", 3), bought("B", 4)),
        work_centres=(centre("M1"), centre("M2")),
        boms={"P": (of("Q"), of("A")), "Q": (of("B"),)},
        routings={"P": (operation(10, "M1"), operation(20, "M2")), "Q": (operation(10, "M1", "M2"),)},
        stock={"A": Decimal(60), "B": Decimal(50)},
        purchase_orders=(po("PO-1", "B", 20, MONDAY + DAY),),
    )
    shop, _ = book_all(DispatchEngine(), shop, [ask(qty=40, order_no="ORD-A")])
    friday = MONDAY + 4 * DAY
    return shop.with_booked([Booking(order_no="ORD-B", work_centre="M2", start_at=friday, end_at=friday + HOUR)], [])


def with_booking(place: int, **fields: object) -> Callable[[PromiseAnswer], PromiseAnswer]:
    """The answer with one booking changed."""

    def change(answer: PromiseAnswer) -> PromiseAnswer:
        bookings = list(answer.bookings)
        bookings[place] = replace(bookings[place], **fields)  # type: ignore[arg-type]
        return replace(answer, bookings=tuple(bookings))

    return change


def with_material(place: int, change: Callable[[MaterialUse], MaterialUse]) -> Callable[[PromiseAnswer], PromiseAnswer]:
    """The answer with one material changed."""

    def changed(answer: PromiseAnswer) -> PromiseAnswer:
        uses = list(answer.materials)
        uses[place] = change(uses[place])
        return replace(answer, materials=tuple(uses))

    return changed


def moved(by: timedelta) -> Callable[[PromiseAnswer], PromiseAnswer]:
    """The answer with its last booking moved."""

    def change(answer: PromiseAnswer) -> PromiseAnswer:
        last: Booking = answer.bookings[-1]
        return with_booking(-1, start_at=last.start_at + by, end_at=last.end_at + by)(answer)

    return change


def test_the_engines_answer_passes() -> None:
    check(busy_shop(), ask(), DispatchEngine().answer(busy_shop(), ask()))


@pytest.mark.parametrize(
    "tamper",
    [
        moved(-DAY),  # before its predecessor
        moved(-HOUR / 60),
        moved(10 * HOUR),  # into the night
        with_booking(0, start_at=MONDAY - DAY),
        with_booking(0, work_centre="M2"),  # where ORD-B is
        with_booking(0, work_minutes=1),
        with_booking(0, qty=Decimal(1)),
        with_booking(0, seq=99),
        with_booking(0, unit=1),
        with_material(0, lambda use: replace(use, qty=use.qty + 1)),
        with_material(0, lambda use: replace(use, qty=use.qty - 1)),
        with_material(-1, lambda use: replace(use, available_at=use.available_at - DAY)),
        lambda answer: replace(answer, bookings=answer.bookings[:-1]),
        lambda answer: replace(answer, materials=answer.materials[:-1]),
        lambda answer: replace(answer, promise_date=answer.promise_date and answer.promise_date - DAY),
        lambda answer: replace(answer, lines=tuple(replace(each, ready_at=MONDAY) for each in answer.lines)),
    ],
)
def test_a_tampered_answer_is_refused(tamper: Callable[[PromiseAnswer], PromiseAnswer]) -> None:
    answer = DispatchEngine().answer(busy_shop(), ask())

    with pytest.raises((AssertionError, StopIteration)):
        check(busy_shop(), ask(), tamper(answer))
