"""Plans as people see them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from cards.views import PlanView
from core.planning.codec import from_json
from core.planning.plan.changes import Figures, LeftOut, PlanDiff, Proposal
from core.plans import Plan, PlanCause, PlanState
from handlers.queries.clashes import names_of
from handlers.queries.names import Names
from handlers.sender import TONGPIN
from storage import roster
from storage.orders import customers_of

DECIDES = "production"
"""The department whose lead decides about plans."""


def plan_view(plan: Plan, session: Session, names: Names) -> PlanView:
    """One plan with names for codes."""
    return PlanView(
        plan_version=plan.plan_version, revision=plan.revision, state=plan.state, cause=plan.cause,
        work_centre=plan.detail, made_at=plan.made_at,
        made_by="" if plan.made_by == TONGPIN.key else names.person(plan.made_by), was_invalid=plan.was_invalid,
        before=from_json(Figures, plan.figures["before"]), after=from_json(Figures, plan.figures["after"]),
        overridden_by=_person(plan.overridden_by, names), override_reason=plan.override_reason,
        decided_by=_person(plan.decided_by, names), decided_at=plan.decided_at, reason=plan.reason,
        **_of_diff(from_json(PlanDiff, plan.diff), left_out_of(plan.figures.get("left_out", ())), session, names),
    )  # fmt: skip


def proposal_view(proposal: Proposal, session: Session, names: Names, now: datetime) -> PlanView:
    """What was found just now, and is kept nowhere."""
    return PlanView(
        plan_version="", revision=0, state=PlanState.PROPOSED, cause=PlanCause.ASKED, work_centre="", made_at=now,
        made_by="", was_invalid=proposal.was_invalid, before=proposal.before, after=proposal.after, overridden_by="",
        override_reason="", decided_by="", decided_at=None, reason="",
        **_of_diff(proposal.diff, proposal.left_out, session, names),
    )  # fmt: skip


def left_out_of(kept: Iterable[Mapping[str, Any]]) -> tuple[LeftOut, ...]:
    """Orders that could not be planned, as they were kept."""
    return tuple(from_json(LeftOut, each) for each in kept)


def _of_diff(diff: PlanDiff, left_out: tuple[LeftOut, ...], session: Session, names: Names) -> dict[str, Any]:
    customers = customers_of(session, {finish.order_no for finish in diff.finishes})
    return {
        "diff": diff,
        "lead": _person(roster.leads(session).get(DECIDES, ""), names),
        "customers": {order_no: names.customer(code) for order_no, code in customers.items()},
        "left_out": left_out,
        "names": {**names_of(left_out, names), **names.steps({move.item_code for move in diff.moves})},
    }


def _person(key: str, names: Names) -> str:
    return names.person(key) if key else ""
