"""The gallery's changes: under review, decided, sent back, and in somebody's words."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from cards.card import Card
from cards.changes.change_card import ChangeCard
from cards.changes.description import Description, Section
from cards.changes.view import ApprovalView, ChangeView, RemarkView
from cards.changes.waiting import WaitingView, waiting_list
from cards.wording import Wording
from core.changes import ApprovalMode, ChangeKind, ChangeReason, ChangeStatus, Decision, Need
from tests.cards import builders as b

DUE = b.NOW + timedelta(days=1)


def asked(person: str = "王胜", **changes: Any) -> ApprovalView:
    """Somebody whose turn it is."""
    facts: dict[str, Any] = {
        "person": person, "on_behalf_of": "", "step": 2, "mode": ApprovalMode.ALL, "need": Need.REQUIRED,
        "decision": None, "decided_at": None, "comment": "", "due_at": DUE, "is_open": True, "is_left": True,
        "stand_in": "", "added_by": "", "handed_by": "",
    }  # fmt: skip
    return ApprovalView(**facts | changes)


def said(person: str, decision: Decision, **changes: Any) -> ApprovalView:
    """Somebody who has answered."""
    return asked(person, decision=decision, decided_at=b.NOW, is_open=False, is_left=False, **changes)


TRAIL = (
    said("钱琪", Decision.APPROVED, on_behalf_of="赵工", step=1, comment="首批先做 50 套"),
    said("吴检", Decision.APPROVED, added_by="赵工"),
    asked("王胜", stand_in="沈协"),
    asked("陈彩", need=Need.COMMENT),
    said("郑库", Decision.REJECTED, need=Need.OPTIONAL, comment="旧件还有 300 个"),
    said("周岚", Decision.LAPSED, need=Need.OPTIONAL),
    asked("何涛", is_open=False, is_left=False, handed_by="孙立"),
    asked("高远", step=3, is_open=False),
)
SEAL = Description(
    "SW-300 密封圈 6 mm → 8 mm",
    content=(Section("改动", ("− 密封圈 6 mm × 4", "+ 密封圈 8 mm × 4", "~ 上盖 B 版 → C 版")),),
    impact=(
        Section("涉及订单", tuple(f"ORD-2611-00{n} 12月8日 周二 → 12月10日 周四" for n in range(10, 22))),
        Section("库存和在制", ("旧密封圈 1,200 个，¥ 840.00",)),
    ),
)


def a_change(**changes: Any) -> ChangeView:
    """Under review, as everybody sees it."""
    facts: dict[str, Any] = {
        "change_no": "CHG-2611-0007", "revision": 7, "stage": 3, "kind": ChangeKind.ENGINEERING,
        "status": ChangeStatus.IN_REVIEW, "target": "SW-300", "base": "B", "reason_code": ChangeReason.QUALITY,
        "reason": "旧密封圈漏水", "is_temporary": False, "requester": "孙立", "opened_at": b.NOW, "decided_by": "",
        "decision": "", "description": SEAL, "trail": TRAIL, "round": 1, "afterwards": (), "may_decide": False,
        "may_remark": False, "for_others": (),
        "remarks": (RemarkView(person="陈彩", at=b.NOW, text="8 mm 的要多等一周"),),
    }  # fmt: skip
    return ChangeView(**facts | changes)


def change_of(text: str) -> ChangeView:
    """One whose every free word is somebody's."""
    section = Section(text, (text,) * 12)
    return a_change(
        target=text, base=text, reason=text, requester=text, may_decide=True, may_remark=True, for_others=(text,) * 20,
        description=Description(text, content=(section,) * 9, impact=(section,) * 9), afterwards=(section,),
        trail=(asked(text, on_behalf_of=text, comment=text, added_by=text, handed_by=text, stand_in=text),) * 30,
        remarks=(RemarkView(person=text, at=b.NOW, text=text),) * 30, is_temporary=True,
    )  # fmt: skip


STATES = {
    "in_review": a_change(),
    "asked": a_change(may_decide=True, may_remark=True, for_others=("赵工",)),
    "comment_only": a_change(may_remark=True),
    "second_round": a_change(round=2, trail=TRAIL[2:4], remarks=()),
    "submitted": a_change(status=ChangeStatus.SUBMITTED, trail=(), remarks=()),
    "sent_back": a_change(status=ChangeStatus.DRAFT, decision="写清楚从哪一批开始"),
    "rejected": a_change(status=ChangeStatus.REJECTED, decided_by="王胜", decision="模具来不及改"),
    "withdrawn": a_change(status=ChangeStatus.WITHDRAWN, decided_by="孙立"),
    "applied": a_change(
        status=ChangeStatus.APPLIED, is_temporary=True, afterwards=(Section("回执", ("生产部 王胜：已确认",)),)
    ),
}


def changes(text: str) -> dict[str, Callable[[Wording], Card]]:
    """All of them; `text` are somebody's words."""
    return {case: _drawn(view) for case, view in STATES.items()} | {
        "hostile": _drawn(change_of(text)),
        "decided_hostile": _drawn(
            replace(change_of(text), status=ChangeStatus.REJECTED, may_decide=False, decided_by=text, decision=text)
        ),
    }


def _drawn(view: ChangeView) -> Callable[[Wording], Card]:
    return lambda words: ChangeCard.of(view, words)


def waiting(text: str) -> dict[str, Callable[[Wording], Card]]:
    """What waits for somebody."""
    one = WaitingView(
        change_no="CHG-2611-0007", revision=3, kind=ChangeKind.ORDER, requester="林晓燕", reason="客户加 50 台",
        since=b.NOW,
    )  # fmt: skip
    theirs = [replace(one, change_no=f"CHG-2611-00{n}", requester=text, reason=text) for n in range(10, 35)]
    return {
        "approvals": lambda words: waiting_list([one], words),
        "hostile_approvals": lambda words: waiting_list(theirs, words),
        "no_approvals": lambda words: waiting_list([], words),
    }
