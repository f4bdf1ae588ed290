"""Finding and seeing: the same for everybody, personal lists in private."""

import re

import pytest

from core.orders import OrderStatus
from core.orders.status import COMMITTED
from tests.kit import Room
from tests.kit.stories import a_released_order, a_sold_order, an_order, orders_in, the_order

NUMBER = "ORD-2611-0001"

FOUND_BY = (
    "/order 0001", "/order ORD-2611-0001", "/订单 #1", "/order 2611-0001", "/order 恒远", "/order SW-300",
    "/order 温控面板",
)  # fmt: skip


@pytest.mark.every_database
def test_an_order_is_found_by_number_fragment_customer_or_product(room: Room) -> None:
    a_released_order(room)

    for words in FOUND_BY:
        asked = len(room.cards("production"))
        room.says("wang.sheng", words, to="production")

        assert len(room.cards("production")) == asked + 1
        assert room.last_card("production").title.startswith(f"订单 {NUMBER}")


def test_any_role_sees_the_same_order(room: Room) -> None:
    a_released_order(room)

    for person in ("lin.xiaoyan", "wang.sheng", "zhao.gong", "chen.cai", "wu.jian", "zheng.ku", "gao.yuan", "shen.xie"):
        room.says(person, "/order 0001")
    seen = {room.last_card(person).text for person in ("lin.xiaoyan", "wang.sheng", "zhao.gong", "gao.yuan")}

    assert len(seen) == 1


def test_several_are_listed_and_each_can_be_opened(room: Room) -> None:
    an_order(room)
    an_order(room, "恒远 DL-20 50台 12月25日 拉丝银")

    room.says("wang.sheng", "/order 恒远", to="production")
    assert room.last_card("production").title == "找到的订单"
    room.taps("wang.sheng", "查看", to="production", nth=1)

    assert room.toast == "已打开"
    assert room.last_card("production").title == f"{NUMBER} 交期答复"


def test_a_row_says_the_day_that_the_card_says(room: Room) -> None:
    """Before it is sold, the day we answered; what the customer wishes for is only a wish."""
    card = an_order(room, "恒远 SW-300 300台 12月1日 白色")
    an_order(room, "恒远 DL-20 50台 12月25日 拉丝银")
    answered = card.lines[card.lines.index("最早发货") + 1] if "最早发货" in card.lines else card.text

    room.says("lin.xiaoyan", "/order 恒远")

    row = next(line for line in room.last_card("lin.xiaoyan").lines if "SW-300" in line)
    day = row.split("最早发货 ")[1]
    assert day in answered
    assert "12月1日" not in row


def test_the_rows_of_sold_orders_say_what_is_promised(room: Room) -> None:
    a_sold_order(room)

    room.says("lin.xiaoyan", "/myorders")

    promised = the_order(room).promise_date
    assert promised is not None
    assert f"当前承诺 {promised.month}月{promised.day}日" in room.last_card("lin.xiaoyan")


@pytest.mark.every_database
def test_an_order_of_several_lines_says_how_many(busy_room: Room) -> None:
    several = next(order for order in orders_in(busy_room) if len(order.lines) > 1)

    busy_room.says("wang.sheng", f"/order {several.lines[1].product_code}")
    while several.order_no not in busy_room.last_card("wang.sheng").text:
        busy_room.taps("wang.sheng", "第 2 页", to="wang.sheng")

    lines = busy_room.last_card("wang.sheng").lines
    row = lines[next(place for place, line in enumerate(lines) if several.order_no in line) + 1]
    assert f"台 等 {len(several.lines)} 项 ·" in row


def test_nothing_found_says_how_to_ask(room: Room) -> None:
    room.says("wang.sheng", "/order 火星", to="production")

    assert "没有找到订单" in room.last_card("production")


def test_a_number_that_does_not_exist_names_the_nearest(room: Room) -> None:
    an_order(room)

    room.says("wang.sheng", "/order ORD-2610-0001", to="production")

    assert "没有找到订单“ORD-2610-0001”。相近的有：ORD-2611-0001" in room.last_card("production")


def test_the_command_without_a_word_gives_an_example(room: Room) -> None:
    room.says("wang.sheng", "/order", to="production")

    card = room.last_card("production")
    assert card.title == "请再写清楚一点"
    assert "请写完整，例如 /order 0042" in card


@pytest.mark.only_on("feishu", "old-cards-in-groups")
def test_looking_again_leaves_one_live_card_in_the_chat(room: Room) -> None:
    a_released_order(room)

    for _ in range(3):
        room.says("wang.sheng", "/order 0001", to="production")

    live = [card for card in room.cards("production") if card.title.startswith(f"订单 {NUMBER}")]
    assert len(live) == 1
    assert len(room.cards("production", about="已过期")) == 2


