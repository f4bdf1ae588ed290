"""What a change of an order does: what it frees and takes, what it costs, what is spent already."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.planning.codec import from_json, to_json
from core.planning.factory.records import Allocation, Booking, Source
from core.planning.factory.shop import Shop
from core.planning.promise.answer import Constraint, MaterialUse, Outcome, PromiseAnswer
from core.planning.promise.cost import Cost
from core.planning.promise.effect import Effect, MachineEffect, Reported, effect_of, spent_on
from tests.core.planning.factories import MONDAY, a_shop, bought, centre

ORDER = "ORD-2611-0001"
COST = Cost(material=Decimal(1000), labour=Decimal(400), setup=Decimal(50), total=Decimal(1450))
UNBEGUN, HALF = Reported(is_issued=False, percent=0), Reported(is_issued=True, percent=50)
DAY = date(2026, 12, 1)


def a_slot(start: datetime, minutes: int, order_no: str = ORDER, **changes: Any) -> Booking:
    end = start + timedelta(minutes=minutes)
    return Booking(order_no=order_no, work_centre="M-1", start_at=start, end_at=end, work_minutes=minutes, **changes)


def kept(qty: int, source: Source = Source.STOCK, po_no: str = "", order_no: str = ORDER) -> Allocation:
    return Allocation(order_no=order_no, item_code="P-1", qty=Decimal(qty), source=source, po_no=po_no)


def shop(*bookings: Booking, kept: tuple[Allocation, ...] = ()) -> Shop:
    part = bought("P-1", unit_cost=Decimal("2.50"))
    return a_shop(
        items=(part,), work_centres=(centre("M-1"),), boms={}, routings={}, stock={}, bookings=bookings,
        allocations=kept,
    )  # fmt: skip


def an_answer(minutes: int, qty: int, total: int) -> PromiseAnswer:
    use = MaterialUse(
        line_no=1, item_code="P-1", name="", qty=Decimal(qty), uom="pcs", source=Source.STOCK, available_at=MONDAY
    )
    return PromiseAnswer(
        outcome=Outcome.FOUND, order_no=ORDER, shop_version=1, as_of=MONDAY, binding_constraint=Constraint(),
        promise_date=DAY, bookings=(a_slot(MONDAY, minutes),), materials=(use,), cost=Cost(total=Decimal(total)),
    )  # fmt: skip


def effect(of: Shop, reported: Reported = UNBEGUN, **told: Any) -> Effect:
    usual: dict[str, Any] = {
        "answer": None, "keeps_material": False, "promise_before": DAY, "promise_after": None,
    }  # fmt: skip
    return effect_of(of, ORDER, COST, reported, **(usual | told))


def test_what_it_takes_stands_beside_what_it_had() -> None:
    found = effect(shop(a_slot(MONDAY, 60), kept=(kept(10),)), answer=an_answer(90, 15, 1600), promise_after=DAY)

    assert [(it.before, it.after) for it in found.machines] == [(60, 90)]
    assert [(it.before, it.after) for it in found.materials] == [(Decimal(10), Decimal(15))]
    assert found.cost_delta == Decimal(150)


def test_work_that_is_over_is_not_given_back() -> None:
    over, open_ = a_slot(MONDAY - timedelta(hours=3), 60), a_slot(MONDAY, 60)

    assert effect(shop(over, open_)).machines == (MachineEffect(work_centre="M-1", name="m-1", before=60, after=0),)


@pytest.mark.parametrize(("keeps", "after"), [(True, 10), (False, 0)])
def test_what_is_held_keeps_its_material_and_what_is_called_off_does_not(keeps: bool, after: int) -> None:
    found = effect(shop(a_slot(MONDAY, 60), kept=(kept(10),)), keeps_material=keeps)

    assert [it.after for it in found.machines] == [0]
    assert [it.after for it in found.materials] == [after]


def test_nothing_is_spent_before_work_begins() -> None:
    assert spent_on(shop(), ORDER, COST, UNBEGUN).total == 0


def test_then_all_of_the_material_is_and_as_much_of_the_work_as_is_reported() -> None:
    spent = spent_on(shop(), ORDER, COST, HALF)

    assert (spent.material, spent.labour, spent.total) == (Decimal(1000), Decimal(225), Decimal(1225))


def test_what_is_spent_is_no_saving() -> None:
    """Half is made for 1225; the rest of the smaller order takes another 300."""
    found = effect(shop(a_slot(MONDAY, 60)), HALF, answer=an_answer(20, 0, 300), promise_after=DAY)

    assert found.cost_delta == Decimal(1225) + 300 - COST.total


@pytest.mark.parametrize(("others", "is_alone"), [((), True), ((kept(1, order_no="ORD-2611-0002"),), False)])
def test_what_was_bought_for_it_is_told_and_whether_anybody_else_wants_it(
    others: tuple[Allocation, ...], is_alone: bool
) -> None:
    mine = (kept(4), kept(8, Source.PURCHASE_ORDER, "PO-1"), kept(2, Source.PURCHASE))

    bought = spent_on(shop(kept=(*mine, *others)), ORDER, COST, UNBEGUN).bought

    assert [(it.po_no, it.qty, it.value, it.is_alone) for it in bought] == [
        ("PO-1", Decimal(8), Decimal("20.00"), is_alone)
    ]


def test_it_survives_being_stored() -> None:
    found = effect(shop(a_slot(MONDAY, 60), kept=(kept(8, Source.PURCHASE_ORDER, "PO-1"),)), HALF)

    assert from_json(Effect, to_json(found)) == found
