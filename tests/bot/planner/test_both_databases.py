"""A planner process reads the database itself, of either kind; killed, it loses nothing."""

import os
from functools import partial
from time import monotonic

import pytest
from sqlmodel import col, func, select

from core.changes import ChangeStatus
from core.orders import Order, OrderStatus
from storage import counters
from storage.database import Database
from tests.bot.planner.desk import Desk, kill, wait_for
from tests.kit import Room
from tests.kit.changing import ENGINEER, SECOND, SWAP, change, changes_in, form_card, impact
from tests.kit.fixtures import OpenRoom
from tests.kit.stories import actions, orders_in

AGAIN_SECONDS = 5.0
"""After a planner process was killed its questions are answered within this time …"""
AGAIN_STARTS = 3
"""… or, where others keep the machine so busy that this is no time at all, within so many first starts."""
ORDERS, KILLS = 20, 3
LARGE = "恒远 SW-300 700台 1月20日 白色 220V"


def test_an_answer_comes_from_a_process_that_reads_the_database_itself(database: Database, desk: Desk) -> None:
    database.write(lambda session: counters.move_version(session))

    acted = desk.answer(desk.ask())

    assert acted.process not in (0, os.getpid())
    assert acted.version == 1


def test_what_was_asked_of_a_killed_process_is_answered_by_the_next_one_once(desk: Desk) -> None:
    began, asked = monotonic(), desk.ask("wait")
    killed = desk.wait_until_begun()
    start = monotonic() - began

    desk.let_go()
    kill(killed)
    died = monotonic()
    acted = desk.answer(asked)

    assert monotonic() - died < max(AGAIN_SECONDS, AGAIN_STARTS * start)
    assert acted.process not in (0, killed)


def process_of(room: Room) -> int:
    """The one that answers; there may be none for a moment."""
    wait_for(lambda: not room.program.planner.troubles())
    process = room.processes.answers.pid
    assert process is not None
    return process


def quoted(room: Room) -> int:
    """How many orders have an answer."""
    # Asked hundreds of times, so the database counts.
    with room.read() as session:
        return session.exec(select(func.count()).where(col(Order.status) == OrderStatus.QUOTED)).one()


def has_more_quotes(room: Room, before: int) -> bool:
    """It goes on."""
    return quoted(room) > before


class TestWholeProgram:
    """Orders as people place them, in a program whose planner is a process."""

    @pytest.fixture
    def room(self, quiet_url: str, open_room: OpenRoom) -> Room:
        return open_room(quiet_url, threads=2, has_planner_process=True)

    def test_twenty_orders_at_once_are_all_answered_though_the_planner_is_killed_meanwhile(self, room: Room) -> None:
        for number in range(ORDERS):
            room.says("lin.xiaoyan", f"/neworder 恒远 SW-300 {10 + number}台 12月20日 白色", to="sales")
        room.program.planner.start()
        room.program.worker.start()  # now all are heard at once
        kills = 0
        while (before := quoted(room)) < ORDERS:
            if kills < KILLS:
                kill(process_of(room))
                kills += 1
            room.until(partial(has_more_quotes, room, before))

        orders = orders_in(room)
        assert not any(order.is_promising for order in orders)
        assert all(room.booked(order.order_no) for order in orders)
        assert all(len(order.promises) == 1 for order in orders)
        asked = [action for order in orders for _, action in actions(room, order.order_no) if action == "PromiseAsked"]
        assert len(asked) == ORDERS

    def test_changes_and_solutions_are_worked_out_by_it_like_promises(self, room: Room) -> None:
        room.program.planner.start()
        room.program.worker.start()
        for words in ("恒远 SW-500 100台 1月20日 白色 220V Wi-Fi 5.5寸屏", LARGE):
            room.says("lin.xiaoyan", f"/neworder {words}", to="sales")
        room.until(lambda: quoted(room) == 2)
        room.says("lin.xiaoyan", "/match 0001", to="sales")
        room.until(lambda: room.cards("sales", about="可选的标准方案"))
        room.taps("lin.xiaoyan", "确认下单", to="sales", on=orders_in(room)[1].order_no)
        room.until(lambda: orders_in(room)[1].status is OrderStatus.CONFIRMED)

        room.says("lin.xiaoyan", "/changeorder 0002 数量 750", to="sales")
        room.until(lambda: [it for it in changes_in(room) if it.impact])
        room.says(ENGINEER, SWAP)
        room.until(lambda: [card for card in room.cards(ENGINEER) if SECOND in card.title])
        room.submits(ENGINEER, {}, on=form_card(room, SECOND))
        room.until(lambda: change(room, SECOND).status is ChangeStatus.IN_REVIEW)

        assert [work.order_no for work in impact(room, SECOND).works] == [orders_in(room)[1].order_no]
