"""A plan goes live only when a lead publishes it, as a whole, and comes back exactly."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import Session

from core.errors import NotAllowed
from core.planning.plan.changes import Finish
from core.plans import (
    NoOpenPlan,
    PlanChangedMeanwhile,
    PlanPublished,
    PlanState,
    PlanSuperseded,
    Supersession,
)
from core.supply import Item, ItemKind
from handlers import publishing
from handlers.commands import CheckFeasibility
from handlers.plan_commands import ComputePlan, PublishPlan, RejectPlan, RollBackPlan
from handlers.sender import TONGPIN
from storage import counters
from storage.audit import trail
from storage.bookings import release
from storage.plans import count_overrides
from tests.handlers.planning.desk import COORDINATOR, FIRST, LEAD, SECOND, THIRD, WORKER, Desk, at, slot, to

WEDNESDAY, THURSDAY = date(2026, 11, 25), date(2026, 11, 26)
TOMORROW = slot(SECOND, 24, 26)


def test_nothing_moves_before_it_is_published(desk: Desk) -> None:
    before = desk.rows()

    desk.proposed(to(TOMORROW, 30))

    assert desk.rows() == before


def test_publishing_moves_everything_at_once(desk: Desk) -> None:
    plan = desk.proposed(to(TOMORROW, 4), to(slot(FIRST, 1, 3), 28, "PRESS"))

    desk.does(PublishPlan(plan_version=plan))

    assert desk.bookings() == (to(TOMORROW, 4).after, to(slot(FIRST, 1, 3), 28, "PRESS").after)
    assert desk.plan(plan).state is PlanState.PUBLISHED
    assert CheckFeasibility() in desk.owed


def test_two_can_change_places(desk: Desk) -> None:
    plan = desk.proposed(to(TOMORROW, 1), to(slot(FIRST, 1, 3), 24))

    desk.does(PublishPlan(plan_version=plan))

    assert {(it.order_no, it.start_at) for it in desk.bookings()} == {(SECOND, at(1)), (FIRST, at(24))}


def test_publishing_twice_is_refused(desk: Desk) -> None:
    plan = desk.proposed(to(TOMORROW, 30))
    desk.does(PublishPlan(plan_version=plan))
    after = desk.rows()

    with pytest.raises(NoOpenPlan):
        desk.does(PublishPlan(plan_version=plan))
    assert desk.rows() == after


def test_an_older_card_is_not_obeyed(desk: Desk) -> None:
    plan = desk.proposed(to(TOMORROW, 30))

    with pytest.raises(PlanChangedMeanwhile):
        desk.does(PublishPlan(plan_version=plan, revision=7))


@pytest.mark.parametrize("command", [PublishPlan, RejectPlan, RollBackPlan])
@pytest.mark.parametrize("sender", [WORKER, COORDINATOR], ids=lambda it: it.key)
def test_only_the_lead_of_production_decides(desk: Desk, command: type, sender: object) -> None:
    plan = desk.proposed(to(TOMORROW, 30))
    before = desk.rows()

    with pytest.raises(NotAllowed):
        desk.does(command(plan_version=plan), sender)  # type: ignore[arg-type]
    assert desk.rows() == before
    assert desk.plan(plan).state is PlanState.PROPOSED


def test_a_rejected_plan_changes_nothing_and_is_done_with(desk: Desk) -> None:
    plan, before = desk.proposed(to(TOMORROW, 30)), desk.rows()

    desk.does(RejectPlan(plan_version=plan, reason="周三要检修"))

    assert desk.rows() == before
    assert desk.plan(plan).reason == "周三要检修"
    with pytest.raises(NoOpenPlan):
        desk.does(PublishPlan(plan_version=plan))


def test_a_newer_proposal_takes_the_place_of_one_that_waits(desk: Desk) -> None:
    old = desk.proposed(to(TOMORROW, 30))

    new = desk.proposed(to(TOMORROW, 32))

    assert desk.plan(old).state is PlanState.SUPERSEDED
    assert desk.plan(new).state is PlanState.PROPOSED


class TestMeanwhile:
    """What has happened since a plan was computed."""

    def superseded(self, desk: Desk, plan: str) -> PlanSuperseded:
        before = desk.rows()
        desk.does(PublishPlan(plan_version=plan))
        assert desk.rows() == before
        assert desk.plan(plan).state is PlanState.SUPERSEDED
        return next(event for event in desk.events if isinstance(event, PlanSuperseded))

    def test_an_order_booked_in_between_stays_and_the_rest_is_made_anew(self, desk: Desk) -> None:
        plan = desk.proposed(to(TOMORROW, 30))
        desk.books(slot(THIRD, 31, 33))

        event = self.superseded(desk, plan)

        assert (event.why, event.orders) == (Supersession.BOOKED, [THIRD])
        assert [(it.held, it.cause) for it in desk.owed if isinstance(it, ComputePlan)] == [((THIRD,), "ASKED")]

    def test_an_order_booked_elsewhere_is_no_matter(self, desk: Desk) -> None:
        plan = desk.proposed(to(TOMORROW, 30))
        desk.books(slot(THIRD, 31, 33, "PRESS"))

        desk.does(PublishPlan(plan_version=plan))

        assert desk.plan(plan).state is PlanState.PUBLISHED

    def test_beside_a_newcomer_of_another_family_nobody_has_counted_the_changing_over(self, desk: Desk) -> None:
        plan = desk.proposed(to(TOMORROW, 30))
        desk.books(slot(THIRD, 32, 33, family="red"))

        assert self.superseded(desk, plan).orders == [THIRD]

    def test_an_operation_that_is_no_longer_where_it_was(self, desk: Desk) -> None:
        plan = desk.proposed(to(TOMORROW, 30))
        desk.books(slot(SECOND, 25, 27))

        assert self.superseded(desk, plan).orders == [SECOND]

    def test_an_order_that_was_called_off_is_left_out(self, desk: Desk) -> None:
        plan = desk.proposed(to(TOMORROW, 30), to(slot(FIRST, 1, 3), 4))
        desk.database.write(lambda session: release(session, SECOND))

        desk.does(PublishPlan(plan_version=plan))

        assert desk.bookings() == (to(slot(FIRST, 1, 3), 4).after,)

    def test_other_data_have_changed(self, desk: Desk) -> None:
        plan = desk.proposed(to(TOMORROW, 30))

        def change(session: Session) -> None:
            session.add(Item(item_code="SEAL", name="密封圈", kind=ItemKind.BOUGHT))
            counters.move_version(session)

        desk.database.write(change)

        assert self.superseded(desk, plan).why is Supersession.MOVED

    def test_work_that_it_moves_should_have_begun(self, desk: Desk) -> None:
        plan = desk.proposed(to(slot(FIRST, 1, 3), 4))
        desk.now = at(1)

        assert self.superseded(desk, plan).why is Supersession.PAST

    def test_its_day_is_over(self, desk: Desk) -> None:
        plan = desk.proposed(to(TOMORROW, 30))
        desk.now = at(16)

        assert self.superseded(desk, plan).why is Supersession.PAST

    def test_a_plan_that_lapses_while_it_is_recorded_is_made_anew(self, desk: Desk) -> None:
        found = desk.found(to(TOMORROW, 30))
        desk.books(slot(THIRD, 31, 33))

        desk.does(found, TONGPIN)

        assert desk.events == []
        assert [it.attempt for it in desk.owed if isinstance(it, ComputePlan)] == [2]


@pytest.mark.parametrize("command", [PublishPlan, RollBackPlan])
def test_half_a_crash_leaves_nothing_half_done(desk: Desk, command: type, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = desk.proposed(to(TOMORROW, 30), finishes=[Finish(SECOND, 1, WEDNESDAY, THURSDAY, WEDNESDAY)])
    if command is RollBackPlan:
        desk.does(PublishPlan(plan_version=plan))
    before, state = desk.rows(), desk.plan(plan).state

    def crash(*_: object) -> None:
        raise RuntimeError("the lights go out")

    monkeypatch.setattr(publishing, "_look_at_promises", crash)
    with pytest.raises(RuntimeError):
        desk.does(command(plan_version=plan))

    assert desk.rows() == before
    assert desk.plan(plan).state is state


def test_what_moves_within_the_frozen_days_has_a_name_a_reason_and_is_counted(desk: Desk) -> None:
    plan = desk.proposed(to(slot(FIRST, 1, 3), 4), override_reason="客户现场停线")
    kept = desk.plan(plan)
    assert (kept.overridden_by, kept.override_reason) == (LEAD.key, "客户现场停线")

    desk.does(PublishPlan(plan_version=plan))

    event = next(event for event in desk.events if isinstance(event, PlanPublished))
    assert (event.overridden_by, event.override_reason) == (LEAD.key, "客户现场停线")
    with desk.database.read() as session:
        assert count_overrides(session, desk.now - timedelta(days=1)) == kept.overrides
        assert [row["action"] for row in trail(session, plan)] == ["PlanProposed", "PlanPublished"]


def test_publishing_tells_production(desk: Desk) -> None:
    plan = desk.proposed(to(TOMORROW, 30))

    desk.does(PublishPlan(plan_version=plan))

    assert any(plan in notice and "oc_p" in notice for notice in desk.notices())


class TestHit:
    """What could not stay has not begun there when its time comes."""

    def published_at(self, desk: Desk, hours: float) -> PlanState:
        moved = replace(to(slot(FIRST, 1, 3), 2), is_hit=True)
        plan = desk.proposed(moved)
        desk.now = at(hours)
        desk.does(PublishPlan(plan_version=plan))
        return desk.plan(plan).state

    def test_its_lead_has_an_hour_to_read(self, desk: Desk) -> None:
        assert self.published_at(desk, 3) is PlanState.PUBLISHED

    def test_after_that_it_is_planned_anew(self, desk: Desk) -> None:
        assert self.published_at(desk, 3.1) is PlanState.SUPERSEDED
