"""N3: what somebody answers for moves only when the receiver accepts; until then its owner keeps it, and the clock."""

import pytest
from sqlmodel import select

from core.alerts import Alert
from core.orders import NodeKind
from tests.kit import Room, Shown
from tests.kit.stories import a_sold_order, actions, the_order

ORDER = "ORD-2611-0001"
OFFER = "HO-2611-0001"
GIVER, RECEIVER, LEAD = "lin.xiaoyan", "he.tao", "zhou.lan"


def card(room: Room, person: str) -> Shown:
    return next(it for it in reversed(room.cards(person)) if it.title.startswith("移交：") and len(it.lines) > 1)


@pytest.fixture
def sold(room: Room) -> Room:
    """Lin has sold an order."""
    a_sold_order(room)
    return room


@pytest.fixture
def offered(sold: Room) -> Room:
    """She would like He Tao to take it over."""
    sold.says(GIVER, "/handover 0001 何涛 下周出差")
    return sold


class TestOrder:
    def test_asking_moves_nothing(self, offered: Room) -> None:
        assert the_order(offered).owner == GIVER
        assert "何涛接手之前仍由林晓燕负责" in offered.last_card(GIVER, "已请对方接手")
        assert "你接手之前仍由林晓燕负责" in card(offered, RECEIVER)
        assert "原因：下周出差" in card(offered, RECEIVER)
        assert "收回" in card(offered, GIVER).buttons

    @pytest.mark.every_database
    def test_it_moves_when_the_receiver_accepts(self, offered: Room) -> None:
        offered.taps(RECEIVER, "接手", on=card(offered, RECEIVER))

        order = the_order(offered)
        assert order.owner == RECEIVER
        assert order.node(NodeKind.RECEIPT).owner == RECEIVER
        assert "何涛已接手" in offered.last_card(GIVER, "已移交")
        assert (RECEIVER, "OrderOwnerChanged") in actions(offered, ORDER)
        assert card(offered, RECEIVER).buttons == ()

    def test_the_order_is_acted_on_by_the_owner_until_then_and_by_the_receiver_after(self, offered: Room) -> None:
        offered.says(RECEIVER, "/repromise 0001 12月30日 客户同意晚发")
        assert "没有权限" in offered.last_card(RECEIVER)

        offered.taps(RECEIVER, "接手", on=card(offered, RECEIVER))
        offered.says(RECEIVER, "/repromise 0001 12月30日 客户同意晚发")
        assert "没有权限" not in offered.last_card(RECEIVER)
        offered.says(GIVER, "/repromise 0001 12月31日 客户同意晚发")
        assert "没有权限" in offered.last_card(GIVER)

    def test_accepting_twice_is_no_news(self, offered: Room) -> None:
        old = card(offered, RECEIVER)
        offered.taps(RECEIVER, "接手", on=old)
        count = actions(offered, ORDER)

        offered.taps_as_seen(RECEIVER, "接手", old)

        assert actions(offered, ORDER) == count

    def test_declined_with_a_reason_it_stays(self, offered: Room) -> None:
        offered.submits(RECEIVER, {"reason": "手上太满"}, on=card(offered, RECEIVER))

        assert the_order(offered).owner == GIVER
        assert "手上太满" in offered.last_card(GIVER, "没有交出去")

    def test_withdrawn_nobody_can_accept_it_any_more(self, offered: Room) -> None:
        old = card(offered, RECEIVER)
        offered.taps(GIVER, "收回", on=card(offered, GIVER))

        offered.taps_as_seen(RECEIVER, "接手", old)

        assert "已收回" in offered.toast
        assert the_order(offered).owner == GIVER

    def test_unanswered_it_lapses_and_the_giver_reads_so(self, offered: Room) -> None:
        offered.advance(days=2)

        assert the_order(offered).owner == GIVER
        assert "没有在时限内接手" in offered.last_card(GIVER, "没有交出去")
        assert card(offered, RECEIVER).buttons == ()

    def test_what_went_elsewhere_meanwhile_is_not_accepted(self, offered: Room) -> None:
        offered.tampers(f"UPDATE customer_order SET owner = 'zhou.lan' WHERE order_no = '{ORDER}'")

        offered.taps(RECEIVER, "接手", on=card(offered, RECEIVER))

        assert the_order(offered).owner == "zhou.lan"
        assert "移交作废" in offered.toast

    @pytest.mark.only_on("feishu", "forwarding")
    def test_nobody_else_accepts(self, offered: Room) -> None:
        shown = card(offered, RECEIVER)

        offered.sends_value(LEAD, dict(shown.button("接手").value), shown)

        assert "没有权限" in offered.toast
        assert the_order(offered).owner == GIVER

    def test_it_is_offered_once(self, offered: Room) -> None:
        offered.says(GIVER, "移交 0001 周岚 下周出差")

        assert f"正在移交给何涛（{OFFER}）" in offered.last_card(GIVER)

    def test_the_lead_gives_for_somebody_who_is_away(self, sold: Room) -> None:
        sold.says(LEAD, "/handover 0001 何涛 林晓燕生病")

        assert "林晓燕想把它交给你" in card(sold, RECEIVER)


