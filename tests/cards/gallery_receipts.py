"""The gallery's cards of what follows a change, and of what is handed over."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from cards.card import Card
from cards.changes.description import Section
from cards.changes.receipts import ConsentLine, DisposalLine, FollowUp, ReceiptLine, WorkLine
from cards.consent_card import ConsentView, CustomerConsentCard
from cards.handover_card import HandOverCard, HandOverView
from cards.receipt_card import ReceiptCard, ReceiptsCard, ReceiptView
from cards.wording import Wording
from core.changes import Affected, AffectedKind, ChangeKind, ChangeStatus, DispositionChoice, LocationKind, WorkChoice
from core.handovers import HandOverState
from tests.cards.builders import NOW

Case = Callable[[Wording], Card]
CHANGE = "CHG-2611-0007"
_LATER = NOW + timedelta(hours=3)


def _receipt(person: str, *, is_given: bool = False, level: int = 0, by: str = "") -> ReceiptLine:
    return ReceiptLine(
        person=person, asked_at=NOW, acknowledged_at=_LATER if is_given else None, acknowledged_by=by, level=level
    )


def _place(entry: int, location: LocationKind, ref: str, qty: int, **changes: Any) -> DisposalLine:
    told: dict[str, Any] = {
        "entry": entry, "location": location, "ref": ref, "item": "HS-W3", "name": "外壳", "words": "",
        "qty": Decimal(qty),
        "uom": "pcs", "owner": "郑库", "owner_key": "zheng.ku", "split": {}, "decided_by": "", "note": "",
    }  # fmt: skip
    return DisposalLine(**(told | changes))


def _work(entry: int, work_order_no: str, **changes: Any) -> WorkLine:
    told: dict[str, Any] = {
        "entry": entry, "work_order_no": work_order_no, "why": "begun", "owner": "郑库", "owner_key": "zheng.ku",
        "choice": None, "decided_by": "", "reason": "",
    }  # fmt: skip
    return WorkLine(**(told | changes))


def _consent(code: str, customer: str, **changes: Any) -> ConsentLine:
    told: dict[str, Any] = {
        "code": code, "customer": customer, "owner": "林晓燕", "owner_key": "lin.xiaoyan", "orders": ("ORD-2611-0010",),
        "asked_at": NOW, "granted_by": "", "granted_on": None, "evidence": "", "waived_by": "", "waived_reason": "",
    }  # fmt: skip
    return ConsentLine(**(told | changes))


_SPLIT = {DispositionChoice.USE: Decimal(80), DispositionChoice.SCRAP: Decimal(40)}
_OPEN = _place(1, LocationKind.STOCK, "HS-W3", 120, words="可用于旧款")
_ELSEWHERE = _place(2, LocationKind.IN_TRANSIT, "PO-1003", 2000, owner="陈彩", owner_key="chen.cai")
_DECIDED = replace(_OPEN, split=_SPLIT, decided_by="郑库", note="有划伤")
_GRANTED = _consent("C-HY", "恒远地产", granted_by="张工", granted_on=date(2026, 11, 22), evidence="邮件 11-22")
_WAIVED = _consent("C-LW", "绿湾物业", waived_by="高远", waived_reason="合同允许等效替换")
_MISSING = _consent("C-YX", "云栖酒店", orders=("ORD-2611-0012", "ORD-2611-0018"))
_UNKNOWN = _consent("", "", orders=())
_FOLLOWED = FollowUp(
    receipts=(
        _receipt("何涛", is_given=True, by="周岚"), _receipt("王胜", is_given=True), _receipt("郑库", level=2),
    ),
    disposals=(_DECIDED, _ELSEWHERE), consents=(_GRANTED,),
)  # fmt: skip
_WORKS = (
    _work(1, "WO-2611-0010-1"), _work(2, "WO-2611-0012-1", why="parts"),
    _work(3, "WO-2611-0014-1", choice=WorkChoice.SWITCH, decided_by="郑库", reason="客户要新料"),
    _work(4, "WO-2611-0016-1", choice=WorkChoice.KEEP),
)  # fmt: skip
_SETTLED = FollowUp(receipts=tuple(_receipt(it, is_given=True) for it in ("何涛", "王胜")), disposals=(_DECIDED,))


def _things(text: str = "") -> tuple[Affected, ...]:
    return (
        Affected(kind=AffectedKind.ORDER, ref="ORD-2611-0010", words=text or "预计晚 2 天"),
        Affected(kind=AffectedKind.PURCHASE, ref="PO-1003", qty=Decimal(2000), uom="pcs", value=Decimal("9000")),
        Affected(kind=AffectedKind.STOCK, ref="HS-W3", qty=Decimal(120), uom="pcs", value=Decimal("540"), words=text),
    )


def a_receipt(text: str = "", **changes: Any) -> ReceiptView:
    """Zheng's, who has not acknowledged and has to decide about stock; with somebody's words in it."""
    told: dict[str, Any] = {
        "change_no": CHANGE, "revision": 5, "kind": ChangeKind.ENGINEERING, "status": ChangeStatus.APPLIED,
        "summary": text or "外壳改用阻燃料", "content": (Section("差异", (text or "外壳料 ABS → PC",)),),
        "person": text or "郑库", "person_key": "zheng.ku", "affected": _things(text),
        "names": ("恒远地产", "外壳", text or "外壳"), "is_given": False, "level": 0,
        "follow_up": replace(_FOLLOWED, disposals=(_OPEN, replace(_ELSEWHERE, owner_key="zheng.ku"))),
    }  # fmt: skip
    return ReceiptView(**(told | changes))


def _of(text: str) -> FollowUp:
    """Full of somebody's words."""
    place = replace(_OPEN, item=text[:40], name=text, words=text, owner=text, note=text)
    return FollowUp(
        receipts=tuple(_receipt(text, is_given=given, by=text if given else "") for given in (True, False)) * 8,
        disposals=(place, replace(place, entry=2, split=_SPLIT, decided_by=text)),
        consents=(
            replace(_MISSING, customer=text, owner=text),
            replace(_GRANTED, customer=text, granted_by=text, evidence=text),
            replace(_WAIVED, customer=text, waived_by=text, waived_reason=text),
        ),
        works=(_work(1, "WO-2611-0010-1", choice=WorkChoice.KEEP, decided_by=text, reason=text, owner=text),),
    )  # fmt: skip


