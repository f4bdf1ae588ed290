"""F3, F5: what is wrong with a design keeps its drawing from being released, and moves its day and the order's."""

from datetime import date

import pytest

from core.design import TaskStatus
from core.orders import NodeKind
from storage import designs
from storage import manufacturability as stored
from tests.conversations.test_design import ORDER, PDF, TASK, a_custom_order, submitted, the_task
from tests.kit import Room, Shown
from tests.kit.making import BROKEN, ENGINEER, LEAD, QUALITY, THIN, dfm_card
from tests.kit.stories import a_sold_order, the_order

SHEET = "参数,值,单位\n壁厚,0.8,mm\n材料,ABS,\n拔模角,2,mm\n".encode()


def drawing_day(room: Room) -> date:
    """When the order's drawings are planned to be there."""
    day = the_order(room).node(NodeKind.DRAWING).planned_date
    assert day is not None
    return day


def design_card(room: Room) -> Shown:
    """The task's card in R&D's chat."""
    return next(card for card in reversed(room.cards("rnd")) if card.title.startswith(TASK))


def found_thin(room: Room) -> None:
    room.says(ENGINEER, f"/dfm 0001 {THIN}", to="rnd")


def waived(room: Room) -> None:
    """Asked for by the engineer, granted by quality."""
    told = {"rule": "DFM-WALL-ABS/wall_thickness", "reason": "样件只做 20 套", "until": "2026-11-25"}
    room.submits(ENGINEER, told, on=dfm_card(room))
    room.taps(QUALITY, "同意放行", on=room.last_card(QUALITY, about="放行申请"))


class TestGate:
    @pytest.fixture
    def drawn(self, room: Room) -> Shown:
        return submitted(room)

    @pytest.mark.every_database
    def test_a_blocking_finding_keeps_it_from_being_checked_until_it_is_waived(self, room: Room, drawn: Shown) -> None:
        found_thin(room)

        room.taps(LEAD, "审核通过", on=drawn)
        assert "DFM-WALL-ABS" in room.toast
        assert the_task(room).status is TaskStatus.SUBMITTED

        waived(room)
        room.advance(minutes=1)
        room.taps(LEAD, "审核通过", on=room.again(drawn))
        assert the_task(room).status is TaskStatus.CHECKED

    def test_one_found_after_the_check_keeps_it_from_being_released(self, room: Room, drawn: Shown) -> None:
        room.taps(LEAD, "审核通过", on=drawn)
        found_thin(room)

        room.taps(LEAD, "放行", on=drawn)

        assert "DFM-WALL-ABS" in room.toast
        assert the_task(room).status is TaskStatus.CHECKED


class TestDay:
    @pytest.fixture
    def planned(self, room: Room) -> date:
        """The day before anything was found."""
        a_custom_order(room)
        return drawing_day(room)

    @pytest.mark.every_database
    def test_findings_put_the_drawing_off_and_the_order_follows(self, room: Room, planned: date) -> None:
        found_thin(room)

        assert the_task(room).rework_work_minutes == 240
        assert drawing_day(room) > planned
        assert "约 4 小时" in design_card(room)

    def test_solved_they_take_their_time_back(self, room: Room, planned: date) -> None:
        found_thin(room)

        room.says(ENGINEER, "/dfm 0001 壁厚 1.5mm", to="rnd")

        assert the_task(room).rework_work_minutes == 0
        assert drawing_day(room) == planned

    def test_so_does_a_waiver_as_long_as_it_holds(self, room: Room, planned: date) -> None:
        found_thin(room)

        waived(room)
        assert drawing_day(room) == planned

        room.advance(days=2)
        assert drawing_day(room) == planned, "its last day is not over"
        room.advance(days=1)
        assert the_task(room).rework_work_minutes == 240
        assert drawing_day(room) > planned
        assert BROKEN in dfm_card(room)
        assert the_order(room).lines[0].forecast_cause["kind"] == "DRAWING"

    def test_and_a_rule_that_is_switched_off(self, room: Room, planned: date) -> None:
        found_thin(room)

        room.says(ENGINEER, "/dfmrule DFM-WALL-ABS 停用", to="rnd")

        assert drawing_day(room) == planned

    def test_a_day_that_is_said_is_put_off_too(self, room: Room, planned: date) -> None:
        room.taps(ENGINEER, "我来设计", on=design_card(room))
        room.submits(ENGINEER, {"day": "2026-12-02", "reason": "等样板"}, on=design_card(room))

        found_thin(room)
        assert drawing_day(room) == date(2026, 12, 3)

        room.says(ENGINEER, "/dfm 0001 壁厚 1.5mm", to="rnd")
        assert drawing_day(room) == date(2026, 12, 2)


