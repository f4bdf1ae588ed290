"""Where material comes from and when it is there. Two working hours a day from 08:00, a minute a piece."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from core.planning.factory.master import DayKind
from core.planning.factory.records import Allocation, Source
from core.planning.factory.shop import Shop
from core.planning.promise.answer import PromiseAnswer
from core.planning.promise.engine import DispatchEngine, book_all
from core.planning.promise.question import DemandLine, PromiseQuestion
from tests.core.planning.check import check
from tests.core.planning.factories import MONDAY, a_shop, ask, bought, made, of, operation, po

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NONE_IN_STOCK = {"A": Decimal(0)}


def answer(shop: Shop, question: PromiseQuestion) -> PromiseAnswer:
    """The engine's answer, checked."""
    found = DispatchEngine().answer(shop, question)
    check(shop, question, found)
    return found


def test_a_purchase_takes_its_lead_time() -> None:
    found = answer(a_shop(stock=NONE_IN_STOCK, items=(made("P"), bought("A", 4))), ask())

    assert found.bookings[0].start_at == MONDAY + 4 * DAY
    assert [(use.source, use.qty) for use in found.materials] == [(Source.PURCHASE, Decimal(60))]


def test_working_days_of_a_supplier_skip_sunday() -> None:
    slow = bought("A", 6, lead_day_kind=DayKind.WORKING)

    found = answer(a_shop(stock=NONE_IN_STOCK, items=(made("P"), slow)), ask())

    assert found.materials[0].available_at == MONDAY + 7 * DAY


def test_stock_then_open_orders_then_a_purchase() -> None:
    shop = a_shop(
        items=(made("P"), bought("A", 5)),
        stock={"A": Decimal(20)},
        purchase_orders=(po("PO-1", "A", 30, MONDAY + 2 * DAY), po("PO-2", "A", 99, MONDAY + 9 * DAY)),
    )

    found = answer(shop, ask(qty=60))

    assert [(use.source, use.po_no, use.qty) for use in found.materials] == [
        (Source.STOCK, "", Decimal(20)),
        (Source.PURCHASE_ORDER, "PO-1", Decimal(30)),
        (Source.PURCHASE, "", Decimal(10)),  # earlier than PO-2
    ]


def test_what_is_in_production_takes_nothing_from_the_shelf_any_more() -> None:
    """Its parts were issued: what lies there is for others, and only work on the product itself is left."""
    half_made = a_shop(stock=NONE_IN_STOCK | {"P": Decimal(40)}, items=(made("P"), bought("A", 4)))

    found = DispatchEngine().answer(half_made, replace(ask(), is_issued=True))

    assert found.materials == ()
    assert found.bookings[0].start_at == MONDAY
    assert {slot.item_code for slot in found.bookings} == {"P"}


def test_what_others_hold_is_not_there() -> None:
    held = (
        Allocation(order_no="ORD-A", item_code="A", qty=Decimal(90)),
        Allocation(order_no="ORD-A", item_code="A", qty=Decimal(25), source=Source.PURCHASE_ORDER, po_no="PO-1"),
    )
    shop = a_shop(stock={"A": Decimal(100)}, purchase_orders=(po("PO-1", "A", 30, MONDAY + DAY),), allocations=held)

    found = answer(shop, ask(qty=60))

    assert [(use.source, use.qty) for use in found.materials] == [
        (Source.STOCK, Decimal(10)),
        (Source.PURCHASE_ORDER, Decimal(5)),
        (Source.PURCHASE, Decimal(45)),
    ]


def test_an_overdue_purchase_order_is_not_here_yet() -> None:
    found = answer(a_shop(stock=NONE_IN_STOCK, purchase_orders=(po("PO-1", "A", 60, MONDAY - DAY),)), ask())

    assert found.materials[0].available_at == MONDAY + DAY


def test_goods_arrive_when_the_factory_is_open() -> None:
    night = po("PO-1", "A", 60, MONDAY + DAY + 12 * HOUR)

    found = answer(a_shop(stock=NONE_IN_STOCK, purchase_orders=(night,)), ask())

    assert found.materials[0].available_at == MONDAY + 2 * DAY


def reference_shop() -> Shop:
    """P = 2 Q + 1 A; Q = 3 B (2% lost) + 0.25 m C."""
    return a_shop(
        items=(made("P"), made("Q"), bought("A"), bought("B"), bought("C", qty_step=Decimal("0.001"), uom="m")),
        boms={
            "P": (of("Q", "2"), of("A")),
            "Q": (of("B", "3", scrap_rate=Decimal("0.02")), of("C", "0.25")),
        },
        routings={"P": (operation(10, "M1"),), "Q": (operation(10, "M1"),)},
        stock={"Q": Decimal(50), "A": Decimal(80), "B": Decimal(200), "C": Decimal("10.5")},
        purchase_orders=(po("PO-1", "B", 200, MONDAY + DAY),),
        allocations=(Allocation(order_no="ORD-A", item_code="Q", qty=Decimal(10)),),
    )


