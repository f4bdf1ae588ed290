"""A3, B2: nothing custom is sold without three answers, and nothing is released that is not understood."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core.orders import OrderStatus
from core.reviews import AnswerKind, Feasibility, Review
from tests.kit import Room, Shown
from tests.kit.order_changes import agreed, change_card
from tests.kit.stories import (
    TRACKS,
    WHOLE,
    a_sold_order,
    actions,
    an_order,
    answered,
    review_of,
    the_order,
)  # fmt: skip

NUMBER, SELLER, LEAD, MANAGER = "ORD-2611-0001", "lin.xiaoyan", "zhou.lan", "gao.yuan"
CUSTOM = "恒远 SW-500 100台 1月20日 5.5寸屏 白色 220V Wi-Fi"
RND, MAKER, BUYER = "zhao.gong", "wang.sheng", "chen.cai"
COORDINATOR = "shen.xie"
LOCKS = "云栖 DL-20 80台 12月28日 锁体=6068 表面处理=玫瑰金 开锁方式=密码"
ASKED = {AnswerKind.CAN: RND, AnswerKind.WHEN: MAKER, AnswerKind.COST: BUYER}


def the_review(room: Room) -> Review:
    found = review_of(room, NUMBER)
    assert found is not None
    return found


def card_of(room: Room, person: str) -> Shown:
    """Not the link to its form, where there is one."""
    return next(
        card for card in reversed(room.cards(person))
        if card.title == f"{NUMBER} 需求评审" and card.json.get("card_type") != "text_notice"
    )  # fmt: skip


def status(room: Room) -> OrderStatus:
    return the_order(room).status


def taken_on(room: Room) -> None:
    for department, person in TRACKS.items():
        room.taps(person, "收到", to=department, on=NUMBER)


def chased(room: Room) -> dict[str, list[str]]:
    """Who has been told of whose silence, in turn."""
    found = dict[str, list[str]]()
    for reader in ("qian.qi", RND, MAKER, BUYER, SELLER, LEAD, COORDINATOR):
        cards = [card for card in room.cards(reader) if card.title.startswith(f"{NUMBER} 评审")]
        told = [name for card in cards for name in ("钱琪", "王胜", "林晓燕", "赵工", "陈彩") if name in card.text]
        found |= {reader: told} if told else {}
    return found


class TestUnderstanding:
    @pytest.mark.every_database
    def test_it_is_released_when_each_of_them_understands_and_not_before(self, room: Room) -> None:
        card = a_sold_order(room, CUSTOM)
        taken_on(room)

        assert status(room) is OrderStatus.CONFIRMED
        assert "还要 赵工、王胜 确认「理解一致」才能下发" in room.again(card)
        mine, brief = card_of(room, RND), the_review(room).brief_no
        assert "理解一致" not in card_of(room, BUYER).buttons  # not asked, and not let in either
        told = room.sends_value(BUYER, {"act": "understand", "ref": NUMBER, "rev": brief}, card_of(room, BUYER))
        assert "只请 赵工、王胜 确认" in told

        room.taps(RND, "理解一致", on=mine)
        room.taps_as_seen(RND, "理解一致", mine)
        assert [it.person for it in the_review(room).unclear] == [MAKER]
        assert status(room) is OrderStatus.CONFIRMED
        assert actions(room, NUMBER).count((RND, "Understood")) == 1

        room.taps(MAKER, "理解一致", to="production", on=NUMBER)

        assert status(room) is OrderStatus.RELEASED
        assert "理解一致" not in room.again(mine).buttons

    @pytest.mark.every_database
    def test_a_question_keeps_it_until_sales_has_answered(self, room: Room) -> None:
        a_sold_order(room, CUSTOM)
        taken_on(room)
        room.taps(MAKER, "理解一致", on=card_of(room, MAKER))

        room.submits(RND, {"question": "横屏还是竖屏？"}, on=card_of(room, RND))
        room.submits(RND, {"question": "横屏还是竖屏？"}, on=card_of(room, RND))

        assert [it.words for it in the_review(room).questions] == ["横屏还是竖屏？"]
        assert status(room) is OrderStatus.CONFIRMED
        assert "理解一致" not in card_of(room, RND).buttons
        told = room.sends_value(
            RND, {"act": "understand", "ref": NUMBER, "rev": the_review(room).brief_no}, card_of(room, RND)
        )
        assert "横屏还是竖屏？" in told
        assert "赵工 问：横屏还是竖屏？" in room.last_card(SELLER, about="有疑问")
        answer = {"act": "review", "ref": NUMBER, "rev": the_review(room).brief_no, "entry": 1}
        assert "林晓燕" in room.sends_value(RND, answer, card_of(room, RND), form={"answer": "竖屏"})

        room.submits(SELLER, {"answer": "横屏，按键在下"}, on=card_of(room, SELLER))

        assert status(room) is OrderStatus.RELEASED
        assert "答：横屏，按键在下" in room.last_card(RND, about="疑问已答复")
        assert "现在不在评审中" in room.sends_value(SELLER, answer, card_of(room, SELLER), form={"answer": "竖屏"})
        assert [it.answer for it in the_review(room).questions] == ["横屏，按键在下"]

    def test_a_change_of_what_is_wanted_asks_everybody_anew(self, room: Room) -> None:
        a_sold_order(room, CUSTOM)
        taken_on(room)
        room.taps(RND, "理解一致", on=card_of(room, RND))
        old = card_of(room, MAKER)

        room.says(SELLER, f"/changeorder {NUMBER} 屏幕尺寸=6 客户要大屏", to="sales")
        room.taps(SELLER, "确认变更", on=change_card(room))
        agreed(room)

        assert [it.person for it in the_review(room).unclear] == [RND, MAKER]
        assert all(any("需求有变" in card.title for card in room.cards(person)) for person in (RND, MAKER))
        assert "刚刚有变" in room.taps_as_seen(MAKER, "理解一致", old)
        taken_on(room)
        assert status(room) is OrderStatus.CONFIRMED
        for person in (RND, MAKER):
            assert "6" in card_of(room, person)
            room.taps(person, "理解一致", on=card_of(room, person))
        assert status(room) is OrderStatus.RELEASED

    def test_what_becomes_custom_after_it_was_sold_is_reviewed_from_then_on(self, room: Room) -> None:
        """And while it is on hold nobody is reminded; with the order the clock goes on."""
        a_sold_order(room, WHOLE)
        assert the_review(room).reviewers == []

        room.says(SELLER, f"/changeorder {NUMBER} 面板颜色=红色 客户改色", to="sales")
        room.taps(SELLER, "确认变更", on=change_card(room))
        agreed(room)

        assert [it.person for it in the_review(room).unclear] == [RND, MAKER]
        taken_on(room)
        assert status(room) is OrderStatus.CONFIRMED
        for number, words in ((2, "/hold 0001 等客户付款"), (3, "/resume 0001 款到了")):
            room.says(SELLER, words, to="sales")
            card = change_card(room, change_no=f"CHG-2611-000{number}")
            room.taps(SELLER, next(it for it in card.buttons if it.startswith("确认")), on=card)
            agreed(room, f"CHG-2611-000{number}")
            if number == 2:
                room.advance(hours=7)
                assert chased(room) == {}
        room.advance(hours=8)
        assert {RND, MAKER} <= chased(room).keys()
        taken_on(room)
        for person in (RND, MAKER):
            room.taps(person, "理解一致", on=card_of(room, person))
        assert status(room) is OrderStatus.RELEASED


class TestAnswers:
    @pytest.mark.every_database
    def test_they_gather_on_the_card_of_whoever_asked_and_let_it_be_sold(self, room: Room) -> None:
        card = an_order(room, CUSTOM)
        answers = {it.kind: it for it in the_review(room).answers}

        assert {kind: it.owner for kind, it in answers.items()} == ASKED
        assert {it.due_at for it in answers.values()} == {room.now_at_start + timedelta(hours=5)}  # 12–13 is lunch
        assert "能不能做：等 赵工" in card
        assert "等答复" in card.text.split("\n")
        refused = room.taps(SELLER, "确认下单", on=card)
        assert "能不能做、什么时候、什么成本（等 赵工、王胜、陈彩）" in refused
        assert status(room) is not OrderStatus.CONFIRMED

        room.submits(RND, {"can": "CONDITIONAL"}, on=card_of(room, RND))
        assert not the_review(room).answer_of(AnswerKind.CAN).is_given  # under which?
        room.submits(RND, {"can": "CONDITIONAL", "words": "屏要客户确认样品"}, on=card_of(room, RND))
        assert "能不能做：有条件可以做，屏要客户确认样品（赵工" in room.again(card)
        refused = room.taps(SELLER, "确认下单", on=card)
        assert "什么时候、什么成本（等 王胜、陈彩）" in refused

        proposed = answers[AnswerKind.WHEN].proposed_day
        assert proposed is not None
        early = str(proposed - timedelta(days=1))
        assert "最早" in room.submits(MAKER, {"when": early}, on=card_of(room, MAKER))
        room.submits(MAKER, {"when": "2026-12-15", "words": "等屏"}, on=card_of(room, MAKER))
        assert "什么时候：12月15日 周二，等屏（王胜" in room.again(card)
        assert "金额" in room.submits(BUYER, {"cost": "三万六"}, on=card_of(room, BUYER))
        room.submits(BUYER, {"cost": "3.65万"}, on=card_of(room, BUYER))

        assert the_review(room).missing == []
        assert "已报价" in room.again(card).text.split("\n")
        assert the_review(room).answer_of(AnswerKind.COST).amount == Decimal(36500)
        assert "三个答复已齐" in room.last_card(SELLER).title
        room.taps(SELLER, "确认下单", on=card)
        assert (status(room), str(the_order(room).promise_date)) == (OrderStatus.CONFIRMED, "2026-12-15")

    def test_what_is_regular_is_answered_at_once_by_nobody(self, room: Room) -> None:
        an_order(room, WHOLE)
        review = the_review(room)

        assert not review.is_gathered
        assert (review.missing, review.people) == ([], [])
        assert review.answer_of(AnswerKind.CAN).feasibility is Feasibility.YES
        assert review.answer_of(AnswerKind.WHEN).day is not None
        cost = review.answer_of(AnswerKind.COST)
        assert {"material", "labour", "overtime", "changeover"} <= cost.parts.keys()
        assert cost.amount == sum(map(Decimal, cost.parts.values())) > 0

    def test_a_no_stops_it_and_only_those_who_may_waive_it_named_with_a_reason(self, room: Room) -> None:
        card = an_order(room, CUSTOM)
        room.submits(RND, {"can": "NO", "words": "屏停产了"}, on=card_of(room, RND))
        for person in (MAKER, BUYER):
            room.taps(person, "按系统测算答复", on=card_of(room, person))

        assert "不能做（赵工）：屏停产了" in room.taps(SELLER, "确认下单", on=card)
        room.says(SELLER, "/skipanswers 0001 客户急")
        assert "没有权限。可以找：周岚、高远" in room.last_card(SELLER)
        room.says(LEAD, "/skipanswers 0001")
        assert "/skipanswers 0042" in room.last_card(LEAD)
        assert not the_review(room).waived_by

        room.says(MANAGER, "/免答复 0001 客户提供库存屏")

        review = the_review(room)
        assert (review.waived_by, review.waived_reason) == (MANAGER, "客户提供库存屏")
        assert "高远 已放行，不等缺的答复：客户提供库存屏" in room.again(card)
        assert all("客户提供库存屏" in room.last_card(person, about="已放行") for person in (SELLER, RND))
        room.says(LEAD, "/skipanswers 0001 再来一次")
        assert "没有要放行的" in room.last_card(LEAD)
        room.taps(SELLER, "确认下单", on=card)
        assert status(room) is OrderStatus.CONFIRMED
        assert actions(room, NUMBER).count((MANAGER, "AnswersWaived")) == 1

    def test_the_day_that_production_answers_is_the_one_promised_and_none_is_earlier_than_computed(
        self, room: Room
    ) -> None:
        offered = an_order(room, CUSTOM)
        computed = next(it.proposed_day for it in the_review(room).answers if it.kind is AnswerKind.WHEN)
        assert computed is not None
        earlier, later = str(computed - timedelta(days=1)), computed + timedelta(days=6)

        assert "不能答复更早的日期" in room.submits(MAKER, {"when": earlier}, on=card_of(room, MAKER))
        room.submits(MAKER, {"when": str(later)}, on=card_of(room, MAKER))
        answered(room, NUMBER)
        room.taps(SELLER, "确认下单", on=offered)

        assert the_order(room).promise_date == later

    def test_a_quote_is_refused_as_long_as_one_is_missing(self, room: Room) -> None:
        room.says(SELLER, f"/quote {CUSTOM}", to="sales")
        card = room.last_card("sales")

        assert "还差答复" in room.taps(SELLER, "保留报价", on=card)
        assert status(room) is OrderStatus.INQUIRY
        answered(room, NUMBER)
        room.taps(SELLER, "保留报价", on=card)
        assert status(room) is OrderStatus.QUOTED

    @pytest.mark.every_database
    def test_who_is_silent_is_reminded_then_their_lead_then_the_coordinator(self, room: Room) -> None:
        """In working time; of R&D it is 钱琪 for locks, of production the lead himself, whom nobody tells twice."""
        an_order(room, LOCKS)
        room.taps(BUYER, "按系统测算答复", on=card_of(room, BUYER))

        assert chased(room) == {}
        room.advance(hours=4, minutes=59)
        assert chased(room) == {}
        room.advance(minutes=2)
        assert chased(room) == {"qian.qi": ["钱琪"], MAKER: ["王胜"]}
        room.submits("qian.qi", {"question": "PVD 还是喷涂？"}, on=card_of(room, "qian.qi"))  # no answer yet
        room.advance(days=4)

        assert chased(room) == {
            "qian.qi": ["钱琪"], RND: ["钱琪"], MAKER: ["王胜"], SELLER: ["林晓燕"], LEAD: ["林晓燕"],
            COORDINATOR: ["王胜", "钱琪", "林晓燕"],
        }  # fmt: skip

    def test_a_standard_solution_needs_no_answers_of_people(self, room: Room) -> None:
        an_order(room, CUSTOM)
        assert the_review(room).is_gathered
        room.says(SELLER, "/match 0001", to="sales")
        offers = room.last_card("sales", about="可选的标准方案")

        room.taps(SELLER, next(it for it in offers.buttons if "SOL-" in it), on=offers)

        review = the_review(room)
        assert (review.is_gathered, review.missing, review.reviewers) == (False, [], [])
        room.taps(SELLER, "确认下单", to="sales", on=NUMBER)
        assert status(room) is OrderStatus.CONFIRMED
