"""A4: a change of an order is asked for, shown beside what is, and confirmed or withdrawn."""

import pytest

from core.changes import ChangeStatus
from tests.kit import Room
from tests.kit.order_changes import CHANGE, agreed, change_card, changes_in, the_change
from tests.kit.shown import Shown
from tests.kit.stories import a_released_order, a_sold_order, actions, an_order, the_order

NUMBER, SELLER, OTHER_SELLER = "ORD-2611-0001", "lin.xiaoyan", "he.tao"
MORE = f"/changeorder {NUMBER} 数量 400 客户加量"


def asks(room: Room, words: str = MORE, *, by: str = SELLER) -> None:
    room.says(by, words, to="sales")


def confirms(room: Room, button: str = "确认变更") -> str:
    return room.taps(SELLER, button, on=change_card(room))


def order_card(room: Room) -> Shown:
    return next(card for card in reversed(room.cards("sales", NUMBER)) if card.title.endswith(NUMBER))


class TestAsking:
    @pytest.mark.every_database
    def test_old_and_new_stand_side_by_side_with_what_it_takes_and_nothing_has_changed(self, room: Room) -> None:
        a_sold_order(room)
        before = the_order(room)

        asks(room, "/改单 0001 数量 400 交期 12月28日 面板颜色=黑色 客户加量")

        text = change_card(room).text
        for part in (
            "数量　300 → 400 台",
            "12月20日 周日 → 12月28日 周一",
            "面板颜色　白色 → 黑色",
            "客户加量",
            "多占",
        ):
            assert part in text
        assert "成本多" in text
        after = the_order(room)
        assert (after.lines[0].quantity, after.promise_date) == (300, before.promise_date)
        assert the_change(room).status is ChangeStatus.SUBMITTED

    def test_words_that_say_themselves_what_they_are_need_no_field(self, room: Room) -> None:
        a_sold_order(room)

        asks(room, "/changeorder 0001 400台 黑色 客户改主意")

        text = change_card(room).text
        assert "数量　300 → 400 台" in text
        assert "白色 → 黑色" in text
        assert "原因：客户改主意" in text

    def test_what_is_missing_is_asked_for_in_a_form_that_keeps_what_was_typed(self, room: Room) -> None:
        a_sold_order(room)
        asks(room, "/changeorder 0001")
        room.submits(SELLER, {"quantity": "很多", "reason": "客户加量"}, on=change_card(room))
        assert "“很多”不是准数" in change_card(room).text
        assert the_change(room).status is ChangeStatus.DRAFT

        room.submits(SELLER, {"quantity": "400"}, on=change_card(room))

        text = change_card(room).text
        assert "数量　300 → 400 台" in text
        assert "客户加量" in text

    def test_a_date_that_is_none_is_asked_for_again(self, room: Room) -> None:
        a_sold_order(room)

        asks(room, "/changeorder 0001 数量 400 交期 2月30日")

        assert "没有“2月30日”这一天" in change_card(room).text
        assert the_change(room).content["lines"][0]["quantity"] == 400

    @pytest.mark.parametrize(
        ("person", "words", "answer"),
        [
            (OTHER_SELLER, MORE, "没有权限。可以找：林晓燕"),
            ("wang.sheng", MORE, "没有权限"),
            (SELLER, "/changeorder", "/changeorder 0042"),
            (SELLER, f"/changeorder {NUMBER} 数量 300", "现在就是这样"),
            (SELLER, f"/changeorder {NUMBER} 香味=玫瑰", "没有“香味”这个规格"),
            (SELLER, "/changeorder ORD-2611-0099 数量 3", "没有找到订单“ORD-2611-0099”"),
        ],
    )
    def test_what_cannot_be_says_why(self, room: Room, person: str, words: str, answer: str) -> None:
        a_sold_order(room)

        room.says(person, words)

        assert answer in room.last_card(person).text
        assert changes_in(room) == []

    def test_one_change_at_a_time_and_the_first_is_named(self, room: Room) -> None:
        a_sold_order(room)
        asks(room)

        room.says(SELLER, f"/changeorder {NUMBER} 数量 500")

        assert f"已有变更 {CHANGE}（已提交）" in room.last_card(SELLER).text
        assert len(changes_in(room)) == 1

    def test_a_form_that_was_never_sent_in_gives_way(self, room: Room) -> None:
        a_sold_order(room)
        asks(room, f"/changeorder {NUMBER}")

        asks(room)

        assert [it.status for it in changes_in(room)] == [ChangeStatus.WITHDRAWN, ChangeStatus.SUBMITTED]

    def test_more_than_can_be_made_is_not_offered_for_confirmation(self, room: Room) -> None:
        a_sold_order(room)

        asks(room, f"/changeorder {NUMBER} 数量 2000000")

        card = change_card(room)
        assert "做不出来" in card.text
        assert "确认变更" not in card.buttons


