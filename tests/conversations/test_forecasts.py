"""C3, E5, F2, I2: what is expected of sold orders stays true while the factory changes, and says why."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import func, select

from core.orders import NodeKind
from core.planning.factory.records import Source
from handlers.importing import ImportRows
from handlers.plan_commands import ComputeForecasts, RecordForecasts
from handlers.sender import TONGPIN
from storage.alerts import open_alerts
from storage.bookings import allocations_of
from storage.counters import data_version
from storage.tables import OutboxMessage
from tests.kit import Room
from tests.kit.stories import a_sold_order, actions, an_order, stores, the_order

TOY_1, TOY_2, OTHER = "ORD-2611-0001", "ORD-2611-0002", "ORD-2611-0003"
PO_9: dict[str, Any] = {
    "po_no": "PO-9", "item": "TOY", "supplier": "XY", "qty": "100", "eta": date(2026, 12, 1), "status": "CONFIRMED",
}  # fmt: skip


@pytest.fixture
def toys(room: Room) -> Room:
    """Two orders wait for the same purchase order of toys; the second has been promised for a later day."""
    stores(room, "supplier", {"code": "XY", "name": "芯源"})
    stores(room, "item", {"item_code": "TOY", "name": "玩具", "kind": "BOUGHT", "purchase_lead_time_days": 30})
    stores(room, "product", {"code": "TOY", "name": "玩具", "family": "thermostat"})
    stores(room, "purchase_order", PO_9)
    for customer, seller in (("恒远", "lin.xiaoyan"), ("绿湾", "he.tao")):
        card = an_order(room, f"{customer} TOY 40台 12月28日 白色 220V wifi 4寸", by=seller)
        room.taps(seller, "确认下单", on=card)
    promised(room, TOY_2, "2026-12-05")
    a_sold_order(room)
    happens(room)
    return room


def promised(room: Room, order_no: str, day: str) -> None:
    """The customer has been given a later day than the plan's."""
    for field in ("promise_date", "forecast_date"):
        room.tampers(f"UPDATE order_line SET {field} = '{day}' WHERE order_no = '{order_no}'")


def happens(room: Room) -> None:
    """Whatever is owed by what has just been done."""
    room.advance(seconds=5)


def comes(room: Room, day: date, **news: Any) -> None:
    """The supplier says when the toys will come."""
    stores(room, "purchase_order", PO_9 | {"eta": day} | news)
    happens(room)


def said(room: Room) -> int:
    """Messages owed so far, to whomever."""
    with room.read() as session:
        return session.exec(select(func.count()).select_from(OutboxMessage)).one()


def alerted(room: Room) -> list[str]:
    with room.read() as session:
        return sorted(alert.order_no for alert in open_alerts(session))


def moves(room: Room, order_no: str) -> int:
    return [action for _, action in actions(room, order_no)].count("ForecastMoved")


def version(room: Room) -> int:
    with room.read() as session:
        return data_version(session)


def test_both_wait_for_the_purchase_order(toys: Room) -> None:
    with toys.read() as session:
        kept = [it for number in (TOY_1, TOY_2) for it in allocations_of(session, number)]
    assert [(it.source, it.po_no) for it in kept] == [(Source.PURCHASE_ORDER, "PO-9")] * 2
    assert the_order(toys, TOY_1).promise_date == date(2026, 12, 2)
    assert alerted(toys) == []


def test_a_purchase_order_late_beyond_its_slack_alerts_exactly_whom_it_keeps(toys: Room) -> None:
    comes(toys, date(2026, 12, 3))

    assert the_order(toys, TOY_1).forecast_date == date(2026, 12, 4)
    assert alerted(toys) == [TOY_1]
    card = toys.last_card("sales", about="AL-2611-0001")
    assert card.facts["原因"] == "卡在采购单 PO-9（芯源），晚 2 天"
    assert [moves(toys, number) for number in (TOY_1, TOY_2, OTHER)] == [1, 0, 0]


@pytest.mark.every_database
def test_within_its_slack_it_says_nothing_to_anybody(toys: Room) -> None:
    promised(toys, TOY_1, "2026-12-04")
    before, messages = version(toys), said(toys)

    comes(toys, date(2026, 12, 3))

    assert [moves(toys, number) for number in (TOY_1, TOY_2)] == [0, 0]
    assert alerted(toys) == []
    assert version(toys) == before + 1  # the import's own
    assert said(toys) == messages


def test_the_card_of_an_order_says_how_much_later_it_and_what_it_waits_for_may_be(toys: Room) -> None:
    comes(toys, date(2026, 12, 3))

    assert slack(toys, TOY_2) == "整单 1 天；采购单 PO-9 1 天，最迟 12月4日 23:59 到料"
    assert slack(toys, TOY_1) == "整单 没有余量；采购单 PO-9 没有余量，最迟 12月3日 18:00 到料"
    assert slack(toys, OTHER).split("；")[1].startswith("下一道贴片（SMT-1）")
    assert "；图纸 " in slack(toys, OTHER)


def test_what_it_says_is_how_much_later_the_goods_may_really_be(toys: Room) -> None:
    comes(toys, date(2026, 12, 3))

    comes(toys, date(2026, 12, 4))
    assert alerted(toys) == [TOY_1]

    comes(toys, date(2026, 12, 5))
    assert alerted(toys) == [TOY_1, TOY_2]