class TestSheets:
    def test_a_parameter_sheet_for_a_task_is_kept_and_checked(self, room: Room) -> None:
        room.taps(ENGINEER, "我来设计", on=a_custom_order(room))

        room.sends_file(ENGINEER, "参数.csv", SHEET)

        card = dfm_card(room, ENGINEER)
        assert BROKEN in card
        assert "来自 参数.csv" in card
        assert "拔模角" in room.last_card(ENGINEER, about="第 4 行")
        with room.read() as session:
            assert [it.name for it in designs.files_of(session, TASK)] == ["参数.csv"]
            known = stored.find_check(session, ORDER)
        assert known is not None
        assert known.checked_by == ENGINEER

    def test_a_sheet_without_parameters_is_a_file_like_any_other(self, room: Room) -> None:
        room.taps(ENGINEER, "我来设计", on=a_custom_order(room))

        room.sends_file(ENGINEER, "清单.csv", "物料,数量\nMCU-32,2\n".encode())
        room.sends_file(ENGINEER, "面板.pdf", PDF)

        with room.read() as session:
            assert [it.name for it in designs.files_of(session, TASK)] == ["清单.csv", "面板.pdf"]
            assert stored.find_check(session, ORDER) is None


class TestWorkOrders:
    @pytest.mark.parametrize("number", ["WO-0001", "wo1", "工单0001", "WO-2611-0001"])
    def test_the_floor_may_name_the_work_order(self, room: Room, number: str) -> None:
        a_sold_order(room)

        room.says("sun.li", f"/ask {number} 用哪种螺丝")

        assert "用哪种螺丝" in room.last_card("zhao.gong", about="现场有问题")
        with room.read() as session:
            assert [it.question for it in designs.questions_of(session, [ORDER])] == ["用哪种螺丝"]


class TestHandingOver:
    def test_a_task_moves_when_the_other_engineer_takes_it(self, room: Room) -> None:
        room.taps(ENGINEER, "我来设计", on=a_custom_order(room))

        room.says(ENGINEER, f"/handover {TASK} 赵工 下周出差")
        assert the_task(room).owner == ENGINEER
        room.taps(LEAD, "接手", on=room.last_card(LEAD, about=f"移交：设计任务 {TASK}"))

        assert the_task(room).owner == LEAD

    def test_who_does_not_draw_cannot_take_it(self, room: Room) -> None:
        room.taps(ENGINEER, "我来设计", on=a_custom_order(room))

        room.says(ENGINEER, f"/handover {TASK} 王胜 下周出差")

        assert "不能接手" in room.last_card(ENGINEER) or "角色" in room.last_card(ENGINEER)
        assert the_task(room).owner == ENGINEER

    def test_a_question_of_the_floor_goes_to_who_takes_it(self, room: Room) -> None:
        room.taps(ENGINEER, "我来设计", on=a_custom_order(room))
        room.says("sun.li", "/ask 0001 孔位公差按哪个算")
        with room.read() as session:
            asked = designs.questions_of(session, [ORDER])[0].question_no

        room.says(ENGINEER, f"/handover {asked} 赵工 我不在现场")
        room.taps(LEAD, "接手", on=room.last_card(LEAD, about=f"移交：现场提问 {asked}"))
        room.submits(LEAD, {"answer": "按正负 0.1"}, on=room.last_card(LEAD, about="现场有问题"))

        assert "按正负 0.1" in room.last_card("sun.li")
        with room.read() as session:
            assert designs.questions_of(session, [ORDER])[0].engineer == LEAD
