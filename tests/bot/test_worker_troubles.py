import itertools
import threading
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot import worker as worker_module
from bot.clock import ManualClock
from bot.inbound import Answer, NotRecordedYet
from bot.platforms.port import Inbound, PlatformBusy
from storage.database import Database
from storage.inbox import LEASE, Inbox
from tests.bot.machine import (
    DIGEST,
    PATIENCE,
    PROMISE,
    Fails,
    Gate,
    Machine,
    gone_away,
    read,
    toast,
    wait_for,
)  # fmt: skip

# --- the database is away ------------------------------------------------------------------


@pytest.fixture(autouse=True)
def quick_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_module, "AGAIN_SECONDS", (0.01,))
    monkeypatch.setattr(worker_module, "CLAIM_SECONDS", 0.05)


def test_while_the_database_is_away_a_delivery_waits_and_with_it_all_behind_it(machine: Machine) -> None:
    machine.ears.scripts["first"] = Fails(*(gone_away() for _ in range(5)))

    answers = [machine.bring("first"), machine.bring("second")]

    assert [toast(each) for each in answers] == ["heard first", "heard second"]
    assert machine.ears.heard == ["first", "second"]


def test_a_defect_that_cannot_be_noted_is_noted_when_the_database_is_back(machine: Machine) -> None:
    machine.ears.scripts["bad"] = Fails(*(KeyError("oops") for _ in range(9)))
    machine.ears.cannot_give_up = [gone_away(), gone_away()]

    assert toast(machine.bring("bad")) == "ab12cd34"
    assert machine.states() == {"feishu:bad": "FAILED"}


def test_a_message_waits_until_the_platform_has_told_who_the_bot_is(database: Database, clock: ManualClock) -> None:
    busy = Fails(PlatformBusy("no answer"), PlatformBusy("no answer"))

    def asks(payload: Any, at: datetime) -> Inbound:
        busy()
        return read(payload, at)

    machine = Machine(database, clock, reader=asks)
    machine.worker.start()

    assert toast(machine.bring("/help")) == "heard /help"
    machine.worker.stop()


def test_a_promise_is_worked_out_again_when_the_database_went_away_meanwhile(machine: Machine) -> None:
    answering = machine.order(PROMISE, "promise")
    machine.planner.wait().set_exception(gone_away())

    machine.planner.wait().set_result(DIGEST)

    answering.result(PATIENCE)
    assert machine.hands.done == [DIGEST]


