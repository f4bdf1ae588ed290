"""F2, F6, F7: what waits for a drawing: the order's forecast, production's preparation, the floor's questions."""

from datetime import date, datetime, time, timedelta

import pytest

from core.orders import NodeKind
from storage import designs
from storage.slacks import slacks_of
from tests.conversations.test_design import ORDER, TASK, a_custom_order, submitted, taken_on
from tests.kit import Room
from tests.kit.stories import a_sold_order, the_order


def put_off(room: Room, days: int) -> None:
    """Its engineer says that the drawing comes so many days after it was planned for."""
    card = room.last_card("rnd", about=TASK)
    planned = the_order(room).node(NodeKind.DRAWING).planned_date
    assert planned is not None
    room.submits("qian.qi", {"day": str(planned + timedelta(days=days)), "reason": "等供应商样板"}, on=card)
    room.advance(seconds=5)


def working_days(room: Room, first: date | None, last: date | None) -> int:
    """How many working days one day is after another."""
    assert first is not None
    assert last is not None
    with room.read() as session:
        calendar = room.program.bus.rules.calendar(session)
    between = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))
    return sum(calendar.is_working_day(day) for day in between)


@pytest.mark.every_platform
def test_a_drawing_two_working_days_late_moves_the_order_by_two_at_once_and_is_named_as_the_cause(room: Room) -> None:
    room.taps("qian.qi", "我来设计", on=a_custom_order(room))
    room.advance(seconds=5)
    before = the_order(room)

    put_off(room, days=1)  # there when Friday ends: work that was to begin on Thursday morning begins on Saturday's

    after = the_order(room)
    assert slack_minutes(room) < 24 * 60
    assert working_days(room, before.lines[0].forecast_date, after.lines[0].forecast_date) == 2
    assert after.lines[0].forecast_cause == {"kind": "DRAWING", "code": ORDER}
    assert "等供应商样板" in room.last_card("rnd", about=TASK)
    assert "卡在图纸" in room.last_card("sales", about=ORDER)


def test_what_slack_it_has_is_taken_off(room: Room) -> None:
    room.taps("qian.qi", "我来设计", on=a_custom_order(room))
    room.tampers(
        f"UPDATE order_line SET promise_date = '2026-11-30', forecast_date = '2026-11-30' WHERE order_no = '{ORDER}'"
    )
    room.advance(seconds=5)

    put_off(room, days=1)

    moved = the_order(room).lines[0]
    assert working_days(room, date(2026, 11, 30), moved.forecast_date) == 2 - 1
    assert moved.forecast_cause["kind"] == "DRAWING"


def slack_minutes(room: Room) -> int:
    """Of the tightest of what is still to come."""
    with room.read() as session:
        return slacks_of(session, ORDER)[0].minutes


def test_within_its_slack_nothing_moves(room: Room) -> None:
    room.taps("qian.qi", "我来设计", on=a_custom_order(room))
    room.tampers(
        f"UPDATE order_line SET promise_date = '2027-01-20', forecast_date = '2027-01-20' WHERE order_no = '{ORDER}'"
    )
    room.advance(seconds=5)

    put_off(room, days=2)

    assert the_order(room).lines[0].forecast_cause == {}
    assert str(the_order(room).lines[0].forecast_date) == "2027-01-20"


def test_a_past_day_is_refused(room: Room) -> None:
    room.taps("qian.qi", "我来设计", on=a_custom_order(room))

    room.submits("qian.qi", {"day": "2026-11-20", "reason": "晚了"}, on=room.last_card("rnd", about=TASK))

    assert "已经过去了" in room.toast


def test_what_is_due_and_not_released_climbs(room: Room) -> None:
    a_custom_order(room)
    room.advance(seconds=5)
    with room.read() as session:
        due = designs.get_task(session, TASK).due_at

    room.advance(seconds=(due - room.now).total_seconds() + 5)
    assert "到期" in room.last_card("zhao.gong", about="到期")

    room.advance(days=3)
    assert "协同负责人" in room.last_card("shen.xie", about="一直没放行")


