"""Orders from a spreadsheet are planned, owned and promised like any other."""

from datetime import date
from itertools import product
from typing import Any

import pytest
from sqlmodel import col, select

from bot.app import assemble
from bot.clock import ManualClock
from bot.files import check_references, read_file
from bot.sample import sample_files
from bot.seeding import store
from core.orders import NodeKind, Order, OrderStatus
from core.orders.status import COMMITTED
from core.planning.errors import WorkCentreNeverWorks
from handlers.importing import ImportRows, Laid, lay_out
from handlers.sender import TONGPIN
from storage import master
from tests.conversations.test_promise_truth import assert_in_order
from tests.databases import Databases
from tests.kit import Room
from tests.kit.factory import START, settings, tenant
from tests.kit.stories import TRACKS, an_order, orders_in, the_order

pytestmark = pytest.mark.every_database

HEADERS = "订单号,行号,客户编码,产品编码,数量,客户要求日期,承诺日期,状态,销售员,下单时间,图纸应完成日期"
SOLD = "ORD-2611-0007,1,C-HY,SW-300,300,2026-12-20,2026-12-18,CONFIRMED,lin.xiaoyan,2026-11-20 10:00,"
WAITS_FOR_DRAWING = "ORD-2611-0008,1,C-LW,DL-20,50,2026-12-24,,RELEASED,he.tao,2026-11-20 11:00,2026-12-10"
OTHER = "绿湾 SW-300 300台 12月20日 白色 220V"
TWO_LINES = (
    "ORD-2611-0009,1,C-HY,KP-3,100,2026-12-24,,INQUIRY,lin.xiaoyan,2026-11-20 12:00,",
    "ORD-2611-0009,2,C-HY,SW-300,900,2026-12-24,,INQUIRY,lin.xiaoyan,2026-11-20 12:00,",
)


def imports(room: Room, *rows: str) -> None:
    """Somebody imports a sheet of orders."""
    text = "\n".join((HEADERS, *rows)).encode("gbk")
    files = list(read_file(text, name="orders.csv", today=room.today, zone=room.zone))
    with room.read() as session:
        checked = check_references(files, master.known(session))
    report = store(room.program, checked)
    assert (report.problems, report.impossible) == ([], ())
    room.settle()


def test_a_sold_order_is_booked_owned_and_dated(room: Room) -> None:
    imports(room, SOLD)

    order = the_order(room, "ORD-2611-0007")
    assert_in_order(room, order)
    assert {node.kind.name: node.owner for node in order.nodes} == {
        "REQUIREMENT": "lin.xiaoyan", "DRAWING": "zhao.gong", "KITTED": "chen.cai", "START": "wang.sheng",
        "FINISH": "wang.sheng", "INSPECTION": "wu.jian", "SHIPMENT": "zheng.ku", "RECEIPT": "lin.xiaoyan",
    }  # fmt: skip
    assert all(node.planned_date for node in order.nodes)
    assert order.promise_date == date(2026, 12, 18)
    assert order.node(NodeKind.SHIPMENT).planned_date == date(2026, 12, 18)
    assert [(entry.cause, entry.made_by, entry.promise_date) for entry in order.promises] == [
        ("import", "tongpin", date(2026, 12, 18))
    ]


def test_who_answers_for_it_is_known(room: Room) -> None:
    imports(room, SOLD)

    room.says("gao.yuan", "/who ORD-2611-0007")

    for name in ("林晓燕", "沈协", "王胜", "赵工", "陈彩"):
        assert name in room.last_card("gao.yuan")


def test_production_does_not_start_before_the_drawing_that_the_sheet_names_is_due(room: Room) -> None:
    imports(room, WAITS_FOR_DRAWING)

    order = the_order(room, "ORD-2611-0008")
    assert order.node(NodeKind.DRAWING).planned_date == date(2026, 12, 10)
    assert_in_order(room, order)
    started = order.node(NodeKind.START).planned_date
    assert started is not None
    assert started > date(2026, 12, 10)
    assert order.promise_date == order.first_promise_date == order.forecast_date


