"""The gallery's cards of engineering changes."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

from cards.card import Card
from cards.changes.description import Description, Section
from cards.engineering.ecn_card import EcnCard, EcnView
from cards.engineering.impact_text import impact_sections
from cards.engineering.redline_text import redline_lines
from cards.wording import Wording
from core.changes import ChangeReason, ChangeStatus
from core.changes.engineering import EngineeringContent
from core.changes.redline import Line, LineAction, LineChange, Redline
from core.planning.redesign.impact import ChangeImpact, PurchaseImpact, StockImpact, WipImpact, WorkImpact
from core.revisions import WorkDecision

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
REDLINE = Redline(
    added=(Line("MCU-32G", Decimal(1)),),
    removed=(Line("MCU-32", Decimal(1)),),
    changed=((Line("SEN-T", Decimal(1)), Line("SEN-T", Decimal(2))),),
)
NAMES = {"MCU-32": "主控芯片", "MCU-32G": "主控芯片(兼容)", "SEN-T": "温度传感器"}
CONTENT = EngineeringContent(
    lines=(LineChange(action=LineAction.SWAP, component="MCU-32", instead="MCU-32G"),), lines_typed="MCU-32→MCU-32G",
    reason_code=ChangeReason.SUPPLY, reason="原厂停产", is_temporary=True, most_orders=3, limit_typed="3张",
)  # fmt: skip


def a_work(number: int, decision: WorkDecision = WorkDecision.REBASED, after: int = 10, reason: str = "") -> WorkImpact:
    """One open order of the change."""
    return WorkImpact(
        order_no=f"ORD-2611-{number:04d}", line_no=1, qty=Decimal(300), revision="B", decision=decision, reason=reason,
        before=date(2026, 12, 10), after=date(2026, 12, after), promise_date=date(2026, 12, 12),
    )  # fmt: skip


def an_impact(orders: int = 4) -> ChangeImpact:
    """Of a change that makes one order late."""
    works = [
        a_work(1, after=18), a_work(2, after=12), a_work(3, WorkDecision.FLAGGED, reason="begun"),
        a_work(4, WorkDecision.KEPT, reason="not_yet"), *(a_work(number) for number in range(5, orders + 1)),
    ]  # fmt: skip
    return ChangeImpact(
        shop_version=1, as_of=NOW, item_code="PCBA-SW3", base="A", revision="B", works=tuple(works),
        wip=(
            WipImpact(
                order_no="ORD-2611-0003", line_no=1, item_code="PCBA-SW3", qty=Decimal(300), value=Decimal(20400)
            ),
        ),
        stock=(StockImpact(item_code="MCU-32", qty=Decimal(626), value=Decimal(11581)),),
        purchases=(
            PurchaseImpact(po_no="PO-1042", item_code="MCU-32", qty=Decimal(2000), value=Decimal(37000), eta=NOW),
        ),
        unit_cost_delta=Decimal("5.53"), cost_delta=Decimal("3318.00"),
    )  # fmt: skip


def described(words: Wording, orders: int = 4, text: str = "") -> Description:
    """The change in words."""
    names = dict.fromkeys(NAMES, text) if text else NAMES
    redline = Section(words.say("ecn.redline"), tuple(redline_lines(REDLINE, names, words)))
    summary = words.say("ecn.summary", item=text or "PCBA-SW3", base="A", count=3)
    return Description(summary, (redline,), tuple(impact_sections(an_impact(orders), words, 2026)))


def a_change(status: ChangeStatus, *, decision: str = "", orders: int = 4) -> Callable[[Wording], Card]:
    """In that state."""
    return lambda words: EcnCard.of(_view(status, described(words, orders), decision=decision), words)


def _view(
    status: ChangeStatus, description: Description, *, decision: str = "", item: str = "SW-300 主板组件（PCBA-SW3）",
    person: str = "赵工", content: EngineeringContent = CONTENT,
) -> EcnView:  # fmt: skip
    return EcnView(
        change_no="CHG-2611-0001", revision=2, status=status, item=item, base="A", requester=person,
        decision=decision, content=content, description=description,
    )  # fmt: skip


def hostile(words: Wording, text: str, status: ChangeStatus) -> Card:
    """The same with somebody's words."""
    content = CONTENT.model_copy(update={"lines_typed": text, "reason": text, "limit_typed": text, "since_typed": text})
    view = _view(status, described(words, text=text), decision=text, item=text, person=text, content=content)
    return EcnCard.of(view, words)


def changes(text: str) -> dict[str, Callable[[Wording], Card]]:
    """All of them; `text` are somebody's words."""
    return {
        "draft": a_change(ChangeStatus.DRAFT),
        "returned": a_change(ChangeStatus.DRAFT, decision="清单已改"),
        "waiting": a_change(ChangeStatus.SUBMITTED, decision="CHG-2611-0002"),
        "review": a_change(ChangeStatus.IN_REVIEW),
        "many": a_change(ChangeStatus.IN_REVIEW, orders=1000),
        "applied": a_change(ChangeStatus.APPLIED),
        "withdrawn": a_change(ChangeStatus.WITHDRAWN),
        "hostile": lambda words: hostile(words, text, ChangeStatus.IN_REVIEW),
        "hostile_draft": lambda words: hostile(words, text, ChangeStatus.DRAFT),
    }
