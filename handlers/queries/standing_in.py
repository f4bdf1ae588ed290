"""What may stand in for what in an order: named in its question, and looked at again before an answer is kept."""

from dataclasses import replace
from datetime import date

from sqlmodel import Session

from core.orders import Order
from core.planning.promise.answer import PromiseAnswer
from core.planning.promise.question import PromiseQuestion
from storage.substitutes import allowed_for, is_for_all, pairs_of


def with_substitutes(question: PromiseQuestion, order: Order, session: Session, today: date) -> PromiseQuestion:
    """The question, with what R&D allows for the order on that day."""
    return replace(question, substitutes=pairs_of(allowed_for(session, order.order_no, order.customer_code, today)))


def may_stand_in(order: Order, answer: PromiseAnswer, option: str, session: Session, today: date) -> bool:
    """What an option of an answer uses instead is still allowed, for the order or for every order."""
    chosen = next((it for it in answer.options if it.kind.value.lower() == option), None)
    wanted = {(lever.code, lever.replaced_by) for lever in chosen.levers if lever.replaced_by} if chosen else set()
    if not wanted:
        return True
    allowed = allowed_for(session, order.order_no, order.customer_code, today)
    left = wanted - {(each.item, each.substitute) for each in allowed}
    return all(is_for_all(session, item, substitute) for item, substitute in left)
