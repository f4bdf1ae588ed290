"""What is said in a review: understood, a question, an answer, and what somebody takes upon himself."""

from contextlib import AbstractContextManager

from core.errors import NotAllowed
from core.events import Event
from core.orders import Order
from core.orders.status import COMMITTED, REVIEWABLE, UNSOLD, OrderStatus
from core.people import Role
from core.reviews import Review
from core.reviews.errors import NothingAnswered, ReviewNotOpen
from handlers.bus import handles
from handlers.context import Context
from handlers.ownership import answerable, name_of, require_own
from handlers.queries.reviews import naming
from handlers.queries.search import only_order
from handlers.reviews.commands import AgreeToProposal, SendReview, Understand, WaiveAnswers
from handlers.reviews.opening import settle
from storage.orders import get_order
from storage.people import people_with_role
from storage.reviews import get_review


@handles(Understand)
def understand(cmd: Understand, ctx: Context) -> None:
    """A reviewer understands; the last of them lets the order go on."""
    order, review = _under_review(cmd.order_no, ctx, until=COMMITTED)  # a second tap may come after the release
    with _naming(ctx):
        ctx.uow.record(*review.understand(ctx.sender.key, cmd.brief_no, now=ctx.now))
    settle(order, review, ctx)


@handles(AgreeToProposal)
def agree_to_proposal(cmd: AgreeToProposal, ctx: Context) -> None:
    """What was worked out is what they answer."""
    order, review = _under_review(cmd.order_no, ctx)
    _require_unsold(order)
    review.require_brief(cmd.brief_no)
    with _naming(ctx):
        ctx.uow.record(*review.agree(ctx.sender.key, now=ctx.now))


@handles(SendReview)
def send_review(cmd: SendReview, ctx: Context) -> None:
    """Everything that was filled in, or nothing of it."""
    order, review = _under_review(cmd.order_no, ctx)
    if not (cmd.question or cmd.answer or cmd.can or cmd.when or cmd.cost is not None):
        raise NothingAnswered(order_no=cmd.order_no)
    if cmd.answer:
        require_own(order, ctx)
        ctx.uow.record(*review.answer_question(cmd.entry, cmd.answer, ctx.sender.key, now=ctx.now))
    with _naming(ctx):
        ctx.uow.record(*_answers(cmd, order, review, ctx))
        if cmd.question:
            ctx.uow.record(*review.ask(ctx.sender.key, cmd.question, cmd.brief_no, now=ctx.now))
    settle(order, review, ctx)


def _answers(cmd: SendReview, order: Order, review: Review, ctx: Context) -> list[Event]:
    person, words, told = ctx.sender.key, cmd.words, list[Event]()
    if cmd.can is None and cmd.when is None and cmd.cost is None:
        return told
    _require_unsold(order)
    review.require_brief(cmd.brief_no)
    if cmd.can is not None:
        told += review.answer_can(cmd.can, words, person, now=ctx.now)
    if cmd.when is not None:
        told += review.answer_when(cmd.when, words, person, now=ctx.now)
    if cmd.cost is not None:
        told += review.answer_cost(cmd.cost, words, person, now=ctx.now)
    return told


@handles(WaiveAnswers)
def waive_answers(cmd: WaiveAnswers, ctx: Context) -> None:
    """The lead of sales or a manager takes it upon himself; named, with the reason."""
    session = ctx.uow.session
    if not ("sales" in ctx.sender.leads or Role.MANAGER in ctx.sender.roles):
        lead, managers = answerable(session).get("sales", ""), people_with_role(session, Role.MANAGER)
        keys = dict.fromkeys([lead, *(person.key for person in managers)])
        raise NotAllowed(who=[name_of(key, ctx) for key in keys if key])
    order, review = _under_review(only_order(session, cmd.words).order_no, ctx)
    _require_unsold(order)
    ctx.uow.record(*review.waive(ctx.sender.key, cmd.reason, now=ctx.now))


def _under_review(order_no: str, ctx: Context, *, until: frozenset[OrderStatus] = REVIEWABLE) -> tuple[Order, Review]:
    order = get_order(ctx.uow.session, order_no, lock=True)
    if order.status not in UNSOLD | until:
        raise ReviewNotOpen(order_no=order_no)
    return order, get_review(ctx.uow.session, order_no, lock=True)


def _require_unsold(order: Order) -> None:
    """What was sold was sold on the answers there were."""
    if order.status not in UNSOLD:
        raise ReviewNotOpen(order_no=order.order_no)


def _naming(ctx: Context) -> AbstractContextManager[None]:
    return naming(ctx.uow.session, ctx.wording.is_chinese)
