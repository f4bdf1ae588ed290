"""What was agreed anew with customers, as people see it."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from cards.asides import EarlyPromises, RepromiseView
from cards.views import OrderView
from core.orders import Repromise
from handlers.queries.names import Names
from storage.repromises import early_outcomes, repromises_of


def repromise_view(made: Repromise, names: Names) -> RepromiseView:
    """One of them, with names for codes."""
    return RepromiseView(
        entry=made.entry, state=made.state, line_no=made.line_no, before=made.before, promise_date=made.promise_date,
        computed_date=made.computed_date, reason=made.reason, asked_by=names.person(made.asked_by),
        asked_at=made.asked_at, decided_by=names.person(made.decided_by) if made.decided_by else "",
        refusal=made.refusal,
    )  # fmt: skip


def early_promises(session: Session, today: date, zone: ZoneInfo) -> EarlyPromises:
    """How often managers have approved a day earlier than computed, this month and the one before, and how it ended."""
    month = today.replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    first, middle, now = (datetime.combine(day, time(), zone) for day in (before, month, today + timedelta(days=1)))
    return EarlyPromises(
        this_month=early_outcomes(session, middle, now, today), last_month=early_outcomes(session, first, middle, today)
    )


def with_repromises(order: OrderView, session: Session, names: Names) -> OrderView:
    """The order with every new date that was agreed on, or is asked for."""
    return replace(order, repromises=tuple(repromise_view(it, names) for it in repromises_of(session, order.order_no)))
