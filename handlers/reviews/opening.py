"""Opening a review, and asking anew what has become another question."""

from datetime import datetime

from core.orders import Order
from core.orders import events as e
from core.orders.status import COMMITTED, REVIEWABLE, UNSOLD, OrderAction
from core.planning.promise.answer import PromiseAnswer
from core.planning.promise.cost import Cost
from core.reviews import Proposal, Review
from handlers.context import Context
from handlers.queries.reviews import (
    ANSWERING,
    REVIEWING,
    brief_of,
    needs_review,
    order_is_custom,
    responsible,
)
from handlers.queries.specs import missing_fields
from handlers.reviews.chasing import start_chase
from storage.orders import get_order
from storage.reviews import find_review


def open_review(order: Order, ctx: Context, *, is_pre: bool = False) -> Review:
    """The order's review; a new one asks nobody yet."""
    review = find_review(ctx.uow.session, order.order_no, lock=True)
    if review is None:
        people = responsible(order, ctx.uow.session)
        owners = {kind: people[department] for kind, department in ANSWERING.items()}
        review = Review.open(
            order.order_no, brief_of(order), owners, person=ctx.sender.key if is_pre else order.owner,
            due_at=due_at(ctx), now=ctx.now, is_pre=is_pre,
        )  # fmt: skip
        ctx.uow.add(review)
    return review


def due_at(ctx: Context) -> datetime:
    """Until when an answer is owed that is asked for now: so many hours of working time."""
    return ctx.rules.calendar(ctx.uow.session).add_work_minutes(ctx.now, ctx.rules.answer_after_work_minutes)


def precheck(event: e.PrecheckAsked, ctx: Context) -> None:
    """Those whom the matrix names are asked before there is an order."""
    order = get_order(ctx.uow.session, event.subject)
    review = open_review(order, ctx, is_pre=True)
    _ask(order, review, ctx, is_understood_first=True)


def fill(event: e.PromiseMade, ctx: Context) -> None:
    """The planner's answer: for a regular order the three answers, for a custom one what people can agree to."""
    order = get_order(ctx.uow.session, event.subject)
    if order.status not in UNSOLD:
        return
    review = open_review(order, ctx)
    renew_brief(order, review, ctx)
    _ask(order, review, ctx, is_understood_first=order_is_custom(order))
    promise = order.latest_promise
    if promise is not None:
        ctx.uow.record(*review.fill(_proposal(PromiseAnswer.from_json(promise.answer)), now=ctx.now))


def ask_reviewers(event: e.OrderConfirmed, ctx: Context) -> None:
    """What was sold is not released before those who review it understand it, where it needs a review."""
    order = get_order(ctx.uow.session, event.subject)
    review = open_review(order, ctx)
    _wait_for_reviewers(order, review, ctx)
    _chase_reviewers(review, ctx)


def follow_brief(event: e.SpecCompleted | e.QuantityReduced | e.OrderRevised, ctx: Context) -> None:
    """What is wanted may be another thing: then it is asked for anew, and what was regular may need a review now.

    What has been released is past that: the departments take each of its revisions on.
    """
    order = get_order(ctx.uow.session, event.subject)
    if order.status not in REVIEWABLE:
        return
    is_sold = order.status not in UNSOLD
    review = open_review(order, ctx) if is_sold else find_review(ctx.uow.session, event.subject, lock=True)
    if review is not None:
        renew_brief(order, review, ctx)
    if review is not None and is_sold:
        _wait_for_reviewers(order, review, ctx)
        if isinstance(event, e.OrderRevised) and event.action is OrderAction.RESUME:
            _chase_reviewers(review, ctx)


def _wait_for_reviewers(order: Order, review: Review, ctx: Context) -> None:
    if needs_review(order, ctx.uow.session) or review.reviewers:
        _ask(order, review, ctx, is_understood_first=True)
        settle(order, review, ctx)


def _chase_reviewers(review: Review, ctx: Context) -> None:
    for reviewer in review.unclear:
        start_chase(review.order_no, reviewer.person, 1, ctx)


def renew_brief(order: Order, review: Review, ctx: Context) -> None:
    """Compare what is wanted with what was reviewed; every change of an order's content ends here."""
    ctx.uow.record(*review.renew(brief_of(order), due_at=due_at(ctx), now=ctx.now))
    settle(order, review, ctx)


def settle(order: Order, review: Review, ctx: Context) -> None:
    """The order waits for those who have not understood it, and goes on with the last of them."""
    if order.status in COMMITTED and review.reviewers:
        missing = missing_fields(order, ctx.uow.session)
        ctx.uow.record(*order.note_clear(not review.unclear, ctx.sender.key, missing=missing, now=ctx.now))


def _ask(order: Order, review: Review, ctx: Context, *, is_understood_first: bool) -> None:
    people, told = responsible(order, ctx.uow.session), False
    if is_understood_first:
        told = review.ask_reviewers((key, people[key]) for key in REVIEWING)
    if order_is_custom(order) and order.status in UNSOLD:
        told = review.gather(due_at=due_at(ctx)) or told
    elif order.status in UNSOLD:
        review.stand_down(keeps_reviewers=review.is_pre or needs_review(order, ctx.uow.session))
    if told:
        ctx.uow.record(review.opened(now=ctx.now))


def _proposal(answer: PromiseAnswer) -> Proposal:
    if answer.promise_date is None:
        return Proposal()
    return Proposal(day=answer.promise_date, amount=answer.cost.total, parts=_parts(answer.cost))


def _parts(cost: Cost) -> dict[str, str]:
    named = {
        "material": cost.material, "labour": cost.labour, "overtime": cost.overtime, "changeover": cost.setup,
        "expedite": cost.expedite, "subcontracting": cost.subcontracting,
    }  # fmt: skip
    return {key: str(amount) for key, amount in named.items()}
