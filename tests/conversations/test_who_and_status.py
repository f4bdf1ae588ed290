"""Whom to ask, and how the program is."""

import pytest
from sqlmodel import col, select

from storage.tables import LivingCard
from tests.kit import Room
from tests.kit.stories import a_released_order, a_sold_order, an_order, risks_scanned


class TestWho:
    def test_every_department_with_its_people(self, room: Room) -> None:
        room.says("he.tao", "/who", to="sales")

        card = room.last_card("sales")
        assert "生产部负责人：王胜" in card.text
        assert "协同负责人：沈协" in card.text
        assert card.text.count("沈协") == 1

    def test_the_group_of_the_coordinators_is_one_line_too(self, room: Room) -> None:
        room.says("he.tao", "/who 产销研协同组")

        assert room.last_card("he.tao").text.count("沈协") == 1

    @pytest.mark.parametrize("words", ["生产", "生产部", "production", "PRODUCTION"])
    def test_one_department(self, room: Room, words: str) -> None:
        room.says("he.tao", f"/责任人 {words}")

        card = room.last_card("he.tao")
        assert "生产部负责人：王胜" in card.text
        assert "生产部成员：孙立" in card.text
        assert "采购" not in card

    def test_who_answers_for_an_order(self, room: Room) -> None:
        a_sold_order(room)

        room.says("wang.sheng", "/who 0001", to="production")

        card = room.last_card("production")
        for name in ("林晓燕", "沈协", "王胜", "赵工", "陈彩"):
            assert name in card

    def test_only_a_lead_is_called_one(self, room: Room) -> None:
        room.says("he.tao", "/who 研发部")

        card = room.last_card("he.tao")
        assert "研发部负责人：赵工" in card.text.splitlines()
        assert any(line.startswith("研发部成员：") for line in card.text.splitlines())

    @pytest.mark.every_database
    def test_an_end_that_several_orders_have_lists_them(self, busy_room: Room) -> None:
        busy_room.says("wang.sheng", "/who 恒远")

        card = busy_room.last_card("wang.sheng")
        assert card.title == "找到的订单"
        assert "查看" in card.buttons

    def test_nobody_is_meant(self, room: Room) -> None:
        room.says("he.tao", "/who 财务")

        assert "没有找到订单“财务”" in room.last_card("he.tao")


def ready_to_start(room: Room) -> None:
    """Drawing and material of an order are there."""
    a_released_order(room)
    room.taps("zhao.gong", "图纸已确认", to="rnd")
    room.taps("chen.cai", "物料已齐套", to="purchasing")


class TestStatus:
    def test_fresh_data_and_nothing_stuck(self, room: Room) -> None:
        room.says("gao.yuan", "/status")

        card = room.last_card("gao.yuan")
        assert card.title == "运行状态"
        assert card.mood == "good"
        assert "库存数据" in card

    def test_stale_stock_is_told_with_its_age(self, room: Room) -> None:
        room.advance(hours=49)

        room.says("gao.yuan", "/状态")

        card = room.last_card("gao.yuan")
        assert card.mood == "bad"
        line = next(line for line in card.lines if line.startswith("库存数据"))
        assert "49 小时" in line

    def test_each_source_says_how_far_it_is_behind_its_limit(self, room: Room) -> None:
        room.advance(hours=50)

        room.says("gao.yuan", "/status")

        lines = room.last_card("gao.yuan").lines
        stock = next(line for line in lines if line.startswith("库存数据"))
        assert "已经 50 小时，超过时限 2 小时" in stock
        orders = next(line for line in lines if line.startswith("采购单数据"))
        assert "50 小时前，时限 72 小时" in orders

    def test_the_planner_says_what_it_knows_and_when_it_last_looked(self, room: Room) -> None:
        room.says("gao.yuan", "/status")
        before = room.last_card("gao.yuan").text
        assert "交期和排产计算：运行正常" in before
        assert "上次算交期把握：还没有" in before

        a_sold_order(room)
        risks_scanned(room)
        room.advance(hours=3)
        room.says("gao.yuan", "/status")

        after = room.last_card("gao.yuan").text
        assert "运行正常，读到计划版本" in after
        assert "上次算交期把握：" in after
        assert "3 小时前" in after.split("上次算交期把握：")[1].splitlines()[0]

    def test_the_floor_that_nobody_reports_from_is_named(self, room: Room) -> None:
        ready_to_start(room)
        room.says("gao.yuan", "/status")
        assert "上次报工：还没有" in room.last_card("gao.yuan").text

        room.taps("wang.sheng", "已开工", to="production")
        room.advance(hours=2)
        room.says("gao.yuan", "/status")

        assert "2 小时前" in room.last_card("gao.yuan").text.split("上次报工：")[1].splitlines()[0]

    def test_and_makes_a_promise_less_sure(self, room: Room) -> None:
        room.advance(hours=49)

        card = an_order(room)

        assert "库存数据已经 49 小时没更新，交期按有风险看" in card
        assert "把握：高" not in card

    @pytest.mark.parametrize(("hours", "age"), [(49, "49 小时"), (14 * 24, "14 天")])
    def test_a_promise_on_stale_data_is_at_risk_whatever_its_date(self, room: Room, hours: int, age: str) -> None:
        room.advance(hours=hours)

        card = an_order(room, "恒远 SW-300 30台 1月20日 白色 220V")

        assert card.mood == "bad"
        assert "有风险，数据不新。按现有数据赶得上" in card
        assert f"库存数据已经 {age}没更新" in card


class TestHowSureADateIs:
    def test_an_answer_says_by_when_it_leaves_four_times_in_five(self, room: Room) -> None:
        card = an_order(room)

        assert "八成把握" in card
        assert "发。" in next(line for line in card.lines if "八成把握" in line)

    def test_a_sold_order_says_so_once_it_was_looked_at(self, room: Room) -> None:
        card = a_sold_order(room)
        assert "八成把握" not in card.text

        risks_scanned(room)

        line = next(line for line in room.again(card).lines if line.startswith("把握："))
        assert "八成把握" in line

    def test_looking_again_at_the_same_plan_sends_nothing(self, room: Room) -> None:
        a_sold_order(room)
        risks_scanned(room)
        wanted = [(card.id, card.wanted) for card in living(room)]

        risks_scanned(room)

        assert [(card.id, card.wanted) for card in living(room)] == wanted


def living(room: Room) -> list[LivingCard]:
    with room.read() as session:
        return list(session.exec(select(LivingCard).order_by(col(LivingCard.id))))
