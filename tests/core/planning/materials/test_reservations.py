"""What is kept for orders follows the goods. Orders are served in the order of their letters."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from core.planning.factory.records import Allocation, Source
from core.planning.materials.reservations import Level, Place, cut_back, settled
from core.supply import PurchaseStatus

BUY: Place = (Source.PURCHASE, "A", "")
SHELF: Place = (Source.STOCK, "A", "")
PO_1: Place = (Source.PURCHASE_ORDER, "A", "PO-1")
PO_2: Place = (Source.PURCHASE_ORDER, "A", "PO-2")
Levels = Mapping[Place, Level]


def level(total: int, arrived: int = 0) -> Level:
    return Level(Decimal(total), Decimal(arrived))


def kept(order: str, qty: int, place: Place) -> Allocation:
    source, item, po_no = place
    return Allocation(order_no=f"ORD-{order}", item_code=item, qty=Decimal(qty), source=source, po_no=po_no)


def after_change(holding: list[Allocation], before: Levels, after: Levels) -> list[Allocation]:
    """All that is kept of item A afterwards."""
    return settled(holding, before, after).get("A", holding)


@pytest.mark.parametrize(
    ("arrived", "from_shelf", "from_po"),
    [
        (30, 30, 30),  # a part of it
        (60, 60, 0),
        (100, 60, 0),  # the rest was nobody's
    ],
)
def test_goods_that_arrive_stay_with_who_waited_for_them(arrived: int, from_shelf: int, from_po: int) -> None:
    found = after_change([kept("A", 60, PO_1)], {PO_1: level(100)}, {PO_1: level(100, arrived)})

    rows = [kept("A", from_po, PO_1)] if from_po else []
    assert found == [*rows, kept("A", from_shelf, SHELF)]


def test_who_came_first_has_what_arrives_first() -> None:
    holding = [kept("A", 60, PO_1), kept("B", 40, PO_1)]

    found = after_change(holding, {PO_1: level(100)}, {PO_1: level(100, 70)})

    assert found == [kept("A", 60, SHELF), kept("B", 30, PO_1), kept("B", 10, SHELF)]


def test_what_purchasing_buys_goes_to_those_for_whom_it_was_to_be_bought() -> None:
    holding = [kept("A", 60, BUY), kept("B", 60, BUY)]

    found = after_change(holding, {}, {PO_1: level(100)})

    assert found == [kept("A", 60, PO_1), kept("B", 20, BUY), kept("B", 40, PO_1)]


def test_the_purchase_order_that_comes_first_serves_who_came_first() -> None:
    holding = [kept("A", 60, BUY), kept("B", 60, BUY)]

    found = after_change(holding, {}, {PO_2: level(60), PO_1: level(60)})

    assert found == [kept("A", 60, PO_2), kept("B", 60, PO_1)]


def test_what_comes_to_the_shelf_without_a_purchase_order_goes_to_them_too() -> None:
    holding = [kept("A", 10, SHELF), kept("B", 60, BUY)]

    found = after_change(holding, {SHELF: level(10)}, {SHELF: level(40)})

    assert found == [kept("A", 10, SHELF), kept("B", 30, BUY), kept("B", 30, SHELF)]


def test_goods_of_a_purchase_order_are_not_given_away_again_when_the_shelf_is_counted() -> None:
    holding = [kept("A", 100, PO_1), kept("B", 100, BUY)]

    received = after_change(holding, {PO_1: level(100)}, {PO_1: level(100, 100)})
    counted = after_change(received, {SHELF: level(0)}, {SHELF: level(100)})

    assert counted == [kept("A", 100, SHELF), kept("B", 100, BUY)]


@pytest.mark.parametrize("after", [{PO_1: level(70)}, {PO_1: level(90, 20)}])
def test_what_does_not_come_any_more_is_to_be_bought_for_who_came_last(after: Levels) -> None:
    arrived = after[PO_1].arrived
    holding = [kept("A", 60, PO_1), kept("B", 40, PO_1)]

    found = after_change(holding, {PO_1: level(100)}, after)

    assert sum(each.qty for each in found if each.source is Source.PURCHASE) == 30 - arrived
    assert not [each for each in found if each.source is Source.PURCHASE and each.order_no == "ORD-A"]


def test_what_replaces_a_cancelled_purchase_order_goes_to_who_waited_for_that() -> None:
    holding = [kept("A", 100, PO_1)]

    found = after_change(holding, {PO_1: level(100)}, {PO_1: level(0), PO_2: level(100)})

    assert found == [kept("A", 100, PO_2)]


def test_a_count_that_falls_takes_nothing_away() -> None:
    assert not settled([kept("A", 60, SHELF)], {SHELF: level(60)}, {SHELF: level(0)})


def test_a_purchase_order_that_was_known_when_buying_was_quicker_stays_free() -> None:
    holding = [kept("A", 60, BUY)]

    assert not settled(holding, {PO_1: level(100)}, {PO_1: level(100)})
    assert not settled(holding, {PO_1: level(100)}, {PO_1: level(100, 100)})


def test_only_what_moves_is_told() -> None:
    other = Allocation(order_no="ORD-A", item_code="B", qty=Decimal(5))
    holding = [other, kept("A", 60, BUY)]

    assert settled(holding, {}, {PO_1: level(60)}).keys() == {"A"}


@pytest.mark.parametrize(
    ("status", "qty", "received", "expected"),
    [
        (PurchaseStatus.OPEN, 100, 0, level(100)),
        (PurchaseStatus.CONFIRMED, 100, 30, level(100, 30)),
        (PurchaseStatus.CONFIRMED, 100, 120, level(120, 120)),  # more came than was ordered
        (PurchaseStatus.RECEIVED, 100, 0, level(100, 100)),  # who closes it need not say how much came
        (PurchaseStatus.CANCELLED, 100, 30, level(30, 30)),
    ],
)
def test_what_a_purchase_order_brings(status: PurchaseStatus, qty: int, received: int, expected: Level) -> None:
    assert Level.of_purchase(status, Decimal(qty), Decimal(received)) == expected


def test_when_less_may_be_used_who_came_last_has_it_bought() -> None:
    holding = [kept("A", 60, SHELF), kept("B", 40, SHELF)]

    left = cut_back(holding, "A", Decimal(70))

    assert set(left) == {kept("A", 60, SHELF), kept("B", 10, SHELF), kept("B", 30, BUY)}


def test_when_enough_may_be_used_nobody_loses() -> None:
    holding = [kept("A", 60, SHELF), kept("B", 40, PO_1)]

    assert cut_back(holding, "A", Decimal(60)) == holding
