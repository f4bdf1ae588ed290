"""G4: who has to agree to a change is asked in turn, decides in private, and everybody sees whom it waits for."""

from collections.abc import Iterator

import pytest

from core.changes import ChangeKind, ChangeStatus
from tests.kit import Room
from tests.kit.stories import actions, stores
from tests.kit.tried_changes import (
    CHANGE,
    COORDINATOR,
    MANAGER,
    PRODUCTION,
    PURCHASING,
    QUALITY,
    REQUESTER,
    RND,
    agrees,
    answers,
    card_of,
    has_card,
    public,
    status,
    the_change,
    tried_kinds,
    tries,
    tries_again,
)


@pytest.fixture(autouse=True)
def _tried() -> Iterator[None]:
    with tried_kinds():
        yield


def rule(code: str, step: int, mode: str, need: str, *who: str) -> dict[str, object]:
    return {"code": code, "kind": "ENGINEERING", "step": step, "mode": mode, "need": need, "who": list(who)}


class TestByRule:
    def test_steps_are_asked_in_turn_and_the_last_consent_puts_it_into_effect(self, room: Room) -> None:
        tries(room)

        assert "等 赵工 审批" in public(room)
        assert not has_card(room, QUALITY)
        agrees(room, RND)
        assert {it.asked for it in the_change(room).awaited} == {QUALITY, PRODUCTION}
        agrees(room, QUALITY)
        assert status(room) is ChangeStatus.IN_REVIEW
        agrees(room, PRODUCTION)

        assert status(room) is ChangeStatus.CLOSED
        assert f"{CHANGE} 审批通过" in {card.title for card in room.cards(REQUESTER)}
        assert [name for _, name in actions(room, CHANGE)].count("ChangeApplied") == 1

    def test_the_approver_sees_what_is_wanted_why_and_who_asks(self, room: Room) -> None:
        tries(room)

        card = card_of(room, RND)

        assert "密封圈 6 mm → 8 mm" in card
        assert "+ 密封圈 8 mm" in card
        assert "质量：旧密封圈漏水" in card
        assert "钱琪" in card
        assert "同意" in card.buttons
        assert "同意" not in public(room).buttons

    @pytest.mark.parametrize(("value", "late", "asked"), [("49999", 2, False), ("50000", 0, True), ("0", 3, True)])
    def test_a_manager_is_asked_when_much_is_at_stake(self, room: Room, value: str, late: int, asked: bool) -> None:
        tries(room, value=value, late=late)

        for person in (RND, QUALITY, PRODUCTION):
            agrees(room, person)

        assert has_card(room, MANAGER) is asked
        assert status(room) is (ChangeStatus.IN_REVIEW if asked else ChangeStatus.CLOSED)

    def test_an_order_change_is_for_production_to_decide(self, room: Room) -> None:
        tries(room, by="lin.xiaoyan", kind=ChangeKind.ORDER)

        room.says(PRODUCTION, f"/approve {CHANGE}")

        assert status(room) is ChangeStatus.CLOSED

    def test_whoever_asked_does_not_decide_and_the_next_one_up_does(self, room: Room) -> None:
        tries(room, by=RND)

        assert [it.asked for it in the_change(room).awaited] == [COORDINATOR]
        room.says(RND, f"/approve {CHANGE}")
        assert "申请人自己不能审批" in room.last_card(RND)
        assert status(room) is ChangeStatus.IN_REVIEW

    def test_without_any_rule_the_lead_is_asked_never_nobody(self, room: Room) -> None:
        room.tampers("DELETE FROM approval_rule")
        tries(room)

        assert [it.asked for it in the_change(room).awaited] == [RND]

    def test_rules_come_from_a_file_like_other_master_data(self, room: Room) -> None:
        room.tampers("DELETE FROM approval_rule")
        stores(room, "approval_rule", rule("X-1", 1, "ANY", "REQUIRED", "lead:quality", MANAGER))
        tries(room)

        agrees(room, MANAGER)

        assert status(room) is ChangeStatus.CLOSED
        assert "不用再表态" in public(room)
        assert "同意" not in card_of(room, QUALITY).buttons

    def test_who_only_comments_holds_nothing_up_and_decides_nothing(self, room: Room) -> None:
        tries(room)
        agrees(room, RND)

        room.submits(PURCHASING, {"reason": "8 mm 的要多等一周"}, on=card_of(room, PURCHASING))

        assert "8 mm 的要多等一周" in public(room)
        assert "8 mm 的要多等一周" in room.last_card(REQUESTER, "有新意见")
        room.says(PURCHASING, f"/approve {CHANGE}")
        assert "不用你审批" in room.last_card(PURCHASING)
        assert len(the_change(room).awaited) == 2

    def test_the_objection_of_somebody_optional_is_seen_and_stops_nothing(self, room: Room) -> None:
        room.tampers("DELETE FROM approval_rule")
        stores(
            room, "approval_rule",
            rule("X-1", 1, "ALL", "REQUIRED", "lead:rnd"), rule("X-2", 1, "ALL", "OPTIONAL", "lead:quality"),
        )  # fmt: skip
        tries(room)
        agrees(room, RND)
        assert status(room) is ChangeStatus.IN_REVIEW

        answers(room, QUALITY, "reject", "没做过老化")

        assert status(room) is ChangeStatus.CLOSED
        assert "反对" in public(room)
        assert "没做过老化" in public(room)

    def test_somebody_optional_is_waited_for_until_their_time_is_up(self, room: Room) -> None:
        room.tampers("DELETE FROM approval_rule")
        stores(
            room, "approval_rule",
            rule("X-1", 1, "ALL", "REQUIRED", "lead:rnd"), rule("X-2", 1, "ALL", "OPTIONAL", "lead:quality"),
        )  # fmt: skip
        tries(room)
        agrees(room, RND)

        room.advance(days=2)

        assert status(room) is ChangeStatus.CLOSED
        assert "到期没表态" in public(room)


