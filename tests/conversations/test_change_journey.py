"""G1–G9 in one go: a change is asked for, shown, agreed to in turn, put into effect, acknowledged, settled, closed."""

import pytest

from core.changes import ChangeStatus
from tests.kit import Room, Shown
from tests.kit.changing import FIRST, SWAP, change, impact, revision_of
from tests.kit.stories import a_sold_order, actions, the_order

ASKER, RND, QUALITY, PRODUCTION, DELEGATE = "qian.qi", "zhao.gong", "wu.jian", "wang.sheng", "sun.li"
SELLER, WAREHOUSE, MANAGER = "lin.xiaoyan", "zheng.ku", "gao.yuan"
LARGE = "恒远 SW-300 700台 1月20日 白色 220V"
ORDER = "ORD-2611-0001"


def asked_for(room: Room, **values: str) -> None:
    """An order is sold, and an engineer asks in the group for a change of what it is made of."""
    a_sold_order(room, LARGE)
    room.says(ASKER, SWAP, to="rnd")
    room.submits(ASKER, values, on=public(room))


def public(room: Room) -> Shown:
    found = [card for card in room.cards("rnd") if card.title == f"{FIRST} 工程变更"]
    return next(card for card in reversed(found) if "30 分钟内有效" not in card.text)


def card_of(room: Room, person: str) -> Shown:
    cards = reversed(room.cards(person))
    return next(card for card in cards if card.title == f"{FIRST} 工程变更" and "同意" in card.buttons)


def agrees(room: Room, *people: str) -> None:
    for person in people:
        room.taps(person, "同意", on=card_of(room, person))


def receipt(room: Room, person: str) -> Shown:
    found = [it for it in room.cards(person, FIRST) if it.title.startswith(f"{FIRST} 变更通知") and len(it.lines) > 1]
    return found[-1]


def asked_now(room: Room) -> set[str]:
    return {it.asked for it in change(room).awaited}


@pytest.mark.every_database
def test_from_the_request_to_the_last_receipt(room: Room) -> None:
    room.says(PRODUCTION, "/delegate 孙立 到12月5日 出差")
    asked_for(room)

    # One message in the group: the form has become what everybody sees.
    assert len([it for it in room.cards("rnd") if it.title == f"{FIRST} 工程变更" and "撤回" in it.buttons]) == 1
    assert "去 MCU-32 主控芯片 ×1" in public(room)
    assert ORDER in public(room)
    for title in ("在手订单", "在制品", "库存呆滞风险", "可取消的采购", "每件材料"):
        assert title in public(room)
    assert "同意" not in public(room).buttons
    room.says(ASKER, f"/approve {FIRST}")
    assert "申请人自己不能审批" in room.last_card(ASKER)
    assert asked_now(room) == {RND}

    agrees(room, RND)
    assert asked_now(room) == {QUALITY, DELEGATE}
    agrees(room, QUALITY, DELEGATE)

    it = change(room)
    assert (it.status, revision_of(room, "PCBA-SW3")) == (ChangeStatus.APPLIED, "B")
    assert "孙立 代 王胜" in public(room)
    assert (PRODUCTION, "ChangeApplied") not in actions(room, FIRST)
    assert the_order(room).forecast_date == impact(room).works[0].after
    assert {notice.person for notice in it.notices} >= {SELLER, PRODUCTION, WAREHOUSE}

    # Two know; the third one is late, is seen by all to be so, and is chased.
    left = [notice.person for notice in it.notices if notice.person != SELLER]
    for person in left:
        room.taps(person, "收到", on=receipt(room, person))
    room.says(ASKER, f"/receipts {FIRST}")
    assert "未确认：林晓燕" in room.last_card(ASKER)
    assert "未确认：林晓燕" in public(room)
    room.advance(hours=6)
    assert change(room).notice_of(SELLER).escalation_level >= 2
    room.taps(SELLER, "收到", on=receipt(room, SELLER))
    assert change(room).status is ChangeStatus.APPLIED

    # What is left of the old has to be decided about, all of it.
    for _ in change(room).undecided:
        first = change(room).undecided[0]
        room.submits(first.owner, {"use": f"{first.qty:f}"}, on=receipt(room, first.owner))
    assert change(room).status is ChangeStatus.CLOSED


@pytest.mark.every_database
def test_what_a_customer_sees_waits_for_them(room: Room) -> None:
    asked_for(room, visible="YES")
    agrees(room, RND, QUALITY, PRODUCTION)

    assert (change(room).status, revision_of(room, "PCBA-SW3")) == (ChangeStatus.APPROVED, "A")
    cards = [it for it in room.cards(SELLER) if it.title == f"{FIRST} 客户同意" and len(it.lines) > 1]
    assert "客户同意待取得" in cards[-1]
    room.submits(SELLER, {"contact": "张工", "day": "", "evidence": "邮件"}, on=cards[-1])

    assert (change(room).status, revision_of(room, "PCBA-SW3")) == (ChangeStatus.APPLIED, "B")
    assert [it.granted_by for it in change(room).consents] == ["张工"]


def test_a_rejection_needs_a_reason_and_nothing_becomes_different(room: Room) -> None:
    asked_for(room)

    room.says(RND, f"/reject {FIRST}")
    assert change(room).status is ChangeStatus.IN_REVIEW
    room.says(RND, f"/reject {FIRST} 先把库存用完")

    assert (change(room).status, revision_of(room, "PCBA-SW3")) == (ChangeStatus.REJECTED, "A")
    assert "先把库存用完" in public(room)
    assert change(room).notices == []


def test_what_is_sent_back_is_the_form_again_in_the_same_message(room: Room) -> None:
    asked_for(room)
    before = len(room.cards("rnd"))

    room.submits(RND, {"answer": "send_back", "reason": "写清楚从哪一批开始"}, on=card_of(room, RND))

    assert change(room).status is ChangeStatus.DRAFT
    assert "写清楚从哪一批开始" in public(room)
    room.submits(ASKER, {"reason": "从下一批开始"}, on=public(room))
    assert asked_now(room) == {RND}
    assert "第 2 次送审" in public(room)
    assert len([it for it in room.cards("rnd") if "30 分钟内有效" not in it.text]) <= before