class TestConfirming:
    @pytest.fixture(autouse=True)
    def asked(self, room: Room) -> None:
        a_released_order(room)
        asks(room)

    def test_confirmed_it_is_with_those_who_decide_and_the_order_waits(self, room: Room) -> None:
        assert "已送审" in confirms(room)

        assert the_change(room).status is ChangeStatus.IN_REVIEW
        assert the_order(room).order_revision == 1
        assert f"{CHANGE} 审批中" in order_card(room).text

    def test_what_is_not_possible_any_more_goes_back_with_one_word_of_it(self, room: Room) -> None:
        confirms(room)
        room.tampers("UPDATE customer_order SET status = 'SHIPPED'")

        agreed(room)

        assert the_change(room).status is ChangeStatus.DRAFT
        told = [card for card in room.cards(SELLER, CHANGE) if "退回" in card.title or "没有生效" in card.title]
        assert [card.title for card in told] == [f"{NUMBER} 的变更没有生效"]
        assert f"{CHANGE} 审批中" not in order_card(room).text

    def test_taken_back_by_word_it_is_not_taken_back_once_more(self, room: Room) -> None:
        confirms(room)
        room.taps(SELLER, "撤回", on=room.last_card("sales", f"{CHANGE} 订单变更"))
        assert the_change(room).status is ChangeStatus.WITHDRAWN

        room.says(SELLER, "/undo")

        assert CHANGE not in room.last_card(SELLER).text
        assert f"{CHANGE} 审批中" not in order_card(room).text

    def test_twice_is_harmless_and_an_old_card_decides_nothing(self, room: Room) -> None:
        old = change_card(room)
        confirms(room)

        toast = room.taps_as_seen(SELLER, "确认变更", old)

        assert "已有变化" in toast
        assert [action for _, action in actions(room, CHANGE)].count("ReviewStarted") == 1

    @pytest.mark.parametrize("person", [OTHER_SELLER, "wang.sheng"])
    def test_nobody_else_confirms_it(self, room: Room, person: str) -> None:
        card = change_card(room)

        room.sends_value(person, dict(card.button("确认变更").value), card)

        assert the_change(room).status is ChangeStatus.SUBMITTED

    def test_withdrawn_the_order_stays(self, room: Room) -> None:
        room.taps(SELLER, "撤回", on=change_card(room))

        assert the_change(room).status is ChangeStatus.WITHDRAWN
        assert change_card(room).buttons == ()
        assert the_order(room).lines[0].quantity == 300


def test_an_unsold_order_is_changed_at_once_and_answered_anew(room: Room) -> None:
    card = an_order(room)

    asks(room, "/changeorder 0001 数量 400")

    order = the_order(room)
    assert order.lines[0].quantity == 400
    assert not order.is_promising
    assert "400 台" in room.last_card("sales").text
    assert changes_in(room) == []
    assert card.title != ""


def test_what_has_left_stays_as_it_was(room: Room) -> None:
    a_sold_order(room)
    room.tampers("UPDATE customer_order SET status = 'SHIPPED'")

    room.says(SELLER, MORE)

    assert "现在是“已发货”，不能改、停或取消。接下来可以：已完结" in room.last_card(SELLER).text
