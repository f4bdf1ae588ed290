"""G8: work orders that a change did not decide about are decided by somebody, named and recorded, before it closes."""

import pytest

from core.changes import WorkChoice
from core.revisions import WorkDecision
from tests.kit import Room, Shown
from tests.kit.changing import FIRST, SECOND, approve, change, parts_of, submitted, work_orders
from tests.kit.stories import a_sold_order

LEAD = "wang.sheng"


def receipt(room: Room, person: str) -> Shown:
    found = [it for it in room.cards(person, FIRST) if it.title.startswith(f"{FIRST} 变更通知") and len(it.lines) > 1]
    return found[-1]


def flagged(room: Room) -> None:
    """Three sold orders have begun when a change of the board takes effect."""
    a_sold_order(room)
    a_sold_order(room, "绿湾 SW-300 20台 1月20日 白色 220V")
    a_sold_order(room, "云栖 SW-300 30台 1月22日 白色 220V")
    room.advance(hours=30)
    submitted(room)
    approve(room, FIRST)


@pytest.mark.every_database
def test_each_is_decided_by_whoever_answers_for_production_and_the_change_waits_for_that(room: Room) -> None:
    flagged(room)
    assert {it.decision for it in work_orders(room, FIRST)} == {WorkDecision.FLAGGED}
    card = receipt(room, LEAD)
    assert "待定：WO-2611-0001-1（已开工），王胜" in card.text
    old = dict(card.button("确定").value)

    # Without a reason, or by somebody else, nothing is decided.
    room.sends_value(LEAD, old, card, form={"choice": "SWITCH", "reason": ""})
    room.sends_value("lin.xiaoyan", old, receipt(room, "lin.xiaoyan"), form={"choice": "SWITCH", "reason": "随便"})
    assert "王胜" in room.toast
    assert len(change(room).undecided_works) == len(change(room).works)

    room.submits(LEAD, {"choice": "SWITCH", "scope": "this", "reason": "客户要新料"}, on=receipt(room, LEAD))

    first = change(room).work_at(1)
    assert (first.choice, first.decided_by, first.reason) == (WorkChoice.SWITCH, LEAD, "客户要新料")
    (work,) = [it for it in work_orders(room, FIRST) if it.order_no == first.order_no]
    assert (work.revision, work.decision) == ("B", WorkDecision.REBASED)
    assert "MCU-32" not in parts_of(room, first.order_no)
    assert "MCU-32G" in parts_of(room, first.order_no)
    assert "改用新版（王胜，客户要新料）" in receipt(room, LEAD)

    # Decided is decided, whatever an old card still says.
    room.sends_value(LEAD, old, card, form={"choice": "KEEP", "reason": "算了"})
    assert "不能再改" in room.toast
    for notice in change(room).notices:
        room.taps(notice.person, "收到", on=receipt(room, notice.person))
    assert "待定工单" in receipt(room, LEAD)
    room.advance(days=3)
    assert change(room).notice_of(LEAD).escalation_level > 1

    room.submits(LEAD, {"choice": "KEEP", "scope": "all", "reason": "快做完了"}, on=receipt(room, LEAD))

    assert not change(room).undecided_works
    assert {it.order_no for it in work_orders(room, FIRST) if it.decision is WorkDecision.REBASED} == {first.order_no}
    assert len([it for it in work_orders(room, FIRST) if it.decision is WorkDecision.KEPT]) == 2
    assert {it.reason for it in change(room).works} == {"客户要新料", "快做完了"}


def test_a_later_change_of_the_same_item_decides_for_the_earlier_one(room: Room) -> None:
    a_sold_order(room)
    room.advance(hours=30)
    submitted(room)
    approve(room, FIRST)

    submitted(room, "/ecn PCBA-SW3 SEN-T 1→2 原因 质量", SECOND)
    approve(room, SECOND)

    (earlier,), (later,) = change(room).works, change(room, SECOND).works
    assert (earlier.is_decided, earlier.decided_by, later.is_decided) == (True, "", False)
    assert "已由后来的变更决定" in receipt(room, LEAD).text
    (work,) = work_orders(room, SECOND)
    assert (work.decision, work.owner) == (WorkDecision.FLAGGED, LEAD)
