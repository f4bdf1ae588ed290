"""G3, G7: each owner of what a change touches has one card; the change closes when all have answered and decided."""

from decimal import Decimal

import pytest

from core.changes import Affected, AffectedKind, ChangeStatus, Location, LocationKind
from tests.kit import Room, Shown
from tests.kit.applied import CHANGE, SUMMARY, approved, the_change, touching
from tests.kit.stories import actions, the_order

ORDER = "ORD-2611-0010"
STORED = Location(kind=LocationKind.STOCK, ref="MCU-32", item="MCU-32", qty=Decimal(120), uom="pcs")


def of(kind: AffectedKind, ref: str, owner: str = "", words: str = "") -> Affected:
    return Affected(kind=kind, ref=ref, owner=owner, words=words)


def receipt(room: Room, person: str, of_person: str = "") -> Shown:
    """The card of what somebody has to acknowledge, in their own chat or in another's."""
    found = [it for it in room.cards(person, CHANGE) if it.title.startswith(f"{CHANGE} 变更通知") and len(it.lines) > 1]
    return [it for it in found if it.title.endswith(of_person)][-1]


@pytest.fixture
def applied(busy_room: Room, monkeypatch: pytest.MonkeyPatch) -> Room:
    """It touches an order, its work and stock, the last of which has to be disposed of."""
    things = [of(AffectedKind.ORDER, ORDER), of(AffectedKind.WORK_ORDER, ORDER, words="改用新外壳")]
    touching(monkeypatch, things, [STORED])
    approved(busy_room)
    return busy_room


def owner(room: Room) -> str:
    return the_order(room, ORDER).owner


class TestReceipts:
    def test_each_owner_gets_one_card_that_says_what_of_theirs_is_touched(self, applied: Room) -> None:
        assert any(line.startswith("订单 ") and ORDER in line for line in receipt(applied, owner(applied)).lines)
        assert "改用新外壳" in receipt(applied, "wang.sheng")
        assert "库存 主控芯片（MCU-32） 120 个" in receipt(applied, "zheng.ku")
        for person in (owner(applied), "wang.sheng", "zheng.ku"):
            assert len([it for it in applied.cards(person, CHANGE) if "变更通知" in it.title]) == 1
            assert SUMMARY in receipt(applied, person)
            assert "收到" in receipt(applied, person).buttons

    def test_who_has_not_acknowledged_is_seen_by_all(self, applied: Room) -> None:
        applied.taps("wang.sheng", "收到", on=receipt(applied, "wang.sheng"))

        assert applied.toast == "已收到，谢谢"
        assert "回执 1/3 已确认" in receipt(applied, "zheng.ku")
        assert "未确认：郑库" in receipt(applied, owner(applied))
        applied.says("wu.jian", f"/receipts {CHANGE}")
        assert "未确认：郑库" in applied.last_card("wu.jian")
        assert "待处置" in applied.last_card("wu.jian")
        applied.says("wu.jian", "回执")
        assert "1 个变更已生效，还有人没确认或旧料没处置" in applied.last_card("wu.jian")

    def test_acknowledging_twice_is_no_news(self, applied: Room) -> None:
        card = receipt(applied, "wang.sheng")
        applied.taps("wang.sheng", "收到", on=card)
        count = actions(applied, CHANGE)

        applied.taps_as_seen("wang.sheng", "收到", card)

        assert actions(applied, CHANGE) == count

    @pytest.mark.only_on("feishu", "forwarding")
    def test_nobody_acknowledges_for_a_colleague(self, applied: Room) -> None:
        card = receipt(applied, "wang.sheng")

        applied.sends_value("wu.jian", dict(card.button("收到").value), card)

        assert "没有权限" in applied.toast
        assert the_change(applied).notice_of("wang.sheng").acknowledged_at is None

    def test_a_lead_is_asked_before_the_coordinator(self, applied: Room) -> None:
        assert owner(applied) == "he.tao"

        applied.advance(hours=5, minutes=5)

        assert the_change(applied).notice_of("he.tao").escalation_level == 2
        assert "已升级到部门负责人" in receipt(applied, "zhou.lan", "何涛")
        applied.taps("zhou.lan", "收到", on=receipt(applied, "zhou.lan", "何涛"))
        assert the_change(applied).notice_of("he.tao").acknowledged_by == "zhou.lan"

    def test_silence_goes_up_the_line_on_the_working_clock(self, applied: Room) -> None:
        seen = []
        for _ in range(24):
            applied.advance(minutes=30)
            seen.append(the_change(applied).notice_of("wang.sheng").escalation_level)

        # After 2, 4 and 8 working hours since 09:00, breaks left out; who leads their own department is asked once.
        assert seen == [0] * 4 + [1] * 6 + [3] * 10 + [4] * 4
        assert "已升级到协同负责人" in receipt(applied, "shen.xie", "王胜")

    def test_managers_read_in_the_end_who_has_not_answered(self, applied: Room) -> None:
        applied.advance(days=3)

        assert any("一直没处理" in card.title for card in applied.cards("gao.yuan"))
        assert the_change(applied).notice_of("zheng.ku").escalation_level == 4

    def test_the_coordinator_acknowledges_for_somebody(self, applied: Room) -> None:
        applied.advance(days=3)

        applied.taps("shen.xie", "收到", on=receipt(applied, "shen.xie", "王胜"))

        notice = the_change(applied).notice_of("wang.sheng")
        assert notice.acknowledged_by == "shen.xie"
        assert "（沈协代）" in receipt(applied, "zheng.ku")

    def test_nobody_is_chased_who_has_answered(self, applied: Room) -> None:
        applied.taps("wang.sheng", "收到", on=receipt(applied, "wang.sheng"))

        applied.advance(days=3)

        assert the_change(applied).notice_of("wang.sheng").escalation_level == 0


