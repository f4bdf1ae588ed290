"""What people are told they can do, and what they are told when they have not said it right."""

import pytest

from tests.kit import Room

pytestmark = pytest.mark.every_platform

NUMBER = "ORD-2611-0001"


class TestHelp:
    def test_help_shows_only_what_this_role_can_do(self, room: Room) -> None:
        room.says("lin.xiaoyan", "/help")
        room.says("wang.sheng", "/帮助")

        assert "/neworder" in room.last_card("lin.xiaoyan")
        assert "/neworder" not in room.last_card("wang.sheng")
        assert "/order" in room.last_card("wang.sheng")

    def test_with_an_example_of_each(self, room: Room) -> None:
        room.says("lin.xiaoyan", "/help")

        assert "/neworder 恒远 SW-300 300台 12月20日 白色" in room.last_card("lin.xiaoyan")

    def test_and_the_example_works_as_it_stands(self, room: Room) -> None:
        room.says("lin.xiaoyan", "/neworder 恒远 SW-300 300台 12月20日 白色")

        assert room.last_card("lin.xiaoyan").title == f"{NUMBER} 交期答复"

    def test_only_those_who_may_change_roles_are_told_how(self, room: Room) -> None:
        room.says("lin.xiaoyan", "/help")
        room.says("luo.wei", "/help")

        assert "/role 何涛 +采购" not in room.last_card("lin.xiaoyan")
        assert "/role 何涛 +采购" in room.last_card("luo.wei")
        assert room.last_card("luo.wei").text.count("看一个人的角色") == 1

    def test_help_for_one_command(self, room: Room) -> None:
        room.says("lin.xiaoyan", "/help quote")

        card = room.last_card("lin.xiaoyan")
        assert "/quote" in card
        assert "/myorders" not in card


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/newoder", "/neworder"),
        ("/myorder", "/myorders"),
        ("/新定单", "/新订单"),
        ("/hlep", "/help"),
        ("/xyzzy", "/help"),
    ],
)
def test_a_typing_mistake_gets_the_nearest_command(room: Room, typed: str, meant: str) -> None:
    room.says("lin.xiaoyan", typed, to="sales")

    card = room.last_card("sales")
    assert f"不认识“{typed.removeprefix('/')}”" in card
    assert meant in card


def test_small_talk_gets_help(room: Room) -> None:
    room.says("lin.xiaoyan", "在吗？")

    assert "/help" in room.last_card("lin.xiaoyan")
