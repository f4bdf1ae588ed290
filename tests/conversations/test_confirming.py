"""From a promise to three departments that know."""

import pytest

from core.orders import NodeKind, OrderStatus
from handlers.commands import ReportNode
from handlers.sender import TONGPIN
from tests.kit import Room
from tests.kit.stories import TRACKS, a_released_order, a_sold_order, actions, an_order, the_order

NUMBER = "ORD-2611-0001"
WHAT = "恒远地产 · 智能温控面板 SW-300 · 300 台"


@pytest.mark.every_platform
def test_three_departments_each_get_their_own_card_in_their_own_chat(room: Room) -> None:
    a_sold_order(room)

    for department, name in {"production": "生产部", "rnd": "研发部", "purchasing": "采购部"}.items():
        [card] = room.cards(department)
        assert name in card.title
        assert NUMBER in card.text
        assert "收到" in card.buttons
        assert "有问题" in card.buttons
    assert room.cards("quality") == room.cards("warehouse") == []


def test_they_have_it_within_a_second(room: Room) -> None:
    card = an_order(room)
    confirmed_at = room.now

    room.taps("lin.xiaoyan", "确认下单", on=card)

    sent = [room.sent_at(room.last_card(department)) for department in TRACKS]
    assert max(sent) - confirmed_at.timestamp() * 1000 < 1000


def test_the_answer_to_the_click_carries_the_new_card(room: Room) -> None:
    card = an_order(room)

    room.taps("lin.xiaoyan", "确认下单", on=card, settle=False)

    assert room.toast.startswith(f"{NUMBER} 已下单，承诺 1")
    assert room.flash.has_new_card
    assert room.again(card).tags == ("已下单",)


def test_confirming_twice_is_told_and_changes_nothing(room: Room) -> None:
    card = an_order(room)
    room.taps("lin.xiaoyan", "确认下单", on=card)
    before = the_order(room).revision

    room.taps_as_seen("lin.xiaoyan", "确认下单", card)

    assert room.toast == f"{NUMBER} 刚有变化，卡片已换成最新状态，看过再点。"
    assert the_order(room).revision == before
    assert room.again(card).tags == ("已下单",)


def test_ten_rapid_clicks_change_the_state_once(room: Room) -> None:
    card = an_order(room)

    for _ in range(10):
        room.taps_as_seen("lin.xiaoyan", "确认下单", card)

    assert [action for _, action in actions(room, NUMBER)].count("OrderConfirmed") == 1
    assert [len(room.cards(department)) for department in TRACKS] == [1, 1, 1]


def test_ten_rapid_acknowledgements_count_once(room: Room) -> None:
    a_sold_order(room)
    card = room.last_card("rnd")

    for _ in range(10):
        room.taps_as_seen("zhao.gong", "收到", card)

    assert [action for _, action in actions(room, NUMBER)].count("DepartmentAcknowledged") == 1
    assert room.toast == "已经处理过了"


def test_the_third_acknowledgement_releases_the_order_and_sales_reads_it(room: Room) -> None:
    card = a_sold_order(room)
    for department in ("production", "rnd"):
        room.taps(TRACKS[department], "收到", to=department)
    assert room.again(card).tags == ("已下单",)

    room.taps("chen.cai", "收到", to="purchasing")

    assert room.toast == "已收到，谢谢"
    assert room.again(card).tags == ("已下达",)
    assert f"{NUMBER} 三个部门都收到了" in room.last_card("lin.xiaoyan")


def test_the_order_card_shows_who_took_it_on_and_when(room: Room) -> None:
    card = a_sold_order(room)
    room.advance(minutes=35)

    room.taps("qian.qi", "收到", to="rnd")

    line = next(line for line in room.again(card).lines if "研发部" in line)
    assert "钱琪" in line
    assert "09:35" in line


def test_a_problem_reaches_sales_and_the_coordinator_at_once_and_stands_on_the_cards(room: Room) -> None:
    card = a_sold_order(room)

    room.submits("chen.cai", {"problem": "芯片 MCU-32 缺 200 片"}, to="purchasing")

    assert room.toast == "已告诉销售和协同负责人"
    for person in ("lin.xiaoyan", "shen.xie"):
        told = room.last_card(person)
        assert told.title == f"{NUMBER} 采购部反馈有问题"
        assert WHAT in told.text
        assert "芯片 MCU-32 缺 200 片（陈彩）" in told
        assert told.buttons == ("查看",)
    assert "芯片 MCU-32 缺 200 片" in room.again(card)
    assert "等生产部、研发部确认收到，采购部解决问题。" in room.again(card)


def test_an_order_with_a_problem_is_released_when_it_is_solved(room: Room) -> None:
    card = a_sold_order(room)
    room.submits("zhao.gong", {"problem": "开孔和模具对不上"}, to="rnd")
    for department, person in TRACKS.items():
        room.taps(person, "收到", to=department)

    assert room.again(card).tags == ("已下单",)
    assert "等研发部解决问题。" in room.again(card)
    assert "有问题" in room.last_card("rnd").tags
    assert not any("都收到了" in told.title for told in room.cards("lin.xiaoyan"))

    room.taps("qian.qi", "问题已解决", to="rnd")

    assert room.toast == "问题已解决，已告诉销售和协同负责人"
    assert room.again(card).tags == ("已下达",)
    for chat in ("sales", "rnd"):
        assert "⚠" not in room.last_card(chat)
    for person in ("lin.xiaoyan", "shen.xie"):
        assert "开孔和模具对不上（钱琪，11月23日 09:00 解决）" in room.last_card(person, about="问题已解决")
    assert room.last_card("lin.xiaoyan").title == f"{NUMBER} 三个部门都收到了"
    assert ("qian.qi", "ProblemSolved") in actions(room, NUMBER)


