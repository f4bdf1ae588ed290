"""The bot is thrown out of a chat, or somebody blocks it: who has to know reads it, and the rest goes on."""

import pytest

from tests.kit import Room
from tests.kit.stories import a_sold_order, an_order, the_order

pytestmark = pytest.mark.every_platform

NUMBER = "ORD-2611-0001"


class TestTheBotIsThrownOut:
    def test_the_coordinator_reads_it_and_the_rest_goes_on(self, room: Room) -> None:
        room.deeds.remove_bot("production")
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
        room.deeds.remove_bot("production", is_told=False)

        a_sold_order(room)

        assert "送不到" in room.last_card("shen.xie").title

    @pytest.mark.only_on("feishu", "bot-in-groups")
    def test_once_it_is_back_the_chat_gets_the_present_state(self, room: Room) -> None:
        room.deeds.remove_bot("production")
        a_sold_order(room)
        room.advance(hours=1, minutes=1)

        room.deeds.add_bot("production")
        room.settle()

        [card] = room.cards("production")
        assert NUMBER in card.text
        assert "已提醒" in card
        room.says("gao.yuan", "/status")
        assert "联系不上" not in room.last_card("gao.yuan").text

    def test_until_then_the_department_s_cards_go_to_its_lead_and_can_be_answered_there(self, room: Room) -> None:
        room.deeds.remove_bot("rnd")
        room.settle()
        a_sold_order(room)

        assert "请把机器人重新拉进群" in room.last_card("shen.xie")
        assert "赵工" in room.last_card("shen.xie")
        room.taps("zhao.gong", "收到", on=NUMBER)

        assert the_order(room).acknowledgement_of("rnd").acknowledged_by == "zhao.gong"
        assert room.cards("wang.sheng") == []

    def test_so_does_what_was_refused_before_anybody_knew(self, room: Room) -> None:
        room.deeds.remove_bot("rnd", is_told=False)

        a_sold_order(room)
        an_order(room, "绿湾 DL-20 50台 12月25日 拉丝银")
        room.taps("lin.xiaoyan", "确认下单", to="sales")

        assert len([card for card in room.cards("zhao.gong") if "收到" in card.buttons]) == 2
        assert len(room.cards("shen.xie", "送不到")) == 1

    @pytest.mark.only_on("feishu", "bot-in-groups")
    def test_once_it_is_back_new_cards_go_to_the_group_again(self, room: Room) -> None:
        room.deeds.remove_bot("rnd")
        a_sold_order(room)
        before = len(room.cards("zhao.gong"))

        room.deeds.add_bot("rnd")
        room.settle()
        an_order(room, "绿湾 DL-20 50台 12月25日 拉丝银")
        room.taps("lin.xiaoyan", "确认下单", to="sales")

        assert len(room.cards("zhao.gong")) == before
        assert len([card for card in room.cards("rnd") if "收到" in card.buttons]) == 2

    @pytest.mark.only_on("feishu", "bot-in-groups")
    def test_a_lost_chat_s_digest_goes_to_its_lead(self, room: Room) -> None:
        room.deeds.remove_bot("management")
        room.settle()

        room.advance(days=1)

        assert len(room.cards("gao.yuan", "早报")) == 1

    @pytest.mark.only_on("feishu", "bot-in-groups")
    @pytest.mark.every_database
    def test_the_administrator_reads_what_could_not_be_sent_as_long_as_it_is_missing(self, room: Room) -> None:
        room.deeds.remove_bot("rnd")
        a_sold_order(room)
        room.says("luo.wei", "/status")
        told = room.last_card("luo.wei")
        assert f"{NUMBER}：chat_gone" in told
        room.says("gao.yuan", "/status")
        assert "chat_gone" not in room.last_card("gao.yuan")

        room.deeds.add_bot("rnd")
        room.settle()
        room.says("luo.wei", "/status")

        assert "chat_gone" not in room.last_card("luo.wei")
        assert "一切正常" in room.last_card("luo.wei")

    @pytest.mark.only_on("wecom", "bot-in-groups")
    def test_where_nobody_tells_that_it_is_back_the_next_card_finds_out(self, room: Room) -> None:
        room.deeds.remove_bot("rnd")
        a_sold_order(room)
        room.says("gao.yuan", "/status")
        assert "联系不上" in room.last_card("gao.yuan").text

        room.deeds.add_bot("rnd")
        an_order(room, "绿湾 DL-20 50台 12月25日 拉丝银")
        room.taps("lin.xiaoyan", "确认下单", to="sales")

        assert "收到" in room.last_card("rnd").buttons
        room.says("gao.yuan", "/status")
        assert "联系不上" not in room.last_card("gao.yuan").text

    @pytest.mark.only_on("wecom", "bot-in-groups")
    def test_spoken_to_in_a_group_it_knows_that_it_is_back(self, room: Room) -> None:
        room.deeds.remove_bot("rnd")
        a_sold_order(room)

        room.deeds.add_bot("rnd")
        room.says("zhao.gong", "/help", to="rnd")

        assert "收到" in room.last_card("rnd", about=NUMBER).buttons

    @pytest.mark.only_on("feishu", "blocking")
    def test_a_person_who_blocked_the_bot_is_noticed_and_found_again(self, room: Room) -> None:
        room.tenant.block_bot(room.open_id("wang.sheng"), True)
        a_sold_order(room)
        room.advance(hours=1, minutes=1)
        assert "王胜" in room.last_card("shen.xie").text

        room.tenant.block_bot(room.open_id("wang.sheng"), False)
        room.says("wang.sheng", "/help")

        room.says("gao.yuan", "/status")
        assert "联系不上" not in room.last_card("gao.yuan").text
