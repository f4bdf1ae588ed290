"""D6: an order before others, with the list of who pays, their consent, and a manager who may decide without it."""

from datetime import date, timedelta

import pytest

from core.planning.factory.records import Booking
from core.plans import PlanState
from storage.bookings import all_bookings
from storage.plans import count_waivers, get_plan
from tests.kit import Room, Shown
from tests.kit.stories import actions, an_order, the_order

LEAD, MANAGER, COORDINATOR = "wang.sheng", "gao.yuan", "shen.xie"
RUSHED = "ORD-2611-0018"
"""It could leave two days earlier …"""
PAYERS = {"ORD-2611-0010", "ORD-2611-0015"}
"""… if these left three and two days later, which is past their promises."""
EASY = "ORD-2611-0006"
"""It could leave three days earlier, and nobody would miss a promise."""
PLAN = "PLAN-2611-0001"


def standing(room: Room) -> tuple[Booking, ...]:
    with room.read() as session:
        return all_bookings(session)


def state(room: Room, plan: str = PLAN) -> PlanState:
    with room.read() as session:
        return get_plan(session, plan).state


def owner(room: Room, order_no: str = RUSHED) -> str:
    return the_order(room, order_no).owner


def payers(room: Room) -> set[str]:
    """Who is asked: the owners of what becomes late, but for the one who wants it."""
    return {owner(room, order_no) for order_no in PAYERS} - {owner(room)}


def rush_card(room: Room, person: str, order_no: str = RUSHED) -> Shown:
    return next(
        card for card in reversed(room.cards(person)) if card.title == f"{order_no} 插单" and len(card.lines) > 2
    )


def plan_card(room: Room, plan: str = PLAN) -> Shown:
    return next(card for card in room.cards("production") if card.title.startswith(plan))


def promised(room: Room) -> list[tuple[date | None, date | None]]:
    """What was promised first, and what is promised now, of everybody's lines."""
    orders = [the_order(room, order_no) for order_no in (RUSHED, *sorted(PAYERS))]
    return [(line.first_promise_date, line.promise_date) for order in orders for line in order.lines]


def agrees(room: Room, person: str) -> None:
    room.taps(person, "同意", on=rush_card(room, person))


def refuses(room: Room, person: str, why: str) -> None:
    room.submits(person, {"reason": why}, on=rush_card(room, person))


@pytest.fixture
def asked(busy_room: Room) -> Room:
    """The owner has asked for a rush that two others would pay for."""
    busy_room.says(owner(busy_room), f"/rush {RUSHED}", to="sales")
    return busy_room


class TestAsking:
    def test_who_asks_is_answered_at_once_and_then_reads_who_pays(self, busy_room: Room) -> None:
        before = standing(busy_room)

        busy_room.says(owner(busy_room), f"/rush {RUSHED}", to="sales")

        assert "正在算插单" in busy_room.last_card("sales")
        card = rush_card(busy_room, owner(busy_room))
        assert "会误期 2 行，要负责人同意" in card
        assert any(line.startswith("ORD-2611-0010 晚 3 天（误期 4 天）") for line in card.lines)
        assert any(line.startswith("ORD-2611-0015 晚 2 天（误期 4 天）") for line in card.lines)
        assert "2 天" in card
        assert "成本" in card
        assert standing(busy_room) == before

    def test_production_gets_it_as_a_plan_like_any_other(self, asked: Room) -> None:
        assert f"插单 {RUSHED}" in plan_card(asked)
        assert "发布" in plan_card(asked).buttons

    def test_each_owner_is_asked_in_private(self, asked: Room) -> None:
        assert payers(asked)
        for person in payers(asked):
            assert {"同意", "不同意"} <= set(rush_card(asked, person).buttons)
        assert rush_card(asked, owner(asked)).buttons == ()

    @pytest.mark.parametrize("words", ["/插单", "/rush"])
    @pytest.mark.parametrize("person", [LEAD, COORDINATOR])
    def test_production_and_coordinators_ask_for_anybody_s(self, busy_room: Room, words: str, person: str) -> None:
        busy_room.says(person, f"{words} {EASY}")

        assert "不影响" in rush_card(busy_room, person, EASY) or "往后移但不误期" in rush_card(busy_room, person, EASY)

    def test_sales_do_not_ask_for_a_colleague_s(self, busy_room: Room) -> None:
        colleague = min(payers(busy_room))

        busy_room.says(colleague, f"/rush {RUSHED}")

        assert "没有权限" in busy_room.last_card(colleague)

    def test_the_wrong_role_reads_who_may(self, busy_room: Room) -> None:
        busy_room.says("chen.cai", f"/rush {RUSHED}")

        assert "没有权限" in busy_room.last_card("chen.cai")

    def test_what_is_not_sold_has_to_be_ordered_first(self, room: Room) -> None:
        card = an_order(room)
        number = card.title.split()[0]

        room.says("lin.xiaoyan", f"/rush {number}", to="sales")

        assert "还没下单" in room.last_card("sales")

    def test_what_gains_nothing_says_so(self, busy_room: Room) -> None:
        busy_room.says(LEAD, "/rush ORD-2611-0015")

        assert busy_room.last_card(LEAD).title == "ORD-2611-0015 提前不了"

    def test_without_an_order_it_asks_for_one(self, busy_room: Room) -> None:
        busy_room.says(LEAD, "/rush")

        assert "/rush 0042" in busy_room.last_card(LEAD)


