import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.grammar.folding import SEPARATORS, fold
from bot.grammar.words import Keys, NumberMissing, Words, read_words

COMMANDS = frozenset(
    "help neworder order myorders cancel resume 帮助 新订单 订单 我的订单 取消 恢复 恢复运行".split()  # noqa: SIM905
)
KEYS = Keys(
    {"客户": "customer", "customer": "customer", "数量": "quantity", "交期": "requested_date", "要求": "requirement"}
)


@pytest.mark.parametrize(("typed", "command", "rest"), [
    ("/help", "help", ""),
    ("／neworder 恒远", "neworder", "恒远"),
    ("  /NewOrder\n恒远", "neworder", "恒远"),
    ("/neworder客户=恒远", "neworder", "客户=恒远"),
    ("/新订单恒远SW-300", "新订单", "恒远SW-300"),
    ("、新订单 恒远", "新订单", "恒远"),  # the slash key of a Chinese keyboard
    ("/恢复运行CNC-3", "恢复运行", "CNC-3"),  # not 恢复
    ("/新定单 恒远", "新定单", "恒远"),  # unknown, but meant as a command
    ("/newoder", "newoder", ""),
    ("新订单 恒远", "新订单", "恒远"),
    ("新订单恒远SW-300", "新订单", "恒远SW-300"),
    ("新订单：恒远", "新订单", "恒远"),
    ("取消2611-42", "取消", "2611-42"),
    ("help", "help", ""),
    ("订单什么时候到", "", "订单什么时候到"),  # a sentence, not /订单
    ("、你好", "", "、你好"),
    ("helpme", "", "helpme"),
    ("/", "", "/"),
    ("", "", ""),
])  # fmt: skip
def test_the_command_word_is_separated(typed: str, command: str, rest: str) -> None:
    words = read_words(typed, COMMANDS)

    assert (words.command, words.rest) == (command, rest)


def test_a_slash_is_remembered() -> None:
    assert read_words("/newoder x", COMMANDS).has_slash
    assert not read_words("新订单 x", COMMANDS).has_slash


@pytest.mark.parametrize(("typed", "pairs"), [
    ("客户=恒远 数量=200 要求=白色 带logo", {"customer": "恒远", "quantity": "200", "requirement": "白色 带logo"}),
    ("客户：恒远，数量：1,200；交期：下周五", {"customer": "恒远", "quantity": "1,200", "requested_date": "下周五"}),
    ('customer = "Nordlys Homes" 数量= 5', {"customer": "Nordlys Homes", "quantity": "5"}),
    ("客户：“恒远 数量：3” 数量：5", {"customer": "恒远 数量：3", "quantity": "5"}),  # quoted words are one
    ("要求=尺寸L=200mm 客户=恒远", {"requirement": "尺寸L=200mm", "customer": "恒远"}),
    ("logo=有 白色 客户=恒远", {"logo": "有", "customer": "恒远"}),  # an unknown key ends at the blank
    ("客户=", {"customer": ""}),
    ("a==b 14:30 https://x", {}),
])  # fmt: skip
def test_keys_and_values_are_separated(typed: str, pairs: dict[str, str]) -> None:
    assert {pair.key: pair.value for pair in KEYS.pairs(typed)} == pairs


def test_free_words_are_the_ones_outside_pairs() -> None:
    words = Words("report", 'WO-7 1,200 qty=120 废3，"a b" x、y')

    assert words.tokens == ("WO-7", "1,200", "废3", "a b", "x", "y")
    assert words.value("qty") == "120"
    assert words.value("colour") is None


@pytest.mark.parametrize(("typed", "number"), [
    ("ORD-2611-0042", "ORD-2611-0042"), ("ord-2611-42", "ORD-2611-0042"), ("ＯＲＤ２６１１００４２", "ORD-2611-0042"),
    ("ord 2611 42", "ORD-2611-0042"), ("2611-42", "ORD-2611-0042"), ("订单2611-0042啊", "ORD-2611-0042"),
    ("0042", "0042"), ("42", "0042"), ("#42", "0042"), ("ORD-42", "0042"), ("恒远 #7", "0007"),
    ("PO-2611-0003", None), ("SW-300", None), ("恒远", None), ("", None),
])  # fmt: skip
def test_an_order_number_is_found_whole_or_in_part(typed: str, number: str | None) -> None:
    assert Words("order", typed).find_number("ORD") == number


@pytest.mark.parametrize(("typed", "prefix", "number"), [
    ("WO-7 120", "WO", "WO-0007"), ("chg-0007", "CHG", "CHG-0007"), ("AL-12 PO-2611-0003", "PO", "PO-2611-0003"),
])  # fmt: skip
def test_other_numbers_are_found_by_their_prefix(typed: str, prefix: str, number: str) -> None:
    assert Words("", typed).number(prefix) == number


def test_a_missing_number_is_asked_for_with_an_example() -> None:
    with pytest.raises(NumberMissing) as caught:
        Words("order", "恒远").number("ORD")

    assert caught.value.facts == {"prefix": "ORD", "example": "ORD-2611-0042"}


def typed_characters(text: str) -> str:
    ignored = SEPARATORS + "\"'“”‘’「」『』=:/\\"
    return "".join(sorted(letter for letter in fold(text) if letter not in ignored))


@given(st.text(alphabet='ab客户数量：=" ,，、"“”1/新订单\n', max_size=40))
def test_no_character_is_lost(text: str) -> None:
    words = read_words(text, COMMANDS)

    told = [words.command, *words.tokens, *(pair.key + pair.value for pair in words.pairs)]
    assert typed_characters("".join(told)) == typed_characters(text)


@given(st.text())
def test_folding_keeps_every_place(text: str) -> None:
    assert len(fold(text)) == len(text)
