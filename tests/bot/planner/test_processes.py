"""Processes that work things out are killed, hang and die, and whoever asks is answered all the same."""

import os
import signal
import socket
import subprocess
import sys
from concurrent.futures import CancelledError
from pathlib import Path
from time import monotonic

import pytest

from bot.planner.computer import NotNow
from handlers.computing import PlannerFailed, PlannerTooSlow
from tests.bot.planner.conftest import OpenDesk
from tests.bot.planner.desk import PATIENCE, Desk, kill, wait_for

SHORT = 0.4

ORPHAN = """
import sys
from bot.planner.hello import Hello
from bot.planner.forking import early_life
from bot.planner.life import Life
url, folder, busy, start = sys.argv[1:]
life = early_life() if start == "early" else Life()
life.greet(Hello("answers", url, "UTC", folder, modules=("tests.bot.planner.mischief_in_child",)), lambda: None)
while not life.is_ready:
    pass
if busy:
    from bot.clock import Clock
    life.ask({"command": "Act", "fields": {"how": "spin", "folder": folder}}, Clock()())
print("up", flush=True)
sys.stdin.read()
"""
"""A parent that starts a planner process, gives it something to do, and waits."""


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Where the kind of database makes no difference; see test_both_databases.py for the rest."""
    return sqlite_url


def test_a_process_that_is_killed_at_rest_is_replaced_before_anybody_asks(desk: Desk) -> None:
    desk.planner.start()
    desk.wait_until_ready()
    killed = desk.planner.answers.pid
    assert killed is not None

    kill(killed)
    wait_for(lambda: desk.planner.answers.pid != killed)
    desk.wait_until_ready()

    assert desk.answer(desk.ask()).process == desk.planner.answers.pid


def test_a_question_that_kills_is_refused_and_the_others_are_answered(desk: Desk) -> None:
    deadly, harmless = desk.ask("die"), desk.ask()

    refused = desk.answer(deadly)

    assert refused.why == PlannerFailed.__name__
    assert len(refused.facts["reference"]) == 8
    assert len(set(desk.begun())) == 3
    assert desk.answer(harmless).process not in (0, *desk.begun()[:3])


def test_it_says_how_it_is_before_and_while_it_works(desk: Desk) -> None:
    assert not desk.planner.state().is_alive
    assert desk.planner.state().version is None

    waiting = [desk.ask(), desk.ask()]

    assert desk.planner.state().waiting <= 2
    for question in waiting:
        desk.answer(question)
    wait_for(lambda: desk.planner.state().waiting == 0)
    assert desk.planner.state().is_alive


def test_what_takes_too_long_is_broken_off_and_says_so(open_desk: OpenDesk) -> None:
    desk = open_desk(answer=SHORT)
    endless, next_one = desk.ask("spin"), desk.ask()

    refused = desk.answer(endless)

    assert (refused.why, refused.facts) == (PlannerTooSlow.__name__, {"seconds": round(SHORT)})
    assert len(desk.begun()) == 1
    assert desk.answer(next_one).process not in (0, desk.begun()[0])


def test_an_answer_does_not_wait_behind_a_plan(desk: Desk) -> None:
    plan = desk.plan("wait")
    planning = desk.wait_until_begun()

    assert desk.answer(desk.ask()).process not in (0, planning)
    assert not plan.done()

    desk.let_go()
    assert desk.answer(plan).process == planning


def test_the_next_question_waits_until_the_last_answer_is_recorded(desk: Desk) -> None:
    first, begun = desk.ask(), []
    first.result(PATIENCE)
    second = desk.ask("wait")
    asked_at = monotonic()
    begun.append(len(desk.begun()))
    desk.planner.recorded()
    desk.wait_until_begun(2)

    assert begun == [1]
    assert monotonic() - asked_at < 1
    desk.let_go()
    second.result(PATIENCE)


def test_a_question_is_put_off_while_the_process_cannot_reach_the_database(desk: Desk) -> None:
    with pytest.raises(NotNow, match="OperationalError"):
        desk.answer(desk.ask("find no database"))


def test_signals_meant_for_the_whole_program_do_not_end_it(desk: Desk) -> None:
    desk.planner.start()
    desk.wait_until_ready()
    process = desk.planner.answers.pid
    assert process is not None

    for number in (signal.SIGINT, signal.SIGTERM):
        os.kill(process, number)

    assert desk.answer(desk.ask()).process == process


def test_closing_ends_the_process_in_the_middle_of_what_it_does(desk: Desk) -> None:
    in_hand, waiting = desk.ask("spin"), desk.ask()
    process = desk.wait_until_begun()

    desk.planner.close()

    with pytest.raises(NotNow):
        in_hand.result(PATIENCE)
    with pytest.raises(CancelledError):
        waiting.result(PATIENCE)
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_it_does_not_inherit_the_socket_on_which_the_program_listens(desk: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.set_inheritable(True)
        address = listening.getsockname()
        desk.planner.start()
        desk.wait_until_ready()

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address)


@pytest.mark.parametrize("start", ["early", "later"])
@pytest.mark.parametrize("busy", ["", "busy"])
def test_it_ends_when_its_parent_is_killed(sqlite_url: str, tmp_path: Path, busy: str, start: str) -> None:
    command = [sys.executable, "-c", ORPHAN, sqlite_url, str(tmp_path), busy, start]
    parent = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"up\n"
    if busy:
        wait_for((tmp_path / "begun").exists)

    parent.kill()

    parent.communicate(timeout=PATIENCE)  # both write to it: it ends with the second of them
