"""A machine goes down and comes up; each time a plan is owed."""

import pytest
from sqlmodel import select

from core.errors import NotAllowed, NotFound
from core.people import Role
from core.plans import PlanCause
from core.production import MachineRunning, MachineStopped, MaintenanceKind, MaintenanceWindow, NotDown, UntilPast
from handlers.plan_commands import AskForPlan, ComputePlan, MachineDown, MachineUp, ReviewPlan
from handlers.sender import TONGPIN, Sender
from storage.audit import trail
from storage.counters import data_version
from tests.handlers.planning.desk import LEAD, SECOND, WORKER, Desk, at, slot, to

SALES = Sender("lin.xiaoyan", "林晓燕", "sales", frozenset({Role.SALES}))


def windows(desk: Desk) -> list[MaintenanceWindow]:
    with desk.database.read() as session:
        return list(session.exec(select(MaintenanceWindow).order_by(MaintenanceWindow.code)))


def version(desk: Desk) -> int:
    with desk.database.read() as session:
        return data_version(session)


def owed(desk: Desk) -> list[tuple[PlanCause, str]]:
    return [(it.cause, it.detail) for it in desk.owed if isinstance(it, ComputePlan)]


def test_a_machine_that_is_down_is_closed_until_then_and_a_plan_without_it_is_owed(desk: Desk) -> None:
    before = version(desk)

    desk.does(MachineDown(work_centre="CNC", until=at(9), reason="主轴"), WORKER)

    (window,) = windows(desk)
    assert (window.work_centre, window.kind) == ("CNC", MaintenanceKind.BREAKDOWN)
    assert (window.start_at, window.end_at) == (at(0), at(9))
    assert owed(desk) == [(PlanCause.MACHINE_DOWN, "CNC")]
    assert version(desk) > before
    assert [type(event) for event in desk.events] == [MachineStopped]


def test_said_again_it_is_down_until_the_other_time(desk: Desk) -> None:
    desk.does(MachineDown(work_centre="CNC", until=at(9)), WORKER)
    desk.now = at(2)

    desk.does(MachineDown(work_centre="CNC", until=at(5)), WORKER)

    assert [(it.start_at, it.end_at) for it in windows(desk)] == [(at(0), at(5))]


def test_up_ends_it_now(desk: Desk) -> None:
    desk.does(MachineDown(work_centre="CNC", until=at(9)), WORKER)
    desk.now = at(2)

    desk.does(MachineUp(work_centre="CNC"), WORKER)

    assert [(it.start_at, it.end_at) for it in windows(desk)] == [(at(0), at(2))]
    assert owed(desk) == [(PlanCause.MACHINE_UP, "CNC")]
    assert [event.expected for event in desk.events if isinstance(event, MachineRunning)] == [at(9)]


def test_up_at_the_same_moment_leaves_nothing(desk: Desk) -> None:
    desk.does(MachineDown(work_centre="CNC", until=at(9)), WORKER)

    desk.does(MachineUp(work_centre="CNC"), WORKER)

    assert windows(desk) == []


def test_what_cannot_be_is_refused_with_nothing_changed(desk: Desk) -> None:
    for command, refusal in (
        (MachineDown(work_centre="CNC", until=at(0)), UntilPast),
        (MachineDown(work_centre="CNC-9", until=at(1)), NotFound),
        (MachineUp(work_centre="CNC"), NotDown),
    ):
        with pytest.raises(refusal):
            desk.does(command, WORKER)
    with pytest.raises(NotAllowed):
        desk.does(MachineDown(work_centre="CNC", until=at(1)), SALES)
    assert windows(desk) == []


class TestAsking:
    def test_anybody_of_production_may_ask(self, desk: Desk) -> None:
        desk.does(AskForPlan(), WORKER)

        assert owed(desk) == [(PlanCause.ASKED, "")]

    def test_only_the_lead_opens_the_frozen_days_and_has_to_say_why(self, desk: Desk) -> None:
        with pytest.raises(NotAllowed):
            desk.does(AskForPlan(override_reason="客户停线"), WORKER)

        desk.does(AskForPlan(override_reason="客户停线"), LEAD)

        (asked,) = [it for it in desk.owed if isinstance(it, ComputePlan)]
        assert (asked.asked_by, asked.override_reason) == (LEAD.key, "客户停线")
        with desk.database.read() as session:
            assert trail(session, "plan")[0]["detail"] == {"person": LEAD.key, "override_reason": "客户停线"}


class TestReviewing:
    def test_a_plan_is_looked_for(self, desk: Desk) -> None:
        desk.does(ReviewPlan(), TONGPIN)

        assert owed(desk) == [(PlanCause.NIGHTLY, "")]

    def test_not_while_one_of_this_day_waits(self, desk: Desk) -> None:
        desk.proposed(to(slot(SECOND, 24, 26), 30))

        desk.does(ReviewPlan(), TONGPIN)

        assert owed(desk) == []

    def test_one_of_yesterday_is_no_hindrance(self, desk: Desk) -> None:
        desk.proposed(to(slot(SECOND, 24, 26), 30))
        desk.now = at(20)

        desk.does(ReviewPlan(), TONGPIN)

        assert owed(desk) == [(PlanCause.NIGHTLY, "")]
