"""F1, F5: a custom order's drawing: opened by the spec, drawn, checked by a second person, released; the gate."""

import pytest

from core.design import DesignTask, TaskStatus
from core.orders import NodeKind
from core.planning.codec import from_json
from core.slacks import Slack, SlackKind
from storage import designs
from storage.slacks import slacks_of
from tests.kit import Room
from tests.kit.order_changes import agreed, change_card
from tests.kit.shown import Shown
from tests.kit.stories import a_sold_order, the_order, understood

CUSTOM = "恒远 SW-500 100台 1月20日 白色 220V wifi 5.5寸屏"
ORDER, TASK = "ORD-2611-0001", "DT-2611-0001"
PDF = b"%PDF-1.7\n1 0 obj\n"
ACKS = {"production": "wang.sheng", "rnd": "zhao.gong", "purchasing": "chen.cai"}


def a_custom_order(room: Room) -> Shown:
    """Sold, with its design task in R&D's chat; gives that card."""
    a_sold_order(room, CUSTOM)
    return room.last_card("rnd", about=TASK)


def the_task(room: Room) -> DesignTask:
    with room.read() as session:
        return designs.get_task(session, TASK)


def submitted(room: Room) -> Shown:
    """Drawn by Qian Qi, with one file."""
    card = a_custom_order(room)
    room.taps("qian.qi", "我来设计", on=card)
    room.sends_file("qian.qi", "面板.pdf", PDF)
    room.taps("qian.qi", "提交审核", on=card)
    return room.again(card)


def released(room: Room) -> Shown:
    card = submitted(room)
    room.taps("zhao.gong", "审核通过", on=card)
    room.taps("zhao.gong", "放行", on=card)
    return room.again(card)


def taken_on(room: Room) -> None:
    """Everybody has the order, and understands it, and its material is there."""
    for department, person in ACKS.items():
        room.taps(person, "收到", to=department, on=ORDER)
    understood(room, ORDER)
    room.taps("chen.cai", "物料已齐套", to="purchasing", on=ORDER)


def test_a_spec_outside_the_released_options_opens_one_task_due_before_the_latest_start(room: Room) -> None:
    card = a_custom_order(room)
    room.advance(seconds=5)

    with room.read() as session:
        tasks = designs.tasks_of(session, ORDER)
        parts = [from_json(Slack, told) for told in slacks_of(session, ORDER)[0].parts]
    latest = next(part.latest_at for part in parts if part.kind is SlackKind.OPERATION)
    calendar = room.program.bus.rules.calendar
    with room.read() as session:
        due = calendar(session).add_work_minutes(latest, -480)
    assert [(task.task_no, task.status, task.owner) for task in tasks] == [(TASK, TaskStatus.REQUESTED, "zhao.gong")]
    assert tasks[0].due_at == due > room.now
    assert "5.5" in card


def test_a_standard_order_opens_none(room: Room) -> None:
    a_sold_order(room)

    room.says("zhao.gong", "/design 0001")

    assert "没有设计任务" in room.last_card("zhao.gong")


def test_from_its_acceptance_to_its_release(room: Room) -> None:
    card = released(room)

    assert card.tags == ("已放行",)
    assert the_task(room).released_revision == 1
    assert the_order(room).node(NodeKind.DRAWING).is_done
    assert "第 1 版已由赵工放行" in room.last_card("production")


def test_nothing_is_submitted_without_a_file_unless_the_lead_says_why(room: Room) -> None:
    card = a_custom_order(room)
    room.taps("qian.qi", "我来设计", on=card)

    room.taps("qian.qi", "提交审核", on=card)
    assert "还没有文件" in room.toast
    room.says("qian.qi", f"/design {TASK} 免图 沿用上一单")
    assert "赵工" in room.last_card("qian.qi")

    room.says("zhao.gong", f"/design {TASK} 免图 沿用上一单")
    room.taps("qian.qi", "提交审核", on=card)
    assert the_task(room).status is TaskStatus.SUBMITTED


def test_who_submits_does_not_check_and_only_the_lead_releases(room: Room) -> None:
    card = submitted(room)

    room.taps("qian.qi", "审核通过", on=card)
    assert "另一位研发" in room.toast
    room.taps("wang.sheng", "审核通过", on=card)
    assert the_task(room).status is TaskStatus.SUBMITTED

    room.taps("zhao.gong", "审核通过", on=card)
    room.taps("qian.qi", "放行", on=card)
    assert "赵工" in room.toast
    assert the_task(room).status is TaskStatus.CHECKED


