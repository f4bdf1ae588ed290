"""Nonsense in a shop or in a question is refused by name."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from core.calendar import WorkingCalendar
from core.errors import Refusal
from core.planning.errors import (
    BadQuantity,
    CyclicBom,
    DuplicateCode,
    NoDesigners,
    NoRouting,
    NothingAsked,
    NoWorkCentre,
    OrderTooLarge,
    UnknownItem,
    UnknownProduct,
    UnknownWorkCentre,
    WorkCentreNeverWorks,
)
from core.planning.factory.master import Alternative, BomLine, Operation
from core.planning.factory.records import Allocation, Booking, PurchaseOrder
from core.planning.factory.shop import Shop
from core.planning.promise.engine import DispatchEngine
from core.planning.promise.question import DemandLine, PromiseQuestion
from tests.core.planning.factories import MONDAY, a_shop, ask, bought, centre, made, of, operation, po

HOUR = timedelta(hours=1)
NAN = Decimal("NaN")
DRAWN = DemandLine(line_no=1, product="P", qty=Decimal(1), design_minutes=9)


def booking(**fields: Any) -> Booking:
    """An hour on M1."""
    standard = {"order_no": "ORD-1", "work_centre": "M1", "start_at": MONDAY, "end_at": MONDAY + HOUR}
    return Booking(**{**standard, **fields})


@pytest.mark.parametrize(
    ("refusal", "build"),
    [
        (CyclicBom, lambda: a_shop(boms={"P": (of("P"),)})),
        (CyclicBom, lambda: a_shop(items=(made("P"), bought("A", substitutes=("P",))))),
        (UnknownItem, lambda: a_shop(boms={"P": (of("X"),)})),
        (UnknownItem, lambda: a_shop(stock={"X": Decimal(1)})),
        (UnknownItem, lambda: a_shop(purchase_orders=(po("PO-1", "X", 5, MONDAY),))),
        (UnknownItem, lambda: a_shop(allocations=(Allocation(order_no="ORD-1", item_code="X", qty=Decimal(1)),))),
        (UnknownItem, lambda: a_shop(items=(made("P"), bought("A", substitutes=("X",))))),
        (BadQuantity, lambda: a_shop(stock={"A": Decimal(-1)})),
        (BadQuantity, lambda: a_shop(stock={"A": NAN})),
        (BadQuantity, lambda: of("A", "0")),
        (BadQuantity, lambda: of("A", scrap_rate=Decimal(1))),
        (BadQuantity, lambda: of("A", scrap_rate=NAN)),
        (BadQuantity, lambda: bought("A", 365_000)),  # a thousand years
        (BadQuantity, lambda: bought("A", unit_cost=Decimal(-1))),
        (BadQuantity, lambda: bought("A", qty_step=Decimal(0))),
        (BadQuantity, lambda: centre("M1", capacity=0)),
        (BadQuantity, lambda: operation(10, "M1", setup_minutes=-1)),
        (BadQuantity, lambda: operation(10, "M1", alternatives=(Alternative("M1", Decimal(0)),))),
        (BadQuantity, lambda: operation(10, "M1", alternatives=(Alternative("M1", lead_days=365_000),))),
        (BadQuantity, lambda: operation(10, "M1", alternatives=(Alternative("M1", price=Decimal(-1)),))),
        (BadQuantity, lambda: made("P", lot_size=Decimal(0))),
        (BadQuantity, lambda: a_shop(setups={"M": {("a", "b"): -5}})),
        (BadQuantity, lambda: booking(end_at=MONDAY)),
        (BadQuantity, lambda: booking(start_at=MONDAY.replace(tzinfo=None))),
        (BadQuantity, lambda: PurchaseOrder(po_no="PO-1", item_code="A", open_qty=Decimal(-1), eta=MONDAY)),
        (NoWorkCentre, lambda: operation(10)),
        (NoWorkCentre, lambda: a_shop(boms={"P": (of("A", at_seq=99),)})),
        (NoRouting, lambda: a_shop(boms={}, routings={})),
        (UnknownWorkCentre, lambda: a_shop(routings={"P": (operation(10, "X"),)})),
        (UnknownWorkCentre, lambda: a_shop(bookings=(booking(work_centre="X"),))),
        (UnknownWorkCentre, lambda: a_shop(design_work_centre="X")),
        (WorkCentreNeverWorks, lambda: centre("M1", WorkingCalendar(week=((),) * 7))),
        (WorkCentreNeverWorks, lambda: a_shop(calendar=WorkingCalendar(week=((),) * 7))),
        (DuplicateCode, lambda: a_shop(items=(made("P"), made("P"), bought("A")))),
        (DuplicateCode, lambda: a_shop(work_centres=(centre("M1"), centre("M1")))),
        (DuplicateCode, lambda: a_shop(routings={"P": (operation(10, "M1"), operation(10, "M1"))})),
        (NothingAsked, lambda: ask(qty=0)),
        (NothingAsked, lambda: ask(qty=-3)),
        (NothingAsked, lambda: PromiseQuestion(order_no="ORD-1", lines=())),
        (NothingAsked, lambda: PromiseQuestion(order_no="ORD-1", lines=ask().lines * 2)),
        (OrderTooLarge, lambda: PromiseQuestion(order_no="ORD-1", lines=ask().lines * 100_000)),
    ],
)
def test_nonsense_is_refused_by_name(refusal: type[Refusal], build: Callable[[], object]) -> None:
    with pytest.raises(refusal) as caught:
        build()
    assert type(caught.value) is refusal


def test_a_cycle_is_shown_as_it_runs() -> None:
    items = (made("P"), made("Q"), made("R"), bought("A"))

    with pytest.raises(CyclicBom) as caught:
        a_shop(items=items, boms={"P": (of("Q"),), "Q": (of("A"), of("R")), "R": (of("Q"),)})

    assert caught.value.facts["items"] == "Q → R → Q"


def test_an_item_used_twice_is_no_cycle() -> None:
    items = (made("P"), made("Q"), made("R"), bought("A"))
    boms: dict[str, tuple[BomLine, ...]] = {"P": (of("Q"), of("R")), "Q": (of("R"),), "R": (of("A"),)}

    assert a_shop(items=items, boms=boms, routings=dict.fromkeys("PQR", (operation(10, "M1"),))).version == 1


@pytest.mark.parametrize(
    ("refusal", "question"),
    [
        (UnknownProduct, ask("X")),
        (
            NoDesigners,
            PromiseQuestion(order_no="O", lines=(DRAWN,)),
        ),
    ],
)
def test_a_question_no_factory_can_answer_is_refused(refusal: type[Refusal], question: PromiseQuestion) -> None:
    with pytest.raises(refusal):
        DispatchEngine().answer(a_shop(), question)


def test_a_bill_that_grows_without_end_is_refused_and_does_not_hang() -> None:
    codes = [f"L{level}" for level in range(40)]
    steps: tuple[Operation, ...] = (operation(10, "M1"),)
    shop = a_shop(
        items=tuple(made(code) for code in codes),
        boms={code: (of(below), of(below, "2")) for code, below in pairwise(codes)},
        routings=dict.fromkeys(codes, steps),
        stock={},
    )

    with pytest.raises(OrderTooLarge):
        DispatchEngine().answer(shop, ask("L0", 1))


def test_a_version_that_grows_shares_what_did_not_change() -> None:
    shop = a_shop()
    held = Allocation(order_no="ORD-1", item_code="A", qty=Decimal(5))

    grown = shop.with_booked([booking()], [held])

    assert (grown.version, grown.items) == (2, shop.items)
    assert (grown.bookings, grown.allocations) == ((booking(),), (held,))
    assert (shop.bookings, shop.allocations) == ((), ())
    assert grown.without_order("ORD-1").bookings == ()
    assert grown.without_order("ORD-2") is grown


def test_a_shop_can_be_looked_at_later() -> None:
    later = a_shop().at(MONDAY + HOUR)

    answer = DispatchEngine().answer(later, ask(qty=1))

    assert answer.bookings[0].start_at == MONDAY + HOUR
    assert later.at(datetime(2026, 11, 1, tzinfo=UTC)).as_of.day == 1  # a clock that goes back is looked at as it is


def test_contradictory_bookings_keep_a_machine_busy_and_the_shop_usable() -> None:
    shop: Shop = a_shop(bookings=(booking(), booking(order_no="ORD-2"), booking(order_no="ORD-3", unit=7)))

    answer = DispatchEngine().answer(shop, ask(qty=1))

    assert answer.bookings[0].start_at == MONDAY + HOUR
