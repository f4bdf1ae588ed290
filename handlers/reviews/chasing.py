"""Whoever owes something in a review is reminded; then their lead is told, then the coordinator."""

from core.orders.status import UNSOLD
from core.people import Person
from handlers.bus import handles
from handlers.context import Context
from handlers.reviews.commands import ChaseReview
from storage import roster
from storage.orders import get_order
from storage.reviews import find_review


@handles(ChaseReview)
def chase_review(cmd: ChaseReview, ctx: Context) -> None:
    """Nothing happens to whoever has answered meanwhile, nor once nothing can come of it any more."""
    session = ctx.uow.session
    order, review = get_order(session, cmd.order_no, lock=True), find_review(session, cmd.order_no, lock=True)
    if review is None or order.is_finished or order.is_on_hold:
        return
    if review.owes(cmd.person, order.owner, is_sold=order.status not in UNSOLD):
        person = session.get(Person, cmd.person)
        lead = roster.leads(session).get(person.department, "") if person is not None else ""
        line = {1: cmd.person, 2: lead, 3: order.coordinator}
        ctx.uow.record(*review.chase(cmd.person, cmd.level, line, now=ctx.now))


def start_chase(order_no: str, person: str, level: int, ctx: Context) -> None:
    """Set the clock, in working time, for the next step up the line."""
    rules = ctx.rules
    minutes = {
        1: rules.answer_after_work_minutes,
        2: rules.lead_after_work_minutes - rules.remind_after_work_minutes,
        3: rules.coordinator_after_work_minutes - rules.lead_after_work_minutes,
    }[level]
    at = rules.calendar(ctx.uow.session).add_work_minutes(ctx.now, minutes)
    ctx.remind(f"review:{order_no}:{person}", at, ChaseReview(order_no=order_no, person=person, level=level))
