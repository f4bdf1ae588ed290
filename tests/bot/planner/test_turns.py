"""Of several replicas one plans at a time, and any answers."""

from datetime import timedelta

from bot.clock import ManualClock
from bot.planner.processes import PLANNING
from storage import leases
from storage.database import Database
from storage.leases import LEASE
from tests.bot.planner.conftest import OpenDesk
from tests.bot.planner.desk import Desk

OTHER = "another replica"


def take(database: Database, clock: ManualClock) -> None:
    database.write(lambda session: leases.forget_all(session))
    assert database.write(lambda session: leases.take(session, PLANNING, OTHER, now=clock()))


def test_one_replica_plans_while_the_other_waits_and_answers(open_desk: OpenDesk) -> None:
    one, other = open_desk("one"), open_desk("other")
    first = one.plan("wait")
    planning = one.wait_until_begun()

    second = other.plan()
    answered = other.answer(other.ask())
    assert one.begun() == [planning, answered.process]
    one.let_go()

    assert one.answer(first).process == planning
    assert other.answer(second).process not in (0, planning)


def test_the_turn_of_a_replica_that_died_lapses(database: Database, clock: ManualClock, desk: Desk) -> None:
    take(database, clock)
    plan = desk.plan()
    desk.answer(desk.ask())
    assert len(desk.begun()) == 1

    clock.advance(LEASE + timedelta(seconds=1))

    assert desk.answer(plan).process == desk.begun()[1]


def test_what_was_planned_after_the_turn_had_gone_is_dropped_and_planned_anew(
    database: Database, clock: ManualClock, desk: Desk
) -> None:
    plan = desk.plan("wait")
    outlived = desk.wait_until_begun()
    take(database, clock)
    desk.let_go()

    database.write(lambda session: leases.give_back(session, PLANNING, OTHER))

    assert desk.answer(plan).process not in (0, outlived)
