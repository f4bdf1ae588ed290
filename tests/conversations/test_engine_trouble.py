"""The planner is slow, out of ideas, or broken: a person is answered in time and is never left waiting for nothing."""

import time
from collections.abc import Iterator

import pytest

from core.orders import OrderStatus
from core.planning.factory.shop import Shop
from core.planning.promise.answer import Constraint, ConstraintKind, Outcome, PromiseAnswer
from core.planning.promise.question import PromiseQuestion
from tests.kit import Room
from tests.kit.fixtures import OpenRoom
from tests.kit.stories import WHOLE, a_sold_order, actions, an_order, the_order

pytestmark = pytest.mark.every_database

NUMBER = "ORD-2611-0001"
ON_THE_WAY = {"feishu": "处理中……", "wecom": "已收到，正在处理"}
"""What whoever has sent a form is told while it goes on: in a toast, or on the form's page."""
DEADLINE = {"feishu": 0.8, "wecom": 5.0}
"""Seconds until then: a form on a card is a click, a page may take its time."""


def impossible(shop: Shop, question: PromiseQuestion) -> PromiseAnswer:
    return PromiseAnswer(
        outcome=Outcome.IMPOSSIBLE,
        order_no=question.order_no,
        shop_version=shop.version,
        as_of=shop.as_of,
        binding_constraint=Constraint(kind=ConstraintKind.MATERIAL, code="MCU-32", name="主控芯片"),
    )


def broken(shop: Shop, question: PromiseQuestion) -> PromiseAnswer:
    raise ZeroDivisionError


def test_an_impossible_order_says_what_stands_in_the_way(room: Room) -> None:
    room.engine.instead = impossible

    card = an_order(room)

    assert "排不出交期" in card
    assert "主控芯片" in card
    assert "确认下单" not in card.buttons
    assert {"重新答复", "取消这张单"} <= set(card.buttons)
    assert room.booked(NUMBER) == 0


def test_it_can_be_asked_again_when_the_cause_is_gone(room: Room) -> None:
    room.engine.instead = impossible
    card = an_order(room)
    room.engine.instead = None

    room.taps("lin.xiaoyan", "重新答复", on=card)

    assert "确认下单" in room.again(card).buttons


def test_an_order_that_has_become_impossible_lets_go_of_what_it_held(room: Room) -> None:
    card = an_order(room)
    assert room.booked(NUMBER) > 0
    room.engine.instead = impossible

    room.taps("lin.xiaoyan", "重新答复", on=card)

    assert room.booked(NUMBER) == 0
    assert room.again(card).tags == ("询单",)


def test_a_held_quote_stays_held_when_the_planner_cannot_answer(room: Room) -> None:
    card = an_order(room, WHOLE)
    held = the_order(room).held_until, room.booked(NUMBER)
    room.engine.instead = broken

    room.taps("lin.xiaoyan", "重新答复", on=card)

    order = the_order(room)
    assert room.toast == f"{NUMBER} 这次没算出来，原来的答复和保留都不变"
    assert (order.held_until, room.booked(NUMBER)) == held
    told = room.last_card("lin.xiaoyan")
    assert "这次没算出来，编号 " in told
    assert "原来的答复和保留的物料、产能都不变。" in told
    room.engine.instead = None
    room.taps("lin.xiaoyan", "确认下单", on=card)
    assert the_order(room).status is OrderStatus.CONFIRMED
    assert the_order(room).promise_date == order.promises[-1].promise_date


def test_the_date_of_what_is_no_longer_asked_for_is_not_kept_for_it(room: Room) -> None:
    card = an_order(room, "恒远 SW-300 300台 1月20日 220V")
    room.engine.instead = broken

    room.submits("lin.xiaoyan", {"spec_panel_colour": "粉色"}, on=card)

    assert "确认下单" not in room.again(card).buttons
    assert "这次没算出来，编号 " in room.again(card)


