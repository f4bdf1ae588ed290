"""The cards of orders, plans and alerts."""

from dataclasses import replace
from datetime import datetime, time

from cards.alert_card import AlertCard
from cards.card import Card
from cards.order_card import OrderCard
from cards.order_form import DiscardedCard, DuplicateCard, OrderFormCard
from cards.plan_card import PlanCard
from cards.promise_card import PromiseCard, PromisingCard
from cards.repromise_card import RepromiseCard
from cards.review_card import ReviewCard
from cards.rush_card import RushCard
from cards.solutions import MatchView
from cards.task_card import TaskCard
from cards.views import OrderView
from core.orders.draft import DraftState
from core.orders.status import UNSOLD
from core.planning.promise.answer import PromiseAnswer
from handlers.drawing import Subject, draws
from handlers.queries.clashes import clash_of_order
from handlers.queries.designs import with_designs
from handlers.queries.drafts import draft_view
from handlers.queries.orders import alert_view, order_view, with_risk, with_steps
from handlers.queries.pins import with_pins
from handlers.queries.plans import plan_view
from handlers.queries.repromises import early_promises, repromise_view, with_repromises
from handlers.queries.reviews import review_view, with_review
from handlers.queries.rushes import rush_view
from handlers.queries.slacks import with_slack
from handlers.queries.solutions import match_views
from storage.alerts import get_alert
from storage.changes import change_under_way
from storage.orders import get_draft, get_order
from storage.plans import get_plan
from storage.repromises import get_repromise
from storage.reviews import get_review


@draws("draft")
def draw_draft(it: Subject) -> Card:
    """The form of an order that is not placed yet."""
    draft = draft_view(get_draft(it.session, it.number), it.session, it.names, it.today)
    match draft.state:
        case DraftState.OPEN:
            return OrderFormCard.of(draft, it.words)
        case DraftState.SUSPECTED:
            return DuplicateCard.of(draft, it.words)
        case _:
            return DiscardedCard.of(draft, it.words)


@draws("plan")
def draw_plan(it: Subject) -> Card:
    """A plan and what it changes."""
    return PlanCard.of(plan_view(get_plan(it.session, it.number), it.session, it.names), it.words)


@draws("rush")
def draw_rush(it: Subject) -> Card:
    """A rush as the person in `detail` sees it."""
    return RushCard.of(
        rush_view(get_plan(it.session, it.number), it.detail, it.session, it.names, _month(it)), it.words
    )


@draws("alert")
def draw_alert(it: Subject) -> Card:
    """An alert about an order."""
    return AlertCard.of(alert_view(get_alert(it.session, it.number), it.session, it.names, it.today), it.words)


@draws("repromise")
def draw_repromise(it: Subject) -> Card:
    """A new date, by its entry in `detail`, that a manager is asked about."""
    made = repromise_view(get_repromise(it.session, it.number, int(it.detail)), it.names)
    return RepromiseCard.of(_order(it), made, early_promises(it.session, it.today, it.words.timezone), it.words)


@draws("task")
def draw_task(it: Subject) -> Card:
    """What is asked of the department in `detail`."""
    order = with_review(_order(it), it.session, it.names)
    return TaskCard.of(with_steps(order, it.names) if it.detail == "production" else order, it.detail, it.words)


@draws("review")
def draw_review(it: Subject) -> Card:
    """A review as the person in `detail` sees it; for the group it is empty."""
    review = review_view(get_review(it.session, it.number), it.names)
    return ReviewCard.of(_order(it), review, it.detail, it.words)


@draws("order")
def draw_order(it: Subject) -> Card:
    """An order: its promise before it is sold, its progress after."""
    session, words = it.session, it.words
    order = with_review(_order(it), session, it.names)
    if order.status not in UNSOLD:
        order = replace(order, clash=clash_of_order(it.number, session, words, order.year(words.timezone)))
        order = with_pins(with_risk(order, session), session, it.names)
        order = with_repromises(with_slack(order, session, it.names), session, it.names)
        return OrderCard.of(order, words, change_no=change_under_way(session, it.number))
    is_answered = order.answer and not order.is_promising and not order.is_on_hold
    return PromiseCard.of(order, words, _instead(it)) if is_answered else PromisingCard.of(order, words)


def _instead(it: Subject) -> list[MatchView]:
    """What could be had without a drawing, of an order that would be late with one."""
    order = get_order(it.session, it.number)
    if order.latest_promise is None or not (told := PromiseAnswer.from_json(order.latest_promise.answer)).solutions:
        return []
    days, zone = dict(told.solutions), it.words.timezone
    lines = [line for line in order.lines if line.is_custom]
    return [view for line in lines for view in match_views(it.session, line, days, told.promise_date, it.names, zone)]


def _order(it: Subject) -> OrderView:
    view = order_view(get_order(it.session, it.number), it.names, it.today, with_answer=True)
    return with_designs(view, it.session, it.names, it.today, it.words.timezone)


def _month(it: Subject) -> datetime:
    """The first moment of this month at the factory."""
    return datetime.combine(it.today.replace(day=1), time(), it.words.timezone)
