"""A card is sent anew while its subject is followed, and let go with it."""

from datetime import timedelta

import pytest

from tests.kit import Room
from tests.kit.stories import an_order, orders_in

NUMBER = "ORD-2611-0001"


def an_overdue_order(room: Room) -> tuple[str, str]:
    """The alert of a risk that has become a fact, and its order."""
    at_risk = next(order for order in orders_in(room) if order.is_at_risk and not order.is_overdue(room.today))
    feared = room.last_card("production", about=at_risk.order_no)
    alert_no = feared.title.split()[0]
    assert feared.title == f"{alert_no} 延期风险"
    room.taps("wang.sheng", "我来处理", on=feared)

    assert at_risk.promise_date is not None
    room.advance(days=(at_risk.promise_date - room.today).days + 1)
    return alert_no, at_risk.order_no


def test_a_risk_that_becomes_a_fact_rings_again_and_nobody_reads_that_it_is_gone(busy_room: Room) -> None:
    alert_no, order_no = an_overdue_order(busy_room)

    for chat in ("production", "sales"):
        new = busy_room.last_card(chat, about=alert_no)
        assert new.title == f"{alert_no} 已逾期"
        assert "我来处理" in new.buttons
        assert not [card for card in busy_room.cards(chat, about=order_no) if "已解除" in card.tags]


@pytest.mark.only_on("feishu", "old-cards-in-groups")
def test_the_card_of_the_risk_says_that_it_has_been_replaced(busy_room: Room) -> None:
    alert_no, _ = an_overdue_order(busy_room)

    for chat in ("production", "sales"):
        assert [card.title for card in busy_room.cards(chat, about=alert_no)] == [
            f"{alert_no} 已过期", f"{alert_no} 已逾期",
        ]  # fmt: skip


def test_an_inquiry_that_has_lapsed_is_not_sent_anew(room: Room) -> None:
    an_order(room)

    room.advance(days=13, hours=1)

    assert len(room.cards("sales", about=NUMBER)) == 1


def test_nor_is_what_ended_when_its_card_could_not_be_changed_any_more(room: Room) -> None:
    an_order(room)

    room.clock.advance(timedelta(days=15))  # nobody was there meanwhile
    room.settle()

    assert len(room.cards("sales", about=NUMBER)) == 1
    assert f"{NUMBER} 报价已过期" in room.last_card("lin.xiaoyan")