class TestConsent:
    def test_it_is_not_published_before_all_agree(self, asked: Room) -> None:
        before = standing(asked)

        asked.taps(LEAD, "发布", on=plan_card(asked))

        assert "还没同意" in asked.toast
        assert state(asked) is PlanState.PROPOSED
        assert standing(asked) == before

    def test_once_all_agree_the_lead_publishes_it(self, asked: Room) -> None:
        kept = promised(asked)
        expected = the_order(asked, RUSHED).forecast_date
        for person in payers(asked):
            agrees(asked, person)
        assert "等生产负责人发布" in asked.last_card(owner(asked))

        asked.taps(LEAD, "发布", on=plan_card(asked))

        order = the_order(asked, RUSHED)
        assert state(asked) is PlanState.PUBLISHED
        assert expected is not None
        assert order.forecast_date == expected - timedelta(days=2)
        assert order.is_rush
        assert promised(asked) == kept
        assert any(card.title == f"{RUSHED} 已插单" for card in asked.cards(owner(asked)))

    def test_taken_back_everything_is_as_it_was(self, asked: Room) -> None:
        before, expected = standing(asked), the_order(asked, RUSHED).forecast_date
        for person in payers(asked):
            agrees(asked, person)
        asked.taps(LEAD, "发布", on=plan_card(asked))
        assert standing(asked) != before

        asked.submits(LEAD, {"reason": "客户不急了"}, on=plan_card(asked))

        assert standing(asked) == before
        assert the_order(asked, RUSHED).forecast_date == expected
        assert not the_order(asked, RUSHED).is_rush

    @pytest.mark.every_database
    def test_agreeing_twice_is_no_news(self, asked: Room) -> None:
        person = min(payers(asked))
        card = rush_card(asked, person)
        asked.taps(person, "同意", on=card)
        count = actions(asked, PLAN)

        asked.taps_as_seen(person, "同意", card)

        assert actions(asked, PLAN) == count

    @pytest.mark.only_on("wecom", "forwarding")
    def test_where_nobody_else_can_tap_it_a_forged_tap_does_nothing_either(self, asked: Room) -> None:
        card = rush_card(asked, min(payers(asked)))

        asked.sends_value("zheng.ku", dict(card.button("同意").value), card)

        assert state(asked) is PlanState.PROPOSED

    @pytest.mark.only_on("feishu", "forwarding")
    def test_nobody_agrees_for_others(self, asked: Room) -> None:
        card = rush_card(asked, min(payers(asked)))
        value = dict(card.button("同意").value)

        asked.sends_value("zheng.ku", value, card)

        assert "不用你同意" in asked.toast
        assert state(asked) is PlanState.PROPOSED

    def test_one_refusal_ends_it_and_who_asked_reads_why(self, asked: Room) -> None:
        before = standing(asked)

        refuses(asked, min(payers(asked)), "客户那边已经催过两次")

        assert state(asked) is PlanState.REJECTED
        assert "客户那边已经催过两次" in asked.last_card(owner(asked), "没有谈成")
        assert plan_card(asked).buttons == ()
        assert standing(asked) == before

    def test_an_old_card_decides_nothing(self, asked: Room) -> None:
        person = min(payers(asked))
        old = rush_card(asked, person)
        refuses(asked, person, "不行")

        asked.taps_as_seen(person, "同意", old)

        assert state(asked) is PlanState.REJECTED
        assert "已否决" in asked.toast

    def test_asked_for_again_the_newer_one_counts(self, asked: Room) -> None:
        old = rush_card(asked, min(payers(asked)))

        asked.says(owner(asked), f"/rush {RUSHED}", to="sales")

        assert state(asked) is PlanState.SUPERSEDED
        assert state(asked, "PLAN-2611-0002") is PlanState.PROPOSED
        asked.taps_as_seen(min(payers(asked)), "同意", old)
        assert "已被取代" in asked.toast


