"""Which plan made an order later: what its alert says."""

from datetime import date

import pytest

from core.planning.plan.changes import Finish
from core.plans import PlanCause
from handlers.plan_commands import PublishPlan, RollBackPlan
from storage.plans import delayer_of
from tests.handlers.planning.desk import FIRST, SECOND, Desk, slot, to

WEDNESDAY, THURSDAY, FRIDAY = (date(2026, 11, day) for day in (25, 26, 27))
TOMORROW = slot(SECOND, 24, 26)
LATER = to(TOMORROW, 72)


def delayer(desk: Desk, order_no: str = SECOND) -> tuple[str, PlanCause, str] | None:
    with desk.database.read() as session:
        return delayer_of(session, order_no)


@pytest.fixture
def delayed(desk: Desk) -> str:
    """A plan without CNC makes the second order later; its number."""
    finish = Finish(SECOND, 1, WEDNESDAY, FRIDAY, WEDNESDAY)
    plan = desk.proposed(LATER, finishes=(finish,), cause=PlanCause.MACHINE_DOWN, detail="CNC")
    assert delayer(desk) is None
    desk.does(PublishPlan(plan_version=plan))
    return plan


def test_it_is_the_published_plan_with_its_cause(desk: Desk, delayed: str) -> None:
    assert delayer(desk) == (delayed, PlanCause.MACHINE_DOWN, "CNC")
    assert delayer(desk, FIRST) is None


def test_taken_back_it_delays_nobody(desk: Desk, delayed: str) -> None:
    desk.does(RollBackPlan(plan_version=delayed))

    assert delayer(desk) is None


def test_a_later_plan_that_brings_the_order_forward_is_no_reason(desk: Desk, delayed: str) -> None:
    sooner = Finish(SECOND, 1, FRIDAY, THURSDAY, WEDNESDAY)
    plan = desk.proposed(to(LATER.after, 48), finishes=(sooner,))

    desk.does(PublishPlan(plan_version=plan))

    assert delayer(desk) is None


def test_a_later_plan_without_the_order_leaves_the_reason(desk: Desk, delayed: str) -> None:
    plan = desk.proposed(to(slot(FIRST, 1, 3), 4))

    desk.does(PublishPlan(plan_version=plan))

    assert delayer(desk) == (delayed, PlanCause.MACHINE_DOWN, "CNC")
