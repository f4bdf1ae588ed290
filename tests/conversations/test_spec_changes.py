"""A4, F1: a change of what an order is to be takes its drawings along: wanted, drawn anew, or not wanted any more."""

from core.changes import ChangeStatus
from core.design import DesignTask, TaskStatus
from storage import designs
from tests.kit import Room
from tests.kit.order_changes import agreed, change_card, changes_in
from tests.kit.stories import a_sold_order, the_order

ORDER, TASK, SELLER = "ORD-2611-0001", "DT-2611-0001", "lin.xiaoyan"
PDF = b"%PDF-1.7\n1 0 obj\n"


def changed(room: Room, words: str) -> None:
    """Asked for, confirmed, and agreed to by everybody."""
    room.says(SELLER, f"/changeorder {ORDER} {words}", to="sales")
    change_no = changes_in(room)[-1].change_no
    room.taps(SELLER, "确认变更", on=change_card(room, change_no=change_no))
    agreed(room, change_no)
    assert changes_in(room)[-1].status in (ChangeStatus.APPLIED, ChangeStatus.CLOSED)


def tasks(room: Room) -> list[DesignTask]:
    with room.read() as session:
        return designs.tasks_of(session, ORDER)


def test_drawings_follow_the_spec(room: Room) -> None:
    a_sold_order(room, "恒远 SW-500 100台 1月20日 白色 220V wifi 4寸屏")
    assert tasks(room) == []

    changed(room, "屏幕尺寸=5.5寸 客户要大屏")

    assert the_order(room).lines[0].is_custom
    (task,) = tasks(room)
    assert (task.task_no, task.status) == (TASK, TaskStatus.REQUESTED)
    room.taps("qian.qi", "我来设计", on=room.last_card("rnd", about=TASK))
    room.sends_file("qian.qi", "面板.pdf", PDF)
    room.taps("qian.qi", "提交审核", on=room.last_card("rnd", about=TASK))

    changed(room, "屏幕尺寸=6寸 客户又改")

    (task,) = tasks(room)
    assert (task.status, task.drawing_revision) == (TaskStatus.REWORK, 2)
    assert "客户又改" in room.last_card("qian.qi", "被退回").text

    changed(room, "屏幕尺寸=4寸 不定制了")

    (task,) = tasks(room)
    assert task.cancelled_at is not None
    assert not the_order(room).lines[0].is_custom