@pytest.mark.only_on("wecom", "old-cards-in-groups")
def test_an_older_one_stays_as_it_was_until_somebody_taps_on_it(room: Room) -> None:
    older = an_order(room)
    room.says("lin.xiaoyan", "/order 0001", to="sales")
    newer = room.last_card("sales")
    assert room.cards("sales")[0].buttons == newer.buttons

    room.taps_as_seen("lin.xiaoyan", "确认下单", older)

    assert room.toast.startswith(f"{NUMBER} 已下单")
    assert [card.title for card in room.cards("sales")] == [f"{NUMBER} 已过期", f"订单 {NUMBER}"]


def test_personal_lists_never_land_in_a_group(busy_room: Room) -> None:
    busy_room.says("lin.xiaoyan", "/myorders", to="sales")

    assert busy_room.last_card("sales").title == "已私聊"
    mine = busy_room.last_card("lin.xiaoyan")
    assert mine.title == "我的订单"
    assert "查看" in mine.buttons


def test_my_orders_are_mine(busy_room: Room) -> None:
    busy_room.says("he.tao", "/我的订单")
    busy_room.says("lin.xiaoyan", "/我的订单")

    numbers = [
        set(re.findall(r"ORD-\d{4}-\d{4}", busy_room.last_card(person).text)) for person in ("he.tao", "lin.xiaoyan")
    ]
    assert all(numbers)
    assert not numbers[0] & numbers[1]


def test_pages_turn_in_place(busy_room: Room) -> None:
    busy_room.says("wang.sheng", "/order SW-300", to="production")
    first = busy_room.last_card("production")
    assert "第 1/" in first

    busy_room.taps("wang.sheng", "第 2 页", on=first, settle=False)
    assert busy_room.toast == "已翻页"
    second = busy_room.again(first)

    assert "第 2/" in second
    assert second.message_id == first.message_id
    busy_room.settle()
    assert busy_room.again(first) == second
    busy_room.taps("wang.sheng", "第 1 页", on=second)
    assert busy_room.again(first).lines == first.lines


def test_the_late_ones(busy_room: Room) -> None:
    busy_room.says("gao.yuan", "/late")

    late = busy_room.last_card("gao.yuan")
    assert late.title == "逾期和有风险的订单"
    assert "逾期 4 天" in late
    assert "预计晚 4 天" in late
    busy_room.taps("gao.yuan", "查看", on=late)
    assert busy_room.last_card("gao.yuan").title.startswith("订单 ORD-")


def test_sales_see_their_own_late_ones_and_their_lead_all(busy_room: Room) -> None:
    counts = {}
    for person in ("lin.xiaoyan", "zhou.lan", "gao.yuan"):
        busy_room.says(person, "/逾期")
        counts[person] = len(set(re.findall(r"ORD-\d{4}-\d{4}", busy_room.last_card(person).text)))

    assert 0 < counts["lin.xiaoyan"] < counts["zhou.lan"] == counts["gao.yuan"]
    assert busy_room.last_card("lin.xiaoyan").title == "你的逾期和有风险的订单"
    assert busy_room.last_card("zhou.lan").title == "逾期和有风险的订单"


def test_only_those_who_may_order_are_told_how(room: Room) -> None:
    room.says("wang.sheng", "/myorders")
    room.says("he.tao", "/myorders")

    assert "/neworder" not in room.last_card("wang.sheng")
    assert "/neworder" in room.last_card("he.tao")


def test_an_order_at_risk_says_so_wherever_it_is_shown(busy_room: Room) -> None:
    at_risk = next(
        order for order in orders_in(busy_room) if order.is_at_risk and not order.is_overdue(busy_room.today)
    )
    assert at_risk.forecast_date is not None
    assert at_risk.promise_date is not None
    days = (at_risk.forecast_date - at_risk.promise_date).days

    busy_room.says("gao.yuan", f"/order {at_risk.order_no}")
    busy_room.says("gao.yuan", "/late")

    order, late = busy_room.cards("gao.yuan")[-2:]
    assert "有风险" in order.tags
    assert order.mood == "bad"
    row = late.lines.index(next(line for line in late.lines if line.startswith(at_risk.order_no)))
    assert f"预计晚 {days} 天" in late.lines[row + 1]
    assert "延期风险" in busy_room.last_card("production", about=at_risk.order_no).title


def test_a_quote_that_came_from_a_sheet_can_be_confirmed_and_expires(busy_room: Room) -> None:
    quoted = next(order for order in orders_in(busy_room) if order.status is OrderStatus.QUOTED)
    assert quoted.held_until is not None
    assert quoted.promise_date is None
    busy_room.says(quoted.owner, f"/order {quoted.order_no}")
    assert "确认下单" in busy_room.last_card(quoted.owner).buttons

    busy_room.advance(seconds=(quoted.held_until - busy_room.now).total_seconds() + 1)

    assert busy_room.booked(quoted.order_no) == 0
    assert f"{quoted.order_no} 报价已过期" in busy_room.last_card(quoted.owner)


def test_every_open_order_has_an_owner_and_a_day_for_each_milestone(busy_room: Room) -> None:
    for order in orders_in(busy_room):
        if order.status in COMMITTED:
            assert all(node.owner for node in order.nodes), order.order_no
            assert all(node.planned_date for node in order.nodes if not node.is_done), order.order_no
