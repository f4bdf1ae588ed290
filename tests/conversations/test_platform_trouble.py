"""The platform is down, slow, full, or has thrown the bot out: what is owed stays owed."""

import re
from datetime import timedelta

import pytest

from bot.outbound import Pace
from tests.kit import Room
from tests.kit.fixtures import OpenRoom
from tests.kit.stories import TRACKS, a_sold_order, an_order, the_order

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
        assert room.message(task).revisions <= 2
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


def test_answers_that_get_lost_do_not_make_second_cards(room: Room) -> None:
    card = an_order(room)
    room.failures.lose_answers(3)

    room.taps("lin.xiaoyan", "确认下单", on=card)
    room.advance(minutes=2)

    assert [len(room.cards(department)) for department in TRACKS] == [1, 1, 1]


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
        room.tenant.say(room.open_id("lin.xiaoyan"), "oc_sales", f"@同频 /order 找不到{number}", mention_bot=True)
    refused_before = _refusals(room)

    room.settle()

    assert len(room.cards("sales")) == 12
    assert _refusals(room) == refused_before


class TestTheBotIsThrownOut:
    def test_the_coordinator_reads_it_and_the_rest_goes_on(self, room: Room) -> None:
        room.tenant.remove_bot(room.open_id("gao.yuan"), "oc_production")
        room.settle()

        card = a_sold_order(room)

        assert "生产部" in room.last_card("shen.xie").text
        assert "送不到" in room.last_card("shen.xie").title
        assert len(room.cards("shen.xie")) == 1
        assert room.cards("production") == []
        assert len(room.cards("rnd")) == 1
        assert room.again(card).tags == ("已下单",)
        room.says("gao.yuan", "/status")
        assert "生产" in room.last_card("gao.yuan").text

    def test_a_refusal_is_noticed_without_the_event(self, room: Room) -> None:
        room.failures.drop_events(1)
        room.tenant.remove_bot(room.open_id("gao.yuan"), "oc_production")

        a_sold_order(room)

        assert "送不到" in room.last_card("shen.xie").title

    def test_once_it_is_back_the_chat_gets_the_present_state(self, room: Room) -> None:
        room.tenant.remove_bot(room.open_id("gao.yuan"), "oc_production")
        a_sold_order(room)
        room.advance(hours=1, minutes=1)

        room.tenant.add_bot(room.open_id("gao.yuan"), "oc_production")
        room.settle()

        [card] = room.cards("production")
        assert NUMBER in card.text
        assert "已提醒" in card
        room.says("gao.yuan", "/status")
        assert "联系不上" not in room.last_card("gao.yuan").text

    def test_until_then_the_department_s_cards_go_to_its_lead_and_can_be_answered_there(self, room: Room) -> None:
        room.tenant.remove_bot(room.open_id("gao.yuan"), "oc_rnd")
        room.settle()
        a_sold_order(room)

        assert "请把机器人重新拉进群" in room.last_card("shen.xie")
        assert "赵工" in room.last_card("shen.xie")
        room.taps("zhao.gong", "收到", on=NUMBER)

        assert the_order(room).acknowledgement_of("rnd").acknowledged_by == "zhao.gong"
        assert room.cards("wang.sheng") == []

    def test_so_does_what_was_refused_before_anybody_knew(self, room: Room) -> None:
        room.failures.drop_events(1)
        room.tenant.remove_bot(room.open_id("gao.yuan"), "oc_rnd")

        a_sold_order(room)
        an_order(room, "绿湾 DL-20 50台 12月25日 拉丝银")
        room.taps("lin.xiaoyan", "确认下单", to="sales")

        assert len([card for card in room.cards("zhao.gong") if "收到" in card.buttons]) == 2
        assert len(room.cards("shen.xie", "送不到")) == 1

    def test_once_it_is_back_new_cards_go_to_the_group_again(self, room: Room) -> None:
        room.tenant.remove_bot(room.open_id("gao.yuan"), "oc_rnd")
        a_sold_order(room)
        before = len(room.cards("zhao.gong"))

        room.tenant.add_bot(room.open_id("gao.yuan"), "oc_rnd")
        room.settle()
        an_order(room, "绿湾 DL-20 50台 12月25日 拉丝银")
        room.taps("lin.xiaoyan", "确认下单", to="sales")

        assert len(room.cards("zhao.gong")) == before
        assert len([card for card in room.cards("rnd") if "收到" in card.buttons]) == 2

    def test_a_lost_chat_s_digest_goes_to_its_lead(self, room: Room) -> None:
        room.tenant.remove_bot(room.open_id("wang.sheng"), "oc_management")
        room.settle()

        room.advance(days=1)

        assert len(room.cards("gao.yuan", "早报")) == 1

    @pytest.mark.every_database
    def test_the_administrator_reads_what_could_not_be_sent_as_long_as_it_is_missing(self, room: Room) -> None:
        room.tenant.remove_bot(room.open_id("gao.yuan"), "oc_rnd")
        a_sold_order(room)
        room.says("luo.wei", "/status")
        told = room.last_card("luo.wei")
        assert f"{NUMBER}：chat_gone" in told
        room.says("gao.yuan", "/status")
        assert "chat_gone" not in room.last_card("gao.yuan")

        room.tenant.add_bot(room.open_id("gao.yuan"), "oc_rnd")
        room.settle()
        room.says("luo.wei", "/status")

        assert "chat_gone" not in room.last_card("luo.wei")
        assert "一切正常" in room.last_card("luo.wei")

    def test_a_person_who_blocked_the_bot_is_noticed_and_found_again(self, room: Room) -> None:
        room.tenant.block_bot(room.open_id("wang.sheng"), True)
        a_sold_order(room)
        room.advance(hours=1, minutes=1)
        assert "王胜" in room.last_card("shen.xie").text

        room.tenant.block_bot(room.open_id("wang.sheng"), False)
        room.says("wang.sheng", "/help")

        room.says("gao.yuan", "/status")
        assert "联系不上" not in room.last_card("gao.yuan").text


def test_a_welcome_is_said_once(room: Room) -> None:
    for _ in range(3):
        room.tenant.open_private_chat(room.open_id("he.tao"))
        room.settle()

    assert len(room.cards("he.tao")) == 1
    assert "同频" in room.last_card("he.tao").title


def test_the_menu_says_what_words_say(room: Room) -> None:
    room.tenant.tap_menu(room.open_id("he.tao"), "help")
    room.settle()

    assert "/neworder" in room.last_card("he.tao")


def test_a_recalled_question_is_still_answered(room: Room) -> None:
    message = room.tenant.say(room.open_id("he.tao"), "oc_sales", "@同频 /who", mention_bot=True)
    room.tenant.recall(room.open_id("he.tao"), message)

    room.settle()

    assert "协同负责人" in room.last_card("sales")


def test_events_that_nobody_knows_do_no_harm(room: Room) -> None:
    room.tenant.push_event("drive.file.edit_v1", {"file_token": "x"})
    room.tenant.push_event("approval_instance", {"type": "approval_instance", "status": "APPROVED"}, schema="1.0")
    room.settle()

    assert room.tenant.next_due() is None


def _refusals(room: Room) -> int:
    return sum(
        1
        for entry in room.tenant.wire_since(0, limit=500)
        if entry["direction"] == "to_platform" and entry["status"] != 200
    )
