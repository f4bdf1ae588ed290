"""Makes valid views of plans."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from cards.views import DelayView, PlanView, step_key
from core.planning.plan.changes import Figures, Finish, LeftOut, Move, PlanDiff
from core.planning.plan.clash import Clash, Clashing, ClashKind, ClashPart
from core.plans import PlanCause, PlanState, Supersession
from tests.cards.builders import NOW

FIRST_DAY = date(2026, 11, 27)


def a_move(number: int = 1, **changes: Any) -> Move:
    """To another machine."""
    start = NOW + timedelta(hours=number)
    told: dict[str, Any] = {
        "order_no": f"ORD-2611-{number:04}", "line_no": 1, "item_code": "FP-DL", "seq": 10, "operation": "CNC",
        "from_centre": "CNC-3", "from_unit": 0, "to_centre": "CNC-1", "to_unit": 0, "from_start": start,
        "to_start": start + timedelta(hours=3), "to_end": start + timedelta(hours=6), "is_hit": True,
    }  # fmt: skip
    return Move(**(told | changes))


def a_finish(number: int = 1, before: int = 0, after: int = 3, wanted: int = 1, **changes: Any) -> Finish:
    """An order that becomes late; days are counted from a Friday."""
    first, last, due = (FIRST_DAY + timedelta(days=count) for count in (before, after, wanted))
    return replace(Finish(f"ORD-2611-{number:04}", 1, first, last, due), **changes)


def a_diff(count: int = 1) -> PlanDiff:
    """Of everything something, or a lot."""
    moves = [a_move(number + 1) for number in range(count)]
    moves += [a_move(90, to_centre="CNC-3", is_hit=False, is_frozen=True), a_move(91, to_centre="CNC-3", to_unit=1)]
    late = [a_finish(number + 1, after=3 + number % 5) for number in range(count)]
    others = [a_finish(92, 5, 0, 2), a_finish(93, 3, 8, 1), a_finish(94, 0, 1, 4), a_finish(95, is_quote=True)]
    return PlanDiff(tuple(moves), (*late, *others), nudged=4)


def a_plan(diff: PlanDiff | None = None, **changes: Any) -> PlanView:
    """A proposal: a machine is down."""
    diff = a_diff() if diff is None else diff
    told: dict[str, Any] = {
        "plan_version": "PLAN-2611-0003", "revision": 1, "state": PlanState.PROPOSED, "cause": PlanCause.MACHINE_DOWN,
        "work_centre": "CNC-3", "made_at": NOW, "made_by": "孙立", "lead": "王胜", "was_invalid": True,
        "before": Figures(120, 1, 0), "after": Figures(7840, 2, 30), "diff": diff,
        "customers": {finish.order_no: "恒远地产" for finish in diff.finishes},
        "names": {"CNC-3": "加工中心 3", "CNC-1": "加工中心 1", step_key("FP-DL", 10): "面板铣削"},
        "overridden_by": "王胜", "override_reason": "客户停线", "decided_by": "", "decided_at": None, "reason": "",
        "left_out": (),
    }  # fmt: skip
    return PlanView(**(told | changes))


NEVER_MADE = LeftOut(
    order_no="ORD-2611-0012",
    clash=Clash(
        kind=ClashKind.BEYOND_HORIZON,
        parts=(
            Clashing(
                kind=ClashPart.OPERATION, order_no="ORD-2611-0012", item_code="FP-DL", seq=10, operation="OP10",
                work_centres=("CNC-3",), minutes=90,
            ),
            Clashing(kind=ClashPart.CLOSURE, work_centres=("CNC-3",), start_at=NOW),
        ),
        work_centres=("CNC-3",),
        until=NOW,
    ),
)  # fmt: skip
"""It can be made on one machine only, which never works again."""


def decided(state: PlanState, reason: str = "", **changes: Any) -> PlanView:
    """The same, after somebody has decided."""
    return a_plan(state=state, decided_by="王胜", decided_at=NOW, reason=reason, revision=2, **changes)


def plan_of(text: str) -> PlanView:
    """A large one full of somebody's words."""
    diff = a_diff(40)
    return a_plan(
        diff, customers={finish.order_no: text for finish in diff.finishes}, lead=text, made_by=text,
        names={"CNC-3": text, "CNC-1": text, step_key("FP-DL", 10): text}, overridden_by=text, override_reason=text,
        decided_by=text, reason=text, left_out=(NEVER_MADE,),
    )  # fmt: skip


STATES: dict[str, PlanView] = {
    "proposed": a_plan(),
    "large": a_plan(a_diff(60)),
    "better": a_plan(
        PlanDiff((a_move(is_hit=False),), (a_finish(2, 5, 0, 2),)), cause=PlanCause.NIGHTLY, work_centre="", made_by="",
        was_invalid=False, before=Figures(900, 2, 0), after=Figures(0, 0, 0),
    ),
    "pinned": a_plan(PlanDiff((a_move(is_pinned=True), a_move(2)), (a_finish(),))),
    "left_out": a_plan(left_out=(NEVER_MADE, LeftOut(order_no="ORD-2611-0013", flaw="pins_overlap"))),
    "published": decided(PlanState.PUBLISHED),
    "rejected": decided(PlanState.REJECTED, "周三要检修"),
    "rolled_back": decided(PlanState.ROLLED_BACK, "主轴提前修好了"),
    "superseded": a_plan(state=PlanState.SUPERSEDED, reason=Supersession.BOOKED.value),
    "replaced": decided(PlanState.SUPERSEDED, Supersession.PUBLISHED.value),
}  # fmt: skip
"""A plan in the states that look different."""

A_DELAY = DelayView(
    plan_version="PLAN-2611-0003", cause=PlanCause.MACHINE_DOWN, work_centre="CNC-3", machine="加工中心 3"
)
"""A machine was down, and the plan without it delays an order."""
