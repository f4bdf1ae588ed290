"""Whether a living card still has something to follow."""

from collections.abc import Callable, Mapping

from sqlmodel import Session

from core.design import ShopQuestion
from core.substitutes import SubstituteState
from storage.alerts import get_alert
from storage.bad_lots import get_bad_lot
from storage.changes import get_change
from storage.designs import get_task
from storage.handovers import get_handover
from storage.manufacturability import get_waiver
from storage.orders import get_order
from storage.plans import get_plan
from storage.substitutes import get_substitute

Follows = Callable[[Session, str, str], bool]
"""Of a subject's number, and the detail of the kind of card."""


def _of_plan(session: Session, number: str, detail: str) -> bool:
    return get_plan(session, number).is_followed


def _of_change(session: Session, number: str, detail: str) -> bool:
    return not get_change(session, number).is_finished


def _of_task(session: Session, number: str, detail: str) -> bool:
    return get_order(session, get_task(session, number).order_no).is_followed


def _of_question(session: Session, number: str, detail: str) -> bool:
    question = session.get(ShopQuestion, number)
    return question is not None and not question.is_answered


_BY_KIND: Mapping[str, Follows] = {
    "draft": lambda session, number, detail: False,
    "alert": lambda session, number, detail: not get_alert(session, number).is_over,
    **dict.fromkeys(("plan", "rush"), _of_plan),
    **dict.fromkeys(("change", "consent", "ecn", "order_change", "receipt"), _of_change),
    **dict.fromkeys(("design", "prep"), _of_task),
    "approve": lambda session, number, detail: bool(get_change(session, number).to_answer(detail)),
    "badlot": lambda session, number, detail: get_bad_lot(session, number).is_open,
    "dfm_waiver": lambda session, number, detail: get_waiver(session, number).is_followed,
    "floor_question": _of_question,
    "handover": lambda session, number, detail: get_handover(session, number).is_open,
    "substitute": lambda session, number, detail: get_substitute(session, number).state is SubstituteState.ASKED,
}
"""By kind of card; every other one is of an order. A form that nobody sent in for a fortnight is let go."""


def is_followed(session: Session, subject: str, kind: str) -> bool:
    """The card's subject may still change."""
    name, _, detail = kind.partition(":")
    follows = _BY_KIND.get(name)
    return follows(session, subject, detail) if follows is not None else get_order(session, subject).is_followed