def test_a_department_that_owes_its_word_on_it_finds_the_card_to_give_it(room: Room) -> None:
    imports(room, SOLD)

    for chat in ("purchasing", "chen.cai"):
        room.says("chen.cai", "/order 0007", to=chat)
        assert {"收到", "有问题"} <= set(room.last_card(chat).buttons)
    room.taps("chen.cai", "收到", to="purchasing")

    assert the_order(room, "ORD-2611-0007").acknowledgement_of("purchasing").acknowledged_by == "chen.cai"
    room.says("chen.cai", "/order 0007", to="purchasing")
    assert room.last_card("purchasing").title == "订单 ORD-2611-0007"


def test_everybody_else_finds_the_order(room: Room) -> None:
    imports(room, SOLD)

    for person, chat in (("chen.cai", "sales"), ("lin.xiaoyan", "sales"), ("shen.xie", "purchasing")):
        room.says(person, "/order 0007", to=chat)
        assert room.last_card(chat).title == "订单 ORD-2611-0007"


def test_importing_again_changes_nothing(room: Room) -> None:
    imports(room, SOLD)
    before, booked = the_order(room, "ORD-2611-0007"), room.booked("ORD-2611-0007")

    imports(room, SOLD)

    after = the_order(room, "ORD-2611-0007")
    assert (after.model_dump(), room.booked("ORD-2611-0007")) == (before.model_dump(), booked)
    assert len(after.promises) == 1


def test_an_order_in_production_keeps_machine_time_and_no_material_that_was_issued(room: Room) -> None:
    imports(room, SOLD.replace("CONFIRMED", "IN_PRODUCTION"))

    assert room.bookings("ORD-2611-0007")
    assert room.booked("ORD-2611-0007") == len(room.bookings("ORD-2611-0007"))


def test_an_order_that_ships_from_stock_is_as_little_planned_again(room: Room) -> None:
    counted = ImportRows(table="stock", rows=[{"item": "SW-300", "on_hand_qty": "300"}])
    room.program.bus.execute(counted, sender=TONGPIN, now=room.now)
    an_order(room, OTHER)
    room.taps("lin.xiaoyan", "确认下单", to="sales")
    room.advance(days=3)
    before, booked = the_order(room), room.booked("ORD-2611-0001")
    assert booked
    assert not room.bookings("ORD-2611-0001")

    imports(room, SOLD)
    imports(room, SOLD)

    after = the_order(room)
    assert (after.model_dump(), room.booked("ORD-2611-0001")) == (before.model_dump(), booked)
    assert len(after.promises) == 1