def _everybody(it: FollowUp, status: ChangeStatus, summary: str = "外壳改用阻燃料") -> Case:
    return lambda words: ReceiptsCard.of(CHANGE, status, summary, it, words)


def a_consent(*consents: ConsentLine, **changes: Any) -> ConsentView:
    """A change that waits for these customers."""
    told: dict[str, Any] = {
        "change_no": CHANGE, "revision": 4, "status": ChangeStatus.APPROVED, "summary": "外壳改用阻燃料",
        "content": (Section("差异", ("外壳料 ABS → PC",)),), "consents": consents, "to_record": (), "may_waive": False,
        "today": date(2026, 11, 23),
    }  # fmt: skip
    return ConsentView(**(told | changes))


def a_handover(**changes: Any) -> HandOverView:
    """An order, offered."""
    told: dict[str, Any] = {
        "handover_no": "HO-2611-0001", "revision": 1, "state": HandOverState.OFFERED,
        "what": "订单 ORD-2611-0010（恒远地产）", "giver": "林晓燕", "receiver": "何涛", "reason": "下周出差",
        "lapses_at": _LATER, "answer": "", "may_answer": False, "may_withdraw": False,
    }  # fmt: skip
    return HandOverView(**(told | changes))


def _receipts(text: str) -> dict[str, ReceiptView]:
    given: dict[str, Any] = {"is_given": True, "level": 2}
    return {
        "asked": a_receipt(),
        "escalated": a_receipt(level=3),
        "works": a_receipt(**given, follow_up=replace(_FOLLOWED, works=_WORKS)),
        "last_work": a_receipt(follow_up=replace(_FOLLOWED, works=_WORKS[1:])),
        "undecided": a_receipt(**given),
        "done": a_receipt(**given, follow_up=_FOLLOWED),
        "closed": a_receipt(**given, follow_up=_SETTLED, status=ChangeStatus.CLOSED),
        "hostile": a_receipt(text, follow_up=replace(_of(text), disposals=(replace(_OPEN, name=text, words=text),))),
    }


def _consents(text: str) -> dict[str, ConsentView]:
    hostile = _of(text).consents
    return {
        "asked": a_consent(_GRANTED, _MISSING, to_record=(_MISSING,)),
        "unknown_customer": a_consent(_UNKNOWN, to_record=(_UNKNOWN,)),
        "waits": a_consent(_GRANTED, _WAIVED, _MISSING),
        "manager": a_consent(_MISSING, may_waive=True),
        "settled": a_consent(_GRANTED, _WAIVED, status=ChangeStatus.APPLIED),
        "sent_back": a_consent(status=ChangeStatus.DRAFT),
        "hostile": a_consent(*hostile, to_record=hostile[:1], summary=text, content=(Section(text, (text,)),)),
    }


def _handovers(text: str) -> dict[str, HandOverView]:
    states = {state.value.lower(): a_handover(state=state, answer="手上太满") for state in HandOverState}
    words = dict.fromkeys(("what", "giver", "receiver", "reason", "answer"), text)
    return states | {
        "asked": a_handover(may_answer=True),
        "giver": a_handover(may_withdraw=True),
        "hostile": a_handover(may_answer=True, may_withdraw=True, **words),
        "hostile_declined": a_handover(state=HandOverState.DECLINED, **words),
    }


def cases(text: str) -> dict[type[Card], dict[str, Case]]:
    """All of them; `text` are somebody's words."""
    return {
        ReceiptCard: {key: _drawn(ReceiptCard.of, it) for key, it in _receipts(text).items()},
        ReceiptsCard: {
            "missing": _everybody(_FOLLOWED, ChangeStatus.APPLIED),
            "settled": _everybody(_SETTLED, ChangeStatus.CLOSED),
            "nobody": _everybody(FollowUp(), ChangeStatus.APPROVED),
            "open": lambda words: ReceiptsCard.of_many([(CHANGE, "外壳改用阻燃料", _FOLLOWED)], 1, words),
            "hostile": _everybody(_of(text), ChangeStatus.APPLIED, text),
            "hostile_open": lambda words: ReceiptsCard.of_many([(CHANGE, text, _of(text))] * 8, 20, words),
        },
        CustomerConsentCard: {key: _drawn(CustomerConsentCard.of, it) for key, it in _consents(text).items()},
        HandOverCard: {key: _drawn(HandOverCard.of, it) for key, it in _handovers(text).items()},
    }


def _drawn(of: Callable[[Any, Wording], Card], it: Any) -> Case:
    return lambda words: of(it, words)