def slack(room: Room, order_no: str) -> str:
    """What the card of an order says of it."""
    room.says("shen.xie", f"/order {order_no}")
    return room.last_card("shen.xie").facts["余量"]


def test_one_day_more_is_no_news_where_it_is_late_already(toys: Room) -> None:
    comes(toys, date(2026, 12, 3))
    alert = toys.last_card("sales", about="AL-2611-0001")

    comes(toys, date(2026, 12, 4))  # the other one leaves on the very day it was promised for

    assert [moves(toys, number) for number in (TOY_1, TOY_2)] == [2, 0]
    assert alerted(toys) == [TOY_1]
    now = toys.again(alert)
    assert "晚 3 天" in now.facts["原因"]
    assert toys.last_card("sales", about="AL-2611-0001").message_id == now.message_id


def test_the_order_says_why(toys: Room) -> None:
    comes(toys, date(2026, 12, 3))

    toys.says("lin.xiaoyan", f"/order {TOY_1}", to="sales")

    assert toys.last_card("sales", about=TOY_1).facts["原因"] == "卡在采购单 PO-9（芯源），晚 2 天"


def test_what_comes_in_time_after_all_is_recovered(toys: Room) -> None:
    comes(toys, date(2026, 12, 3))

    comes(toys, date(2026, 12, 1))

    order = the_order(toys, TOY_1)
    assert (order.forecast_date, order.lines[0].forecast_cause) == (order.promise_date, {})
    assert alerted(toys) == []
    assert "风险已解除" in toys.last_card("sales", about="AL-2611-0001").text


def test_over_unchanged_data_nothing_is_recorded_and_nothing_said(toys: Room) -> None:
    comes(toys, date(2026, 12, 3))
    before, messages, moved = version(toys), said(toys), moves(toys, TOY_1)

    for _ in range(3):
        toys.program.bus.execute(toys.compute(ComputeForecasts(is_check=True)), sender=TONGPIN, now=toys.now)
        happens(toys)

    assert (version(toys), said(toys), moves(toys, TOY_1)) == (before, messages, moved)


def test_no_promise_is_ever_touched(toys: Room) -> None:
    before = [(it.promise_date, it.first_promise_date, it.requested_date) for it in the_order(toys, TOY_1).lines]

    comes(toys, date(2026, 12, 20))

    after = [(it.promise_date, it.first_promise_date, it.requested_date) for it in the_order(toys, TOY_1).lines]
    assert after == before


def test_what_was_worked_out_before_the_data_changed_is_worked_out_again(toys: Room) -> None:
    stale = toys.compute(ComputeForecasts())
    assert isinstance(stale, RecordForecasts)
    late = ImportRows(table="purchase_order", rows=[PO_9 | {"eta": date(2026, 12, 3)}])
    toys.program.bus.execute(late, sender=TONGPIN, now=toys.now)

    outcome = toys.program.bus.execute(stale, sender=TONGPIN, now=toys.now)

    assert [stored.delivery for stored in outcome.owed] == [f"self:forecasts:{toys.now.isoformat()}:2"]
    assert moves(toys, TOY_1) == 0


def test_a_crash_after_the_import_loses_nothing(toys: Room) -> None:
    stores(toys, "purchase_order", PO_9 | {"eta": date(2026, 12, 3)})

    toys.restart()
    happens(toys)

    assert alerted(toys) == [TOY_1]


def test_a_drawing_that_is_not_there_when_it_was_to_be_is_named(room: Room) -> None:
    """Nobody draws: work that waits for it is expected a day later with every day."""
    a_sold_order(room)
    order = the_order(room)
    due = order.node(NodeKind.DRAWING).planned_date
    assert due is not None

    room.advance(days=(due - room.today).days + 3)

    late = the_order(room)
    assert late.forecast_date is not None
    assert late.promise_date is not None
    assert late.promise_date == order.promise_date
    assert late.forecast_date > late.promise_date
    assert late.lines[0].forecast_cause["kind"] == "DRAWING"
    assert "图纸" in room.last_card("sales", about="AL-2611-0001").facts["原因"]


class TestHopeless:
    """D10: an order that can never be made keeps nobody else's date as it was."""

    @pytest.fixture
    def stuck(self, toys: Room) -> Room:
        toys.says("wang.sheng", "/down PACK-1 2027年12月31日 18:00 等新设备")
        toys.advance(minutes=2)
        return toys

    def test_others_are_expected_as_ever(self, stuck: Room) -> None:
        comes(stuck, date(2026, 12, 31))

        assert the_order(stuck, TOY_1).forecast_date == date(2027, 1, 2)

    def test_it_says_that_it_has_no_date_and_why(self, stuck: Room) -> None:
        stuck.says("lin.xiaoyan", f"/order {OTHER}")

        card = stuck.last_card("lin.xiaoyan")
        assert "包装线（PACK-1）停机" in card.facts["排不下"]
        assert "预计完成" not in card

    def test_its_owner_reads_that_only_this_one_has_none(self, stuck: Room) -> None:
        (told,) = [card for card in stuck.cards("lin.xiaoyan") if "没法预计日期" in card.title]

        assert told.title == f"{OTHER} 没法预计日期"
        assert "这 1 张单没有预计日期，其他订单照常预计" in told
