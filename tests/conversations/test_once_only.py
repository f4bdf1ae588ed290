"""Every delivery may come twice, late, out of order, or to a process that has just been killed."""

from collections.abc import Callable

import pytest

from tests.kit import Room
from tests.kit.stories import TRACKS, a_sold_order, actions, an_order, orders_in, the_order

pytestmark = pytest.mark.every_database

NUMBER = "ORD-2611-0001"
WHOLE = "/neworder 恒远 SW-300 300台 12月20日 白色"


def test_the_same_event_five_times_over_eight_hours_is_one_order(room: Room) -> None:
    room.says("lin.xiaoyan", WHOLE, to="sales")

    for hours in (0, 1, 2, 2, 3):
        room.advance(hours=hours)
        room.deeds.redeliver_last()
        room.settle()

    assert len(orders_in(room)) == 1
    assert len(room.cards("sales")) == 1


def test_the_platform_s_own_repeats_are_harmless(room: Room) -> None:
    room.failures.duplicate_next(3)

    room.says("lin.xiaoyan", WHOLE, to="sales")

    assert len(orders_in(room)) == 1


def test_messages_out_of_order_are_each_handled(room: Room) -> None:
    room.failures.reorder_next(2)
    room.says("lin.xiaoyan", WHOLE, to="sales")

    room.says("he.tao", "/neworder 绿湾 DL-20 50台 12月25日 拉丝银", to="sales")

    assert {order.customer_code for order in orders_in(room)} == {"C-HY", "C-LW"}


class Killed(BaseException):
    """The process ends here, without a chance to say anything."""


def kill_in(room: Room, part: object, method: str) -> Callable[[], None]:
    """Let the process die the next time it gets there; gives what undoes that."""
    original = getattr(part, method)

    def die(*args: object, **options: object) -> None:
        raise Killed

    setattr(part, method, die)
    return lambda: setattr(part, method, original)


def test_killed_after_the_platform_was_answered_and_before_anything_was_done(room: Room) -> None:
    kill_in(room, room.program.listener, "hear")
    with pytest.raises(Killed):
        room.says("lin.xiaoyan", WHOLE, to="sales")

    room.restart()
    room.advance(minutes=1)

    assert len(orders_in(room)) == 1
    assert room.last_card("sales").title == f"{NUMBER} 交期答复"


def test_killed_between_the_order_and_its_promise(room: Room) -> None:
    kill_in(room, room.program.planner, "submit")
    with pytest.raises(Killed):
        room.says("lin.xiaoyan", WHOLE, to="sales")
    assert the_order(room).is_promising

    room.restart()
    room.advance(minutes=1)

    assert "确认下单" in room.last_card("sales").buttons
    assert len(the_order(room).promises) == 1


def test_killed_between_confirming_and_sending(room: Room) -> None:
    card = an_order(room)
    kill_in(room, room.program.outbound, "send_some")
    with pytest.raises(Killed):
        room.taps("lin.xiaoyan", "确认下单", on=card)

    room.restart()
    room.advance(minutes=1)

    assert [len(room.cards(department)) for department in TRACKS] == [1, 1, 1]
    assert room.again(card).tags == ("已下单",)


@pytest.mark.only_on("feishu", "no-key-in-groups")
def test_killed_after_sending_and_before_it_was_written_down(room: Room) -> None:
    card = an_order(room)
    kill_in(room, room.program.outbound, "_settle")
    with pytest.raises(Killed):
        room.taps("lin.xiaoyan", "确认下单", on=card)

    room.restart()
    room.advance(minutes=1)

    assert [len(room.cards(department)) for department in TRACKS] == [1, 1, 1]


@pytest.mark.only_on("wecom", "no-key-in-groups")
def test_killed_after_sending_a_group_may_see_it_twice_and_nothing_is_given_up(room: Room) -> None:
    card = an_order(room)
    kill_in(room, room.program.outbound, "_settle")
    with pytest.raises(Killed):
        room.taps("lin.xiaoyan", "确认下单", on=card)

    room.restart()
    room.advance(minutes=1)

    for department in TRACKS:
        sent = [message for message in room.corp.messages(room.chat(department)) if message.task_id]
        assert 1 <= len(sent) <= 2
    room.says("luo.wei", "/status")
    assert "一切正常" in room.last_card("luo.wei")


def test_killed_after_sending_to_somebody_alone_it_is_known_again(room: Room) -> None:
    kill_in(room, room.program.outbound, "_settle")
    with pytest.raises(Killed):
        room.says("lin.xiaoyan", WHOLE)

    room.restart()
    room.advance(minutes=1)

    assert len(room.cards("lin.xiaoyan", "ORD-2611-0001 交期答复")) == 1


def test_deadlines_survive_a_restart(room: Room) -> None:
    a_sold_order(room)
    room.restart()

    room.advance(hours=1, minutes=1)

    assert the_order(room).acknowledgement_of("production").escalation_level == 1


def test_a_restart_at_digest_time_sends_exactly_one_digest(room: Room) -> None:
    room.advance(hours=23, minutes=19)  # 08:19
    room.restart()
    room.advance(minutes=2)
    room.restart()

    room.advance(minutes=30)

    assert len(room.cards("management", about="早报")) == 1


def test_a_digest_missed_while_everything_was_down_is_caught_up_once(room: Room) -> None:
    room.sleep(hours=24)  # nobody was running at 08:20

    room.restart()
    room.advance(hours=1)

    assert len(room.cards("management", about="早报 2026-11-24")) == 1


def test_a_digest_that_nobody_needs_any_more_is_not(room: Room) -> None:
    room.sleep(hours=30)  # 15:00

    room.restart()
    room.advance(hours=1)

    assert room.cards("management", about="早报") == []


def test_the_same_person_from_a_second_account_is_one_actor(room: Room) -> None:
    a_sold_order(room)
    room.gives_second_account("wang.sheng")
    room.taps("wang.sheng", "收到", to="production")
    card = room.last_card("production")

    room.sends_value("wang.sheng/2", {"act": "ack", "ref": NUMBER, "department": "production"}, on=card)

    assert room.toast == "已经处理过了"
    assert actions(room, NUMBER).count(("wang.sheng", "DepartmentAcknowledged")) == 1
    room.says("wang.sheng/2", "/role", to="production")
    assert "王胜 的角色：生产" in room.last_card("production")
