"""F3, F5, F6, F7: what is said about drawings, findings and leaves out of turn is refused with nothing written."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date

import pytest
from sqlmodel import Session

from core.design import PrepKind, TaskStatus
from core.design.errors import (
    CheckedByAnother,
    DesignDatePast,
    DesignMovedMeanwhile,
    FloorQuestionAnswered,
    IllegalTaskStep,
    NothingUnreleased,
    PrepDone,
    RevisionClosed,
    StartWaiverDecided,
    StartWaiverPending,
    StartWaiverTooLong,
)
from core.errors import NotAllowed, NotFound, Refusal
from core.manufacturability.errors import (
    AlreadyAskedFor,
    DfmWaiverPast,
    DfmWaiverTooLong,
    NoFindingToWaive,
    OwnDfmWaiver,
)
from handlers import design_commands as d
from handlers.command import Command
from handlers.manufacturability import commands as m
from handlers.sender import Sender
from storage import designs
from storage.roster import acting
from tests.conversations.test_design import ORDER, PDF, TASK
from tests.databases import Databases
from tests.kit import Room
from tests.kit.factory import load_quiet
from tests.kit.making import THIN, dfm_card
from tests.kit.stories import a_sold_order

SOON, FAR, PAST = date(2026, 11, 25), date(2027, 11, 25), date(2026, 11, 22)
ASK, WAIVER, OTHER = "ASK-2611-0001", "WV-2611-0001", "ORD-2611-0002"
WALL, THICKNESS = "DFM-WALL-ABS", "wall_thickness"


@pytest.fixture(scope="module")
def told(databases: Databases) -> Iterator[Room]:
    """A drawing submitted with a wall too thin, everything about it asked for: told once, since nothing moves it."""
    like = databases.template("sqlite", "quiet", load_quiet)
    with databases.fresh("sqlite", like=like) as url, closing(Room(url)) as room:
        _a_submitted_drawing(room)
        _asked_about(room)
        yield room


def _a_submitted_drawing(room: Room) -> None:
    a_sold_order(room, "恒远 SW-500 100台 1月20日 白色 220V wifi 5.5寸屏")
    card = room.last_card("rnd", about=TASK)
    room.taps("qian.qi", "我来设计", on=card)
    room.sends_file("qian.qi", "面板.pdf", PDF)
    room.taps("qian.qi", "提交审核", on=card)
    a_sold_order(room, by="he.tao")


def _asked_about(room: Room) -> None:
    room.taps("sun.li", "工装完成", on=room.last_card("production", about="生产准备"))
    room.says("sun.li", "/ask 0001 孔位公差按哪个算")
    room.submits("qian.qi", {"answer": "按正负 0.1"}, on=room.last_card("qian.qi", about="现场有问题"))
    room.says("qian.qi", f"/dfm 0001 {THIN}", to="rnd")
    finding = {"rule": f"{WALL}/{THICKNESS}", "reason": "样件", "until": str(SOON)}
    room.submits("zhao.gong", finding, on=dfm_card(room))
    does(room, "wang.sheng", leave())
    does(room, "zhao.gong", d.RefuseStartWaiver(waiver_id=1, reason="孔位还要改"))
    does(room, "wang.sheng", leave())


def leave(until: date = SOON, order_no: str = ORDER) -> d.AskStartWaiver:
    return d.AskStartWaiver(order_no=order_no, reason="客户催", until=until)


def waive(until: date = SOON, attribute: str = THICKNESS) -> m.AskDfmWaiver:
    return m.AskDfmWaiver(order_no=ORDER, rule_id=WALL, attribute=attribute, reason="样件", until=until)


def rework(revision: int | None = None) -> d.ReworkDesign:
    return d.ReworkDesign(task_no=TASK, revision=revision, reason="孔位偏")


def a_file() -> d.KeepFiles:
    facts = d.FileFacts(name="b.pdf", media_type="application/pdf", size=3, sha256="b" * 64)
    return d.KeepFiles(task_no=TASK, files=[facts])


def does(room: Room, person: str, command: Command) -> None:
    def who(session: Session) -> Sender:
        found = acting(session, "feishu", f"ou_{person.replace('.', '_')}")
        assert found is not None
        return Sender(found.key, found.name, found.department, found.roles, found.leads)

    room.program.bus.execute(command, sender=who, now=room.now)


WRONG_ROLE = [
    ("wang.sheng", d.AcceptDesign(task_no=TASK)),
    ("qian.qi", d.AssignDesign(task_no=TASK, engineer="赵工")),
    ("sun.li", d.ExpectDesign(task_no=TASK, day=SOON, reason="等样板")),
    ("qian.qi", d.ExemptDesign(words=TASK, reason="沿用")),
    ("wang.sheng", d.CollectFiles(task_no=TASK)),
    ("wang.sheng", a_file()),
    ("chen.cai", d.SubmitDesign(task_no=TASK)),
    ("wu.jian", d.CheckDesign(task_no=TASK)),
    ("qian.qi", d.ReleaseDesign(task_no=TASK)),
    ("lin.xiaoyan", rework()),
    ("qian.qi", leave()),
    ("qian.qi", d.GrantStartWaiver(waiver_id=2)),
    ("wang.sheng", d.RefuseStartWaiver(waiver_id=2, reason="等图")),
    ("chen.cai", d.FinishPrep(task_no=TASK, kind=PrepKind.TRIAL)),
    ("sun.li", d.FinishPrep(task_no=TASK, kind=PrepKind.TRIAL)),
    ("sun.li", d.AnswerFloor(question_no=ASK, answer="照旧")),
    ("lin.xiaoyan", d.AskEngineer(words=ORDER, question="孔位？")),
    ("lin.xiaoyan", waive()),
    ("qian.qi", m.GrantDfmWaiver(waiver_no=WAIVER)),
    ("qian.qi", m.RefuseDfmWaiver(waiver_no=WAIVER, reason="不行")),
    ("sun.li", m.SetDfmRule(rule_id=WALL, told="壁厚 >= 1mm")),
    ("sun.li", m.SwitchDfmRule(rule_id=WALL, is_active=False)),
    ("sun.li", m.RestoreDfmRule(rule_id=WALL)),
]
OUT_OF_TURN: list[tuple[str, Command, type[Refusal]]] = [
    ("qian.qi", d.SubmitDesign(task_no=TASK, revision=1), DesignMovedMeanwhile),
    ("zhao.gong", d.CheckDesign(task_no=TASK, revision=1), DesignMovedMeanwhile),
    ("zhao.gong", d.ReleaseDesign(task_no=TASK, revision=1), DesignMovedMeanwhile),
    ("zhao.gong", d.AssignDesign(task_no=TASK, revision=1, engineer="赵工"), DesignMovedMeanwhile),
    ("qian.qi", d.ExpectDesign(task_no=TASK, revision=1, day=SOON, reason="等样板"), DesignMovedMeanwhile),
    ("zhao.gong", rework(revision=1), DesignMovedMeanwhile),
    ("zhao.gong", d.AcceptDesign(task_no=TASK), IllegalTaskStep),
    ("qian.qi", d.SubmitDesign(task_no=TASK), IllegalTaskStep),
    ("zhao.gong", d.ReleaseDesign(task_no=TASK), IllegalTaskStep),
    ("zhao.gong", d.ExemptDesign(words=TASK, reason="沿用"), IllegalTaskStep),
    ("qian.qi", d.CheckDesign(task_no=TASK), CheckedByAnother),
    ("qian.qi", d.ExpectDesign(task_no=TASK, day=PAST, reason="晚了"), DesignDatePast),
    ("qian.qi", d.CollectFiles(task_no=TASK), RevisionClosed),
    ("qian.qi", a_file(), RevisionClosed),
    ("sun.li", d.FinishPrep(task_no=TASK, kind=PrepKind.TOOLING), PrepDone),
    ("zhao.gong", d.AnswerFloor(question_no=ASK, answer="按正负 0.2"), FloorQuestionAnswered),
    ("wang.sheng", leave(), StartWaiverPending),
    ("wang.sheng", leave(PAST), StartWaiverPending),
    ("wang.sheng", leave(order_no=OTHER), NothingUnreleased),
    ("zhao.gong", d.GrantStartWaiver(waiver_id=1), StartWaiverDecided),
    ("zhao.gong", d.RefuseStartWaiver(waiver_id=1, reason="再说"), StartWaiverDecided),
    ("zhao.gong", d.GrantStartWaiver(waiver_id=99), NotFound),
    ("zhao.gong", m.GrantDfmWaiver(waiver_no=WAIVER), OwnDfmWaiver),
    ("qian.qi", waive(), AlreadyAskedFor),
    ("qian.qi", waive(attribute="draft_angle"), NoFindingToWaive),
    ("wu.jian", m.GrantDfmWaiver(waiver_no="WV-2611-0099"), NotFound),
]


def named(case: object) -> str | None:
    return type(case).__name__ if isinstance(case, Command) else None


@pytest.mark.parametrize(("person", "command"), WRONG_ROLE, ids=named)
def test_others_are_refused_with_who_can(told: Room, person: str, command: Command) -> None:
    with pytest.raises(NotAllowed) as refused:
        does(told, person, command)
    assert refused.value.facts["who"]


@pytest.mark.parametrize(("person", "command", "refusal"), OUT_OF_TURN, ids=named)
def test_an_old_card_twice_and_out_of_order(told: Room, person: str, command: Command, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        does(told, person, command)


def test_none_of_it_has_moved_anything(told: Room) -> None:
    with told.read() as session:
        task = designs.get_task(session, TASK)
        assert (task.status, task.owner, task.drawing_revision) == (TaskStatus.SUBMITTED, "qian.qi", 1)
        assert [len(designs.files_of(session, TASK)), len(designs.waivers_of(session, ORDER))] == [1, 2]


@pytest.mark.parametrize(
    ("until", "leaves", "waives"),
    [(PAST, DesignDatePast, DfmWaiverPast), (FAR, StartWaiverTooLong, DfmWaiverTooLong)],
    ids=["past", "far"],
)
def test_a_leave_and_a_waiver_end_neither_in_the_past_nor_too_late(
    room: Room, until: date, leaves: type[Refusal], waives: type[Refusal]
) -> None:
    a_sold_order(room, "恒远 SW-500 100台 1月20日 白色 220V wifi 5.5寸屏")
    room.says("qian.qi", f"/dfm 0001 {THIN}", to="rnd")

    with pytest.raises(leaves):
        does(room, "wang.sheng", leave(until))
    with pytest.raises(waives):
        does(room, "qian.qi", waive(until))