def test_who_asks_while_a_sheet_is_planned_and_the_sheet_do_not_get_the_same_slots(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(*asked: Any) -> list[Laid]:
        laid = lay_out(*asked)
        if len(orders_in(room)) == 1:
            an_order(room, OTHER)
        return laid

    monkeypatch.setattr("bot.seeding.lay_out", meanwhile)

    imports(room, SOLD)

    both = [room.bookings(number) for number in ("ORD-2611-0007", "ORD-2611-0008")]
    assert all(both)
    for ours, theirs in product(*both):
        is_same_unit = (ours.work_centre, ours.unit) == (theirs.work_centre, theirs.unit)
        assert not (is_same_unit and ours.start_at < theirs.end_at and theirs.start_at < ours.end_at)
    assert len(the_order(room, "ORD-2611-0007").promises) == 1


class TestTwoLines:
    def test_each_line_is_forecast_and_promised_for_its_own_day(self, room: Room) -> None:
        imports(room, *TWO_LINES)
        room.says("lin.xiaoyan", "/order ORD-2611-0009", to="sales")

        room.taps("lin.xiaoyan", "重新答复", to="sales")

        order = the_order(room, "ORD-2611-0009")
        answered = {line["line_no"]: line["promise_date"] for line in order.promises[-1].answer["lines"]}
        assert {line.line_no: str(line.forecast_date) for line in order.lines} == answered
        assert len(set(answered.values())) == 2
        assert str(order.forecast_date) == max(answered.values())

        room.taps("lin.xiaoyan", "确认下单", to="sales")

        order = the_order(room, "ORD-2611-0009")
        assert order.status is OrderStatus.CONFIRMED
        assert {line.line_no: str(line.promise_date) for line in order.lines} == answered
        assert {line.line_no: str(line.first_promise_date) for line in order.lines} == answered
        assert_in_order(room, order)

    def test_the_spec_of_one_is_completed_after_the_other_and_releases_both(self, room: Room) -> None:
        imports(room, *(row.replace("INQUIRY", "CONFIRMED") for row in TWO_LINES))
        room.says("lin.xiaoyan", "/order ORD-2611-0009", to="sales")
        card = room.last_card("sales")
        assert "智能开关 KP-3 还缺这些规格" in card
        for department, person in TRACKS.items():
            room.sends_value(person, {"act": "ack", "ref": "ORD-2611-0009", "department": department}, on=card)

        room.submits("lin.xiaoyan", {"spec_panel_colour": "香槟金"}, on=card)
        assert the_order(room, "ORD-2611-0009").status is OrderStatus.CONFIRMED
        assert "智能温控面板 SW-300 还缺这些规格" in room.again(card)
        room.submits("lin.xiaoyan", {"spec_panel_colour": "白色", "spec_voltage": "220V"}, on=card)

        order = the_order(room, "ORD-2611-0009")
        assert order.status is OrderStatus.RELEASED
        assert [line.spec["panel_colour"] for line in order.lines] == ["香槟金", "白色"]

    def test_a_line_that_misses_its_own_day_makes_the_order_late(self, room: Room) -> None:
        imports(room, *TWO_LINES)
        room.says("lin.xiaoyan", "/order ORD-2611-0009", to="sales")
        room.taps("lin.xiaoyan", "重新答复", to="sales")
        room.taps("lin.xiaoyan", "确认下单", to="sales")
        first = min(line.promise_date for line in the_order(room, "ORD-2611-0009").lines if line.promise_date)

        room.advance(days=(first - room.today).days + 1)
        room.says("gao.yuan", "/late")

        assert "ORD-2611-0009" in room.last_card("gao.yuan")


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_orders_that_come_before_the_people_are_theirs_once_they_are_there(databases: Databases, kind: str) -> None:
    with databases.fresh(kind, like=databases.migrated(kind)) as url:
        clock = ManualClock(START)
        program = assemble(settings(url), clock, feishu_wire=tenant(clock), threads=0)
        files = sample_files(clock().date())
        store(program, [file for file in files if file.table not in ("department", "person")])
        store(program, [file for file in files if file.table in ("department", "person")])
        with program.database.read() as session:
            sold = list(session.exec(select(Order).where(col(Order.status).in_(COMMITTED))))
            owners = {node.kind: node.owner for node in sold[0].nodes}
            asked = {given.department: given.owner for given in sold[0].acknowledgements}
        program.stop()

    assert {order.coordinator for order in sold} == {"shen.xie"}
    assert (owners[NodeKind.KITTED], owners[NodeKind.INSPECTION]) == ("chen.cai", "wu.jian")
    assert asked == {"production": "wang.sheng", "rnd": "zhao.gong", "purchasing": "chen.cai"}


def test_rows_that_together_describe_no_factory_are_told_and_plan_nothing(room: Room) -> None:
    week = "日历代码,日历名称,周一,周二,周三,周四,周五,周六,周日\ntwo_shift,两班,,,,,,,\n".encode()
    files = list(read_file(week, name="work_centre_calendar.csv", today=room.today, zone=room.zone))

    report = store(room.program, files)

    assert isinstance(report.contradiction, WorkCentreNeverWorks)
    an_order(room)
    assert "班次日历里没有工作时间" in room.last_card("sales")
    assert the_order(room).promise_date is None
