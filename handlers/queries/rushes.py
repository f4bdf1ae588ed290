"""Rushes as people see them."""

from datetime import datetime

from sqlmodel import Session

from cards.rush_card import ConsentView, RushView
from core.people import Person, Role
from core.planning.codec import from_json
from core.planning.plan.displaced import Push
from core.plans import Plan, PlanState
from handlers.queries.names import Names
from handlers.queries.plans import DECIDES
from storage import roster
from storage.orders import customers_of
from storage.plans import count_waivers


def push_of(plan: Plan) -> Push:
    """What a rush wins, and who pays for it."""
    return from_json(Push, plan.figures["push"])


def rush_view(plan: Plan, reader: str, session: Session, names: Names, since: datetime) -> RushView:
    """A rush for one reader; what managers have decided for others is counted from `since` on."""
    push, person = push_of(plan), session.get(Person, reader)
    customers = customers_of(session, {plan.detail, *(it.order_no for it in push.displaced)})
    is_open = plan.state is PlanState.PROPOSED
    named = {order_no: names.customer(code) for order_no, code in customers.items()}
    return RushView(
        plan_version=plan.plan_version, revision=plan.revision, state=plan.state, order_no=plan.detail,
        customer=named.get(plan.detail, ""), asked_by=names.person(plan.made_by), made_at=plan.made_at,
        lead=names.person(roster.leads(session).get(DECIDES, "")), push=push, customers=named,
        consents=tuple(
            ConsentView(
                person=names.person(it["person"]), orders=tuple(it["orders"]), has_agreed=it["at"] is not None
            )
            for it in plan.consents
        ),
        waived_by=names.person(plan.waived_by) if plan.waived_by else "", waived_reason=plan.waived_reason,
        decided_by=names.person(plan.decided_by) if plan.decided_by else "", reason=plan.reason,
        waivers=count_waivers(session, since), may_agree=is_open and reader in plan.awaited,
        may_waive=is_open and bool(plan.awaited) and person is not None and Role.MANAGER in person.roles,
    )  # fmt: skip
