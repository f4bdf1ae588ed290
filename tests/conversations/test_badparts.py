"""E8: bad parts are blocked at once, three departments decide by a deadline, and dates follow what they decide."""

from decimal import Decimal

import pytest

from core.badparts import BadLot, Disposal
from core.supply import PurchaseOrder, Stock
from storage.bad_lots import get_bad_lot
from storage.bookings import allocations_of
from tests.kit import Room
from tests.kit.stories import a_sold_order, actions, stores, the_order

LOT = "BP-2611-0001"
FIRST, SECOND = "ORD-2611-0001", "ORD-2611-0002"
ITEM, NEEDED = "MCU-32", 306
SPEAKERS = {"rnd": "zhao.gong", "purchasing": "chen.cai", "quality": "wu.jian"}


def lot(room: Room) -> BadLot:
    with room.read() as session:
        return get_bad_lot(session, LOT)


def on_hand(room: Room) -> int:
    with room.read() as session:
        stock = session.get(Stock, ITEM)
        assert stock is not None
        return int(stock.on_hand_qty)


def held(room: Room, order_no: str) -> dict[str, int]:
    """How much of the item is kept for an order, by source."""
    found: dict[str, int] = {}
    with room.read() as session:
        for kept in allocations_of(session, order_no):
            if kept.item_code == ITEM:
                found[kept.source.value] = found.get(kept.source.value, 0) + int(kept.qty)
    return found


def reports(room: Room, words: str = f"{ITEM} 200 到料不良 PO-1035", by: str = "zheng.ku") -> None:
    room.says(by, f"/badpart {words}", to="warehouse")


def speaks(room: Room, department: str, disposal: Disposal, days: str = "", by: str = "") -> None:
    form = {"disposal": disposal.value, "days": days}
    room.submits(by or SPEAKERS[department], form, to=department, on=LOT)


def all_speak(room: Room, disposal: Disposal, days: str = "") -> None:
    for department in SPEAKERS:
        speaks(room, department, disposal, days)


@pytest.fixture
def two(room: Room) -> Room:
    """Two sold orders with all their main chips on the shelf, and nothing over."""
    stores(room, "stock", {"item": ITEM, "on_hand_qty": str(2 * NEEDED), "as_of": room.now})
    a_sold_order(room)
    a_sold_order(room, "绿湾 SW-300 300台 12月28日 白色 220V")
    assert held(room, SECOND) == {"STOCK": NEEDED}
    return room


@pytest.mark.every_database
def test_they_are_blocked_at_once_and_three_departments_are_asked(two: Room) -> None:
    reports(two)

    assert f"{LOT} 已冻结" in two.last_card("warehouse").title
    assert held(two, FIRST) == {"STOCK": NEEDED}
    assert held(two, SECOND)["STOCK"] == NEEDED - 200
    for department in SPEAKERS:
        assert LOT in two.last_card(department).title
    assert "被冻结" in two.last_card("lin.xiaoyan").title
    assert on_hand(two) == 2 * NEEDED


@pytest.mark.every_database
def test_returned_goods_are_replaced_and_the_owner_reads_the_new_date(two: Room) -> None:
    reports(two)

    all_speak(two, Disposal.RETURN, "40")

    assert lot(two).disposal is Disposal.RETURN
    assert on_hand(two) == 2 * NEEDED - 200
    with two.read() as session:
        replacement = session.get(PurchaseOrder, LOT)
        assert replacement is not None
        assert (int(replacement.qty), replacement.eta) == (200, lot(two).back_on)
    assert held(two, SECOND) == {"STOCK": NEEDED - 200, "PURCHASE_ORDER": 200}
    two.advance(minutes=6)
    order = the_order(two, SECOND)
    assert order.forecast_date is not None
    assert order.promise_date is not None
    assert order.forecast_date > order.promise_date
    assert "现在预计" in two.last_card("lin.xiaoyan")


def test_what_is_good_after_all_goes_back_to_whom_it_was_kept_for(two: Room) -> None:
    reports(two)

    all_speak(two, Disposal.USE_AS_IS)

    assert held(two, SECOND) == {"STOCK": NEEDED}
    assert on_hand(two) == 2 * NEEDED