def test_the_sweeper_survives_a_database_that_is_away(
    database: Database, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine, turns, swept = Machine(database, clock), itertools.count(), threading.Event()

    def claim(*arguments: Any, **options: Any) -> list[Any]:
        if next(turns) < 3:
            raise gone_away()
        swept.set()
        return []

    monkeypatch.setattr(machine.inbox, "claim", claim)
    machine.worker.start()

    assert swept.wait(PATIENCE)
    machine.worker.stop()


# --- a click on what is not recorded yet ---------------------------------------------------


def test_a_click_that_came_too_early_is_tried_again_and_answered(machine: Machine) -> None:
    machine.ears.scripts["early"] = Fails(*(NotRecordedYet("om_1") for _ in range(4)))

    assert toast(machine.bring("early", tap=True)) == "heard early"
    assert machine.states() == {"feishu:early": "DONE"}


def test_nobody_waits_behind_a_click_that_came_too_early(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_module, "AGAIN_SECONDS", (0.3,))
    machine.ears.scripts["early"] = Fails(NotRecordedYet("om_1"))

    answers = [machine.bring("early", tap=True), machine.bring("on time", tap=True)]

    assert [toast(each) for each in answers] == ["heard early", "heard on time"]
    assert machine.ears.heard == ["on time", "early"]


def test_a_click_that_is_still_too_early_at_the_end_is_left_for_the_next_start(
    database: Database, clock: ManualClock
) -> None:
    machine = Machine(database, clock)
    machine.ears.scripts["early"] = lambda _: too_early()
    machine.worker.start()
    machine.bring("early", tap=True)
    machine.worker.stop()
    assert machine.states() == {"feishu:early": "PENDING"}

    clock.advance(LEASE + timedelta(seconds=1))
    next_one = Machine(database, clock)
    next_one.worker.start()
    wait_for(lambda: next_one.states() == {"feishu:early": "DONE"})
    next_one.worker.stop()


def too_early() -> None:
    raise NotRecordedYet("om_1")


# --- taking over, and letting go -----------------------------------------------------------


def test_what_a_crash_left_behind_is_handled_at_the_next_start(database: Database, clock: ManualClock) -> None:
    dead = Machine(database, clock)
    for number in range(3):
        dead.keep(f"left {number}")
    clock.advance(LEASE + timedelta(seconds=1))

    next_one = Machine(database, clock)
    next_one.worker.start()
    wait_for(lambda: len(next_one.ears.heard) == 3)

    assert next_one.ears.heard == ["left 0", "left 1", "left 2"]
    assert set(next_one.states().values()) == {"DONE"}
    next_one.worker.stop()


def test_what_takes_long_is_neither_begun_twice_nor_taken_over(machine: Machine) -> None:
    gate = Gate()
    machine.ears.scripts["slow"] = gate
    answering = machine.bring("slow")
    waiting = machine.bring("behind it")
    gate.reached.wait(PATIENCE)
    other = Inbox(machine.database, "them")

    for _ in range(4):
        machine.clock.advance(LEASE / 2)
        machine.worker.sweep()
        assert other.claim(machine.clock()) == []
    gate.open()

    assert (toast(answering), toast(waiting)) == ("heard slow", "heard behind it")
    assert machine.ears.heard == ["slow", "behind it"]


def test_the_same_delivery_brought_twice_is_handled_once(machine: Machine) -> None:
    gate = Gate()
    machine.ears.scripts["once"] = gate
    stored = machine.keep("once")
    both = [machine.worker.take(stored), machine.worker.take(stored)]
    gate.open()

    assert [toast(each) for each in both] == ["heard once", "heard once"]
    assert machine.ears.heard == ["once"]


def test_what_the_end_of_the_program_breaks_off_stays_in_the_inbox(database: Database, clock: ManualClock) -> None:
    machine = Machine(database, clock)
    machine.worker.start()
    machine.order(PROMISE, "promise")
    asked = machine.planner.wait()
    machine.worker.stop()

    asked.cancel()
    machine.bring("too late")

    assert machine.states() == {"self:promise": "PENDING", "feishu:too late": "PENDING"}
    assert machine.ears.given_up == []


def test_stopping_waits_for_what_is_in_hand(database: Database, clock: ManualClock) -> None:
    machine, gate = Machine(database, clock), Gate()
    machine.worker.start()
    machine.ears.scripts["slow"] = gate
    machine.bring("slow")
    gate.reached.wait(PATIENCE)

    stopping = threading.Thread(target=machine.worker.stop)
    stopping.start()
    gate.open()
    stopping.join(PATIENCE)

    assert machine.states() == {"feishu:slow": "DONE"}


# --- without threads -----------------------------------------------------------------------


def test_a_story_handles_everything_at_once_and_in_order(database: Database, clock: ManualClock) -> None:
    machine = Machine(database, clock, threads=0)
    machine.ears.owes["confirm"] = [DIGEST]

    assert toast(machine.bring("confirm", tap=True)) == "heard confirm"
    assert machine.hands.done == [DIGEST]


def test_what_a_story_has_to_put_off_is_found_by_a_later_sweep(database: Database, clock: ManualClock) -> None:
    machine = Machine(database, clock, threads=0)
    machine.ears.scripts["later"] = Fails(gone_away())

    assert machine.bring("later").result(0) == Answer()
    assert machine.worker.sweep() == 0
    clock.advance(LEASE + timedelta(seconds=1))

    assert machine.worker.sweep() == 1
    assert machine.states() == {"feishu:later": "DONE"}
