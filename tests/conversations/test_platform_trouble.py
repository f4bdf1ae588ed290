"""The platform is down, slow or full: what is owed stays owed."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.outbound import Pace
from storage.tables import LivingCard, Timer
from tests.kit import Room
from tests.kit.fixtures import OpenRoom
from tests.kit.stories import TRACKS, a_sold_order, an_order, the_order

pytestmark = pytest.mark.every_platform

NUMBER = "ORD-2611-0001"


def test_after_an_hour_s_outage_everything_owed_is_sent_with_the_newest_state_only(
    quiet_url: str, open_room: OpenRoom
) -> None:
    room = open_room(quiet_url, pace=Pace(longest_retry=timedelta(minutes=10)))
    card = an_order(room)
    room.taps("lin.xiaoyan", "确认下单", on=card, settle=False)
    room.failures.platform_down = "502"
    room.advance(minutes=61)
    assert room.cards("production") == []
    assert the_order(room).acknowledgement_of("production").escalation_level == 1

    room.failures.platform_down = None
    room.advance(minutes=11)

    for department in TRACKS:
        [task] = room.cards(department)
        assert room.deeds.times_shown(task) <= 2
        assert "已提醒" in task
    assert room.again(card).tags == ("已下单",)
    assert "请确认收到" in room.last_card("wang.sheng").title


def test_what_people_say_during_an_outage_is_heard_afterwards(room: Room) -> None:
    room.failures.platform_down = "timeout"
    room.says("lin.xiaoyan", "/neworder 恒远 SW-300 300台 12月20日 白色", to="sales")
    room.advance(minutes=30)
    assert room.cards("sales") == []

    room.failures.platform_down = None
    room.settle()

    assert room.last_card("sales").title == f"{NUMBER} 交期答复"


@pytest.mark.only_on("feishu", "no-key-in-groups")
def test_answers_that_get_lost_do_not_make_second_cards(room: Room) -> None:
    card = an_order(room)
    room.failures.lose_answers(3)

    room.taps("lin.xiaoyan", "确认下单", on=card)
    room.advance(minutes=2)

    assert [len(room.cards(department)) for department in TRACKS] == [1, 1, 1]


@pytest.mark.only_on("wecom", "no-key-in-groups")
def test_answers_that_get_lost_do_not_make_second_cards_for_somebody_alone(room: Room) -> None:
    room.chat("lin.xiaoyan", opened_by="lin.xiaoyan")
    room.settle()
    room.failures.lose_answers(3)

    room.says("lin.xiaoyan", "/neworder 恒远 SW-300 300台 12月20日 白色")
    room.advance(minutes=2)

    assert len([card for card in room.cards("lin.xiaoyan", f"{NUMBER} 交期答复") if card.buttons]) == 1


@pytest.mark.only_on("wecom", "no-key-in-groups")
def test_answers_that_get_lost_in_a_group_show_it_twice_at_most_and_nothing_is_given_up(room: Room) -> None:
    card = an_order(room)
    room.failures.lose_answers(6)

    room.taps("lin.xiaoyan", "确认下单", on=card)
    room.advance(minutes=2)

    for department in TRACKS:
        sent = [message for message in room.corp.messages(room.chat(department)) if message.task_id]
        assert 1 <= len(sent) <= 2
    room.says("luo.wei", "/status")
    assert "一切正常" in room.last_card("luo.wei")


@pytest.mark.only_on("wecom", "old-cards-in-groups")
def test_what_had_to_wait_comes_to_a_group_once(room: Room) -> None:
    card = an_order(room)
    room.corp.failures.refuse_next("aibot_send_msg", -1, times=6)

    room.taps("lin.xiaoyan", "确认下单", on=card)
    room.advance(minutes=1)

    for department in TRACKS:
        [task] = room.cards(department)
        assert room.deeds.times_shown(task) == 1


@pytest.mark.only_on("wecom", "old-cards-in-groups")
def test_only_cards_that_can_be_changed_are_sent_anew_because_they_grow_old(room: Room) -> None:
    a_sold_order(room)
    room.says("lin.xiaoyan", f"/order {NUMBER}")

    with room.read() as session:
        watched = {int(name.removeprefix("reissue:")) for name in session.exec(select(Timer.key))
                   if name.startswith("reissue:")}  # fmt: skip
        chats = {session.get_one(LivingCard, number).chat for number in watched}

    assert chats == {f"wecom:@{room.open_id('lin.xiaoyan')}"}


def test_cards_of_one_chat_keep_their_order(room: Room) -> None:
    room.failures.platform_down = "502"
    for customer in ("恒远", "绿湾", "云栖", "星河"):
        room.program.outbound.send_some()
        room.failures.platform_down = None
        room.says("lin.xiaoyan", f"/quote {customer} DL-20 50台 12月25日 拉丝银", to="sales")
    room.advance(minutes=2)

    numbers = [re.findall(r"ORD-\d{4}-\d{4}", card.title)[0] for card in room.cards("sales")]
    assert numbers == sorted(numbers)


def test_a_busy_chat_gets_everything_within_its_limits(room: Room) -> None:
    """The tenant refuses the sixth message of a second."""
    for number in range(12):
        room.stage.say("lin.xiaoyan", "sales", f"/order 找不到{number}", mention=True, reply_to=None)
    refused_before = room.deeds.refusals()

    room.settle()

    assert len(room.cards("sales")) == 12
    assert room.deeds.refusals() == refused_before


def test_a_welcome_is_said_once(room: Room) -> None:
    for _ in range(3):
        room.deeds.enter("he.tao")
        room.settle()

    assert len(room.cards("he.tao")) == 1
    assert "同频" in room.last_card("he.tao").title


def test_the_menu_says_what_words_say(room: Room) -> None:
    room.deeds.tap_menu("he.tao", "help")
    room.settle()

    assert "/neworder" in room.last_card("he.tao")


@pytest.mark.only_on("feishu", "recall")
def test_a_recalled_question_is_still_answered(room: Room) -> None:
    message = room.tenant.say(room.open_id("he.tao"), "oc_sales", "@同频 /who", mention_bot=True)
    room.tenant.recall(room.open_id("he.tao"), message)

    room.settle()

    assert "协同负责人" in room.last_card("sales")


def test_events_that_nobody_knows_do_no_harm(room: Room) -> None:
    room.deeds.tell_unknown()
    room.settle()

    assert room.stage.next_due() is None
