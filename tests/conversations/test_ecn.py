"""G1, G2, G6, G8: a bill of materials is changed, with a redline, a real impact, and revisions that count by rule."""

import pytest

from core.changes import ChangeReason, ChangeStatus
from core.revisions import WorkDecision
from storage.changes import get_change
from storage.revisions import work_orders_by
from tests.kit import Room
from tests.kit.changing import (
    ENGINEER,
    FIRST,
    SWAP,
    approve,
    change,
    form_card,
    impact,
    parts_of,
    revision_of,
    submitted,
    work_orders,
)
from tests.kit.stories import a_sold_order, actions, the_order

ORDER, LEAD = "ORD-2611-0001", "wang.sheng"

LARGE = "恒远 SW-300 700台 1月20日 白色 220V"
"""More than there are chips for: it waits for them."""

REFUSED = (
    ("lin.xiaoyan", SWAP, "没有权限"),
    (LEAD, SWAP, "没有权限"),
    (ENGINEER, "/ecn", "/ecn SW-300"),
    (ENGINEER, "/ecn 缺料了", "要改哪个物料"),
    (ENGINEER, "/ecn PCBA-XX MCU-32→MCU-32G", "没有找到物料“PCBA-XX”"),
    (ENGINEER, "/ecn MCU-32 +SEN-T 1", "外购件"),
)
"""Who says what, and what they read: no draft comes of it."""

SUBMITTED_IN_VAIN = (
    ({"lines": "MCU-32 很贵"}, "看不懂：MCU-32、很贵"),
    ({"lines": "MCU-99→MCU-32G"}, "没有找到物料“MCU-99”"),
    ({"lines": "-LCD-4"}, "没有 LCD-4"),
    ({"lines": "+SEN-T 1"}, "已经有 SEN-T"),
    ({"lines": "SEN-T 1→1"}, "一样"),
    ({"lines": "SEN-T 3→2"}, "写的是 3，现在是 1"),
    ({"lines": "+SW-300 1"}, "包含它自己"),
    ({"temporary": "YES"}, "还缺：临时变更的期限"),
    ({"effectivity": "DATE"}, "还缺：生效点"),
)
"""What a form holds, and what whoever sends it reads."""


class TestWritingItDown:
    def test_the_redline_is_on_the_card_and_what_was_said_is_filled_in(self, room: Room) -> None:
        card = submitted(room)

        assert "去 MCU-32 主控芯片 ×1" in card.text
        assert "加 MCU-32G 主控芯片(兼容) ×1" in card.text
        assert "供应：缺料，原厂停产" in card.text
        assert "长期变更" in card.text
        it = change(room)
        assert (it.status, it.reason_code, it.requester) == (ChangeStatus.IN_REVIEW, ChangeReason.SUPPLY, ENGINEER)
        assert (it.target, it.base, it.is_temporary) == ("PCBA-SW3", "A", False)

    def test_who_may_not_and_what_cannot_be_says_why(self, room: Room) -> None:
        for person, words, answer in REFUSED:
            room.says(person, words)

            assert answer in room.last_card(person).text
        with room.read() as session, pytest.raises(Exception, match="NotFound"):
            get_change(session, FIRST)

    def test_a_form_that_says_nothing_sound_is_not_taken(self, room: Room) -> None:
        room.says(ENGINEER, SWAP)

        for values, answer in SUBMITTED_IN_VAIN:
            toast = room.submits(ENGINEER, values, on=form_card(room))

            assert answer in toast, values
        assert change(room).status is ChangeStatus.DRAFT

    def test_only_whoever_asked_goes_on_with_it_and_may_withdraw_it(self, room: Room) -> None:
        room.says(ENGINEER, SWAP, to="rnd")
        card = form_card(room, to="rnd")

        assert "由 赵工 继续" in room.taps("qian.qi", "撤回", on=card)
        room.taps(ENGINEER, "撤回", on=card)

        assert change(room).status is ChangeStatus.WITHDRAWN
        assert room.again(card).buttons == ()


class TestImpactAndEffect:
    @pytest.mark.every_database
    def test_open_orders_are_planned_anew_and_it_is_booked_as_was_shown(self, room: Room) -> None:
        a_sold_order(room, LARGE)
        before = the_order(room)
        card = submitted(room)
        shown = impact(room)

        approve(room, FIRST)

        (work,) = shown.works
        after = the_order(room)
        assert (work.order_no, work.before, work.decision) == (ORDER, before.forecast_date, WorkDecision.REBASED)
        assert f"{ORDER} " in card.text
        assert (change(room).status, revision_of(room, "PCBA-SW3")) == (ChangeStatus.APPLIED, "B")
        assert after.forecast_date == work.after
        assert after.promise_date == before.promise_date
        assert "MCU-32G" in parts_of(room, ORDER)
        assert "MCU-32" not in parts_of(room, ORDER)
        assert [(it.item_code, it.revision, it.decision) for it in work_orders(room, FIRST)] == [
            ("PCBA-SW3", "B", WorkDecision.REBASED)
        ]
        room.advance(hours=1)
        assert the_order(room).forecast_date == work.after

    def test_what_is_left_of_the_old_is_told_in_quantity_and_money(self, room: Room) -> None:
        submitted(room)

        found = impact(room)

        (stock,) = found.stock
        assert (stock.item_code, stock.value) == ("MCU-32", stock.qty * 185 / 10)
        assert found.unit_cost_delta > 0
        assert found.works == ()

    def test_a_new_order_is_made_to_the_new_revision(self, room: Room) -> None:
        submitted(room)
        approve(room, FIRST)

        a_sold_order(room)

        assert "MCU-32G" in parts_of(room, ORDER)
        with room.read() as session:
            assert work_orders_by(session, FIRST) == []

    def test_what_has_begun_is_left_as_it_is_and_its_lead_is_told(self, room: Room) -> None:
        a_sold_order(room)
        room.advance(hours=2)
        kept = parts_of(room, ORDER)
        submitted(room)

        approve(room, FIRST)

        (work,) = work_orders(room, FIRST)
        assert (work.revision, work.decision, work.owner, work.reason) == ("A", WorkDecision.FLAGGED, LEAD, "begun")
        assert parts_of(room, ORDER) == kept
        assert ORDER in room.last_card(LEAD, "有工单要您定").text

    def test_it_can_be_decided_that_what_has_begun_is_finished_as_it_is(self, room: Room) -> None:
        a_sold_order(room)
        room.advance(days=1)
        submitted(room, started="KEEP")

        approve(room, FIRST)

        assert [it.decision for it in work_orders(room, FIRST)] == [WorkDecision.KEPT]

    def test_a_factory_that_has_moved_since_is_looked_at_once_more(self, room: Room) -> None:
        submitted(room)
        a_sold_order(room, LARGE)

        approve(room, FIRST)

        # An order more than was agreed to: those who decide are asked again, for what it would do now.
        assert change(room).status is ChangeStatus.IN_REVIEW
        assert [work.order_no for work in impact(room).works] == [ORDER]
        assert (ENGINEER, "ChangeApplied") not in actions(room, FIRST)
        assert "要重新审批" in room.last_card(ENGINEER, "要重新审批").title
        approve(room, FIRST)
        assert change(room).status is ChangeStatus.APPLIED
