"""What cannot be meant gets a sentence of its own, on a form that keeps everything else."""

import pytest

from tests.kit import Room
from tests.kit.stories import orders_in

REST = {"requested_date": "2026-12-20", "requirement": "白色外壳"}


@pytest.mark.parametrize(
    ("quantity", "sentence"),
    [
        ("0", "“0”不行，至少要订 1 台。"),
        ("-3", "“-3”不行，至少要订 1 台。"),
        ("1e12", "“1e12”太大了，一行最多 10,000,000，看看是不是多打了零。"),
        ("二百五十万亿", "“二百五十万亿”太大了，一行最多 10,000,000，看看是不是多打了零。"),
        ("1.5", "“1.5”不是整数，请按整台、整件下单。"),
        ("一些", "“一些”不是准数，请写一个确定的数量。"),
        ("5箱", "“5箱”是按“箱”算的，请写明一共多少台（件）。"),
        ("很快", "“很快”没看懂，可以写 200、2万、三百台。"),
    ],
)
def test_a_quantity(room: Room, quantity: str, sentence: str) -> None:
    room.says("lin.xiaoyan", "/neworder 恒远 SW-300", to="sales")

    room.submits("lin.xiaoyan", REST | {"quantity": quantity}, to="sales")

    form = room.last_card("sales")
    assert sentence in form
    assert form.fields["quantity"].typed == quantity
    assert form.fields["requirement"].typed == "白色外壳"
    assert orders_in(room) == []


@pytest.mark.every_database
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("2月30日", "没有“2月30日”这一天，请核对日期。"),
        ("昨天", "“昨天”是 2026-11-22 周日，已经过去了（今天 2026-11-23 周一）。"),
        ("2020年1月1日", "“2020年1月1日”是 2020-01-01 周三，已经过去了（今天 2026-11-23 周一）。"),
        ("2099年1月1日", "“2099年1月1日”太远了"),
        ("改天", "日期“改天”没看懂"),
    ],
)
def test_a_day_in_words(room: Room, words: str, sentence: str) -> None:
    room.says("lin.xiaoyan", f"/neworder 客户=恒远 产品=SW-300 数量=300 交期={words} 要求=白色", to="sales")

    form = room.last_card("sales")
    assert sentence in form
    assert set(form.fields) == {"requested_date"}
    assert orders_in(room) == []


@pytest.mark.parametrize("command", ["/neworder", "/quote"])
@pytest.mark.parametrize(
    "words",
    [
        "1e30台 12月20日", "NaN台 12月20日", "Infinity 台 12月20日", f"{10**31}台 12月20日", "9" * 400 + "台 12月20日",
        "300台 0001-01-01", "300台 9999-12-31", "300台 9999年12月31日", "300台 0001年1月1日",
    ],
)  # fmt: skip
def test_numbers_and_days_beyond_all_reckoning(room: Room, command: str, words: str) -> None:
    """Whatever is made of them, it is a form that asks back and no reference for a defect."""
    room.says("lin.xiaoyan", f"{command} 恒远 SW-300 {words} 白色 220V", to="sales")

    form = room.last_card("sales")
    assert form.fields
    assert orders_in(room) == []


def test_yesterday_picked_in_the_calendar(room: Room) -> None:
    room.says("lin.xiaoyan", "/neworder 恒远 SW-300", to="sales")

    room.submits("lin.xiaoyan", REST | {"quantity": "300", "requested_date": "2026-11-22"}, to="sales")

    form = room.last_card("sales")
    assert "已经过去了（今天 2026-11-23 周一）" in form
    assert form.fields["quantity"].typed == "300"


def test_an_unknown_product_is_asked_back_with_the_list(room: Room) -> None:
    room.says("lin.xiaoyan", "/neworder 客户=恒远 产品=冰箱 数量=300 交期=12月20日 要求=白色", to="sales")

    form = room.last_card("sales")
    assert "没有找到产品“冰箱”" in form
    assert set(form.fields) == {"product"}
    assert "SW-300" in form.fields["product"].choices


def test_an_unknown_customer_is_asked_back(room: Room) -> None:
    room.says("lin.xiaoyan", "/neworder 客户=某某公司 产品=SW-300 数量=300 交期=12月20日 要求=白色", to="sales")

    assert "没有找到客户“某某公司”" in room.last_card("sales")


def test_several_mistakes_are_told_together(room: Room) -> None:
    room.says("lin.xiaoyan", "/neworder 客户=恒远 产品=冰箱 数量=0 交期=2月30日", to="sales")

    form = room.last_card("sales")
    assert set(form.fields) == {"product", "quantity", "requested_date", "requirement"}
    for words in ("冰箱", "至少要订 1 台", "没有“2月30日”这一天"):
        assert words in form