class TestManager:
    @pytest.mark.every_database
    def test_a_manager_decides_for_those_who_have_not_agreed(self, asked: Room) -> None:
        asked.submits(MANAGER, {"reason": "战略客户，总经理已同意"}, on=rush_card(asked, MANAGER))

        assert (MANAGER, "ConsentsWaived") in actions(asked, PLAN)
        asked.taps(LEAD, "发布", on=plan_card(asked))
        assert state(asked) is PlanState.PUBLISHED
        with asked.read() as session:
            assert count_waivers(session, asked.now - timedelta(days=1)) == 1
        assert "本月经理越过未同意的人决定插单 1 次" in rush_card(asked, MANAGER)

    def test_who_was_passed_over_reads_why(self, asked: Room) -> None:
        asked.submits(MANAGER, {"reason": "战略客户"}, on=rush_card(asked, MANAGER))

        for person in payers(asked):
            assert "战略客户" in asked.last_card(person, "决定")

    @pytest.mark.only_on("wecom", "forwarding")
    def test_where_only_the_manager_has_the_card_a_forged_tap_does_nothing(self, asked: Room) -> None:
        card = rush_card(asked, MANAGER)

        asked.sends_value(LEAD, dict(card.button("不等了，由我决定").value), card, form={"reason": "我来"})

        assert state(asked) is PlanState.PROPOSED

    @pytest.mark.only_on("feishu", "forwarding")
    def test_only_a_manager_can(self, asked: Room) -> None:
        card = rush_card(asked, MANAGER)
        value = dict(card.button("不等了，由我决定").value)

        asked.sends_value(LEAD, value, card, form={"reason": "我来"})

        assert "没有权限" in asked.toast
        assert state(asked) is PlanState.PROPOSED

    def test_a_reason_is_needed(self, asked: Room) -> None:
        card = rush_card(asked, MANAGER)
        value = dict(card.button("不等了，由我决定").value)

        asked.sends_value(MANAGER, value, card, form={"reason": " "})

        assert state(asked) is PlanState.PROPOSED
        with asked.read() as session:
            assert get_plan(session, PLAN).awaited

    def test_where_nobody_pays_nobody_is_asked(self, busy_room: Room) -> None:
        busy_room.says(owner(busy_room, EASY), f"/rush {EASY}", to="sales")

        assert "可以发布了" in rush_card(busy_room, owner(busy_room, EASY), EASY)
        assert not any(card.title == f"{EASY} 插单" for card in busy_room.cards(MANAGER))
        busy_room.taps(LEAD, "发布", on=plan_card(busy_room))
        assert state(busy_room) is PlanState.PUBLISHED


def test_a_late_answer_says_what_a_rush_would_win_and_how_to_ask_for_it(busy_room: Room) -> None:
    card = an_order(busy_room, "恒远 SW-300 100台 11月26日 白色 220V")

    pushed = [line for line in card.lines if "插单可到" in line]
    assert pushed
    assert all("晚" in line for line in pushed)
    assert any("先下单，再发 /rush" in line for line in card.lines)