class TestDispositions:
    def decides(self, room: Room, **split: str) -> str:
        return room.submits("zheng.ku", split, on=receipt(room, "zheng.ku"))

    @pytest.mark.every_database
    def test_it_closes_once_all_know_and_nothing_is_undecided(self, applied: Room) -> None:
        for person in (owner(applied), "wang.sheng", "zheng.ku"):
            applied.taps(person, "收到", on=receipt(applied, person))
        assert the_change(applied).status is ChangeStatus.APPLIED

        self.decides(applied, use="80", scrap="40", note="有划伤")

        change = the_change(applied)
        assert change.status is ChangeStatus.CLOSED
        assert change.dispositions[0].decided_by == "zheng.ku"
        assert "使用 80、报废 40" in receipt(applied, "wang.sheng")
        assert f"{CHANGE} 已关闭" in {card.title for card in applied.cards("zhao.gong")}

    def test_what_is_decided_about_has_to_add_up(self, applied: Room) -> None:
        self.decides(applied, use="80", scrap="30")

        assert "加起来是 110" in applied.toast
        assert not the_change(applied).dispositions[0].is_decided

    def test_it_is_decided_once(self, applied: Room) -> None:
        card = receipt(applied, "zheng.ku")
        value = dict(card.button("确定处置").value)
        self.decides(applied, use="120")

        applied.sends_value("zheng.ku", value, card, form={"scrap": "120"})

        assert the_change(applied).dispositions[0].use_qty == 120

    def test_without_a_number_nothing_is_decided(self, applied: Room) -> None:
        card = receipt(applied, "zheng.ku")

        applied.sends_value("zheng.ku", dict(card.button("确定处置").value), card, form={"use": "全部"})

        assert not the_change(applied).dispositions[0].is_decided

    def test_who_only_acknowledges_is_still_asked_what_becomes_of_it(self, applied: Room) -> None:
        applied.taps("zheng.ku", "收到", on=receipt(applied, "zheng.ku"))

        assert "还有 1 处旧料" in receipt(applied, "zheng.ku")
        applied.advance(days=3)
        assert the_change(applied).notice_of("zheng.ku").escalation_level == 4


def test_what_touches_nobody_is_closed_at_once(busy_room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    touching(monkeypatch)

    approved(busy_room)

    assert the_change(busy_room).status is ChangeStatus.CLOSED


def test_somebody_always_answers(busy_room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    things = [
        of(AffectedKind.PURCHASE, "PO-9999"), of(AffectedKind.WORK_ORDER, "WO-9999"), of(AffectedKind.ORDER, "X"),
        of(AffectedKind.STOCK, "MCU-32", owner="nobody"),
    ]  # fmt: skip
    touching(monkeypatch, things)

    approved(busy_room)

    assert {it.person for it in the_change(busy_room).notices} >= {"chen.cai", "wang.sheng", "zheng.ku"}


def test_without_receipts_missing_everybody_reads_so(busy_room: Room) -> None:
    busy_room.says("wu.jian", "/receipts")

    assert "生效的变更都确认、处置完了" in busy_room.last_card("wu.jian")
