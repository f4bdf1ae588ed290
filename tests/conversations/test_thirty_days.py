"""One order from the first word to the customer's signature, with everything that happens to it in thirty days."""

import pytest

from tests.kit import Room
from tests.kit.stories import TRACKS, the_order

pytestmark = pytest.mark.every_database

NUMBER = "ORD-2611-0002"


def test_thirty_days_of_an_order(room: Room) -> None:
    # Monday, 23 November. A hotel only asks; nobody confirms, and what was held is free again the next morning.
    room.says("he.tao", "/quote 云栖 SW-300 80台 12月18日 白色", to="sales")
    room.taps("he.tao", "保留报价", to="sales")

    # Lin orders for a customer; the answer comes at once, and she confirms.
    room.says("lin.xiaoyan", "/neworder 恒远 SW-300 1500台", to="sales")
    form = room.last_card("sales")
    room.submits("lin.xiaoyan", {"requested_date": "2026-12-25", "requirement": "外箱贴楼栋号"}, on=form)
    room.taps("lin.xiaoyan", "确认下单", on=form)
    promised = the_order(room, NUMBER).promise_date
    assert promised is not None

    # Nobody has asked the customer for the supply and the colour yet; she does, and fills them in on the sold order.
    assert "面板颜色" in room.last_card("rnd")
    room.submits("lin.xiaoyan", {"spec_voltage": "220V", "spec_panel_colour": "白色"}, on=form)
    assert "还缺规格" not in room.last_card("rnd")

    # R&D and purchasing take it on; purchasing has a question. Production is busy and has to be reminded.
    room.taps("zhao.gong", "收到", to="rnd")
    room.submits("chen.cai", {"problem": "外箱标签没有样稿"}, to="purchasing")
    room.advance(hours=1, minutes=1)
    assert "请确认收到" in room.last_card("wang.sheng").title
    room.taps("wang.sheng", "收到", to="production")
    assert room.again(form).tags == ("已下单",)
    assert "外箱标签没有样稿" in room.again(form)
    room.taps("chen.cai", "问题已解决", to="purchasing")
    assert room.again(form).tags == ("已下达",)
    assert "外箱标签没有样稿" not in room.again(form)

    # Tuesday: the hotel's quote has expired.
    room.advance(days=1)
    assert "ORD-2611-0001 报价已过期" in room.last_card("he.tao")
    assert room.booked("ORD-2611-0001") == 0

    # The work goes on.
    room.taps("zhao.gong", "图纸已确认", to="rnd")
    room.advance(days=2)
    room.taps("chen.cai", "物料已齐套", to="purchasing")
    room.taps("wang.sheng", "已开工", to="production")
    room.advance(days=3)
    room.taps("sun.li", "完成 30%", to="production")
    card = room.again(form)
    assert "生产中" in card.tags
    for words in ("图纸确认", "物料齐套", "生产完成 30%"):
        assert words in card

    # 6 December, the thirteenth day: the cards are sent anew before the platform stops taking updates of them.
    room.advance(days=7)
    assert room.deeds.is_replaced(form)
    assert NUMBER in room.again(form).title
    for chat in ("sales", *TRACKS):
        live = [card for card in room.cards(chat, about=NUMBER) if not room.deeds.is_replaced(card)]
        assert len(live) == 1, chat

    # Done, inspected, shipped, received; each department reads it in its own chat.
    room.taps("wang.sheng", "生产完成", to="production")
    room.taps("wu.jian", "质检合格", to="quality")
    room.taps("zheng.ku", "已发货", to="warehouse")
    assert f"{NUMBER} 已发货" in room.last_card("lin.xiaoyan")
    room.advance(days=4)
    room.taps("lin.xiaoyan", "客户已签收", to="sales")
    assert room.last_card("sales").tags[0] == "已完结"

    # Two weeks later nothing has been touched again; every working morning had its one digest.
    room.advance(days=12)
    assert (room.today - room.now_at_start.date()).days >= 29
    assert len([card for card in room.cards("sales", about=NUMBER) if not room.deeds.is_replaced(card)]) == 1
    mornings = [card.title for card in room.cards("management", about="早报")]
    assert len(mornings) == len(set(mornings)) == 25  # Tuesday 24 November to Tuesday 22 December, Sundays off
    order = the_order(room, NUMBER)
    assert order.first_promise_date == promised
    assert order.actual_ship_date is not None
    assert all(node.is_done for node in order.nodes)
