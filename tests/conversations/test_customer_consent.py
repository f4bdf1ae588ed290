"""G9: what a customer could see takes effect once they have agreed, or a manager answers for it."""

import pytest

from core.changes import ChangeStatus, Stakes
from core.changes.errors import CustomersNotAgreed
from handlers.changes.commands import ApplyChange
from handlers.sender import TONGPIN
from tests.kit import Room, Shown
from tests.kit.applied import CHANGE, approved, the_change, touching
from tests.kit.stories import actions, the_order

SEEN = Stakes(is_customer_visible=True, orders=2)
ORDERS = ("ORD-2611-0010", "ORD-2611-0015")
MANAGER = "gao.yuan"


def consent(room: Room, person: str) -> Shown:
    return next(it for it in reversed(room.cards(person)) if it.title == f"{CHANGE} 客户同意" and len(it.lines) > 1)


def told(room: Room, person: str) -> bool:
    return any(it.title == f"{CHANGE} 客户同意" for it in room.cards(person))


def owners(room: Room) -> list[str]:
    return [the_order(room, order_no).owner for order_no in ORDERS]


@pytest.fixture
def waiting(busy_room: Room, monkeypatch: pytest.MonkeyPatch) -> Room:
    """Approved, and two customers could see it."""
    touching(monkeypatch, orders=ORDERS)
    approved(busy_room, stakes=SEEN)
    return busy_room


def agrees(room: Room, person: str, **changes: str) -> str:
    told = {"contact": "张工", "day": "2026-11-22", "evidence": "邮件 11-22"} | changes
    return room.submits(person, told, on=consent(room, person))


def test_it_stays_approved_and_sales_have_a_card_for_each_customer(waiting: Room) -> None:
    assert the_change(waiting).status is ChangeStatus.APPROVED
    for person in owners(waiting):
        assert "客户同意待取得" in consent(waiting, person)
    assert "客户同意 0/2" in consent(waiting, MANAGER)


@pytest.mark.every_database
def test_the_last_consent_puts_it_into_effect(waiting: Room) -> None:
    first, last = owners(waiting)

    agrees(waiting, first)
    assert the_change(waiting).status is ChangeStatus.APPROVED
    agrees(waiting, last, day="")

    change = the_change(waiting)
    assert change.status is ChangeStatus.CLOSED  # it touches nobody
    assert [it.granted_by for it in change.consents] == ["张工", "张工"]
    assert {str(it.granted_on) for it in change.consents} == {"2026-11-22", "2026-11-23"}
    assert "张工 2026-11-22 周日 已同意（邮件 11-22）" in consent(waiting, first)


def test_who_agreed_and_how_has_to_be_said(waiting: Room) -> None:
    agrees(waiting, owners(waiting)[0], contact=" ")

    assert not the_change(waiting).consents[0].is_settled


def test_a_day_to_come_is_refused(waiting: Room) -> None:
    person = owners(waiting)[0]

    agrees(waiting, person, day="2026-12-24")

    assert "还没到" in waiting.toast
    assert len(the_change(waiting).awaited_customers) == 2


@pytest.mark.every_database
def test_a_manager_answers_for_the_customers_with_a_reason(waiting: Room) -> None:
    waiting.submits(MANAGER, {"reason": "合同允许等效替换"}, on=consent(waiting, MANAGER))

    change = the_change(waiting)
    assert change.status is ChangeStatus.CLOSED
    assert {it.waived_reason for it in change.consents} == {"合同允许等效替换"}
    assert (MANAGER, "CustomersWaived") in actions(waiting, CHANGE)
    for person in owners(waiting):
        assert "合同允许等效替换" in waiting.last_card(person, "不等客户同意")


@pytest.mark.only_on("feishu", "forwarding")
def test_only_a_manager_does_without(waiting: Room) -> None:
    card = consent(waiting, MANAGER)

    waiting.sends_value("zhao.gong", dict(card.button("不等客户，由我决定").value), card, form={"reason": "我来"})

    assert "没有权限" in waiting.toast
    assert the_change(waiting).status is ChangeStatus.APPROVED


@pytest.mark.only_on("feishu", "forwarding")
def test_a_colleague_of_sales_does_not_record_it(waiting: Room) -> None:
    first = owners(waiting)[0]
    colleague = next(it for it in ("lin.xiaoyan", "he.tao") if it not in owners(waiting))
    card = consent(waiting, first)

    waiting.sends_value(
        colleague, dict(card.button("客户已同意").value), card, form={"contact": "张工", "evidence": "电话"}
    )

    assert "没有权限" in waiting.toast
    assert len(the_change(waiting).awaited_customers) == 2


def test_an_answer_that_does_not_come_goes_up_the_line(waiting: Room) -> None:
    waiting.advance(days=3)

    assert {it.escalation_level for it in the_change(waiting).consents} == {4}
    assert "已升级到管理层" in consent(waiting, MANAGER)
    for person in ("zhou.lan", "shen.xie"):
        assert "客户已同意" in consent(waiting, person).buttons
    waiting.submits("shen.xie", {"contact": "张工", "evidence": "电话"}, on=consent(waiting, "shen.xie"))
    assert the_change(waiting).consents[0].recorded_by == "shen.xie"


def test_however_it_is_tried_it_does_not_take_effect_before(waiting: Room) -> None:
    with pytest.raises(CustomersNotAgreed):
        waiting.program.bus.execute(ApplyChange(change_no=CHANGE), sender=TONGPIN, now=waiting.now)

    assert the_change(waiting).status is ChangeStatus.APPROVED


def test_without_an_order_the_lead_of_sales_asks(busy_room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    touching(monkeypatch)

    approved(busy_room, stakes=SEEN)

    assert the_change(busy_room).status is ChangeStatus.APPROVED
    assert "所有购买此产品的客户" in consent(busy_room, "zhou.lan")


def test_what_no_customer_sees_asks_nobody(busy_room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    touching(monkeypatch, orders=ORDERS)

    approved(busy_room, stakes=Stakes(orders=2))

    assert the_change(busy_room).status is ChangeStatus.CLOSED
    assert not told(busy_room, MANAGER)
