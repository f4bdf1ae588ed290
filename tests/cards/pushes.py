"""Makes valid views of rushes."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from cards.rush_card import ConsentView, RushView
from core.planning.plan.displaced import Displaced, Push
from core.plans import PlanState, Supersession
from tests.cards.builders import NOW

FIRST_DAY = date(2026, 12, 1)


def a_displaced(number: int = 7, days: int = 2, late: int = 0, **changes: Any) -> Displaced:
    """Two days later, and still in time."""
    after = FIRST_DAY + timedelta(days=days)
    told: dict[str, Any] = {
        "order_no": f"ORD-2611-{number:04}", "line_no": 1, "before": FIRST_DAY, "after": after, "finish_before": NOW,
        "finish_after": NOW + timedelta(days=days), "minutes": 960 * days,
        "wanted_by": after - timedelta(days=late) if late else after,
    }  # fmt: skip
    return Displaced(**(told | changes))


def a_push(**changes: Any) -> Push:
    """Four days won; one order pays with its promise, one with its slack, one has none, one hardly notices."""
    told: dict[str, Any] = {
        "promise_date": date(2026, 12, 3), "finish_at": NOW, "days_won": 4, "cost_delta": Decimal("126.50"),
        "displaced": (
            a_displaced(11, 3, 1), a_displaced(7), a_displaced(8, 1, wanted_by=None), a_displaced(9, 0),
        ),
        "setup_minutes": 45, "tardiness": 960,
    }  # fmt: skip
    return Push(**(told | changes))


GENTLE = a_push(promise_date=date(2026, 12, 5), days_won=2, cost_delta=Decimal(0), displaced=(a_displaced(9, 0),))
"""Nobody pays."""


def a_rush(**changes: Any) -> RushView:
    """One has agreed, one has not; read by whoever asked."""
    told: dict[str, Any] = {
        "plan_version": "PLAN-2611-0003", "revision": 2, "state": PlanState.PROPOSED, "order_no": "ORD-2611-0027",
        "customer": "恒远地产", "asked_by": "林晓燕", "made_at": NOW, "lead": "王胜", "push": a_push(),
        "consents": (
            ConsentView(person="何涛", orders=("ORD-2611-0011",), has_agreed=False),
            ConsentView(person="林晓燕", orders=("ORD-2611-0012",), has_agreed=True),
        ),
        "waived_by": "", "waived_reason": "", "decided_by": "", "reason": "",
        "customers": {"ORD-2611-0011": "绿湾物业"}, "may_agree": False, "may_waive": False,
    }  # fmt: skip
    return RushView(**(told | changes))


def rush_of(text: str) -> RushView:
    """Every text that people can put there is this."""
    many = tuple(a_displaced(number, 2 + number, number % 2, order_no=f"ORD-2611-{number:04}") for number in range(40))
    consents = (ConsentView(person=text, orders=("ORD-2611-0011",) * 40, has_agreed=False),)
    return a_rush(
        customer=text, asked_by=text, lead=text, push=a_push(displaced=many), consents=consents, waived_by=text,
        waived_reason=text, customers={each.order_no: text for each in many}, may_agree=True,
    )  # fmt: skip


_DECIDED = a_rush(decided_by="王胜", reason="客户那边已经催过两次")
STATES = {
    "asked_for": a_rush(),
    "to_agree": a_rush(may_agree=True),
    "to_waive": a_rush(may_waive=True),
    "waived": a_rush(waived_by="高远", waived_reason="战略客户"),
    "gentle": a_rush(push=GENTLE, consents=()),
    "nobody": a_rush(push=replace(GENTLE, displaced=(), cost_delta=Decimal(-20)), consents=()),
    "published": replace(_DECIDED, state=PlanState.PUBLISHED, reason=""),
    "rejected": replace(_DECIDED, state=PlanState.REJECTED),
    "rolled_back": replace(_DECIDED, state=PlanState.ROLLED_BACK),
    "superseded": replace(_DECIDED, state=PlanState.SUPERSEDED, reason=Supersession.BOOKED.value),
}
