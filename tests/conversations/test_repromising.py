"""C4, B5: a new date agreed with the customer, kept with who and why; earlier than computed only with a manager."""

from datetime import timedelta

import pytest

from cards.asides import EarlyPromises
from core.orders import RepromiseState
from core.orders.repromise import Outcome
from handlers.queries.repromises import early_promises
from storage.repromises import repromises_of
from tests.kit import Room, Shown
from tests.kit.stories import a_sold_order, actions, an_order, the_order

NUMBER, SELLER, MANAGER = "ORD-2611-0001", "lin.xiaoyan", "gao.yuan"
LATER = f"/repromise {NUMBER} 2026-12-28 客户同意晚发"

REFUSED = (
    ("he.tao", LATER, "没有权限。可以找：林晓燕"),
    ("wang.sheng", LATER, "没有权限"),
    (MANAGER, LATER, "没有权限"),
    (SELLER, "/repromise", "/repromise 0042"),
    (SELLER, f"/repromise {NUMBER} 客户同意", "请写上新日期和原因"),
    (SELLER, f"/repromise {NUMBER} 2026-12-28", "请写上新日期和原因"),
    (SELLER, f"/repromise {NUMBER} 2026-11-01 客户同意", "已经过去了"),
    (SELLER, f"/repromise {NUMBER} 第7行 2026-12-28 客户同意", "没有第 7 行"),
    (SELLER, "/repromise ORD-2611-0099 2026-12-28 客户同意", "没有找到订单“ORD-2611-0099”"),
)
"""Who says what, and what they read: nothing of it promises anything."""


@pytest.fixture
def sold(room: Room) -> Room:
    a_sold_order(room)
    return room


def early(room: Room) -> str:
    """A day before the one that is expected."""
    day = the_order(room).forecast_date
    assert day is not None
    return f"/重新承诺 {NUMBER} {day - timedelta(days=1)} 客户停线，要提前"


def states(room: Room) -> list[tuple[int, RepromiseState, str, str]]:
    with room.read() as session:
        return [(it.entry, it.state, it.asked_by, it.decided_by) for it in repromises_of(session, NUMBER)]


def asked_card(room: Room) -> Shown:
    return next(card for card in reversed(room.cards(MANAGER)) if card.title == f"{NUMBER} 提前承诺")


class TestLater:
    def test_it_counts_at_once_and_the_card_keeps_the_record(self, sold: Room) -> None:
        first = the_order(sold).first_promise_date

        sold.says(SELLER, LATER, to="sales")

        assert sold.last_card("sales").title == f"{NUMBER} 已改承诺"
        order = the_order(sold)
        assert (str(order.promise_date), order.first_promise_date) == ("2026-12-28", first)
        assert (SELLER, "Repromised") in actions(sold, NUMBER)
        sold.says(SELLER, f"/order {NUMBER}")
        card = sold.last_card(SELLER)
        assert "客户同意晚发（林晓燕，11月23日" in card.text
        assert "首次承诺" in card.text
        assert "12月28日" in card.text

    def test_said_twice_it_is_that_already(self, sold: Room) -> None:
        sold.says(SELLER, LATER)

        sold.says(SELLER, LATER)

        assert "现在承诺的就是" in sold.last_card(SELLER).text
        assert len(states(sold)) == 1

    def test_what_cannot_be_says_why(self, sold: Room) -> None:
        before = the_order(sold).promise_date

        for person, words, answer in REFUSED:
            sold.says(person, words)

            assert answer in sold.last_card(person).text
        assert the_order(sold).promise_date == before
        assert states(sold) == []

    def test_what_is_not_sold_has_no_promise(self, room: Room) -> None:
        an_order(room)

        room.says(SELLER, LATER)

        assert "没有可以改的承诺日期" in room.last_card(SELLER).text


class TestEarlier:
    @pytest.fixture(autouse=True)
    def asked(self, sold: Room) -> None:
        sold.says(SELLER, early(sold), to="sales")

    def test_nothing_is_promised_before_a_manager_approves(self, sold: Room) -> None:
        order = the_order(sold)

        assert order.promise_date == order.first_promise_date
        assert sold.last_card("sales").title == f"{NUMBER} 要先批准"
        assert {"批准", "不批准"} <= set(asked_card(sold).buttons)

    @pytest.mark.every_database
    def test_approved_it_is_promised_counted_and_told(self, sold: Room) -> None:
        first = the_order(sold).first_promise_date
        assert first is not None

        toast = sold.taps(MANAGER, "批准", on=asked_card(sold))

        order = the_order(sold)
        assert "已按" in toast
        assert (order.first_promise_date, order.promise_date) == (first, first - timedelta(days=1))
        assert states(sold) == [(1, RepromiseState.AGREED, SELLER, MANAGER)]
        assert asked_card(sold).buttons == ()
        assert "本月已批准早于预计的承诺 1 次：未到期 1。" in asked_card(sold).text
        assert any(card.title == f"{NUMBER} 已改承诺" for card in sold.cards(SELLER))
        with sold.read() as session:
            next_month = sold.today.replace(month=12)
            found = early_promises(session, first, sold.zone), early_promises(session, next_month, sold.zone)
        assert found == (EarlyPromises({Outcome.MISSED: 1}, {}), EarlyPromises({}, {Outcome.MISSED: 1}))

    @pytest.mark.every_database
    def test_refused_the_seller_reads_why(self, sold: Room) -> None:
        before = the_order(sold).promise_date

        sold.submits(MANAGER, {"reason": "料还没到"}, on=asked_card(sold))

        assert the_order(sold).promise_date == before
        assert states(sold) == [(1, RepromiseState.REFUSED, SELLER, MANAGER)]
        assert "料还没到" in sold.last_card(SELLER, "提前承诺没批").text

    @pytest.mark.parametrize("person", [SELLER, "wang.sheng", "shen.xie"])
    def test_nobody_else_approves(self, sold: Room, person: str) -> None:
        card = asked_card(sold)

        sold.sends_value(person, dict(card.button("批准").value), card)

        assert states(sold) == [(1, RepromiseState.ASKED, SELLER, "")]

    def test_an_old_card_decides_nothing(self, sold: Room) -> None:
        old = asked_card(sold)
        sold.submits(MANAGER, {"reason": "料还没到"}, on=old)

        toast = sold.taps_as_seen(MANAGER, "批准", old)

        assert "已经不用决定了" in toast
        assert states(sold)[0][1] is RepromiseState.REFUSED

    @pytest.mark.every_database
    def test_a_newer_date_takes_its_place(self, sold: Room) -> None:
        old = asked_card(sold)
        sold.says(SELLER, LATER)

        toast = sold.taps_as_seen(MANAGER, "批准", old)

        assert "已经不用决定了" in toast
        assert [state for _, state, _, _ in states(sold)] == [RepromiseState.REPLACED, RepromiseState.AGREED]
        assert str(the_order(sold).promise_date) == "2026-12-28"
