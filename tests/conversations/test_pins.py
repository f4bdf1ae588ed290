"""D5: the lead pins a job; plans go around it or name it, and what was moved of the frozen days is counted."""

import pytest

from storage.plans import get_plan
from tests.conversations.test_replanning import lead_moves_frozen_work
from tests.kit import Room
from tests.kit.planning import FIRST, LEAD, ORDER, OTHER, WORKER, proposal, standing
from tests.kit.stories import actions

PIN = f"/pin {OTHER} 客户驻厂验货"

REFUSED = (
    (WORKER, PIN, "没有权限。可以找：王胜"),
    ("lin.xiaoyan", PIN, "没有权限"),
    ("shen.xie", PIN, "没有权限"),
    (LEAD, "/pin", "/pin 0042"),
    (LEAD, "/unpin", "/unpin 0042"),
    (LEAD, f"/pin {OTHER}", f"/pin {OTHER} 客户驻厂验货"),
    (LEAD, "/pin ORD-2611-0099 客户来", "没有找到订单“ORD-2611-0099”"),
    (LEAD, f"/unpin {OTHER}", "没有这样固定过"),
    (WORKER, f"/unpin {OTHER}", "没有权限。可以找：王胜"),
)
"""Who says what, and what they read: nothing of it pins anything."""


class TestPinning:
    @pytest.mark.parametrize("words", [PIN, f"/固定 {OTHER} 客户驻厂验货", "固定 0002，客户驻厂验货"])
    @pytest.mark.every_platform
    def test_the_lead_pins_an_order_and_everybody_sees_it(self, busy: Room, words: str) -> None:
        before = standing(busy)

        busy.says(LEAD, words, to="production")

        answer = busy.last_card("production")
        assert answer.title == f"{OTHER} 已固定"
        assert "全部工序按现在的机台和时间不动" in answer
        assert (LEAD, "WorkPinned") in actions(busy, OTHER)
        assert standing(busy) == before
        busy.says("lin.xiaoyan", f"/order {OTHER}")
        assert "全部工序：客户驻厂验货（王胜，11月23日 09:0" in busy.last_card("lin.xiaoyan", OTHER).text
        busy.says(WORKER, "/schedule")
        schedule = busy.last_card(WORKER)
        assert "已固定、重排不动的：" in schedule
        assert f"{OTHER} 全部工序：客户驻厂验货（王胜" in schedule.text

    def test_one_operation_is_pinned_by_its_machine(self, busy: Room) -> None:
        step = next(it for it in busy.bookings(OTHER) if it.start_at > busy.now)

        busy.says(LEAD, f"/pin {OTHER} {step.work_centre} 首件要客户看")

        assert busy.last_card(LEAD).title == f"{OTHER} 已固定"
        assert "全部工序" not in busy.last_card(LEAD).text

    def test_let_go_it_is_gone_from_both(self, busy: Room) -> None:
        busy.says(LEAD, PIN)

        busy.says(LEAD, f"/取消固定 {OTHER} 客户不来了")

        assert busy.last_card(LEAD).title == f"{OTHER} 已取消固定"
        assert (LEAD, "WorkUnpinned") in actions(busy, OTHER)
        busy.says(LEAD, "/schedule")
        assert "已固定" not in busy.last_card(LEAD).text

    def test_what_cannot_be_says_why(self, busy: Room) -> None:
        for person, words, answer in REFUSED:
            busy.says(person, words)

            assert answer in busy.last_card(person).text
        assert "WorkPinned" not in {action for _, action in actions(busy, OTHER)}

    def test_twice_says_who_has_and_when(self, busy: Room) -> None:
        busy.says(LEAD, PIN)

        busy.says(LEAD, PIN)

        assert f"{OTHER} 已经由王胜在 11月23日 09:0" in busy.last_card(LEAD).text

    def test_what_is_pinned_is_not_rushed(self, busy: Room) -> None:
        busy.says(LEAD, PIN)

        busy.says(LEAD, f"/rush {OTHER}")

        assert f"{OTHER} 已由王胜固定，不能往前插" in busy.last_card(LEAD).text


class TestPlans:
    def test_a_breakdown_that_hits_it_names_it(self, busy: Room) -> None:
        busy.says(LEAD, f"/pin {ORDER} 客户驻厂验货")

        busy.says(WORKER, "/down SMT-1 后天 18:00 吸嘴坏了")

        card = proposal(busy)
        named = next(line for line in card.lines if line.startswith("已固定但保不住"))
        below = card.lines[card.lines.index(named) + 1]
        assert below.startswith(ORDER)

    def test_a_plan_from_before_the_pin_is_not_published_from_its_old_card(self, busy: Room) -> None:
        lead_moves_frozen_work(busy)
        old = proposal(busy)
        with busy.read() as session:
            moved = get_plan(session, FIRST).changes[0]["before"]["order_no"]
        before = standing(busy)
        busy.says(LEAD, f"/pin {moved} 客户驻厂验货")

        toast = busy.taps(LEAD, "发布", on=old)

        assert toast == f"{FIRST} 已不成立，正在重新排"
        assert standing(busy) == before
        assert "这期间有要移动的工序被固定了" in proposal(busy).text


def test_what_was_moved_of_the_frozen_days_this_month_is_told_to_whoever_looks_at_the_plan(busy: Room) -> None:
    busy.says(LEAD, "/schedule")
    assert "本月冻结期内" not in busy.last_card(LEAD).text
    lead_moves_frozen_work(busy)

    busy.taps(LEAD, "发布", on=proposal(busy))

    assert any("由王胜批准：客户停线。本月累计 1 道" in card.text for card in busy.cards("production"))
    busy.says(LEAD, "/schedule")
    assert "本月冻结期内经批准动过 1 道工序" in busy.last_card(LEAD).text
    busy.advance(days=9)
    busy.says(LEAD, "/schedule")
    assert "本月冻结期内" not in busy.last_card(LEAD).text
