"""A planner process reads the database itself, of either kind; killed, it loses nothing."""

import os
from functools import partial
from time import monotonic

import pytest

from core.orders import OrderStatus
from storage import counters
from storage.database import Database
from tests.bot.planner.desk import Desk, kill, wait_for
from tests.kit import Room
from tests.kit.fixtures import OpenRoom
from tests.kit.stories import actions, orders_in

AGAIN_SECONDS = 5.0
"""After a planner process was killed its questions are answered within this time."""
ORDERS = 20


def test_an_answer_comes_from_a_process_that_reads_the_database_itself(database: Database, desk: Desk) -> None:
    database.write(lambda session: counters.move_version(session))

    acted = desk.answer(desk.ask())

    assert acted.process not in (0, os.getpid())
    assert acted.version == 1


def test_what_was_asked_of_a_killed_process_is_answered_by_the_next_one_once(desk: Desk) -> None:
    asked = desk.ask("wait")
    killed = desk.wait_until_begun()

    desk.let_go()
    kill(killed)
    died = monotonic()
    acted = desk.answer(asked)

    assert monotonic() - died < AGAIN_SECONDS
    assert acted.process not in (0, killed)


def process_of(room: Room) -> int:
    """The one that answers; there may be none for a moment."""
    wait_for(lambda: not room.program.planner.troubles())
    process = room.processes.answers.pid
    assert process is not None
    return process


def quoted(room: Room) -> int:
    """How many orders have an answer."""
    return sum(order.status is OrderStatus.QUOTED for order in orders_in(room))


def has_more_quotes(room: Room, before: int) -> bool:
    """It goes on."""
    return quoted(room) > before


class TestWholeProgram:
    """Orders as people place them, in a program whose planner is a process."""

    @pytest.fixture
    def room(self, quiet_url: str, open_room: OpenRoom) -> Room:
        room = open_room(quiet_url, threads=2, has_planner_process=True)
        room.program.planner.start()
        wait_for(lambda: not room.program.planner.troubles())
        room.program.worker.start()
        return room

    def test_twenty_orders_at_once_are_all_answered_though_the_planner_is_killed_again_and_again(
        self, room: Room
    ) -> None:
        for number in range(ORDERS):
            room.says("lin.xiaoyan", f"/neworder 恒远 SW-300 {10 + number}台 12月20日 白色", to="sales")
        for _ in range(3):
            answered = quoted(room)
            kill(process_of(room))
            room.until(partial(has_more_quotes, room, answered))
        room.until(lambda: len(orders_in(room)) == ORDERS)

        room.until(lambda: not any(order.is_promising for order in orders_in(room)))

        orders = orders_in(room)
        assert {order.status for order in orders} == {OrderStatus.QUOTED}
        assert all(room.booked(order.order_no) for order in orders)
        assert all(len(order.promises) == 1 for order in orders)
        asked = [action for order in orders for _, action in actions(room, order.order_no) if action == "PromiseAsked"]
        assert len(asked) == ORDERS