def test_a_submitted_drawing_opens_the_preparation_with_owners(room: Room) -> None:
    submitted(room)

    with room.read() as session:
        opened = [(prep.kind.value, prep.owner) for prep in designs.preps_of(session, ORDER)]
    assert opened == [("TOOLING", "wang.sheng"), ("TRIAL", "wu.jian"), ("TRAINING", "wang.sheng")]
    room.says("wang.sheng", "/kit 0001")
    assert "工装未完成（王胜）" in room.last_card("wang.sheng")


def test_preparation_is_due_before_the_start_and_chased_when_it_is_late(room: Room) -> None:
    submitted(room)
    start = the_order(room).node(NodeKind.START).planned_date
    assert start is not None
    card = room.last_card("production", about="生产准备")
    assert f"{start.month}月{start.day}日" in card
    room.taps("sun.li", "工装完成", on=card)

    room.advance(seconds=(datetime.combine(start, time(12), room.zone) - room.now).total_seconds())
    assert "还差：试制、培训" in room.last_card("wang.sheng", about="准备没做完")
    assert "还差：试制、培训" in room.last_card("wu.jian", about="准备没做完")

    room.advance(days=4)
    assert "协同负责人" in room.last_card("shen.xie", about="准备一直没做完")


def test_each_is_finished_by_its_department_and_once(room: Room) -> None:
    submitted(room)
    card = room.last_card("production", about="生产准备")

    room.taps("chen.cai", "工装完成", on=card)
    assert "王胜" in room.toast
    room.taps("sun.li", "工装完成", on=card)
    assert "工装完成" in room.toast
    room.taps_as_seen("sun.li", "工装完成", card)
    assert "已经有人报完成" in room.toast
    assert "工装已完成" in room.again(card)


def test_who_starts_unprepared_is_warned_and_not_stopped(room: Room) -> None:
    card = submitted(room)
    room.taps("zhao.gong", "审核通过", on=card)
    room.taps("zhao.gong", "放行", on=card)
    taken_on(room)

    room.taps("wang.sheng", "已开工", to="production", on=ORDER)

    assert the_order(room).node(NodeKind.START).is_done
    assert "工装、试制、培训" in room.last_card("wang.sheng", about="准备没做完")


def test_a_question_reaches_the_engineer_with_the_revision_and_its_answer_stays_on_the_order(room: Room) -> None:
    room.taps("qian.qi", "我来设计", on=a_custom_order(room))

    room.says("sun.li", "/ask 0001 孔位公差按哪个算", to="production")
    asked = room.last_card("qian.qi", about="现场有问题")
    assert "孔位公差按哪个算" in asked
    assert f"{TASK} 第 1 版" in asked
    room.submits("qian.qi", {"answer": "按正负 0.1"}, on=asked)

    assert "按正负 0.1" in room.last_card("sun.li")
    assert "按正负 0.1" in room.last_card("sales", about=ORDER)


@pytest.mark.every_database
def test_unanswered_it_climbs_and_is_answered_once(room: Room) -> None:
    room.taps("qian.qi", "我来设计", on=a_custom_order(room))
    room.says("sun.li", "/ask 0001 孔位公差按哪个算")

    room.advance(hours=9)

    lead = room.last_card("zhao.gong", about="现场有问题")
    assert "协同负责人" in room.last_card("shen.xie", about="一直没人答")
    engineers = room.last_card("qian.qi", about="现场有问题")
    room.submits("zhao.gong", {"answer": "按正负 0.2"}, on=lead)
    assert "按正负 0.2" in room.again(engineers)


def test_a_standard_order_is_asked_about_at_the_lead(room: Room) -> None:
    a_sold_order(room)

    room.says("sun.li", "/ask 0001 用哪种螺丝")

    assert "标准图" in room.last_card("zhao.gong", about="现场有问题")


def test_sales_does_not_ask_for_the_floor(room: Room) -> None:
    a_sold_order(room)

    room.says("he.tao", "/ask 0001 用哪种螺丝")

    assert "可以找" in room.last_card("he.tao") or "生产" in room.last_card("he.tao")
