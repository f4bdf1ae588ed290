"""The whole round: a machine breaks down, a plan without it is computed, published, and taken back."""

from datetime import timedelta

import pytest

from bot.planner.computing import Computing, SnapshotCache
from core.planning.codec import from_json
from core.planning.plan.changes import Proposal
from core.plans import PlanCause, PlanDropped, PlanProposed
from handlers.plan_commands import ComputePlan, MachineDown, MachineUp, PublishPlan, RecordPlan, RollBackPlan
from handlers.sender import TONGPIN
from storage.open_orders import open_orders
from tests.handlers.planning.desk import FIRST, SECOND, THIRD, WORKER, ZONE, Desk, at, slot


@pytest.fixture
def broken(desk: Desk) -> Desk:
    """CNC has been down since 09:00; tomorrow's operation of order 2 cannot be there."""
    desk.books(slot(THIRD, 0, 2, "PRESS"))
    desk.does(MachineDown(work_centre="CNC", until=at(48)), WORKER)
    return desk


def computed(desk: Desk) -> RecordPlan:
    """What the planner makes of what is owed."""
    (owed,) = [command for command in desk.owed if isinstance(command, ComputePlan)]
    found = Computing(desk.database, None, ZONE).compute(owed, desk.now)
    assert isinstance(found, RecordPlan)
    return found


def test_what_was_on_the_broken_machine_goes_to_another(broken: Desk) -> None:
    broken.does(computed(broken), TONGPIN)

    (event,) = [event for event in broken.events if isinstance(event, PlanProposed)]
    assert (event.cause, event.detail, event.was_invalid) == (PlanCause.MACHINE_DOWN, "CNC", True)
    broken.does(PublishPlan(plan_version=event.subject))
    assert {it.work_centre for it in broken.bookings()} == {"PRESS"}
    assert next(it for it in broken.bookings() if it.order_no == THIRD).start_at == at(0)


def test_and_comes_back_exactly(broken: Desk) -> None:
    before = broken.rows()
    broken.does(computed(broken), TONGPIN)
    (plan,) = [event.subject for event in broken.events if isinstance(event, PlanProposed)]
    broken.does(PublishPlan(plan_version=plan))
    assert broken.rows() != before

    broken.does(RollBackPlan(plan_version=plan))

    assert broken.rows() == before


def test_a_machine_that_is_up_at_once_leaves_nothing_to_plan(broken: Desk) -> None:
    broken.does(MachineUp(work_centre="CNC"), WORKER)

    broken.does(computed(broken), TONGPIN)

    assert [event.person for event in broken.events if isinstance(event, PlanDropped)] == [WORKER.key]


def test_the_snapshot_knows_the_open_orders(desk: Desk) -> None:
    snapshots = SnapshotCache(ZONE)
    with desk.database.read() as session:
        told = snapshots.shop(session, desk.now).orders
    desk.books(slot(SECOND, 30, 32))
    with desk.database.read() as session:
        advanced = snapshots.shop(session, desk.now).orders
        assert advanced == told == open_orders(session, ZONE)
        assert open_orders(session, ZONE, SECOND) == told[1:2]

    assert [(line.order_no, line.product, line.is_quote, line.is_begun) for line in told] == [
        (number, "PART", False, False) for number in (FIRST, SECOND, THIRD)
    ]
    assert all(line.promise_date is not None and line.customer_class == "C" for line in told)


def test_both_databases_give_the_same_plan(broken: Desk) -> None:
    """Compared with what is written here, by each of them."""
    proposal = from_json(Proposal, computed(broken).proposal)

    moves = [(it.order_no, it.to_centre, (it.to_start - at(0)) // timedelta(minutes=1)) for it in proposal.diff.moves]
    assert moves == [(FIRST, "PRESS", 120), (SECOND, "PRESS", 240)]
    assert (proposal.before.late_orders, proposal.after.late_orders) == (0, 0)