def test_the_reference_bom_is_netted_as_by_hand() -> None:
    found = answer(reference_shop(), ask(qty=100))

    # 100 P need 200 Q; 50 - 10 are free, so 160 Q are made: 160 x 3 / 0.98 = 489.8, so 490 B; 160 x 0.25 = 40 m C.
    assert {(use.item_code, use.source): use.qty for use in found.materials} == {
        ("Q", Source.STOCK): 40,
        ("B", Source.STOCK): 200,
        ("B", Source.PURCHASE_ORDER): 200,
        ("B", Source.PURCHASE): 90,
        ("C", Source.STOCK): Decimal("10.5"),
        ("C", Source.PURCHASE): Decimal("29.5"),
        ("A", Source.STOCK): 80,
        ("A", Source.PURCHASE): 20,
    }
    assert {booking.item_code: booking.qty for booking in found.bookings} == {"Q": 160, "P": 100}


def test_a_part_that_is_needed_late_is_waited_for_late() -> None:
    shop = a_shop(
        items=(made("P"), bought("A"), bought("BOX", 3)),
        boms={"P": (of("A"), of("BOX", at_seq=20))},
        routings={"P": (operation(10, "M1"), operation(20, "M1", code="PACK"))},
    )

    making, packing = answer(shop, ask(qty=30)).bookings

    assert making.start_at == MONDAY
    assert packing.start_at == MONDAY + 3 * DAY


def test_a_kit_without_operations_passes_its_parts_on() -> None:
    shop = a_shop(
        items=(made("P"), made("KIT"), bought("A")),
        boms={"P": (of("KIT"),), "KIT": (of("A", "2"),)},
        stock=NONE_IN_STOCK,
    )

    found = answer_without_flow(shop, ask(qty=30))

    assert [(use.item_code, use.qty) for use in found.materials] == [("A", Decimal(60))]
    assert found.bookings[0].start_at == MONDAY + 2 * DAY


def answer_without_flow(shop: Shop, question: PromiseQuestion) -> PromiseAnswer:
    """Kits leave no trace in the bookings that the checker's flow could follow."""
    return DispatchEngine().answer(shop, question)


def test_two_orders_never_both_get_the_same_hundred_pieces() -> None:
    shop = a_shop(stock={"A": Decimal(100)})

    booked, (first, second) = book_all(
        DispatchEngine(), shop, [ask(qty=100, order_no="ORD-A"), ask(qty=100, order_no="ORD-B")]
    )

    assert [use.source for use in first.materials] == [Source.STOCK]
    assert [use.source for use in second.materials] == [Source.PURCHASE]
    assert len(booked.allocations) == 2


def test_a_custom_product_is_made_although_standard_ones_are_there() -> None:
    shop = a_shop(stock={"A": Decimal(1000), "P": Decimal(500)})
    line = DemandLine(line_no=1, product="P", qty=Decimal(60), is_custom=True)

    found = answer(shop, PromiseQuestion(order_no="ORD-2611-0001", lines=(line,)))

    assert [(use.item_code, use.source) for use in found.materials] == [("A", Source.STOCK)]
    assert [booking.qty for booking in found.bookings] == [Decimal(60)]


def test_a_custom_product_that_is_bought_is_bought_anew() -> None:
    shop = a_shop(stock={"A": Decimal(60)}, purchase_orders=(po("PO-1", "A", 60, MONDAY + DAY),))
    line = DemandLine(line_no=1, product="A", qty=Decimal(60), is_custom=True)

    (use,) = answer(shop, PromiseQuestion(order_no="ORD-2611-0001", lines=(line,))).materials

    assert (use.source, use.available_at) == (Source.PURCHASE, MONDAY + 2 * DAY)


def test_design_work_makes_a_line_custom() -> None:
    assert DemandLine(line_no=1, product="P", qty=Decimal(60), design_minutes=240).is_custom


def test_half_a_piece_is_not_taken_from_stock() -> None:
    found = answer(a_shop(stock={"A": Decimal(1000), "P": Decimal("2.5")}), ask(qty=10))

    assert {use.item_code: use.qty for use in found.materials} == {"P": Decimal(2), "A": Decimal(8)}
    assert [booking.qty for booking in found.bookings] == [Decimal(8)]
