"""F5, F6, F7: waivers of two people, preparations, questions of the floor; and the order's side of the gate."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.design import PrepKind, PrepTask, ShopQuestion, StartWaiver
from core.design.errors import (
    DesignDatePast,
    FloorQuestionAnswered,
    PrepDone,
    StartWaiverByTwo,
    StartWaiverDecided,
    StartWaiverOver,
    StartWaiverTooLong,
)
from core.design.events import PrepsChased
from core.design.prep import chase_preps
from core.orders import Drawings, NodeKind, Order
from core.orders.errors import DrawingFollowsTask, DrawingNotReleased
from tests.core.orders.builders import DEPARTMENTS, an_answered_order

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
TODAY, UNTIL = date(2026, 11, 23), date(2026, 11, 25)


def a_waiver(until: date = UNTIL) -> StartWaiver:
    return StartWaiver(order_no="ORD-2611-0001", reason="客户催", until=until, asked_by="wang", asked_at=NOW)


def test_a_waiver_holds_until_its_last_day_once_another_has_granted_it() -> None:
    waiver = a_waiver()
    assert not waiver.holds(UNTIL)

    waiver.grant("zhao", today=TODAY, now=NOW)

    assert waiver.holds(UNTIL)
    assert not waiver.holds(UNTIL + timedelta(days=1))


def test_nobody_grants_their_own_and_nobody_decides_twice() -> None:
    waiver = a_waiver()
    with pytest.raises(StartWaiverByTwo):
        waiver.grant("wang", today=TODAY, now=NOW)

    waiver.refuse("zhao", "孔位还要改", now=NOW)
    assert not waiver.holds(UNTIL)
    with pytest.raises(StartWaiverDecided):
        waiver.grant("zhao", today=TODAY, now=NOW)


def test_a_waiver_waits_for_a_decision_until_there_is_one_or_its_last_day_is_over() -> None:
    waiver = a_waiver()
    assert waiver.is_pending(UNTIL)
    assert not waiver.is_pending(UNTIL + timedelta(days=1))

    waiver.grant("zhao", today=TODAY, now=NOW)
    assert not waiver.is_pending(UNTIL)


def test_a_waiver_that_is_over_is_granted_no_more_but_may_be_refused() -> None:
    after = UNTIL + timedelta(days=1)
    waiver = a_waiver()
    with pytest.raises(StartWaiverOver) as refused:
        waiver.grant("zhao", today=after, now=NOW)
    assert refused.value.facts == {"order_no": "ORD-2611-0001", "until": UNTIL}
    assert not waiver.holds(UNTIL)

    assert waiver.refuse("zhao", "过期了", now=NOW) != []
    with pytest.raises(StartWaiverDecided):
        waiver.grant("zhao", today=after, now=NOW)
    assert a_waiver().grant("zhao", today=UNTIL, now=NOW) != []


def test_a_waiver_is_asked_for_from_today_to_its_longest() -> None:
    for days in (0, 180):
        assert len(a_waiver(TODAY + timedelta(days=days)).ask(today=TODAY)) == 1
    with pytest.raises(DesignDatePast):
        a_waiver(TODAY - timedelta(days=1)).ask(today=TODAY)
    with pytest.raises(StartWaiverTooLong) as refused:
        a_waiver(TODAY + timedelta(days=181)).ask(today=TODAY)
    assert refused.value.facts["latest"] == TODAY + timedelta(days=180)


def test_a_preparation_is_finished_once() -> None:
    prep = PrepTask(task_no="DT-1", order_no="ORD-1", line_no=1, kind=PrepKind.TOOLING, owner="wang", opened_at=NOW)
    assert [event.person for event in prep.finish("sun", now=NOW) if hasattr(event, "person")] == ["sun"]
    with pytest.raises(PrepDone):
        prep.finish("sun", now=NOW)


def test_late_preparations_are_told_to_their_owners_then_to_the_coordinator() -> None:
    preps = [
        PrepTask(task_no="DT-1", order_no="ORD-1", line_no=1, kind=kind, owner=owner, opened_at=NOW)
        for kind, owner in zip(PrepKind, ("wang", "wu", "wang"), strict=True)
    ]
    preps[0].finish("wang", now=NOW)
    told = chase_preps(preps, 1, "shen", now=NOW)[0]
    assert isinstance(told, PrepsChased)
    assert (told.kinds, told.chased) == (list(PrepKind)[1:], ["wang", "wu"])
    assert [it.chased for it in chase_preps(preps, 2, "shen", now=NOW) if isinstance(it, PrepsChased)] == [["shen"]]
    assert chase_preps(preps, 2, "", now=NOW) == []

    for prep in preps[1:]:
        prep.finish("wang", now=NOW)
    assert chase_preps(preps, 1, "shen", now=NOW) == []


def test_the_first_answer_counts_and_ends_the_chase() -> None:
    question = ShopQuestion(
        question_no="ASK-1", order_no="ORD-1", question="?", asked_by="sun", asked_at=NOW, engineer="qian", due_at=NOW
    )
    assert question.chase(1, "qian", now=NOW) != []
    assert question.chase(1, "qian", now=NOW) == []

    question.reply("按图纸", "qian", now=NOW)

    assert question.chase(2, "zhao", now=NOW) == []
    with pytest.raises(FloorQuestionAnswered):
        question.reply("不对", "zhao", now=NOW)


class TestTheGate:
    """What an order is told of its drawings decides whether it can start."""

    UNRELEASED, WAIVED = Drawings(("DT-1",)), Drawings(("DT-1",), is_waived=True)

    def an_order(self) -> Order:
        order = an_answered_order()
        order.confirm("standard", now=NOW)
        order.ask_departments(DEPARTMENTS, now=NOW)
        for department, person in DEPARTMENTS.items():
            order.acknowledge(department, person, missing=[], now=NOW)
        order.report_node(NodeKind.KITTED, 100, "chen", missing=[], now=NOW)
        return order

    def test_nothing_starts_by_a_drawing_that_is_not_released(self) -> None:
        order = self.an_order()
        with pytest.raises(DrawingNotReleased) as refused:
            order.report_node(NodeKind.START, 100, "wang", missing=[], now=NOW, drawings=self.UNRELEASED)
        assert refused.value.facts["tasks"] == ["DT-1"]

    def test_a_waiver_lets_it_start_although_the_milestone_is_not_reached(self) -> None:
        order = self.an_order()
        order.report_node(NodeKind.START, 100, "wang", missing=[], now=NOW, drawings=self.WAIVED)
        assert order.node(NodeKind.START).is_done
        assert not order.node(NodeKind.DRAWING).is_done

    def test_the_milestone_follows_the_task_and_is_not_reported(self) -> None:
        order = self.an_order()
        with pytest.raises(DrawingFollowsTask):
            order.report_node(NodeKind.DRAWING, 100, "zhao", missing=[], now=NOW, drawings=self.UNRELEASED)
        assert order.release_drawings("zhao", now=NOW) != []
        assert order.release_drawings("zhao", now=NOW) == []
        assert order.node(NodeKind.DRAWING).is_done

    def test_a_drawing_drawn_anew_is_waited_for_until_work_has_begun(self) -> None:
        order = self.an_order()
        order.release_drawings("zhao", now=NOW)
        assert order.reopen_drawings(UNTIL, now=NOW) != []
        assert order.node(NodeKind.DRAWING).planned_date == UNTIL

        order.release_drawings("zhao", now=NOW)
        order.report_node(NodeKind.START, 100, "wang", missing=[], now=NOW)
        assert order.reopen_drawings(UNTIL, now=NOW) == []

    def test_a_day_told_again_is_no_news(self) -> None:
        order = self.an_order()
        assert order.expect_drawings(UNTIL, now=NOW) != []
        assert order.expect_drawings(UNTIL, now=NOW) == []
