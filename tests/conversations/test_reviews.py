"""A3, B1, B2: nothing custom is sold without three answers, and nothing is released that is not understood."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core.orders import NodeKind, OrderStatus
from core.planning.promise.answer import PromiseAnswer
from core.reviews import AnswerKind, Feasibility, Review
from tests.kit import Room, Shown
from tests.kit.order_changes import agreed, change_card
from tests.kit.stories import TRACKS, WHOLE, a_sold_order, actions, an_order, answered, the_order
from tests.kit.stories import review_of as find

NUMBER, SELLER, SALES_LEAD = "ORD-2611-0001", "lin.xiaoyan", "zhou.ming"
CUSTOM = "恒远 SW-500 100台 1月20日 5.5寸屏 白色 220V Wi-Fi"
RND, MAKER, BUYER, COORDINATOR = "zhao.gong", "wang.sheng", "chen.cai", "shen.xie"
QUESTION = "5.5 寸屏横着装还是竖着装？"


def review_of(room: Room) -> Review:
    review = find(room, NUMBER)
    assert review is not None
    return review


def review_card(room: Room, person: str) -> Shown:
    """Their living card; on WeCom links to its form have the same title."""
    found = [card for card in room.cards(person) if "需求评审" in card.title or "预评审" in card.title]
    return next(card for card in reversed(found) if "30 分钟内有效" not in card.text)


def taken_on(room: Room) -> None:
    """Sold, and every department has it."""
    a_sold_order(room, CUSTOM)
    for department, person in TRACKS.items():
        room.taps(person, "收到", to=department, on=NUMBER)


def is_released(room: Room) -> bool:
    return the_order(room).status is OrderStatus.RELEASED


class TestUnderstanding:
    """A3."""

    @pytest.mark.every_database
    def test_it_is_not_released_before_both_understand(self, room: Room) -> None:
        taken_on(room)
        assert not is_released(room)
        assert "还要 赵工、王胜 确认「理解一致」才能下发" in room.last_card("sales", about=NUMBER).text
        asked = review_card(room, RND)

        room.taps(RND, "理解一致", on=asked)
        room.taps_as_seen(RND, "理解一致", asked)
        assert not is_released(room)
        room.taps(MAKER, "理解一致", on=review_card(room, MAKER))

        assert is_released(room)
        assert [it for it in actions(room, NUMBER) if it[1] == "Understood"] == [
            (RND, "Understood"), (MAKER, "Understood"),
        ]  # fmt: skip

    def test_a_question_keeps_it_until_it_is_answered(self, room: Room) -> None:
        taken_on(room)
        room.taps(RND, "理解一致", on=review_card(room, RND))
        before = review_card(room, MAKER)
        room.submits(MAKER, {"question": QUESTION}, on=before)

        room.taps_as_seen(MAKER, "理解一致", before)
        assert "还没有答复" in room.toast
        assert not is_released(room)
        assert QUESTION in review_card(room, SELLER)
        room.submits(SELLER, {"answer": "横着装"}, on=review_card(room, SELLER))

        assert is_released(room)
        assert "横着装" in room.last_card(MAKER, about="疑问已答复")

    def test_nobody_else_understands_for_them(self, room: Room) -> None:
        taken_on(room)

        room.sends_value("he.tao", {"act": "understand", "ref": NUMBER, "rev": 1}, room.last_card("sales"))

        assert "赵工、王胜" in room.toast
        assert len(review_of(room).unclear) == 2

    def test_a_change_of_what_is_wanted_is_looked_at_anew(self, room: Room) -> None:
        taken_on(room)
        old = review_card(room, RND)
        room.taps(RND, "理解一致", on=old)
        room.says(SELLER, f"/changeorder {NUMBER} 面板颜色=黑色 客户改主意", to="sales")
        room.taps(SELLER, "确认变更", on=change_card(room))
        agreed(room)
        room.advance(minutes=2)

        room.taps_as_seen(RND, "理解一致", old)

        assert "需求刚刚有变" in room.toast
        assert {it.person for it in review_of(room).unclear} == {RND, MAKER}
        assert "请重新看一遍" in room.last_card(RND, about="需求有变")

    def test_what_is_custom_only_by_a_change_is_reviewed_then(self, room: Room) -> None:
        a_sold_order(room, "恒远 SW-500 100台 1月20日 4寸屏 白色 220V Wi-Fi")
        assert not review_of(room).reviewers

        room.says(SELLER, f"/changeorder {NUMBER} 屏幕尺寸=5.5 客户改主意", to="sales")
        room.taps(SELLER, "确认变更", on=change_card(room))
        agreed(room)

        assert {it.person for it in review_of(room).unclear} == {RND, MAKER}

    def test_a_regular_order_is_released_with_the_last_department(self, room: Room) -> None:
        a_sold_order(room)
        for department, person in TRACKS.items():
            room.taps(person, "收到", to=department, on=NUMBER)

        assert is_released(room)
        assert not review_of(room).reviewers


class TestPrecheck:
    """B1."""

    @pytest.mark.every_database
    def test_a_group_is_founded_with_those_whom_the_matrix_names(self, room: Room) -> None:
        room.says(SELLER, f"/precheck {CUSTOM}", to="sales")

        review = review_of(room)
        assert review.chat
        assert room.deeds.members_of(review.chat) == {SELLER, RND, MAKER, BUYER, COORDINATOR}
        assert f"{NUMBER} 预评审" in room.deeds.told_in(review.chat)
        assert "5.5" in room.deeds.told_in(review.chat)
        assert {it.person for it in review.unclear} == {RND, MAKER}
        room.submits(RND, {"question": QUESTION}, on=review_card(room, RND))
        assert QUESTION in room.deeds.told_in(review.chat)
        room.submits(SELLER, {"answer": "横着装"}, on=review_card(room, SELLER))
        assert "横着装" in room.deeds.told_in(review.chat)
        assert [it.person for it in review_of(room).unclear] == [MAKER]

    def test_a_family_with_a_row_of_its_own_asks_whom_that_names(self, room: Room) -> None:
        room.says(SELLER, "/precheck 恒远 DL-50 100台 1月20日", to="sales")

        assert "qian.qi" in room.deeds.members_of(review_of(room).chat)
        assert RND not in room.deeds.members_of(review_of(room).chat)

    def test_where_the_platform_will_not_everybody_has_a_card_all_the_same(self, room: Room) -> None:
        room.deeds.refuse_groups()

        room.says(SELLER, f"/precheck {CUSTOM}", to="sales")

        assert not review_of(room).chat
        assert "没有建成群" in room.last_card(SELLER).title
        assert "理解一致" in review_card(room, RND).buttons


class TestAnswers:
    """B2."""

    @pytest.fixture
    def asked(self, room: Room) -> Shown:
        return an_order(room, CUSTOM)

    def test_each_has_an_owner_a_deadline_and_a_stored_value(self, room: Room, asked: Shown) -> None:
        answers = {it.kind: it for it in review_of(room).answers}

        assert {kind: it.owner for kind, it in answers.items()} == {
            AnswerKind.CAN: RND, AnswerKind.WHEN: MAKER, AnswerKind.COST: BUYER,
        }  # fmt: skip
        assert all(it.due_at > room.now and not it.is_given for it in answers.values())
        assert "能不能做：等 赵工" in asked

        room.submits(RND, {"can": "CONDITIONAL", "words": "要开新模"}, on=review_card(room, RND))
        assert "能不能做：有条件可以做，要开新模（赵工" in room.again(asked)
        answered(room, NUMBER)

        given = {it.kind: it for it in review_of(room).answers}
        promise = the_order(room).latest_promise
        assert promise is not None
        worked_out = PromiseAnswer.from_json(promise.answer)
        assert given[AnswerKind.CAN].feasibility is Feasibility.CONDITIONAL
        assert given[AnswerKind.WHEN].day == worked_out.promise_date
        assert given[AnswerKind.COST].amount == worked_out.cost.total
        assert sum(map(Decimal, given[AnswerKind.COST].parts.values())) == worked_out.cost.total
        assert "三个答复已齐" in room.last_card(SELLER, about="三个答复").title

    def test_nothing_is_sold_or_held_before_all_three_are_there(self, room: Room, asked: Shown) -> None:
        room.submits(RND, {"can": "YES"}, on=review_card(room, RND))

        room.taps(SELLER, "确认下单", on=asked)

        assert "还差答复：什么时候、什么成本（等 王胜、陈彩）" in room.toast
        assert the_order(room).status is OrderStatus.QUOTED

    def test_what_cannot_be_made_is_not_sold(self, room: Room, asked: Shown) -> None:
        room.submits(RND, {"can": "NO"}, on=review_card(room, RND))
        assert "要写明条件或原因" in room.toast
        room.submits(RND, {"can": "NO", "words": "屏没有货"}, on=review_card(room, RND))
        for person in (MAKER, BUYER):
            room.taps(person, "按系统测算答复", on=review_card(room, person))

        room.taps(SELLER, "确认下单", on=asked)

        assert "已答复不能做（赵工）：屏没有货" in room.toast

    def test_production_may_say_a_later_day_and_no_earlier_one(self, room: Room, asked: Shown) -> None:
        computed = next(it.proposed_day for it in review_of(room).answers if it.kind is AnswerKind.WHEN)
        assert computed is not None
        card = review_card(room, MAKER)
        room.submits(MAKER, {"when": str(computed - timedelta(days=1))}, on=card)
        assert "不能答复更早的日期" in room.toast

        later = computed + timedelta(days=6)
        room.submits(MAKER, {"when": str(later)}, on=card)
        answered(room, NUMBER)
        room.taps(SELLER, "确认下单", on=asked)

        assert the_order(room).promise_date == later
        assert the_order(room).node(NodeKind.SHIPMENT).planned_date == later

    def test_nobody_answers_for_another(self, room: Room, asked: Shown) -> None:
        value = {"act": "review", "ref": NUMBER, "rev": 1}
        room.sends_value("he.tao", value, asked, form={"cost": "36500"})
        assert "这个答复由 陈彩 负责" in room.toast
        room.submits(BUYER, {"cost": "很多"}, on=review_card(room, BUYER))

        assert "不是金额" in room.toast
        assert len(review_of(room).missing) == 3

    def test_a_lead_of_sales_or_a_manager_waives_by_name(self, room: Room, asked: Shown) -> None:
        room.says(SELLER, f"/skipanswers {NUMBER} 客户今天要", to="sales")
        assert not review_of(room).waived_by

        room.says("gao.yuan", f"/skipanswers {NUMBER} 客户今天要，研发口头确认过", to="sales")
        assert "客户今天要，研发口头确认过" in room.again(asked)
        room.taps(SELLER, "确认下单", on=asked)

        assert the_order(room).status is OrderStatus.CONFIRMED
        assert ("gao.yuan", "AnswersWaived") in actions(room, NUMBER)
        room.says("gao.yuan", f"/skipanswers {NUMBER} 再来一次", to="sales")
        assert "现在不在评审中" in room.last_card("sales").text

    def test_who_is_silent_is_reminded_then_the_lead_then_the_coordinator(self, room: Room, asked: Shown) -> None:
        room.advance(days=3)

        assert "请答复或确认" in room.last_card(BUYER, about="评审在等你").text
        told = " ".join(card.text for card in room.cards(COORDINATOR, about="评审没人答复"))
        assert all(name in told for name in ("赵工", "王胜", "陈彩"))

    def test_a_regular_order_is_answered_at_once(self, room: Room) -> None:
        an_order(room, WHOLE)

        review = review_of(room)
        assert not review.missing
        assert not review.is_gathered
        assert all(not it.answered_by for it in review.answers)
        room.taps(SELLER, "确认下单", to="sales", on=NUMBER)
        assert the_order(room).status is OrderStatus.CONFIRMED