def test_a_drawing_sent_back_is_drawn_as_the_next_revision(room: Room) -> None:
    card = submitted(room)

    room.submits("zhao.gong", {"reason": "孔位偏 2 毫米"}, on=card)
    room.sends_file("qian.qi", "面板B.pdf", PDF + b"B")

    with room.read() as session:
        files = [(it.name, it.drawing_revision) for it in designs.files_of(session, TASK)]
    assert files == [("面板.pdf", 1), ("面板B.pdf", 2)]
    assert "孔位偏 2 毫米" in room.last_card("qian.qi", about="退回")


def test_no_work_starts_by_a_drawing_that_is_not_released(room: Room) -> None:
    card = submitted(room)
    taken_on(room)

    room.taps("wang.sheng", "已开工", to="production", on=ORDER)
    assert f"图纸还没放行（{TASK}）" in room.toast
    assert not the_order(room).node(NodeKind.START).is_done

    room.taps("zhao.gong", "审核通过", on=card)
    room.taps("zhao.gong", "放行", on=card)
    room.taps("wang.sheng", "已开工", to="production", on=ORDER)
    assert the_order(room).node(NodeKind.START).is_done


def test_nor_by_one_that_is_superseded(room: Room) -> None:
    card = released(room)
    taken_on(room)

    room.advance(minutes=1)  # one person may be told only so much in a minute
    room.submits("zhao.gong", {"reason": "客户改孔位"}, on=card)
    room.taps("wang.sheng", "已开工", to="production", on=ORDER)

    assert not the_order(room).node(NodeKind.START).is_done
    room.advance(seconds=60)
    assert "第 1 版作废" in room.last_card("production", about="作废")

    room.advance(days=3)
    assert the_task(room).escalation_level > 0, "nobody chases what was released once and is drawn anew"


@pytest.mark.every_database
def test_a_waiver_of_two_people_lets_it_start_as_long_as_it_holds(room: Room) -> None:
    submitted(room)
    taken_on(room)
    room.says("wang.sheng", "/design 0001", to="production")
    floor = room.last_card("production", about=TASK)

    room.submits("qian.qi", {"reason": "客户催", "until": "2026-11-25"}, on=floor)
    assert "生产" in room.toast
    room.submits("wang.sheng", {"reason": "客户催", "until": "2026-11-25"}, on=floor)
    room.taps("zhao.gong", "同意先开工")
    room.taps("wang.sheng", "已开工", to="production", on=ORDER)

    assert the_order(room).node(NodeKind.START).is_done
    room.advance(seconds=60)
    assert "赵工同意先开工" in room.last_card("wang.sheng", about="可以先开工")


def test_after_its_last_day_it_holds_no_more(room: Room) -> None:
    submitted(room)
    taken_on(room)
    room.says("wang.sheng", "/design 0001", to="production")
    room.submits("wang.sheng", {"reason": "客户催", "until": "2026-11-23"}, on=room.last_card("production", about=TASK))
    room.taps("zhao.gong", "同意先开工")

    room.advance(days=1)
    room.taps("wang.sheng", "已开工", to="production", on=ORDER)

    assert "图纸还没放行" in room.toast


def test_one_that_nobody_decided_in_time_is_granted_no_more_and_asked_for_anew(room: Room) -> None:
    submitted(room)
    taken_on(room)
    room.says("wang.sheng", "/design 0001", to="production")
    floor = room.last_card("production", about=TASK)
    room.submits("wang.sheng", {"reason": "客户催", "until": "2027-11-25"}, on=floor)
    assert "最长 180 天" in room.toast
    room.submits("wang.sheng", {"reason": "客户催", "until": "2026-11-23"}, on=floor)
    old = room.last_card("zhao.gong", about="先开工")

    room.advance(days=1)
    room.taps_as_seen("zhao.gong", "同意先开工", old)
    assert "已经过期" in room.toast
    room.says("wang.sheng", "/design 0001", to="production")
    room.submits("wang.sheng", {"reason": "还在催", "until": "2026-11-24"}, on=room.last_card("production", about=TASK))
    room.taps("zhao.gong", "同意先开工")
    room.taps("wang.sheng", "已开工", to="production", on=ORDER)

    assert the_order(room).node(NodeKind.START).is_done


def test_a_cancelled_order_ends_its_task(room: Room) -> None:
    card = a_custom_order(room)

    room.says("lin.xiaoyan", f"/cancel {ORDER} 客户项目停了")
    room.taps("lin.xiaoyan", "确认取消", on=change_card(room, "lin.xiaoyan"))
    agreed(room)
    room.taps_as_seen("qian.qi", "我来设计", card)

    assert "已取消" in room.toast
    assert room.again(card).tags == ("已取消",)
