"""Plans as people see them."""

from sqlmodel import Session

from cards.views import PlanView
from core.planning.codec import from_json
from core.planning.plan.changes import Figures, PlanDiff
from core.plans import Plan
from handlers.queries.names import Names
from handlers.sender import TONGPIN
from storage import roster
from storage.orders import customers_of

DECIDES = "production"
"""The department whose lead decides about plans."""


def plan_view(plan: Plan, session: Session, names: Names) -> PlanView:
    """One plan with names for codes."""
    diff = from_json(PlanDiff, plan.diff)
    customers = customers_of(session, {finish.order_no for finish in diff.finishes})
    lead = roster.leads(session).get(DECIDES, "")
    return PlanView(
        plan_version=plan.plan_version, revision=plan.revision, state=plan.state, cause=plan.cause,
        work_centre=plan.detail, made_at=plan.made_at,
        made_by="" if plan.made_by == TONGPIN.key else names.person(plan.made_by), lead=_person(lead, names),
        was_invalid=plan.was_invalid, before=from_json(Figures, plan.figures["before"]),
        after=from_json(Figures, plan.figures["after"]), diff=diff,
        customers={order_no: names.customer(code) for order_no, code in customers.items()},
        names=names.steps({move.item_code for move in diff.moves}),
        overridden_by=_person(plan.overridden_by, names), override_reason=plan.override_reason,
        decided_by=_person(plan.decided_by, names), decided_at=plan.decided_at, reason=plan.reason,
    )  # fmt: skip


def _person(key: str, names: Names) -> str:
    return names.person(key) if key else ""
