"""Cards about standard solutions, substitutes and bad parts in the states that look different."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from cards.badparts import BadLotCard, BadLotView, WordView
from cards.card import Card
from cards.notes import ListCard
from cards.solutions import DifferenceView, MatchCard, MatchView, ReuseView, SolutionView, solution_list
from cards.substitutes import SubstituteCard, SubstituteView
from cards.wording import Wording
from core.badparts import Disposal
from core.substitutes import SubstituteScope, SubstituteState
from tests.cards import builders as b
from tests.cards.spoken import unsold_order_of

Case = Callable[[Wording], Card]
REUSE = ReuseView(custom=12, filled=5, percent=42, days_saved=31)


def a_solution(**changes: Any) -> SolutionView:
    told: dict[str, Any] = {
        "code": "SOL-TZ4", "name": "Zigbee 灰色 4 寸温控", "revision": "B", "product": "智能温控面板 SW-500",
        "lead_days": 16, "measured": 0, "is_released": True, "flagged_by": "", "spec": (("面板颜色", "灰色 / 黑色"),),
    }  # fmt: skip
    return SolutionView(**(told | changes))


def a_match(**changes: Any) -> MatchView:
    told: dict[str, Any] = {
        "solution": a_solution(), "promise_date": date(2026, 12, 4), "days_won": 3, "line_no": 1,
        "differences": (DifferenceView("面板颜色", "红色", "灰色"), DifferenceView("供电", "", "220V")),
    }  # fmt: skip
    return MatchView(**(told | changes))


INSTEAD = (a_match(), a_match(solution=a_solution(code="SOL-TH485"), promise_date=date(2026, 12, 24), days_won=-4))


def _match(*found: MatchView, held_back: tuple[str, ...] = (), reuse: ReuseView = REUSE, problem: Any = None) -> Case:
    order = b.an_unsold_order()
    return lambda words: MatchCard.of(
        order, found, date(2026, 12, 7) if found else None, held_back, reuse, problem, words
    )


def matches(hostile: str) -> dict[str, Case]:
    """What comes near an order."""
    strange = a_match(
        solution=a_solution(name=hostile), differences=(DifferenceView(hostile[:40], hostile, hostile),) * 9
    )
    return {
        "near": _match(
            a_match(solution=a_solution(measured=5)),
            a_match(solution=a_solution(code="SOL-TW4"), days_won=0, differences=()),
            a_match(solution=a_solution(code="SOL-TH485"), days_won=-2, differences=()),
        ),
        "held_back": _match(a_match(days_won=None), held_back=("CHG-2611-0001",), reuse=ReuseView(0, 0, 0, 0)),
        "no_date": _match(),
        "problem": _match(problem={"refusal": "UnknownProduct", "facts": {"product": "SW-300"}}),
        "hostile": lambda words: MatchCard.of(
            unsold_order_of(hostile), [strange] * 3, date(2026, 12, 7), (hostile,), REUSE, None, words
        ),
    }


def catalogues(hostile: str) -> dict[str, Case]:
    """The list of all solutions, as R&D sees it."""
    return {"solutions": _catalogue(), "hostile_solutions": _catalogue(hostile)}


def _catalogue(hostile: str = "") -> Case:
    found = [
        a_solution(name=hostile or "Wi-Fi 白色 4 寸温控", code=f"SOL-{n}", flagged_by="CHG-2611-0001" if n == 2 else "",
                   is_released=n != 3, measured=n)
        for n in range(12)
    ]  # fmt: skip
    return lambda words: _listed(found, words)


def _listed(found: list[SolutionView], words: Wording) -> ListCard:
    return solution_list(found, REUSE, 1, words, may_clear=True)


def a_substitute(**changes: Any) -> SubstituteView:
    told: dict[str, Any] = {
        "number": "SUB-2611-0001", "revision": 1, "state": SubstituteState.ASKED, "scope": SubstituteScope.ORDER,
        "item": "主控芯片（MCU-32）", "substitute": "主控芯片(兼容)（MCU-32G）", "order_no": "ORD-2611-0027",
        "customer": "恒远地产", "valid_from": None, "valid_until": date(2026, 12, 31), "reason": "缺货",
        "asked_by": "陈彩", "asked_at": b.NOW, "decided_by": "", "decision": "",
    }  # fmt: skip
    return SubstituteView(**(told | changes))


def substitutes(hostile: str) -> dict[str, Case]:
    """One asked for, and what R&D has said."""
    decided: dict[str, Any] = {"decided_by": "赵工", "revision": 2}
    views = {
        "asked": a_substitute(),
        "customer": a_substitute(scope=SubstituteScope.CUSTOMER, valid_from=date(2026, 12, 1), valid_until=None),
        "approved": a_substitute(state=SubstituteState.APPROVED, scope=SubstituteScope.PERIOD, **decided),
        "refused": a_substitute(state=SubstituteState.REFUSED, decision="引脚不兼容", **decided),
        "revoked": a_substitute(state=SubstituteState.REVOKED, **decided),
        "hostile": a_substitute(
            scope=SubstituteScope.CUSTOMER, customer=hostile, item=hostile, substitute=hostile, reason=hostile,
            asked_by=hostile,
        ),
    }  # fmt: skip
    return {case: lambda words, view=view: SubstituteCard.of(view, words) for case, view in views.items()}  # type: ignore[misc]


def a_bad_lot(**changes: Any) -> BadLotView:
    told: dict[str, Any] = {
        "number": "BP-2611-0001", "revision": 2, "item": "MCU-32", "name": "主控芯片", "qty": Decimal(200),
        "reason": "到料不良", "po_no": "PO-1001", "reported_by": "郑库", "reported_at": b.NOW,
        "due_at": b.NOW + timedelta(hours=4), "department": "quality",
        "words": (WordView(department="研发部", disposal=Disposal.REWORK, days=3, person="赵工"),),
        "awaited": ("采购部", "质检部"), "disposal": None, "back_on": None, "orders": ("ORD-2611-0027",),
        "may_speak": True,
    }  # fmt: skip
    return BadLotView(**(told | changes))


def bad_lots(hostile: str) -> dict[str, Case]:
    """Blocked goods before and after it is decided what becomes of them."""
    words = tuple(
        WordView(department=it, disposal=Disposal.RETURN, days=7, person="吴检")
        for it in ("研发部", "采购部", "质检部")
    )
    decided = a_bad_lot(words=words, awaited=(), disposal=Disposal.RETURN, back_on=date(2026, 12, 1), may_speak=False)
    views = {
        "open": a_bad_lot(),
        "untouched": a_bad_lot(words=(), orders=(), po_no=""),
        "returned": decided,
        "scrapped": replace(decided, disposal=Disposal.SCRAP, back_on=None),
        "hostile": a_bad_lot(name=hostile, reason=hostile, reported_by=hostile, orders=("ORD-2611-0027",) * 20),
    }
    return {case: lambda words, view=view: BadLotCard.of(view, words) for case, view in views.items()}  # type: ignore[misc]


def designs(hostile: str) -> dict[type[Card], dict[str, Case]]:
    """All of them; `hostile` are somebody's words."""
    return {
        MatchCard: matches(hostile),
        SubstituteCard: substitutes(hostile),
        BadLotCard: bad_lots(hostile),
    }
