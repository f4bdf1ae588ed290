"""D10: why a factory's book cannot be planned is told of its orders, work centres, closures and receipts."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from core.planning.codec import from_json
from core.planning.errors import BadProblem, NothingFits
from core.planning.factory.records import Booking
from core.planning.factory.shop import Shop
from core.planning.plan.book import Book
from core.planning.plan.clash import Clash, ClashKind, ClashPart
from core.planning.plan.clashing import clash_of, clashes_named
from core.planning.plan.conflict_parts import Conflict, Kind, Part
from core.planning.plan.planner import propose
from core.planning.plan.policy import PlanPolicy, Wish
from tests.core.planning.plan.books import broken, two_orders

FIRST, SECOND = "ORD-2611-0001", "ORD-2611-0002"


def refused(shop: Shop) -> BadProblem:
    """What is said where everything is to be laid out."""
    with pytest.raises(BadProblem) as told, clashes_named(partial(Book.of, shop)):
        _ = Book.of(shop).schedule
    return told.value


def test_a_machine_that_never_runs_again_is_named_with_the_work_that_it_keeps() -> None:
    refusal = refused(broken(two_orders(), "M1", timedelta(hours=-20), timedelta(days=3000)))

    assert isinstance(refusal, NothingFits)
    clash = from_json(Clash, refusal.facts["clash"])
    work, closure = clash.parts
    assert (clash.kind, clash.is_irreducible, clash.work_centres) == (ClashKind.BEYOND_HORIZON, True, ("M1",))
    assert (work.kind, work.order_no, work.work_centres) == (
        ClashPart.OPERATION,
        SECOND,
        ("M1",),
    )  # the first has begun
    assert (closure.kind, closure.work_centres, closure.end_at) == (ClashPart.CLOSURE, ("M1",), None)
    assert refusal.facts["orders"] == [SECOND]


def test_what_can_be_planned_is_left_alone() -> None:
    shop = two_orders()

    with clashes_named(partial(Book.of, shop)):
        propose(shop, PlanPolicy(evaluations=100), Wish(), seed=1)


def test_where_nothing_is_proved_what_is_wrong_is_told_by_the_order() -> None:
    with pytest.raises(BadProblem) as told, clashes_named(partial(Book.of, two_orders())):
        raise BadProblem(what="pins_overlap", code="operations[0], operations[1]")

    assert type(told.value) is BadProblem
    assert told.value.facts["code"] == f"{FIRST} OP10 (M1), {SECOND} OP10 (M1)"


def test_of_several_books_the_first_speaks_of_which_something_is_proved() -> None:
    broken_one = broken(two_orders(), "M1", timedelta(hours=-20), timedelta(days=3000))

    with pytest.raises(NothingFits), clashes_named(partial(Book.of, two_orders()), partial(Book.of, broken_one)):
        raise BadProblem(what="beyond_horizon", code=f"{FIRST}/1")


def test_every_part_of_a_conflict_has_its_place_in_the_shop() -> None:
    book = Book.of(two_orders())
    parts = (
        Part("available", machine=0, end=600),
        Part("closure", machine=0, start=60, end=120),
        Part("pin", op=1),
        Part("ready", op=0, start=300),
        Part("operation", op=0),
    )

    clash = clash_of(book, Conflict(Kind.CHAIN, parts, (0,), 480))

    assert [part.kind for part in clash.parts] == [
        ClashPart.OPERATION, ClashPart.READY, ClashPart.PIN, ClashPart.BUSY, ClashPart.CLOSURE,
    ]  # fmt: skip
    assert (clash.kind, clash.until, clash.orders) == (ClashKind.BEFORE_PIN, book.moment(480), (FIRST, SECOND))
    pin = clash.parts[2]
    booked: Booking = book.works[1].booking
    assert (pin.start_at, pin.end_at) == (booked.start_at, booked.end_at)
    assert clash.parts[4].end_at == book.moment(120)


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("DRAWING", ClashPart.DRAWING),
        ("SCREW", ClashPart.MATERIAL),
        ("", ClashPart.READY),
    ],
)
def test_what_an_operation_waits_for_is_told(reason: str, kind: ClashPart) -> None:
    book = Book.of(two_orders())
    works = (replace(book.works[0], waits_for=reason), *book.works[1:])

    clash = clash_of(replace(book, works=works), Conflict(Kind.CHAIN, (Part("ready", op=0, start=300),), (0,), 480))

    assert (clash.parts[0].kind, clash.parts[0].code) == (kind, reason)