def test_scrapped_goods_have_to_be_bought_again(two: Room) -> None:
    reports(two)

    all_speak(two, Disposal.SCRAP)

    assert on_hand(two) == 2 * NEEDED - 200
    assert held(two, SECOND)["STOCK"] == NEEDED - 200
    assert sum(held(two, SECOND).values()) == NEEDED


def test_the_strictest_word_counts(two: Room) -> None:
    reports(two)
    speaks(two, "rnd", Disposal.USE_AS_IS)
    speaks(two, "quality", Disposal.REWORK, "3")
    assert lot(two).disposal is None

    speaks(two, "purchasing", Disposal.USE_AS_IS)

    assert lot(two).disposal is Disposal.REWORK
    assert "返工" in two.last_card("zheng.ku")


def test_nobody_is_promised_what_is_blocked(room: Room) -> None:
    stores(room, "stock", {"item": ITEM, "on_hand_qty": str(NEEDED), "as_of": room.now})
    reports(room, f"{ITEM} 200 到料不良")

    a_sold_order(room)

    assert held(room, FIRST)["STOCK"] == NEEDED - 200


def test_the_same_word_twice_is_no_news(two: Room) -> None:
    reports(two)
    speaks(two, "rnd", Disposal.SCRAP)
    revision = lot(two).revision

    speaks(two, "rnd", Disposal.SCRAP)

    assert lot(two).revision == revision


def test_a_department_may_think_again_until_all_have_spoken(two: Room) -> None:
    reports(two)
    speaks(two, "rnd", Disposal.SCRAP)
    speaks(two, "rnd", Disposal.USE_AS_IS)
    speaks(two, "purchasing", Disposal.USE_AS_IS)
    speaks(two, "quality", Disposal.USE_AS_IS)

    assert lot(two).disposal is Disposal.USE_AS_IS


def test_nobody_speaks_for_another_department(two: Room) -> None:
    reports(two)

    speaks(two, "quality", Disposal.USE_AS_IS, by="chen.cai")

    assert "没有权限" in two.toast
    assert lot(two).words == []


def test_return_wants_to_know_when_they_are_replaced(two: Room) -> None:
    reports(two)

    speaks(two, "purchasing", Disposal.RETURN)

    assert "几天后补齐" in two.toast
    assert lot(two).words == []


def test_silence_is_chased_up_the_line(two: Room) -> None:
    reports(two)
    speaks(two, "rnd", Disposal.SCRAP)

    two.advance(days=3)

    assert {it for it in actions(two, LOT) if it[1] == "BadPartChased"}
    assert lot(two).escalation_level == 2
    for person in ("chen.cai", "wu.jian", "shen.xie"):
        assert any("等你们答复" in card.title for card in two.cards(person)), person
    assert not any("等你们答复" in card.title for card in two.cards("zhao.gong"))


def test_the_coordinator_may_speak_for_a_silent_department(two: Room) -> None:
    reports(two)
    speaks(two, "rnd", Disposal.USE_AS_IS)
    speaks(two, "purchasing", Disposal.USE_AS_IS)

    speaks(two, "quality", Disposal.USE_AS_IS, by="shen.xie")

    assert lot(two).disposal is Disposal.USE_AS_IS


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("MCU-32 99999 到料不良", "冻结不了"),
        ("NO-SUCH 5 到料不良", "NO-SUCH"),
        ("MCU-32 5 到料不良 PO-9999", "PO-9999"),
        ("MCU-32 到料不良", "/badpart"),
        ("MCU-32 0 到料不良", "/badpart"),
    ],
)
def test_what_cannot_be_blocked_says_why(room: Room, words: str, said: str) -> None:
    reports(room, words)

    assert said in room.last_card("warehouse")


@pytest.mark.parametrize("person", ["lin.xiaoyan", "zhao.gong"])
def test_sales_and_rnd_do_not_report(room: Room, person: str) -> None:
    room.says(person, "/不良 MCU-32 5 到料不良")

    assert "没有权限" in room.last_card(person)


def test_quantities_are_kept_exactly(room: Room) -> None:
    reports(room, "ABS-R 2.5kg 结块")

    assert lot(room).qty == Decimal("2.5")
