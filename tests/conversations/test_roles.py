"""Roles in chat: who has them, giving and taking, and the last coordinator."""

import pytest

from tests.kit import Room
from tests.kit.stories import a_sold_order, actions, orders_in, stores, the_order

NUMBER = "ORD-2611-0001"
WHOLE = "/neworder 恒远 SW-300 300台 12月20日 白色"


def test_anybody_may_see_roles(room: Room) -> None:
    room.says("he.tao", "/role")
    room.says("he.tao", "/角色 沈协")

    assert "何涛 的角色：销售" in room.cards("he.tao")[-2]
    assert "沈协 的角色：协同负责人" in room.last_card("he.tao")


def test_the_administrator_gives_a_role_and_it_works_at_once(room: Room) -> None:
    room.says("wang.sheng", WHOLE, to="production")
    assert orders_in(room) == []

    room.says("luo.wei", "/role 王胜 +销售")
    room.says("wang.sheng", WHOLE, to="production")

    assert "王胜 的角色改为：生产、销售" in room.last_card("luo.wei")
    assert len(orders_in(room)) == 1
    assert ("luo.wei", "RoleGranted") in actions(room, "wang.sheng")


def test_and_takes_it_away_again(room: Room) -> None:
    room.says("luo.wei", "/role 何涛 -销售")

    room.says("he.tao", WHOLE, to="sales")

    assert orders_in(room) == []
    assert ("luo.wei", "RoleRevoked") in actions(room, "he.tao")


def test_nobody_else_does(room: Room) -> None:
    room.says("gao.yuan", "/role 高远 +管理员")

    assert "这一步你没有权限。可以找：管理员" in room.last_card("gao.yuan")
    assert actions(room, "gao.yuan") == []


@pytest.mark.parametrize(("key", "person", "role"), [("shen.xie", "沈协", "协同负责人"), ("luo.wei", "罗维", "管理员")])
def test_the_last_one_of_a_role_that_is_needed_stays(room: Room, key: str, person: str, role: str) -> None:
    room.says("luo.wei", f"/role {person} -{role}")

    assert f"{person} 是唯一的{role}，先指定另一位再改。" in room.last_card("luo.wei")

    room.says("luo.wei", f"/role 何涛 +{role}")
    room.says("luo.wei", f"/role {person} -{role}")

    assert ("luo.wei", "RoleRevoked") in actions(room, key)


def test_an_unknown_person_or_role_is_asked_back(room: Room) -> None:
    room.says("luo.wei", "/role 王生 +销售")
    room.says("luo.wei", "/role 王胜 +董事长")

    assert "没有找到人员“王生”。相近的有：王胜" in room.cards("luo.wei")[-2]
    assert "没有“董事长”这个角色" in room.last_card("luo.wei")
    assert "协同负责人" in room.last_card("luo.wei")


def test_a_role_without_a_name_gives_an_example(room: Room) -> None:
    room.says("luo.wei", "/role +销售")

    assert "/role 何涛 +协同负责人" in room.last_card("luo.wei")


def test_a_coordinator_who_steps_down_leaves_no_order_behind(room: Room) -> None:
    card = a_sold_order(room)
    room.says("luo.wei", "/role 王胜 +协同负责人")

    room.says("luo.wei", "/role 沈协 -协同负责人")

    assert "1 张未完成的订单改由王胜协同" in room.last_card("luo.wei")
    assert "协同 王胜" in room.again(card)
    assert the_order(room).coordinator == "wang.sheng"
    assert "shen.xie" not in {node.owner for node in the_order(room).nodes}
    assert ("luo.wei", "CoordinatorChanged") in actions(room, NUMBER)
    room.submits("zhao.gong", {"problem": "图纸缺一张"}, to="rnd", on=NUMBER)
    assert "图纸缺一张" in room.last_card("wang.sheng")
    assert room.cards("shen.xie", "图纸缺一张") == []


@pytest.mark.every_database
def test_nor_an_alert(room: Room) -> None:
    stores(room, "department", {"key": "production", "lead": ""})
    a_sold_order(room)
    promised = the_order(room).promise_date
    assert promised is not None
    room.advance(days=(promised - room.today).days + 2)
    [alert] = room.cards("production", about="已逾期")
    assert "负责人：沈协" in alert
    room.says("luo.wei", "/role 王胜 +协同负责人")

    room.says("luo.wei", "/role 沈协 -协同负责人")

    assert "负责人：王胜" in room.again(alert)


def test_a_lead_who_has_left_is_asked_for_nothing(room: Room) -> None:
    stores(room, "person", {"key": "zhao.gong", "is_active": False, "feishu": ""})

    a_sold_order(room)

    assert the_order(room).acknowledgement_of("rnd").owner == "qian.qi"


@pytest.mark.every_database
def test_so_does_one_who_leaves_the_company(room: Room) -> None:
    a_sold_order(room)
    room.says("luo.wei", "/role 王胜 +协同负责人")

    room.tampers(f"DELETE FROM person_identity WHERE platform <> '{room.platform}'")
    room.deeds.resign("shen.xie")
    room.settle()

    assert the_order(room).coordinator == "wang.sheng"
    assert "另有 1 张未完成的订单由其协同，已改由王胜协同" in room.last_card("wang.sheng")


def test_other_orders_stay_with_their_coordinator(room: Room) -> None:
    room.says("luo.wei", "/role chen.cai +协同负责人")
    a_sold_order(room)
    assert the_order(room).coordinator == "chen.cai"

    room.says("luo.wei", "/role 沈协 -协同负责人")

    assert the_order(room).coordinator == "chen.cai"
    assert "改由" not in room.last_card("luo.wei")


def test_somebody_without_any_role_still_gets_help_and_nothing_else(room: Room) -> None:
    room.says("luo.wei", "/role 何涛 -销售")
    assert "何涛 现在没有任何角色。" in room.last_card("luo.wei")

    room.says("he.tao", "/help")
    assert "何涛，你可以用：" in room.last_card("he.tao")
    assert "/help" in room.last_card("he.tao")

    room.says("he.tao", "/late")
    assert "这一步你没有权限" in room.last_card("he.tao")
