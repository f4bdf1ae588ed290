"""E7: a substitute is planned only after R&D allows it, for the order, customer or days it names."""

from datetime import timedelta

import pytest

from core.planning.promise.answer import OptionKind, PromiseAnswer
from core.substitutes import SubstituteApproval, SubstituteState
from storage.bookings import allocations_of
from storage.master import rows
from storage.substitutes import get_substitute
from tests.kit import Room, Shown
from tests.kit.stories import a_sold_order, actions, an_order, stores, the_order

NUMBER = "SUB-2611-0001"
FIRST, SECOND = "ORD-2611-0001", "ORD-2611-0002"
ITEM, OTHER = "WIFI-M", "ZB-M"
"""Nobody has allowed one for the other."""
NEEDED = 303


def approval(room: Room) -> SubstituteApproval:
    with room.read() as session:
        return get_substitute(session, NUMBER)


def kept(room: Room, order_no: str) -> dict[str, set[str]]:
    """From where each of both items is kept."""
    found: dict[str, set[str]] = {ITEM: set(), OTHER: set()}
    with room.read() as session:
        for each in allocations_of(session, order_no):
            if each.item_code in found:
                found[each.item_code].add(each.source.value)
    return found


def offered(room: Room, order_no: str) -> set[tuple[str, str]]:
    """What would be used instead, by the last answer of an order."""
    promise = the_order(room, order_no).latest_promise
    assert promise is not None
    options = PromiseAnswer.from_json(promise.answer).options
    return {
        (lever.code, lever.replaced_by)
        for option in options
        if option.kind is OptionKind.SUBSTITUTE
        for lever in option.levers
    }


def asks(room: Room, words: str = f"0001 {ITEM} {OTHER} 缺货", by: str = "chen.cai") -> Shown:
    room.says(by, f"/substitute {words}", to="purchasing")
    return room.last_card("purchasing")


def allows(room: Room, by: str = "zhao.gong") -> None:
    room.taps(by, "批准", to="rnd", on=NUMBER)


@pytest.fixture
def short(room: Room) -> Room:
    """Nothing of the item is there or on its way, and plenty of the other."""
    stores(room, "purchase_order", *_cancelled(room))
    stores(room, "stock", {"item": ITEM, "on_hand_qty": "0", "as_of": room.now})
    stores(room, "stock", {"item": OTHER, "on_hand_qty": "9000", "as_of": room.now})
    return room


def _cancelled(room: Room) -> list[dict[str, object]]:
    with room.read() as session:
        return [row | {"status": "CANCELLED"} for row in rows(session, "purchase_order") if row["item"] == ITEM]


URGENT = "恒远 SW-300 300台 11月25日 白色 220V"


@pytest.mark.every_database
def test_it_is_not_planned_before_rnd_allows_it_and_then_for_this_order_only(short: Room) -> None:
    an_order(short, URGENT)
    an_order(short, URGENT.replace("300台", "200台"))
    asks(short)
    assert offered(short, FIRST) == set()

    allows(short)

    assert approval(short).state is SubstituteState.APPROVED
    assert offered(short, FIRST) == {(ITEM, OTHER)}
    short.taps("lin.xiaoyan", "重新答复", to="sales", on=SECOND)
    assert offered(short, SECOND) == set()


@pytest.mark.every_database
def test_a_sold_order_gets_it_from_the_shelf_and_its_kit_says_by_whose_leave(short: Room) -> None:
    a_sold_order(short, "恒远 SW-300 300台 12月28日 白色 220V")
    assert kept(short, FIRST) == {ITEM: {"PURCHASE"}, OTHER: set()}
    asks(short, f"0001 {ITEM} {OTHER} 缺货 至=12月31日")

    allows(short)

    assert kept(short, FIRST) == {ITEM: set(), OTHER: {"STOCK"}}
    assert "用上了替代料" in short.last_card("lin.xiaoyan").title
    short.says("chen.cai", "/kit 0001", to="purchasing")
    assert f"代 {ITEM}，赵工批准，至 2026-12-31" in short.last_card("purchasing").text


def test_others_keep_waiting(short: Room) -> None:
    a_sold_order(short, "恒远 SW-300 300台 12月28日 白色 220V")
    a_sold_order(short, "绿湾 SW-300 200台 12月28日 白色 220V")
    asks(short, f"0002 {ITEM} {OTHER} 缺货")

    allows(short)

    assert kept(short, FIRST)[OTHER] == set()
    assert kept(short, SECOND)[OTHER] == {"STOCK"}