@pytest.mark.parametrize(
    ("person", "words", "refused"),
    [
        ("he.tao", "/handover 0001 何涛 我来", "没有权限"),  # a colleague's
        (GIVER, "/handover 0001 王胜 出差", "接不了"),  # production cannot have a customer's order
        (GIVER, "/handover 0001 林晓燕 出差", "现在就是林晓燕负责"),
        (GIVER, "/handover 0001 何涛", "为什么"),
        (GIVER, "/handover 0001 没有此人 出差", "没有此人"),
        (GIVER, "/handover", "/handover 0042"),
        ("wang.sheng", "/handover 0001 质检部 孙立 出差", "质检部"),
    ],
)
def test_refusals(sold: Room, person: str, words: str, refused: str) -> None:
    sold.says(person, words)

    assert refused in sold.last_card(person)
    assert the_order(sold).owner == GIVER


def test_a_milestone_goes_to_a_colleague(sold: Room) -> None:
    sold.says("wang.sheng", "/handover 0001 生产完成 孙立 换班")
    assert the_order(sold).node(NodeKind.FINISH).owner == "wang.sheng"

    sold.taps("sun.li", "接手", on=card(sold, "sun.li"))

    assert the_order(sold).node(NodeKind.FINISH).owner == "sun.li"
    assert the_order(sold).node(NodeKind.START).owner == "wang.sheng"


def test_the_clock_stays_with_the_old_owner_until_then(sold: Room) -> None:
    sold.says("wang.sheng", "/handover 0001 生产部 孙立 换班")
    sold.advance(hours=1, minutes=5)
    assert any(it.title == f"请确认收到 {ORDER}" for it in sold.cards("wang.sheng"))
    assert not any(it.title == f"请确认收到 {ORDER}" for it in sold.cards("sun.li"))

    sold.taps("sun.li", "接手", on=card(sold, "sun.li"))

    assert the_order(sold).acknowledgement_of("production").owner == "sun.li"


def test_an_alert_goes_to_a_colleague(busy_room: Room) -> None:
    busy_room.advance(days=1)
    with busy_room.read() as session:
        alert = session.exec(select(Alert).order_by(Alert.alert_no)).first()
    assert alert is not None
    assert alert.owner == "wang.sheng"

    busy_room.says("wang.sheng", f"/handover {alert.alert_no} 孙立 换班")
    busy_room.taps("sun.li", "接手", on=card(busy_room, "sun.li"))

    with busy_room.read() as session:
        moved = session.get(Alert, alert.alert_no)
        assert moved is not None
        assert moved.owner == "sun.li"