def test_a_defect_of_ours_is_told_with_a_reference_and_can_be_tried_again(room: Room) -> None:
    room.engine.instead = broken

    card = an_order(room)

    assert "这次没算出来，编号 " in card
    assert "处理中" not in card
    assert not the_order(room).is_promising
    room.engine.instead = None
    room.taps("lin.xiaoyan", "重新答复", on=card)
    assert "确认下单" in room.again(card).buttons


def test_a_defect_in_a_handler_gives_the_sender_a_reference_and_spoils_nothing(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.lookups.find_orders", lambda session, words: 1 / 0)
    room.says("wang.sheng", "/order 0001", to="production")
    monkeypatch.undo()

    said = room.last_card("production")
    assert "编号" in said
    room.says("wang.sheng", "/order 0001", to="production")
    assert "没有找到订单" in room.last_card("production")


class TestTwentySeconds:
    """With real threads and a real clock for the deadline: the engine hangs until it is told to finish."""

    @pytest.fixture
    def busy(self, quiet_url: str, open_room: OpenRoom) -> Iterator[Room]:
        room = open_room(quiet_url, threads=2)
        room.program.worker.start()
        yield room
        room.engine.finish()

    def test_every_click_gets_its_toast_within_a_second_and_the_card_comes_later(self, busy: Room) -> None:
        busy.says("lin.xiaoyan", "/neworder 恒远 SW-300 300台", to="sales")
        busy.until(lambda: busy.cards("sales"))
        form = busy.last_card("sales")
        busy.engine.hang()

        started = time.monotonic()
        busy.submits("lin.xiaoyan", {"requested_date": "2026-12-20"}, on=form)
        took = time.monotonic() - started

        assert busy.toast == ON_THE_WAY[busy.platform]
        assert took < DEADLINE[busy.platform] + 1.2  # what is added is for this machine
        busy.until(lambda: "处理中" in busy.again(form))
        assert busy.again(form).title == f"{NUMBER} 交期答复"

        busy.engine.finish()

        busy.until(lambda: "确认下单" in busy.again(form).buttons)

    def test_ten_rapid_clicks_change_the_state_once(self, busy: Room) -> None:
        busy.says("lin.xiaoyan", "/neworder 恒远 SW-300 300台 12月20日 白色", to="sales")
        busy.until(lambda: any("重新答复" in card.buttons for card in busy.cards("sales")))
        card = busy.last_card("sales")
        asked_before = len(busy.engine.questions)
        busy.engine.hang()

        for _ in range(10):
            busy.taps_as_seen("lin.xiaoyan", "重新答复", card)

        busy.engine.finish()
        busy.until(lambda: not the_order(busy).is_promising)
        assert len(busy.engine.questions) == asked_before + 1
        assert [action for _, action in actions(busy, NUMBER)].count("PromiseAsked") == 2

    def test_others_are_not_kept_waiting(self, busy: Room) -> None:
        a_sold_order_with_threads(busy)
        busy.says("he.tao", "/neworder 绿湾 DL-20 50台", to="sales")
        busy.until(lambda: "submit" in {b.value.get("act") for b in busy.last_card("sales").shown_buttons})
        busy.engine.hang()
        busy.submits("he.tao", {"requested_date": "2026-12-25"}, to="sales")

        started = time.monotonic()
        busy.taps("wang.sheng", "收到", to="production")

        assert busy.toast == "已收到，谢谢"
        assert time.monotonic() - started < 10  # the engine hangs until it is let go


def a_sold_order_with_threads(room: Room) -> None:
    room.says("lin.xiaoyan", "/neworder 恒远 SW-300 300台 12月20日 白色", to="sales")
    room.until(lambda: any("确认下单" in card.buttons for card in room.cards("sales")))
    room.taps("lin.xiaoyan", "确认下单", to="sales")
    room.until(lambda: room.cards("production"))


def test_nothing_is_computed_twice_for_nothing(room: Room) -> None:
    a_sold_order(room)
    room.advance(days=2)

    assert len(room.engine.questions) == 1