def test_a_customer_s_orders_get_it(short: Room) -> None:
    a_sold_order(short, "恒远 SW-300 300台 12月28日 白色 220V")
    a_sold_order(short, "绿湾 SW-300 200台 12月28日 白色 220V")
    asks(short, f"客户=绿湾 {ITEM} {OTHER} 缺货")

    allows(short)

    assert kept(short, FIRST)[OTHER] == set()
    assert kept(short, SECOND)[OTHER] == {"STOCK"}


def test_for_some_days_every_order_may_have_it_and_then_none(short: Room) -> None:
    an_order(short, URGENT)
    until = short.today + timedelta(days=2)
    asks(short, f"{ITEM} {OTHER} 缺货 至={until:%Y-%m-%d}")
    allows(short)
    short.taps("lin.xiaoyan", "重新答复", to="sales", on=FIRST)
    assert offered(short, FIRST) == {(ITEM, OTHER)}

    short.advance(days=4)
    short.taps("lin.xiaoyan", "重新答复", to="sales", on=FIRST)

    assert offered(short, FIRST) == set()


def test_what_begins_later_is_used_when_its_day_comes(short: Room) -> None:
    a_sold_order(short, "恒远 SW-300 300台 12月28日 白色 220V")
    first = short.today + timedelta(days=1)
    asks(short, f"0001 {ITEM} {OTHER} 缺货 从={first:%Y-%m-%d}")
    allows(short)
    assert kept(short, FIRST)[OTHER] == set()

    short.advance(days=1)

    assert kept(short, FIRST)[OTHER] == {"STOCK"}


def test_an_option_that_rnd_has_revoked_since_is_not_sold(short: Room) -> None:
    an_order(short, URGENT)
    asks(short)
    allows(short)
    assert offered(short, FIRST)
    short.taps("zhao.gong", "撤销", to="rnd", on=NUMBER)

    button = next(it for it in short.last_card("sales").buttons if "替代" in it)
    short.taps("lin.xiaoyan", button, to="sales", on=FIRST)

    assert kept(short, FIRST)[OTHER] == set()
    assert approval(short).state is SubstituteState.REVOKED


def test_a_refusal_reaches_whoever_asked(short: Room) -> None:
    a_sold_order(short)
    asks(short)

    short.submits("zhao.gong", {"reason": "引脚不兼容"}, to="rnd", on=NUMBER)

    assert approval(short).state is SubstituteState.REFUSED
    assert "引脚不兼容" in short.last_card("chen.cai").text
    assert kept(short, FIRST)[OTHER] == set()


class TestWho:
    def test_purchasing_does_not_decide(self, short: Room) -> None:
        a_sold_order(short)
        asks(short)

        short.taps("chen.cai", "批准", to="rnd", on=NUMBER)

        assert "没有权限" in short.toast
        assert approval(short).state is SubstituteState.ASKED

    def test_sales_do_not_ask(self, short: Room) -> None:
        a_sold_order(short)

        short.says("lin.xiaoyan", f"/替代 0001 {ITEM} {OTHER} 缺货")

        assert "没有权限" in short.last_card("lin.xiaoyan")

    def test_nobody_decides_what_they_asked_for(self, short: Room) -> None:
        a_sold_order(short)
        short.says("luo.wei", "/role 陈彩 +研发")
        asks(short)

        short.taps("chen.cai", "批准", to="rnd", on=NUMBER)

        assert "自己申请的不能自己批" in short.toast
        assert approval(short).state is SubstituteState.ASKED

    def test_twice_is_once(self, short: Room) -> None:
        a_sold_order(short)
        asks(short)
        card = short.last_card("rnd")
        short.taps("zhao.gong", "批准", on=card)
        revision = approval(short).revision

        short.taps_as_seen("qian.qi", "批准", card)

        assert approval(short).revision == revision
        assert [it for it in actions(short, NUMBER) if it[1] == "SubstituteApproved"] == [
            ("zhao.gong", "SubstituteApproved")
        ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("0001 MCU-32 MCU-32G 缺货", "都已放开"),
        (f"0001 {ITEM} {ITEM} 缺货", "不能代自己"),
        (f"0001 {ITEM} NO-SUCH 缺货", "NO-SUCH"),
        (f"{ITEM} {OTHER} 缺货", "用到哪天为止"),
        ("0001 PCBA-SW3 SW-300 缺货", "绕成圈"),
        (f"客户=没有这家 {ITEM} {OTHER} 缺货", "没有这家"),
        (f"0001 {ITEM}", "/substitute 0042"),
    ],
)
def test_what_cannot_be_asked_says_why(room: Room, words: str, said: str) -> None:
    a_sold_order(room)

    assert said in asks(room, words)


def test_the_same_is_not_asked_twice(room: Room) -> None:
    a_sold_order(room)
    asks(room)

    assert NUMBER in asks(room)
