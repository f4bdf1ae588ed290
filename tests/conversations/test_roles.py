"""Roles in chat: who has them, giving and taking, and the last coordinator."""

from tests.kit import Room
from tests.kit.stories import actions, orders_in

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


def test_the_last_coordinator_stays(room: Room) -> None:
    room.says("luo.wei", "/role 沈协 -协同负责人")

    assert "沈协 是唯一的协同负责人，先指定另一位再改。" in room.last_card("luo.wei")

    room.says("luo.wei", "/role 何涛 +协同负责人")
    room.says("luo.wei", "/role 沈协 -协同负责人")

    assert ("luo.wei", "RoleRevoked") in actions(room, "shen.xie")


def test_an_unknown_person_or_role_is_asked_back(room: Room) -> None:
    room.says("luo.wei", "/role 王生 +销售")
    room.says("luo.wei", "/role 王胜 +董事长")

    assert "没有找到人员“王生”。相近的有：王胜" in room.cards("luo.wei")[-2]
    assert "没有“董事长”这个角色" in room.last_card("luo.wei")
    assert "协同负责人" in room.last_card("luo.wei")


def test_a_role_without_a_name_gives_an_example(room: Room) -> None:
    room.says("luo.wei", "/role +销售")

    assert "/role 何涛 +协同负责人" in room.last_card("luo.wei")
