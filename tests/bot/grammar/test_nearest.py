import pytest

from bot.grammar.nearest import MOST, nearest
from tests.bot.grammar.tables import each

ENGLISH = ["help", "neworder", "quote", "order", "myorders", "late", "status", "who", "role", "cancel", "approve"]
CHINESE = ["帮助", "新订单", "询期", "订单", "我的订单", "逾期", "状态", "责任人", "角色", "取消", "暂停", "同意"]
COMMANDS = ENGLISH + CHINESE


@pytest.mark.parametrize(("meant", "typed"), each([
    ("neworder", "/newoder | neworde | /nworder | /new | ／ＮＥＷＯＤＥＲ"),
    ("help", "/hlep"),
    ("quote", "/qoute"),
    ("status", "/staus"),
    ("order", "/orders"),
    ("approve", "/approv"),
    ("新订单", "新定单"),
    ("订单", "订丹"),
    ("帮助", "帮住"),
    ("我的订单", "我订单"),
    ("取消", "取消了"),
]))  # fmt: skip
def test_a_slip_finds_the_command(typed: str, meant: str) -> None:
    assert meant in nearest(typed, COMMANDS)


def test_the_best_comes_first() -> None:
    assert nearest("/newoder", COMMANDS)[0] == "neworder"


@pytest.mark.parametrize("typed", ["/xyzzy", "你好", "查", "a", "", "/", "今天天气怎么样", "x" * 1000, "🙂🙂"])
def test_what_is_too_far_finds_nothing(typed: str) -> None:
    assert nearest(typed, COMMANDS) == ()


def test_there_are_three_suggestions_at_most() -> None:
    assert len(nearest("oder", ["order", "odder", "older", "ode", "odex"])) == MOST
