"""Who has what, what is missing, by when it has to be there."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.planning.errors import NotEnoughToGive
from core.planning.factory.records import Allocation, Booking, DataAge, OpenOrder, PurchaseOrder, Source
from core.planning.factory.shop import Shop
from core.planning.materials.handover import handed_over
from core.planning.materials.kits import Kit, Readiness, holders_of, kits_of
from core.planning.materials.shortages import shortages_of
from tests.core.planning.factories import DAY, MONDAY, a_shop, bought, centre, made, of, operation

HOUR = timedelta(hours=1)


def kept(order_no: str, item: str, qty: int, source: Source = Source.STOCK, po_no: str = "") -> Allocation:
    return Allocation(order_no=order_no, item_code=item, qty=Decimal(qty), source=source, po_no=po_no)


def booked(order_no: str, day: int, seq: int = 10) -> Booking:
    start = MONDAY + day * DAY
    return Booking(
        order_no=order_no, work_centre="M1", start_at=start, end_at=start + HOUR, item_code="P", seq=seq,
        qty=Decimal(10), work_minutes=60,
    )  # fmt: skip


def two_steps(**fields: object) -> Shop:
    """P is made of A in its first step and of B (five days to buy) in its second."""
    told: dict[str, object] = {
        "items": (made("P"), bought("A"), bought("B", 5)),
        "boms": {"P": (of("A"), of("B", at_seq=20))},
        "routings": {"P": (operation(10, "M1"), operation(20, "M1"))},
        "work_centres": (centre("M1"),),
        "bookings": (booked("O", 1), booked("O", 8, seq=20)),
    }
    return a_shop(**{**told, **fields})


def kit_of(shop: Shop, order_no: str = "O") -> Kit:
    return next(iter(kits_of(shop, [order_no])))


def test_all_on_the_shelf_is_ready() -> None:
    kit = kit_of(two_steps(allocations=(kept("O", "A", 10), kept("O", "B", 10))))

    assert kit.readiness is Readiness.READY
    assert kit.rate == 1
    assert kit.start_at == MONDAY + DAY


def test_what_comes_before_its_own_step_is_a_risk_and_not_a_stop() -> None:
    """B is bought today, is there on Saturday, and is taken on Tuesday week."""
    kit = kit_of(two_steps(allocations=(kept("O", "A", 10), kept("O", "B", 10, Source.PURCHASE))))

    assert kit.readiness is Readiness.AT_RISK
    assert kit.rate == Decimal("0.5")
    assert kit.kit_at == MONDAY + 5 * DAY
    assert [line.item.item_code for line in kit.missing] == ["B"]


def test_what_comes_after_its_step_begins_blocks() -> None:
    shop = two_steps(
        allocations=(kept("O", "A", 10, Source.PURCHASE_ORDER, "PO-1"),),
        purchase_orders=(PurchaseOrder(po_no="PO-1", item_code="A", open_qty=Decimal(10), eta=MONDAY + 3 * DAY),),
    )

    assert kit_of(shop).readiness is Readiness.BLOCKED


def test_what_nobody_can_bring_blocks() -> None:
    shop = two_steps(
        items=(made("P"), bought("A", None), bought("B")), allocations=(kept("O", "A", 3, Source.PURCHASE),)
    )

    kit = kit_of(shop)
    assert kit.readiness is Readiness.BLOCKED
    assert kit.kit_at is None


def test_old_data_never_say_ready() -> None:
    old = DataAge("stock", MONDAY - 9 * DAY, timedelta(days=1))

    assert kit_of(two_steps(allocations=(kept("O", "A", 10),), data_ages=(old,))).readiness is Readiness.AT_RISK


def test_an_overdue_purchase_order_counts_for_tomorrow_at_the_earliest() -> None:
    shop = two_steps(
        allocations=(kept("O", "A", 10, Source.PURCHASE_ORDER, "PO-1"),),
        purchase_orders=(PurchaseOrder(po_no="PO-1", item_code="A", open_qty=Decimal(10), eta=MONDAY - DAY),),
    )

    assert kit_of(shop).kit_at == MONDAY + DAY


def test_an_order_without_material_has_no_rate() -> None:
    assert kit_of(two_steps()).rate is None


def test_shortages_equal_the_netting_by_hand() -> None:
    """Three orders need 10 of B each: 10 are on the shelf, 8 on order, so 12 are to be bought.

    O2 takes B on Wednesday week, five days after the last moment to order; what PO-1 brings O1 comes in time.
    """
    shop = two_steps(
        bookings=(booked("O1", 8, seq=20), booked("O2", 9, seq=20), booked("O3", 20, seq=20)),
        purchase_orders=(PurchaseOrder(po_no="PO-1", item_code="B", open_qty=Decimal(8), eta=MONDAY + 3 * DAY),),
        allocations=(
            kept("O1", "B", 2),
            kept("O1", "B", 8, Source.PURCHASE_ORDER, "PO-1"),
            kept("O2", "B", 8),
            kept("O2", "B", 2, Source.PURCHASE),
            kept("O3", "B", 10, Source.PURCHASE),
        ),
    )

    (short,) = shortages_of(shop, kits_of(shop, ["O1", "O2", "O3"]))

    assert (short.item.item_code, short.short_qty, short.late_qty) == ("B", Decimal(12), Decimal(0))
    assert short.need_at == MONDAY + 9 * DAY
    assert short.order_by == date(2026, 11, 27)
    assert short.orders == ("O2", "O3")
    assert not short.is_past(date(2026, 11, 27))
    assert short.is_past(date(2026, 11, 28))


def test_a_purchase_order_that_comes_too_late_is_in_the_list() -> None:
    shop = two_steps(
        allocations=(kept("O", "A", 10, Source.PURCHASE_ORDER, "PO-1"),),
        purchase_orders=(PurchaseOrder(po_no="PO-1", item_code="A", open_qty=Decimal(10), eta=MONDAY + 3 * DAY),),
    )

    (short,) = shortages_of(shop, kits_of(shop, ["O"]))

    assert (short.short_qty, short.late_qty, short.late_pos) == (Decimal(0), Decimal(10), ("PO-1",))


@pytest.mark.parametrize(("promised", "readiness", "late"), [(6, Readiness.AT_RISK, []), (4, Readiness.BLOCKED, ["B"])])
def test_goods_that_are_sold_as_they_come_are_needed_before_they_leave(
    promised: int, readiness: Readiness, late: list[str]
) -> None:
    """They come on the fifth day."""
    leaves = (MONDAY + promised * DAY).date()
    shop = a_shop(
        items=(bought("B"),),
        stock={},
        boms={},
        routings={},
        orders=(OpenOrder(order_no="O", product="B", qty=Decimal(10), promise_date=leaves),),
        allocations=(kept("O", "B", 10, Source.PURCHASE_ORDER, "PO-1"),),
        purchase_orders=(PurchaseOrder(po_no="PO-1", item_code="B", open_qty=Decimal(10), eta=MONDAY + 4 * DAY),),
    )

    assert kit_of(shop).readiness is readiness
    assert [short.item.item_code for short in shortages_of(shop, kits_of(shop, ["O"]))] == late


def test_what_others_have_of_it_is_named() -> None:
    shop = two_steps(allocations=(kept("O", "A", 3), kept("X", "A", 4), kept("Y", "A", 9), kept("Y", "B", 1)))

    assert holders_of(shop, "A", but="O") == [("Y", Decimal(9)), ("X", Decimal(4))]


QUANTITIES = st.lists(st.integers(1, 9), max_size=4)


@given(QUANTITIES, QUANTITIES, st.integers(-1, 30))
def test_handing_over_creates_and_loses_nothing(shelf: list[int], awaited: list[int], qty: int) -> None:
    given_ = [kept("GIVER", "A", each) for each in shelf] + [kept("GIVER", "B", 5)]
    sources = [(Source.PURCHASE, ""), (Source.PURCHASE_ORDER, "PO-1")]
    taken = [kept("TAKER", "A", each, *sources[n % 2]) for n, each in enumerate(awaited)]

    def hand() -> dict[str, list[Allocation]]:
        return handed_over(given_, taken, "A", Decimal(qty), giver="GIVER", taker="TAKER")

    if not 0 < qty <= min(sum(shelf), sum(awaited)):
        with pytest.raises(NotEnoughToGive):
            hand()
        return
    after = hand()
    for order_no, before in (("GIVER", given_), ("TAKER", taken)):
        assert {each.order_no for each in after[order_no]} <= {order_no}
        assert sum(each.qty for each in after[order_no]) == sum(each.qty for each in before)
    got = sum(each.qty for each in after["TAKER"] if each.source is Source.STOCK)
    assert got == qty
