from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from bot.clock import ManualClock
from bot.inbound import Answer
from bot.platforms.port import Inbound
from handlers.commands import PrunePast
from storage.database import Database
from storage.inbox import FATAL_AFTER, LEASE, MOST_ATTEMPTS, Inbox
from tests.bot.machine import DIGEST, PATIENCE, PROMISE, Fails, Gate, Machine, read, toast, wait_for

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
    stored = replace(machine.keep("deadly"), is_left=True)
    for _ in range(MOST_ATTEMPTS):
        machine.inbox.begin(stored, machine.clock())
    machine.clock.advance(FATAL_AFTER + LEASE)

    assert toast(machine.worker.take(stored)) == "ab12cd34"
    assert machine.ears.heard == []


def test_what_others_have_left_is_begun_one_by_one(machine: Machine) -> None:
    """All at once, each life of a crash loop would begin all of them, and in the end none would be thought innocent."""
    gates = {f"left {chat}": Gate() for chat in range(3)}
    machine.ears.scripts |= gates
    left = [replace(machine.keep(words, chat=f"oc_{words[-1]}"), is_left=True) for words in gates]

    handled = [machine.worker.take(stored) for stored in left]
    wait_for(lambda: any(gate.reached.is_set() for gate in gates.values()))
    assert toast(machine.bring("new", chat="oc_9")) == "heard new"
    begun = [gate.reached.is_set() for gate in gates.values()]
    for gate in gates.values():
        gate.open()

    assert sum(begun) == 1
    assert sorted(map(toast, handled)) == [f"heard {words}" for words in gates]


def test_a_promise_that_ends_every_process_that_works_it_out_is_given_up(machine: Machine) -> None:
    stored = replace(machine.owe(PROMISE, "deadly"), is_left=True)
    for _ in range(MOST_ATTEMPTS):
        machine.inbox.begin(stored, machine.clock())
    machine.clock.advance(FATAL_AFTER + LEASE)

    assert toast(machine.worker.take(stored)) == "ab12cd34"
    assert machine.planner.asked == []


def test_what_many_processes_took_over_and_none_began_is_handled(database: Database, clock: ManualClock) -> None:
    """They were ended by something else, or by somebody: that is no reason to drop what waited meanwhile."""
    Machine(database, clock).keep("innocent")
    for _ in range(MOST_ATTEMPTS + 1):
        clock.advance(2 * LEASE)
        assert len(Inbox(database, "short-lived").claim(clock())) == 1

    clock.advance(2 * LEASE)
    machine = Machine(database, clock, threads=0)
    machine.worker.sweep()

    assert machine.states() == {"feishu:innocent": "DONE"}