class TestOtherwise:
    def test_a_rejection_needs_a_reason_and_whoever_asked_reads_it(self, room: Room) -> None:
        tries(room)

        room.says(RND, f"/reject {CHANGE}")
        assert status(room) is ChangeStatus.IN_REVIEW
        room.says(RND, f"/驳回 {CHANGE} 模具来不及改")

        assert status(room) is ChangeStatus.REJECTED
        assert "赵工驳回：模具来不及改" in public(room)
        assert "模具来不及改" in room.last_card(REQUESTER, "被驳回")

    def test_rejected_on_the_card(self, room: Room) -> None:
        tries(room)

        answers(room, RND, "reject", "模具来不及改")

        assert status(room) is ChangeStatus.REJECTED
        assert card_of(room, RND).buttons == ()

    def test_sent_back_and_sent_again_everybody_is_asked_anew(self, room: Room) -> None:
        tries(room)
        agrees(room, RND)
        old = card_of(room, QUALITY)

        answers(room, QUALITY, "send_back", "写清楚从哪一批开始")

        assert status(room) is ChangeStatus.DRAFT
        assert "写清楚从哪一批开始" in room.last_card(REQUESTER, "退回修改")
        tries_again(room)
        assert [it.asked for it in the_change(room).awaited] == [RND]
        room.taps_as_seen(QUALITY, "同意", old)
        assert [it.asked for it in the_change(room).awaited] == [RND]
        assert "第 2 次送审" in public(room)

    def test_a_signer_who_is_added_has_to_agree_too(self, room: Room) -> None:
        tries(room)

        answers(room, RND, "add_signer", "采购也要定", to="陈彩")
        agrees(room, RND)
        assert status(room) is ChangeStatus.IN_REVIEW
        assert [it.asked for it in the_change(room).awaited] == [PURCHASING]
        agrees(room, PURCHASING)

        assert {it.asked for it in the_change(room).awaited} == {QUALITY, PRODUCTION}
        assert "采购也要定" in public(room)

    def test_handed_over_it_is_the_other_s_to_decide(self, room: Room) -> None:
        tries(room)

        answers(room, RND, "hand_over", "他更熟", to="sun.li")

        room.says(RND, f"/approve {CHANGE}")
        assert "不用你审批" in room.last_card(RND)
        agrees(room, "sun.li")
        assert "赵工 转交" in public(room)
        assert {it.asked for it in the_change(room).awaited} == {QUALITY, PRODUCTION}

    @pytest.mark.parametrize("answer", ["add_signer", "hand_over"])
    def test_whoever_asked_is_neither_added_nor_handed_it(self, room: Room, answer: str) -> None:
        tries(room)

        answers(room, RND, answer, "请你定", to="钱琪")

        assert [it.asked for it in the_change(room).awaited] == [RND]

    def test_whom_to_hand_it_over_to_has_to_be_said(self, room: Room) -> None:
        tries(room)

        answers(room, RND, "hand_over", "他更熟")

        assert [it.asked for it in the_change(room).awaited] == [RND]

    def test_only_whoever_asked_takes_it_back(self, room: Room) -> None:
        tries(room)

        room.taps(PRODUCTION, "撤回", on=public(room))
        assert status(room) is ChangeStatus.IN_REVIEW
        room.taps(REQUESTER, "撤回", on=public(room))

        assert status(room) is ChangeStatus.WITHDRAWN
        assert card_of(room, RND).buttons == ()
        room.says(RND, f"/approve {CHANGE}")
        assert "已撤回" in room.last_card(RND)

    def test_what_waits_is_listed_and_opened(self, room: Room) -> None:
        room.says(RND, "/approve")
        assert "没有等你审批的变更" in room.last_card(RND)
        tries(room)

        room.says(RND, "/approve")

        assert "1 张变更等你表态" in room.last_card(RND)
        room.taps(RND, "查看", on=room.last_card(RND))
        assert "同意" in room.last_card(RND).buttons

    def test_an_unknown_number_is_said_to_be_unknown(self, room: Room) -> None:
        room.says(RND, "/approve CHG-0099")

        assert "CHG-0099" in room.last_card(RND)

    def test_the_end_of_a_number_is_enough(self, room: Room) -> None:
        tries(room)

        room.says(RND, "同意 CHG-0001 按8mm做")

        assert "按8mm做" in public(room)


class TestOnceOnly:
    @pytest.mark.every_database
    def test_the_same_click_twice_is_one_consent(self, room: Room) -> None:
        tries(room)
        card = card_of(room, RND)
        agrees(room, RND)
        before = actions(room, CHANGE)

        room.taps_as_seen(RND, "同意", card)

        assert actions(room, CHANGE) == before

    def test_one_person_with_two_accounts_counts_once(self, room: Room) -> None:
        room.gives_second_account(QUALITY)
        tries(room)
        agrees(room, RND)
        room.says(QUALITY, f"/approve {CHANGE}")

        room.says(f"{QUALITY}/2", f"/approve {CHANGE}")

        assert [it.asked for it in the_change(room).awaited] == [PRODUCTION]

    @pytest.mark.only_on("feishu", "forwarding")
    def test_nobody_decides_for_others_on_a_forwarded_card(self, room: Room) -> None:
        tries(room)
        card = card_of(room, RND)

        room.sends_value("zheng.ku", dict(card.button("同意").value), card)

        assert "不用你审批" in room.toast
        assert [it.asked for it in the_change(room).awaited] == [RND]
