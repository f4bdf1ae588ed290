"""`/changeorder` in the words people use."""

from datetime import date

import pytest

from bot.grammar.downtime import ReasonTooLong
from bot.grammar.order_change import read_change_form, read_order_change
from handlers.order_commands import ChangeOrder
from tests.bot.grammar.factory import LEXICON

TODAY = date(2026, 11, 23)
LATE = date(2026, 12, 28)


def read(told: str) -> ChangeOrder:
    return read_order_change("0042", told, LEXICON, TODAY)


@pytest.mark.parametrize(
    ("told", "quantity", "day", "loose"),
    [
        ("数量 400", 400, None, ""),
        ("数量400", 400, None, ""),
        ("数量：400台", 400, None, ""),
        ("数量改为 1,200", 1200, None, ""),
        ("数量从300改成400", 400, None, ""),
        ("改成 400 台 客户加量", 400, None, "客户加量"),
        ("400", 400, None, ""),
        ("2万件", 20_000, None, ""),
        ("quantity 400", 400, None, ""),
        ("qty=400 customer wants more", 400, None, "customer wants more"),
        ("交期 12月28日", None, LATE, ""),
        ("交期改到12月28号 客户仓库没空", None, LATE, "客户仓库没空"),
        ("交期=2026-12-28", None, LATE, ""),
        ("date 28 December", None, LATE, ""),
        ("推迟到 12月28日", None, LATE, ""),
        ("数量 400 交期 12月28日 原因：客户加量", 400, LATE, "客户加量"),
        ("交期 12月28日，数量 400", 400, LATE, ""),
        ("黑色 客户改主意", None, None, "黑色 客户改主意"),
        ("", None, None, ""),
    ],
)
def test_what_is_said(told: str, quantity: int | None, day: date | None, loose: str) -> None:
    found = read(told)

    assert (found.quantity, found.requested_date, found.loose, found.problems) == (quantity, day, loose, {})


def test_fields_of_the_spec_are_named_and_take_one_word() -> None:
    found = read("面板颜色=黑色 门型=左开 客户改主意")

    assert found.spec == {"面板颜色": "黑色", "门型": "左开"}
    assert found.loose == "客户改主意"


def test_quoted_words_are_one() -> None:
    assert read('面板颜色="深 灰"').spec["面板颜色"] == "深 灰"


def test_one_line_of_several_can_be_meant() -> None:
    assert (read("第2行 数量 50").line_no, read("line 3 quantity 50").line_no) == (2, 3)


@pytest.mark.parametrize(
    ("told", "field", "refusal"),
    [
        ("数量 -5", "quantity", "QuantityNotPositive"),
        ("数量 一些", "quantity", "QuantityVague"),
        ("交期 2月30日", "requested_date", "NoSuchDay"),
        ("交期 2026-11-01", "requested_date", "DayPassed"),
        ("交期 看情况", "requested_date", "DayUnreadable"),
    ],
)
def test_what_cannot_be_read_is_a_problem_of_its_field_and_the_words_are_kept(
    told: str, field: str, refusal: str
) -> None:
    found = read(told)

    assert found.problems[field].refusal == refusal
    assert found.typed[field] in told


def test_a_reason_has_an_end() -> None:
    with pytest.raises(ReasonTooLong):
        read("数量 400 " + "长" * 301)


def test_a_form_says_what_is_filled_in() -> None:
    form = {"quantity": "400", "requested_date": "", "spec_colour": "黑色", "reason": " 客户加量 "}

    found = read_change_form("CHG-2611-0001", 3, form, TODAY)

    assert (found.quantity, found.requested_date, found.spec) == (400, None, {"colour": "黑色"})
    assert (found.reason, found.revision) == ("客户加量", 3)
    assert read_change_form("CHG-1", None, {"quantity": "很多"}, TODAY).problems.keys() == {"quantity"}
