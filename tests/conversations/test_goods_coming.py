"""Pieces that one order has are nobody else's, from the purchase to the shelf to the goods that leave."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.orders import OrderStatus
from core.planning.factory.records import Source
from handlers.importing import ImportRows
from handlers.sender import TONGPIN
from storage.bookings import allocations_of
from tests.kit import Room
from tests.kit.stories import TRACKS, WHOLE, a_released_order, an_order, the_order

OURS, THEIRS = "ORD-2611-0001", "ORD-2611-0002"
WORDS = "TOY 100台 12月28日 白色 220V wifi 4寸"
PO_9 = {"po_no": "PO-9", "item": "TOY", "qty": "100", "eta": date(2026, 12, 1), "status": "CONFIRMED"}


def imports(room: Room, table: str, **row: Any) -> None:
    """A row of master data comes from outside."""
    room.program.bus.execute(ImportRows(table=table, rows=[row]), sender=TONGPIN, now=room.now)
    room.settle()


@pytest.fixture
def toys(room: Room) -> Room:
    """The factory also sells a thing that is bought within thirty days; there is none yet."""
    imports(room, "item", item_code="TOY", name="玩具", kind="BOUGHT", purchase_lead_time_days=30)
    imports(room, "product", code="TOY", name="玩具", family="thermostat")
    return room


def sold(room: Room) -> None:
    """Our order, for all hundred."""
    room.taps("lin.xiaoyan", "确认下单", on=an_order(room, f"恒远 {WORDS}"))
    assert the_order(room, OURS).status is OrderStatus.CONFIRMED


def asked(room: Room) -> list[tuple[str, int]]:
    """Somebody else asks for a hundred: where those would come from."""
    an_order(room, f"绿湾 {WORDS}", by="he.tao")
    promise = the_order(room, THEIRS).latest_promise
    assert promise is not None
    return [(use["source"], int(Decimal(use["qty"]))) for use in promise.answer["materials"]]


def kept(room: Room, order_no: str = OURS) -> list[tuple[Source, str, int]]:
    """The material kept for an order."""
    with room.read() as session:
        return [(it.source, it.po_no, int(it.qty)) for it in allocations_of(session, order_no)]


@pytest.mark.every_database
@pytest.mark.parametrize("news", [{"received_qty": "100"}, {"status": "RECEIVED"}])
def test_goods_that_arrive_are_those_of_the_order_that_waited_for_them(toys: Room, news: dict[str, str]) -> None:
    imports(toys, "purchase_order", **PO_9)
    sold(toys)
    assert kept(toys) == [(Source.PURCHASE_ORDER, "PO-9", 100)]

    imports(toys, "purchase_order", **PO_9 | news)
    imports(toys, "stock", item="TOY", on_hand_qty="100")

    assert kept(toys) == [(Source.STOCK, "", 100)]
    assert asked(toys) == [("PURCHASE", 100)]


def test_what_purchasing_buys_for_an_order_is_not_promised_to_the_next(toys: Room) -> None:
    sold(toys)
    assert kept(toys) == [(Source.PURCHASE, "", 100)]

    imports(toys, "purchase_order", **PO_9 | {"qty": "130"})

    assert kept(toys) == [(Source.PURCHASE_ORDER, "PO-9", 100)]
    assert asked(toys) == [("PURCHASE_ORDER", 30), ("PURCHASE", 70)]


def test_what_appears_on_the_shelf_serves_first_who_waits_for_a_purchase(toys: Room) -> None:
    sold(toys)

    imports(toys, "stock", item="TOY", on_hand_qty="130")

    assert kept(toys) == [(Source.STOCK, "", 100)]
    assert asked(toys) == [("STOCK", 30), ("PURCHASE", 70)]


def test_what_is_bought_is_for_who_has_ordered_before_it_is_for_a_quote(toys: Room) -> None:
    quoted = an_order(toys, f"绿湾 {WORDS}", by="he.tao")
    toys.taps("lin.xiaoyan", "确认下单", on=an_order(toys, f"恒远 {WORDS}"))
    assert quoted.title.startswith(OURS)

    imports(toys, "purchase_order", **PO_9)

    assert kept(toys, OURS) == [(Source.PURCHASE, "", 100)]
    assert kept(toys, THEIRS) == [(Source.PURCHASE_ORDER, "PO-9", 100)]


def test_the_same_rows_again_move_nothing(toys: Room) -> None:
    sold(toys)
    imports(toys, "purchase_order", **PO_9 | {"received_qty": "40"})
    before = kept(toys)

    imports(toys, "purchase_order", **PO_9 | {"received_qty": "40"})

    assert kept(toys) == before


READY = (("zhao.gong", "图纸已确认", "rnd"), ("chen.cai", "物料已齐套", "purchasing"))
STARTED = (*READY, ("wang.sheng", "已开工", "production"))
SHIPPED = (
    *STARTED, ("wang.sheng", "生产完成", "production"), ("wu.jian", "质检合格", "quality"),
    ("zheng.ku", "已发货", "warehouse"),
)  # fmt: skip


def reports(room: Room, *reports: tuple[str, str, str]) -> None:
    """The departments say so, one after the other."""
    for person, button, chat in reports:
        room.taps(person, button, to=chat)


def test_goods_that_have_left_are_kept_for_nobody(toys: Room) -> None:
    imports(toys, "stock", item="TOY", on_hand_qty="100")
    sold(toys)
    for department, person in TRACKS.items():
        toys.taps(person, "收到", to=department, on=OURS)

    reports(toys, *STARTED)
    assert kept(toys) == [(Source.STOCK, "", 100)]
    reports(toys, *SHIPPED[len(STARTED) :])
    imports(toys, "stock", item="TOY", on_hand_qty="0")
    imports(toys, "stock", item="TOY", on_hand_qty="100")

    assert kept(toys) == []
    assert asked(toys) == [("STOCK", 100)]


def test_what_was_made_for_an_order_is_promised_to_nobody_else_when_it_is_counted(room: Room) -> None:
    a_released_order(room, WHOLE)
    reports(room, *SHIPPED[:-1])  # everything but the shipment
    imports(room, "stock", item="SW-300", on_hand_qty="300")

    an_order(room, "绿湾 SW-300 300台 1月20日 白色 220V", by="he.tao")

    assert kept(room) == [(Source.STOCK, "", 300)]
    promise = the_order(room, THEIRS).latest_promise
    assert promise is not None
    assert "SW-300" not in {use["item_code"] for use in promise.answer["materials"]}


def test_material_is_kept_until_work_starts_and_machine_time_until_the_goods_leave(room: Room) -> None:
    a_released_order(room, WHOLE)
    material, machine_time = kept(room), room.bookings(OURS)
    assert material
    assert machine_time

    reports(room, *READY)
    assert kept(room) == material
    reports(room, *STARTED[len(READY) :])
    assert (kept(room), room.bookings(OURS)) == ([], machine_time)
    reports(room, *SHIPPED[len(STARTED) :])
    assert room.booked(OURS) == 0
