"""Checks, waivers and rules as their cards show them, and with anybody's words."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from cards.card import Card
from cards.manufacturability.dfm_card import DfmCard, DfmFormCard
from cards.manufacturability.rule_card import DfmRuleCard, rule_list
from cards.manufacturability.views import AskedView, CheckView, FormView, RuleView, WaiverView
from cards.manufacturability.waiver_card import DfmWaiverCard
from cards.wording import Wording
from core.manufacturability import (
    AttributeKind,
    DfmAttribute,
    DfmFinding,
    DfmSeverity,
    DfmWaiverState,
    FindingKind,
    Operator,
)
from core.manufacturability.capability import Gap, Offer
from tests.cards import builders as b
from tests.cards.spoken import order_of

Case = Callable[[Wording], Card]
UNTIL = date(2026, 12, 20)
LABELS = {"wall_thickness": "壁厚", "material": "材料", "length": "长度", "draft_angle": "拔模角"}

THIN = DfmFinding(
    rule_id="DFM-WALL-ABS", kind=FindingKind.BROKEN, severity=DfmSeverity.BLOCK, attribute="wall_thickness",
    actual="0.8 mm", limit="1.2 mm", hint="加厚到 1.2 mm 以上。", english_hint="Make it thicker.",
    rework_work_minutes=240, excess=Decimal("0.4"),
)  # fmt: skip
WAIVED = DfmFinding(
    rule_id="DFM-DRAFT", kind=FindingKind.BROKEN, severity=DfmSeverity.BLOCK, attribute="draft_angle", actual="0.5°",
    limit="1°", excess=Decimal("0.5"), waiver_no="WV-2611-0001", waived_until=UNTIL,
)  # fmt: skip
RIBS = DfmFinding(
    rule_id="DFM-RIB", kind=FindingKind.BROKEN, severity=DfmSeverity.WARN, attribute="rib_ratio", actual="70%",
    operator=Operator.AT_MOST, limit="60%",
)  # fmt: skip
STRANGE = DfmFinding(
    rule_id="DFM-ODD", kind=FindingKind.INCOMPARABLE, severity=DfmSeverity.BLOCK, attribute="length", actual="2 m",
    limit="3 kg",
)  # fmt: skip
UNTOLD = tuple(
    DfmFinding(rule_id=rule, kind=FindingKind.MISSING, severity=DfmSeverity.BLOCK, attribute=attribute)
    for rule, attribute in (("DFM-TOL-INJ", "tolerance"), ("DFM-TOL-CNC", "tolerance"), ("DFM-COAT", "coat"))
)
_GAP = Gap("length", "2.5 m", "6 m", True, Decimal(1), Decimal(1))


def _too_long(*offers: Offer) -> DfmFinding:
    return DfmFinding(
        rule_id="CAP-PRS-1", kind=FindingKind.INCAPABLE, severity=DfmSeverity.BLOCK, attribute="length",
        actual="2.5 m", operator=Operator.AT_MOST, limit="2 m", machine="PRS-1", offers=offers,
    )  # fmt: skip


_TOLD = (("壁厚", "0.8 mm"), ("材料", "ABS"))
_ASKED = AskedView(
    waiver_no="WV-2611-0002", rule_id="DFM-WALL-ABS", attribute="wall_thickness", person="钱琪",
    deciders=("赵工", "吴检"),
)  # fmt: skip


def _check(*findings: DfmFinding, asked: tuple[AskedView, ...] = (), is_question: bool = False) -> Case:
    view = CheckView(
        order=None if is_question else b.an_order(), revision=2, told=_TOLD, findings=findings, labels=LABELS,
        asked=asked, checked_by="" if is_question else "钱琪", checked_at=None if is_question else b.NOW,
        source="" if is_question else "参数表.xlsx",
    )  # fmt: skip
    return lambda words: DfmCard.of(view, words)


def _check_of(text: str) -> Case:
    finding = DfmFinding(
        rule_id=text, kind=FindingKind.BROKEN, severity=DfmSeverity.BLOCK, attribute=text, actual=text, limit=text,
        hint=text, machine=text, offers=(Offer(text, text, True),),
    )  # fmt: skip
    view = CheckView(
        order=order_of(text), told=((text, text),) * 14, findings=(finding,) * 25, labels={text: text},
        asked=(AskedView(waiver_no=text, rule_id=text, attribute=text, person=text, deciders=(text,)),),
        source=text, checked_by=text, checked_at=b.NOW,
    )  # fmt: skip
    return lambda words: DfmCard.of(view, words)


def checks(hostile: str) -> dict[str, Case]:
    """Designs in every verdict."""
    own, outside = Offer("PRS-2", "压弯机 2（3 米）", False), Offer("WX-PRS", "外协压弯（宏达）", True)
    return {
        "blocked": _check(THIN, WAIVED, RIBS, STRANGE, *UNTOLD),
        "asked": _check(THIN, asked=(_ASKED,)),
        "too_long": _check(_too_long(own, outside), is_question=True),
        "too_long_for_all": _check(_too_long(Offer("WX-PRS", "外协压弯", True, (_GAP,)))),
        "nobody": _check(_too_long()),
        "at_risk": _check(*UNTOLD),
        "passed": _check(),
        "hostile": _check_of(hostile),
    }


def forms(hostile: str) -> dict[str, Case]:
    """The form behind them."""
    attributes = [
        DfmAttribute(key="wall_thickness", label="壁厚", english_label="Wall thickness", unit="mm"),
        DfmAttribute(key="material", label="材料", kind=AttributeKind.TEXT, options=["ABS", "PC"]),
    ]
    evil = DfmAttribute(key="evil", label=hostile[:80], kind=AttributeKind.TEXT, options=[hostile[:40]])
    view = FormView(order=b.an_order(), line_no=1, attributes=attributes, told={"wall_thickness": "0.8 mm"})
    bad = FormView(order=order_of(hostile), line_no=1, attributes=[evil], told={"evil": hostile})
    return {
        "fresh": lambda words: DfmFormCard.of(view, words),
        "hostile": lambda words: DfmFormCard.of(bad, words),
    }


def _waiver(state: DfmWaiverState, text: str = "") -> Case:
    is_decided = state in (DfmWaiverState.GRANTED, DfmWaiverState.REFUSED)
    view = WaiverView(
        waiver_no="WV-2611-0002", revision=1, state=state, order=order_of(text) if text else b.an_order(), line_no=1,
        rule_id="DFM-WALL-ABS", attribute=text or "壁厚", actual=text or "0.8 mm", limit=text or "1.2 mm",
        hint=text or "加厚到 1.2 mm 以上", reason=text or "客户样件只做 20 套", until=UNTIL, asked_by=text or "钱琪",
        asked_at=b.NOW, decided_by=(text or "吴检") if is_decided else "", decided_at=b.NOW if is_decided else None,
        decision=(text or "模具已定") if state is DfmWaiverState.REFUSED else "",
    )  # fmt: skip
    return lambda words: DfmWaiverCard.of(view, words)


def waivers(hostile: str) -> dict[str, Case]:
    """Waivers in every state."""
    return {state.value.lower(): _waiver(state) for state in DfmWaiverState} | {
        "hostile": _waiver(DfmWaiverState.REFUSED, hostile),
        "hostile_asked": _waiver(DfmWaiverState.ASKED, hostile),
    }


TERMS = {
    "family": "", "process": "INJ", "conditions": {"material": "ABS|PC"}, "attribute": "wall_thickness",
    "operator": "AT_LEAST", "limit": "1.5", "unit": "mm", "severity": "WARN", "hint": "加厚", "english_hint": "",
    "rework_work_minutes": 240, "is_active": True,
}  # fmt: skip


def a_rule(text: str = "", *, revision: int = 2) -> RuleView:
    """A rule that somebody has changed."""
    terms = TERMS | ({"hint": text, "family": text, "conditions": {text: text}, "attribute": text} if text else {})
    return RuleView(
        rule_id="DFM-WALL-ABS", revision=revision, terms=terms,
        previous=terms | {"limit": "1.2", "is_active": False}, labels=LABELS, limit=text or "1.5 mm",
        previous_limit=text or "1.2 mm", changed_by=text or "钱琪", changed_at=b.NOW,
    )  # fmt: skip


def rules(hostile: str) -> dict[str, Case]:
    """One rule."""
    return {
        "changed": lambda words: DfmRuleCard.of(a_rule(), words),
        "new": lambda words: DfmRuleCard.of(a_rule(revision=1), words),
        "seen": lambda words: DfmRuleCard.of(a_rule(), words, may_change=False),
        "hostile": lambda words: DfmRuleCard.of(a_rule(hostile), words),
    }


def rule_lists(hostile: str) -> dict[str, Case]:
    """Many of them, and none."""
    return {
        "rules": lambda words: rule_list([a_rule()] * 25, 2, words),
        "no_rules": lambda words: rule_list([], 1, words),
        "hostile_rules": lambda words: rule_list([a_rule(hostile)] * 10, 1, words),
    }


def cases(hostile: str) -> dict[type[Card], dict[str, Case]]:
    """All of them."""
    return {
        DfmCard: checks(hostile),
        DfmFormCard: forms(hostile),
        DfmRuleCard: rules(hostile),
        DfmWaiverCard: waivers(hostile),
    }
