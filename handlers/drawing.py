"""Living cards: from a subject and a kind to the card that shows its present state."""

from dataclasses import replace
from datetime import date, datetime, time

from sqlmodel import Session

from cards.alert_card import AlertCard
from cards.card import Card, from_notice
from cards.order_card import OrderCard
from cards.order_form import DiscardedCard, DuplicateCard, OrderFormCard
from cards.plan_card import PlanCard
from cards.promise_card import PromiseCard, PromisingCard
from cards.repromise_card import RepromiseCard
from cards.rush_card import RushCard
from cards.task_card import TaskCard
from cards.wording import Wording
from core.orders.draft import DraftState
from core.orders.status import UNSOLD
from handlers.queries.clashes import clash_of_order
from handlers.queries.drafts import draft_view
from handlers.queries.names import Names
from handlers.queries.orders import alert_view, order_view, with_risk, with_steps
from handlers.queries.pins import with_pins
from handlers.queries.plans import plan_view
from handlers.queries.repromises import repromise_view, with_repromises
from handlers.queries.rushes import rush_view
from handlers.queries.slacks import with_slack
from storage import living, outbox, tickets
from storage.alerts import get_alert
from storage.orders import get_draft, get_order
from storage.plans import get_plan
from storage.repromises import count_early, get_repromise


def draw(session: Session, subject: str, kind: str, words: Wording, today: date) -> Card:
    """The card of a subject as it is now.

    `kind` is `draft`, `order`, `alert`, `plan`, `rush:<person>`, `repromise:<entry>` or `task:<department>`.
    """
    names = Names(session, words.is_chinese)
    if kind == "draft":
        return _draft(session, subject, names, words, today)
    if kind == "plan":
        return PlanCard.of(plan_view(get_plan(session, subject), session, names), words)
    if kind.startswith("rush:"):
        return RushCard.of(rush_view(get_plan(session, subject), kind.removeprefix("rush:"), session, names), words)
    if kind == "alert":
        return AlertCard.of(alert_view(get_alert(session, subject), session, names, today), words)
    order = order_view(get_order(session, subject), names, today, with_answer=True)
    if kind.startswith("repromise:"):
        made = repromise_view(get_repromise(session, subject, int(kind.removeprefix("repromise:"))), names)
        month = datetime.combine(today.replace(day=1), time(), words.timezone)
        return RepromiseCard.of(order, made, count_early(session, month), words)
    if kind == "task:production":
        order = with_steps(order, names)
    if kind.startswith("task:"):
        return TaskCard.of(order, kind.removeprefix("task:"), words)
    if order.status not in UNSOLD:
        order = replace(order, clash=clash_of_order(subject, session, words, order.year(words.timezone)))
        order = with_pins(with_risk(order, session), session, names)
        return OrderCard.of(with_repromises(with_slack(order, session, names), session, names), words)
    return PromiseCard.of(order, words) if order.answer and not order.is_promising else PromisingCard.of(order, words)


def drawn_on(session: Session, message: str, words: Wording, today: date) -> Card | None:
    """The card that stands on a message of ours: a living one as it is now, a notice as it was; None for another's.

    A message that cannot be changed any more stands for the living card that has gone on elsewhere.
    """
    living_card = living.card_by_message(session, message)
    if living_card is None:
        notice = tickets.notice_on(session, outbox.lane_of(session, message), message)
        if notice is not None:
            return from_notice(notice)
        living_card = living.card_behind(session, message)
    return draw(session, living_card.subject, living_card.kind, words, today) if living_card is not None else None


def _draft(session: Session, draft_no: str, names: Names, words: Wording, today: date) -> Card:
    draft = draft_view(get_draft(session, draft_no), session, names, today)
    match draft.state:
        case DraftState.OPEN:
            return OrderFormCard.of(draft, words)
        case DraftState.SUSPECTED:
            return DuplicateCard.of(draft, words)
        case _:
            return DiscardedCard.of(draft, words)
