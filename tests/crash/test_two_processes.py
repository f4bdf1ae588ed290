from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from threading import Barrier
from time import monotonic, sleep

import pytest

from bot.app import Program, assemble
from bot.clock import ManualClock
from storage.inbox import LEASE
from tests.crash.conftest import Factory, OpenFactory
from tests.crash.truth import left_to_do
from tests.databases import Databases
from tests.kit.factory import START, load_quiet, settings, tenant

PATIENCE_SECONDS = 60.0
ORDERS = 8
BEFORE_NINE = START - timedelta(minutes=2)


def wait_for(condition: Callable[[], object]) -> None:
    deadline = monotonic() + PATIENCE_SECONDS
    while not condition():
        assert monotonic() < deadline
        sleep(0.005)


# --- one of two is killed ------------------------------------------------------------------


def kill_at_work(factory: Factory) -> int:
    """Kill the first of two in the middle of something; gives how much that was."""
    replica, process = factory.replicas[0], factory.replicas[0].process
    wait_for(lambda: factory.in_hand(process))
    replica.kill()
    return factory.in_hand(process)


def test_when_one_of_two_is_killed_the_other_takes_over_and_nothing_is_lost_or_done_twice(
    postgres_url: str, open_factory: OpenFactory
) -> None:
    factory = open_factory(postgres_url, 2)
    one, other = factory.replicas

    with factory.ordering():
        for _ in range(ORDERS):
            factory.crowd.order()
        while not kill_at_work(factory):  # it came to an end in the very last moment
            one.start()
            factory.crowd.order()
        died = monotonic()
        factory.ladder.down.add(one.port)
        for _ in range(ORDERS):
            factory.crowd.order()
            sleep(0.1)
    assert monotonic() - died < PATIENCE_SECONDS + LEASE.total_seconds()
    other.stop()

    assert factory.wrong() == []
    assert factory.ladder.given_up == []


# --- one of two schedulers is restarted ----------------------------------------------------


@pytest.fixture
def quiet_postgres_url(databases: Databases) -> Iterator[str]:
    """The sample factory without any order, on a database that two processes can share."""
    with databases.fresh("postgresql", like=databases.template("postgresql", "quiet", load_quiet)) as url:
        yield url


def test_two_processes_and_a_restart_at_0859_send_exactly_one_digest_at_0900(quiet_postgres_url: str) -> None:
    clock = ManualClock(BEFORE_NINE)
    platform = tenant(clock)
    platform.add_person("ou_gao_yuan", "高远")
    platform.add_group("oc_management", "管理层", ["ou_gao_yuan"])
    told = settings(quiet_postgres_url, jobs={"daily_digest": "0 9 * * mon-sat"})

    with ExitStack() as stack:

        def started() -> Program:
            program = assemble(told, clock, feishu_wire=platform)
            program.start()
            stack.callback(program.stop)
            return program

        def digests() -> int:
            said = platform.messages("oc_management")
            return len([it for it in said if it.sender_kind == "app" and "早报" in str(platform.card(it.message_id))])

        def is_at_rest() -> bool:
            with one.database.read() as session:
                return not any(left_to_do(session))

        one, other = started(), started()
        clock.advance(timedelta(minutes=1))
        one.stop()
        one = started()
        assert digests() == 0
        clock.advance(timedelta(minutes=1))
        at_once = Barrier(2)
        with ThreadPoolExecutor(2) as threads:
            list(threads.map(lambda program: (at_once.wait(), program.scheduler.tick()), (one, other)))

        wait_for(lambda: digests() and is_at_rest())
        one.stop()
        one = started()
        clock.advance(timedelta(minutes=1))
        for program in (one, other):
            program.scheduler.tick()
        wait_for(is_at_rest)

    assert digests() == 1
