import itertools
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from bot import worker as worker_module
from bot.clock import ManualClock
from bot.inbound import Answer
from bot.platforms.port import Inbound, PlatformBusy
from bot.worker import MOST_ATTEMPTS
from handlers.commands import PrunePast
from storage.database import Database
from storage.inbox import LEASE, Inbox
from tests.bot.machine import DIGEST, PROMISE, Machine, gone_away, read

PATIENCE = 5


@pytest.fixture
def machine(database: Database, clock: ManualClock) -> Iterator[Machine]:
    made = Machine(database, clock)
    made.worker.start()
    yield made
    made.worker.stop()


class Gate:
    """Something that takes until it is opened."""

    def __init__(self) -> None:
        self._is_open, self.reached = threading.Event(), threading.Event()

    def __call__(self, *_: object) -> None:
        self.reached.set()
        assert self._is_open.wait(PATIENCE)

    def open(self) -> None:
        self._is_open.set()


class Fails:
    """Fails so many times, then works."""

    def __init__(self, *errors: Exception) -> None:
        self.left = list(errors)

    def __call__(self, *_: object) -> None:
        if self.left:
            raise self.left.pop(0)


def toast(answering: "Future[Answer]") -> str:
    answer = answering.result(PATIENCE)
    return answer.toast.text if answer.toast else ""


# --- order, and who waits for whom ---------------------------------------------------------


def test_what_is_said_in_a_chat_is_handled_in_its_order(machine: Machine) -> None:
    said = [f"{chat}.{number}" for number in range(15) for chat in range(4)]

    for answering in [machine.bring(words, chat=f"oc_{words[0]}") for words in said]:
        answering.result(PATIENCE)

    for chat in range(4):
        assert [words for words in machine.ears.heard if words[0] == str(chat)] == [f"{chat}.{n}" for n in range(15)]
    assert set(machine.states().values()) == {"DONE"}


def test_a_tap_does_not_wait_behind_messages(machine: Machine) -> None:
    gate = Gate()
    for chat in range(8):
        machine.ears.scripts[f"slow {chat}"] = gate
        machine.bring(f"slow {chat}", chat=f"oc_{chat}")
    gate.reached.wait(PATIENCE)

    taps = [machine.bring(f"ack {chat}", chat=f"oc_{chat}", tap=True) for chat in range(8)]

    assert [toast(each) for each in taps] == [f"heard ack {chat}" for chat in range(8)]
    gate.open()


def test_a_tap_does_not_wait_for_a_platform_that_has_to_be_asked(database: Database, clock: ManualClock) -> None:
    gate = Gate()

    def asks(payload: Any, at: datetime) -> Inbound:
        if not payload["tap"]:
            gate()
        return read(payload, at)

    machine = Machine(database, clock, reader=asks)
    machine.worker.start()
    said = machine.bring("slow")
    gate.reached.wait(PATIENCE)

    assert toast(machine.bring("ack", tap=True)) == "heard ack"
    assert machine.order(DIGEST, "digest").result(PATIENCE) == Answer()
    gate.open()
    assert toast(said) == "heard slow"
    machine.worker.stop()


def test_neither_taps_nor_jobs_wait_while_promises_are_worked_out(machine: Machine) -> None:
    for number in range(6):
        machine.order(PROMISE, f"promise {number}")
        machine.planner.wait()

    assert toast(machine.bring("ack", tap=True)) == "heard ack"
    assert toast(machine.bring("/help")) == "heard /help"
    machine.order(DIGEST, "digest").result(PATIENCE)

    assert machine.hands.done == [DIGEST]


def test_what_was_worked_out_is_carried_out(machine: Machine) -> None:
    answering = machine.order(PROMISE, "promise")

    machine.planner.wait().set_result(PrunePast())
    answering.result(PATIENCE)

    assert machine.hands.done == [PrunePast()]
    assert machine.states() == {"self:promise": "DONE"}


def test_a_delivery_is_answered_when_everything_it_owes_is_done(machine: Machine) -> None:
    machine.ears.owes["confirm"] = [DIGEST, PROMISE, PROMISE]
    answering = machine.bring("confirm", tap=True)
    for _ in range(2):
        assert machine.planner.news.acquire(timeout=PATIENCE)
    assert not answering.done()

    for _, asked in machine.planner.asked:
        asked.set_result(PrunePast())

    answer = answering.result(PATIENCE)
    assert answer.toast is not None
    assert (answer.toast.text, answer.card) == ("heard confirm", {"drawn": "om_card"})
    assert len(machine.hands.done) == 3


def test_senders_are_woken_for_what_came_of_it(machine: Machine) -> None:
    machine.bring("/help").result(PATIENCE)

    assert machine.wakes > 0


# --- defects -------------------------------------------------------------------------------


def test_a_defect_is_kept_under_its_reference_and_the_next_is_handled(machine: Machine) -> None:
    machine.ears.scripts["bad"] = Fails(KeyError("oops"))

    bad, good = machine.bring("bad"), machine.bring("good")

    assert (toast(bad), toast(good)) == ("ab12cd34", "heard good")
    assert machine.states() == {"feishu:bad": "FAILED", "feishu:good": "DONE"}


def test_what_the_database_will_never_take_is_a_defect(machine: Machine) -> None:
    machine.ears.scripts["bad"] = Fails(IntegrityError("INSERT", {}, Exception("duplicate")))

    assert toast(machine.bring("bad")) == "ab12cd34"
    assert machine.states() == {"feishu:bad": "FAILED"}


def test_what_cannot_be_read_is_a_defect_and_so_is_what_nobody_reads(machine: Machine) -> None:
    unreadable = machine.keep("words")
    object.__setattr__(unreadable, "payload", b"{")
    unknown = machine.keep("more words")
    object.__setattr__(unknown, "source", "dingtalk")

    assert [toast(machine.worker.take(each)) for each in (unreadable, unknown)] == ["ab12cd34", "ab12cd34"]


def test_a_defect_in_working_out_a_promise_is_kept_in_view(machine: Machine) -> None:
    answering = machine.order(PROMISE, "promise")

    machine.planner.wait().set_exception(KeyError("no such machine"))

    assert toast(answering) == "ab12cd34"
    assert machine.states() == {"self:promise": "FAILED"}


def test_what_ends_every_process_that_begins_with_it_is_given_up(machine: Machine) -> None:
    stored = machine.keep("deadly")
    object.__setattr__(stored, "attempts", MOST_ATTEMPTS + 1)

    assert toast(machine.worker.take(stored)) == "ab12cd34"
    assert machine.ears.heard == []


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


# --- taking over, and letting go -----------------------------------------------------------


def test_what_a_crash_left_behind_is_handled_at_the_next_start(database: Database, clock: ManualClock) -> None:
    dead = Machine(database, clock)
    for number in range(3):
        dead.keep(f"left {number}")
    clock.advance(LEASE + timedelta(seconds=1))

    next_one = Machine(database, clock)
    next_one.worker.start()
    wait_for(lambda: set(next_one.states().values()) == {"DONE"})

    assert next_one.ears.heard == ["left 0", "left 1", "left 2"]
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


def wait_for(condition: Any) -> None:
    deadline = threading.Event()
    for _ in range(500):
        if condition():
            return
        deadline.wait(0.01)
    assert condition()
