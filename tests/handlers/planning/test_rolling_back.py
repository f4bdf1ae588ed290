"""What a published plan does to forecasts, and how everything comes back exactly."""

from datetime import date

import pytest

from core.orders.events import ForecastMoved
from core.planning.plan.changes import Finish
from core.plans import NotInForce, PlanCause, PlanMet, PlanState
from handlers.plan_commands import PublishPlan, RollBackPlan
from tests.handlers.planning.desk import FIRST, SECOND, THIRD, Desk, at, slot, to

WEDNESDAY, THURSDAY = date(2026, 11, 25), date(2026, 11, 26)
TOMORROW = slot(SECOND, 24, 26)


class TestForecasts:
    def publish(self, desk: Desk) -> str:
        plan = desk.proposed(to(TOMORROW, 48), finishes=[Finish(SECOND, 1, WEDNESDAY, THURSDAY, WEDNESDAY)])
        desk.does(PublishPlan(plan_version=plan))
        return plan

    def test_the_forecast_moves_and_no_promise_does(self, desk: Desk) -> None:
        plan = self.publish(desk)

        line = desk.order(SECOND).lines[0]
        assert line.forecast_date == THURSDAY
        assert line.first_promise_date == line.promise_date == WEDNESDAY
        moved = next(event for event in desk.events if isinstance(event, ForecastMoved))
        assert (moved.subject, moved.cause) == (SECOND, plan)

    def test_taking_it_back_gives_the_forecast_back(self, desk: Desk) -> None:
        plan = self.publish(desk)

        desk.does(RollBackPlan(plan_version=plan))

        assert desk.order(SECOND).lines[0].forecast_date == WEDNESDAY

    def test_a_quote_is_promised_nothing_by_a_plan(self, desk: Desk) -> None:
        finish = Finish(SECOND, 1, WEDNESDAY, THURSDAY, WEDNESDAY, is_quote=True)
        plan = desk.proposed(to(TOMORROW, 48), finishes=[finish])

        desk.does(PublishPlan(plan_version=plan))

        assert desk.order(SECOND).lines[0].forecast_date == WEDNESDAY


class TestRollingBack:
    def test_every_row_is_exactly_what_it_was(self, desk: Desk) -> None:
        before = desk.rows()
        plan = desk.proposed(to(TOMORROW, 4), to(slot(FIRST, 1, 3), 28, "PRESS"))
        desk.does(PublishPlan(plan_version=plan))

        desk.does(RollBackPlan(plan_version=plan, reason="夹具坏了"))

        assert desk.rows() == before
        assert desk.plan(plan).state is PlanState.ROLLED_BACK

    def test_the_plan_before_it_is_in_force_again(self, desk: Desk) -> None:
        first = desk.proposed(to(TOMORROW, 30))
        desk.does(PublishPlan(plan_version=first))
        second = desk.proposed(to(to(TOMORROW, 30).after, 33))
        desk.does(PublishPlan(plan_version=second))
        assert desk.plan(first).state is PlanState.SUPERSEDED

        desk.does(RollBackPlan(plan_version=second))

        assert desk.plan(first).state is PlanState.PUBLISHED
        desk.does(RollBackPlan(plan_version=first))
        assert desk.bookings() == (slot(FIRST, 1, 3), TOMORROW)

    def test_only_the_plan_in_force_can_be_taken_back(self, desk: Desk) -> None:
        plan = desk.proposed(to(TOMORROW, 30))

        with pytest.raises(NotInForce):
            desk.does(RollBackPlan(plan_version=plan))

    def test_it_is_refused_when_somebody_has_the_old_place(self, desk: Desk) -> None:
        plan = desk.proposed(to(TOMORROW, 30))
        desk.does(PublishPlan(plan_version=plan))
        desk.books(slot(THIRD, 25, 27))
        before = desk.rows()

        with pytest.raises(PlanMet) as refused:
            desk.does(RollBackPlan(plan_version=plan))
        assert refused.value.facts["orders"] == [THIRD]
        assert desk.rows() == before

    def test_it_is_refused_when_its_work_has_begun(self, desk: Desk) -> None:
        plan = desk.proposed(to(TOMORROW, 4))
        desk.does(PublishPlan(plan_version=plan))
        desk.now = at(4)

        with pytest.raises(PlanMet):
            desk.does(RollBackPlan(plan_version=plan))


class TestRush:
    def rushes(self, desk: Desk, hours: float, since: float = 24) -> str:
        """A rush of the second order is published."""
        before = to(TOMORROW, since).after
        plan = desk.proposed(to(before, hours), cause=PlanCause.RUSH, detail=SECOND)
        desk.does(PublishPlan(plan_version=plan))
        return plan

    def test_who_was_rushed_twice_is_still_rushed_once_the_second_is_taken_back(self, desk: Desk) -> None:
        first, second = self.rushes(desk, 10), self.rushes(desk, 6, since=10)

        desk.does(RollBackPlan(plan_version=second))

        assert desk.order(SECOND).is_rush
        desk.does(RollBackPlan(plan_version=first))
        assert not desk.order(SECOND).is_rush

    def test_a_rush_that_was_only_proposed_counts_for_nothing(self, desk: Desk) -> None:
        rush = self.rushes(desk, 10)
        desk.proposed(to(to(TOMORROW, 10).after, 6), cause=PlanCause.RUSH, detail=SECOND)
        desk.proposed(to(to(TOMORROW, 10).after, 7))

        desk.does(RollBackPlan(plan_version=rush))

        assert not desk.order(SECOND).is_rush