def test_solving_a_problem_takes_the_order_on(room: Room) -> None:
    card = a_sold_order(room)
    room.submits("zhao.gong", {"problem": "开孔和模具对不上"}, to="rnd")

    room.taps("zhao.gong", "问题已解决", to="rnd")

    assert "✓ 研发部 已收到" in room.again(card)
    assert room.last_card("rnd").buttons[0] == "图纸已确认"


def test_nobody_closes_a_problem_of_another_department_or_one_they_have_not_seen(room: Room) -> None:
    a_sold_order(room)
    room.submits("zhao.gong", {"problem": "开孔和模具对不上"}, to="rnd")
    seen = room.last_card("rnd")
    room.submits("qian.qi", {"problem": "还要改外壳"}, to="rnd")

    room.taps_as_seen("chen.cai", "问题已解决", seen)
    assert room.toast == "这一步你没有权限。可以找：钱琪、赵工"
    room.taps_as_seen("zhao.gong", "问题已解决", seen)
    assert "刚有变化" in room.toast
    assert the_order(room).acknowledgement_of("rnd").problem == "还要改外壳"


def test_the_requirement_is_confirmed_by_the_departments_and_not_by_the_last_of_them(room: Room) -> None:
    card = a_released_order(room)

    line = next(line for line in room.again(card).lines if "需求确认" in line)
    assert line.endswith("生产部、研发部、采购部")


def test_an_empty_problem_is_not_sent(room: Room) -> None:
    a_sold_order(room)

    room.submits("chen.cai", {"problem": "   "}, to="purchasing", is_raw=True)

    assert room.toast == "请写完整，例如 MCU-32 缺 200 片"
    assert the_order(room).acknowledgement_of("purchasing").problem == ""


def test_the_way_to_the_customer(room: Room) -> None:
    card = a_released_order(room)
    steps = [
        ("zhao.gong", "图纸已确认", "rnd", "已下达"),
        ("chen.cai", "物料已齐套", "purchasing", "已下达"),
        ("wang.sheng", "已开工", "production", "生产中"),
        ("wang.sheng", "完成 30%", "production", "生产中"),
        ("sun.li", "完成 60%", "production", "生产中"),
        ("wang.sheng", "生产完成", "production", "生产中"),
        ("wu.jian", "质检合格", "quality", "生产中"),
        ("zheng.ku", "已发货", "warehouse", "已发货"),
        ("lin.xiaoyan", "客户已签收", "sales", "已完结"),
    ]

    for person, button, chat, status in steps:
        room.advance(hours=1)
        room.taps(person, button, to=chat)
        assert room.again(card).tags[0] == status, button

    order = the_order(room)
    assert order.status is OrderStatus.CLOSED
    assert order.actual_ship_date == room.today
    assert all(node.is_done for node in order.nodes)
    assert f"{NUMBER} 已发货" in room.last_card("lin.xiaoyan")
    for chat in (*TRACKS, "quality", "warehouse", "sales"):
        closed = room.last_card(chat, about=NUMBER)
        assert not closed.buttons, chat
        assert "已完结" in closed.tags, chat
        assert "逾期" not in closed, chat


def test_a_milestone_out_of_turn_is_refused_with_what_comes_first(room: Room) -> None:
    a_released_order(room)

    room.taps("wang.sheng", "已开工", to="production")

    assert room.toast == f"{NUMBER} 还不能报“开工”，先要完成：图纸确认、物料齐套"


def test_nobody_starts_while_a_problem_is_open_and_reads_whose_it_is(room: Room) -> None:
    a_sold_order(room)
    room.submits("chen.cai", {"problem": "芯片 MCU-32 缺 200 片"}, to="purchasing")
    for department, person in TRACKS.items():
        room.taps(person, "收到", to=department)
    for node in (NodeKind.DRAWING, NodeKind.KITTED):
        report = ReportNode(order_no=NUMBER, node=node, percent=100)
        room.program.bus.execute(report, sender=TONGPIN, now=room.now)

    room.taps("wang.sheng", "已开工", to="production")

    assert room.toast == f"{NUMBER} 还没下达，要等采购部确认收到、没有未解决的问题，才能开工。"


def test_production_may_not_start_before_everybody_has_it(room: Room) -> None:
    a_sold_order(room)
    for person, chat in (("zhao.gong", "rnd"), ("wang.sheng", "production")):
        room.taps(person, "收到", to=chat)
    room.taps("zhao.gong", "图纸已确认", to="rnd")
    assert the_order(room).status is OrderStatus.CONFIRMED

    room.taps("wang.sheng", "已开工", to="production")

    assert "还不能报“开工”" in room.toast


def test_a_milestone_reached_is_noted_without_a_share(room: Room) -> None:
    a_released_order(room)

    room.taps("chen.cai", "物料已齐套", to="purchasing")

    assert room.toast == "物料齐套 已记录"


def test_production_reads_steps_and_machines_by_their_names(room: Room) -> None:
    a_sold_order(room)

    text = room.last_card("production").text
    assert "整机组装　组装线 1　" in text
    assert "ASM" not in text
