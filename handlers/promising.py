"""From "by when" to a promise, and from a promise to a confirmed order.

The engine never runs inside a transaction: `ComputePromise` is worked outside (see `COMPUTATIONS`) on a snapshot of
some version, and its answer comes back as `RecordPromise`. What it books is checked again before it is kept.
"""

from dataclasses import replace
from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING

from sqlmodel import Session

from core.errors import Refusal
from core.events import Event
from core.orders import Lapse, NodeKind, Order, OrderStatus, Promise
from core.orders.draft import FieldProblem
from core.orders.errors import PromiseMissing
from core.orders.node import NODE_DEPARTMENT
from core.planning.factory.records import Allocation, Booking
from core.planning.factory.shop import Shop
from core.planning.promise.answer import Constraint, ConstraintKind, Outcome, PromiseAnswer, allocations_of
from core.planning.promise.freshness import lapse_of
from core.planning.promise.milestones import milestones
from core.planning.promise.question import PromiseQuestion
from handlers.bus import handles
from handlers.commands import (
    AskAgain,
    ComputePromise,
    ConfirmOrder,
    ExpireQuote,
    HoldQuote,
    RecordPromise,
)  # fmt: skip
from handlers.computing import COMPUTATIONS, Computation, Snapshots
from handlers.context import Context
from handlers.demand import question_of
from handlers.ownership import answerable, require_own
from handlers.promise_commands import TakeLess
from handlers.queries.reviews import require_answers
from handlers.queries.solutions import days_instead, questions_instead
from handlers.queries.standing_in import may_stand_in, with_substitutes
from handlers.revising import open_work_orders, revisions_now, wanted_of
from storage import bookings
from storage.counters import has_moved_since
from storage.orders import get_order, last_shipped
from storage.revisions import revisions_for
from storage.unreported import unreported

if TYPE_CHECKING:
    from core.planning.promise.engine import PromiseEngine

MAX_ATTEMPTS = 20
"""How often a promise is computed again because it lapsed before it was kept; then it is told without a hold."""


MOST_SHIPPED = 200
"""Of the lines that left last: how well their promises were kept tells how sure the next one is."""
Asked = tuple[Shop, PromiseQuestion, str, list[tuple[date, date]], list[tuple[str, PromiseQuestion]]]


def _read(cmd: ComputePromise, session: Session, snapshots: Snapshots, now: datetime) -> Asked:
    """The shop and the question, as the engine and as the order put it. Its own bookings do not stand in its way."""
    order, shop = get_order(session, cmd.order_no), snapshots.shop(session, now)
    shop = shop.with_unreported(unreported(session, shop, now))
    zone = shop.calendar.timezone
    today = now.astimezone(zone).date()
    picked = revisions_for(session, order.order_no, wanted_of(order), today)
    question = with_substitutes(question_of(order, session, zone, picked), order, session, today)
    instead = [it for line in order.lines if line.is_custom for it in questions_instead(question, line, session)]
    shop, shipped = shop.without_order(order.order_no), last_shipped(session, MOST_SHIPPED)
    return shop, question, order.question, shipped, instead if len(order.lines) == 1 else []


def _solve(cmd: ComputePromise, asked: Asked, engine: "PromiseEngine") -> RecordPromise:
    from core.planning.sureness import with_sureness, working_days  # late: the web process only keeps answers

    shop, question, words, shipped, instead = asked
    record = [working_days(shop.calendar, promised, left) for promised, left in shipped]
    answer = with_sureness(shop, question, engine.answer(shop, question), cmd.uncertainty, record=record)
    days = days_instead(shop, instead, engine) if answer.is_late or answer.promise_date is None else ()
    answer = replace(answer, asked=words, revisions=question.revisions, solutions=days)
    return RecordPromise(order_no=cmd.order_no, cause=cmd.cause, attempt=cmd.attempt, answer=answer.to_json())


def _refused(cmd: ComputePromise, why: Refusal, now: datetime) -> RecordPromise:
    """Sales reads why there is no answer, instead of waiting for ever."""
    nothing = Constraint(kind=ConstraintKind.NONE)
    answer = PromiseAnswer(
        outcome=Outcome.IMPOSSIBLE, order_no=cmd.order_no, shop_version=0, as_of=now, binding_constraint=nothing
    )
    return RecordPromise(
        order_no=cmd.order_no, cause=cmd.cause, attempt=cmd.attempt, answer=answer.to_json(),
        problem=FieldProblem.of(why),
    )  # fmt: skip


COMPUTATIONS[ComputePromise] = Computation(_read, _solve, _refused)


def ask_planner(order: Order, cause: str, ctx: Context) -> None:
    """Owe the order an answer, computed right after this transaction."""
    _owe_answer(order, order.ask(cause, now=ctx.now), cause, ctx)


def _ask_anew(order: Order, why: Lapse, ctx: Context) -> None:
    """What was promised holds no longer: say why, and owe another answer."""
    _owe_answer(order, order.ask_anew(why, now=ctx.now), why.value, ctx)


def _owe_answer(order: Order, events: list[Event], cause: str, ctx: Context) -> None:
    ctx.uow.record(*events)
    asked = ComputePromise(order_no=order.order_no, cause=cause, uncertainty=ctx.rules.planning.uncertainty)
    ctx.owe(f"promise:{order.order_no}:{order.revision}", asked)
    ctx.uow.mark_stale(order.order_no)


@handles(RecordPromise)
def record_promise(cmd: RecordPromise, ctx: Context) -> None:
    """Keep the answer; an order that is being placed holds its slots until the quote expires.

    An answer to what the order has asked before is dropped: the one to its present question is on its way.
    """
    order, made = get_order(ctx.uow.session, cmd.order_no, lock=True), _entry(cmd, ctx)
    is_open = order.status in (OrderStatus.INQUIRY, OrderStatus.QUOTED) and not order.is_on_hold
    if not is_open or not made.answers(order.question):
        return
    if kept := order.keep_quote(made, now=ctx.now):
        ctx.uow.record(*kept)
        return
    answer = PromiseAnswer.from_json(cmd.answer)
    keeps = order.keeps_answers(cmd.cause)
    holds = keeps and answer.promise_date is not None and cmd.attempt <= MAX_ATTEMPTS
    if holds and book_slots(order, answer, "standard", ctx):
        again = ComputePromise(
            order_no=cmd.order_no, cause=cmd.cause, attempt=cmd.attempt + 1,
            uncertainty=ctx.rules.planning.uncertainty,
        )  # fmt: skip
        ctx.owe(f"promise:{cmd.order_no}:{order.revision}:{again.attempt}", again)
        return
    ctx.uow.record(*order.record_promise(made, now=ctx.now))
    if holds:
        _hold(order, ctx)
    elif let_go := order.let_go(now=ctx.now):
        bookings.release(ctx.uow.session, order.order_no)
        ctx.uow.record(*let_go)


def _entry(cmd: RecordPromise, ctx: Context) -> Promise:
    day = cmd.answer["promise_date"]
    return Promise(
        order_no=cmd.order_no, entry=1, made_at=ctx.now, made_by=ctx.sender.key, cause=cmd.cause,
        promise_date=date.fromisoformat(day) if day else None, answer=cmd.answer,
        problem=cmd.problem.model_dump(mode="json") if cmd.problem else {},
    )  # fmt: skip


@handles(AskAgain)
def ask_again(cmd: AskAgain, ctx: Context) -> None:
    """Compute the promise of an unconfirmed order afresh."""
    order = _own_order(cmd.order_no, cmd.revision, ctx)
    ask_planner(order, "asked_again", ctx)


@handles(TakeLess)
def take_less(cmd: TakeLess, ctx: Context) -> None:
    """Less of a line, answered exactly: what an order on its way is promised for it is kept for it."""
    order = _own_order(cmd.order_no, cmd.revision, ctx)
    ctx.uow.record(*order.take_less(cmd.line_no, cmd.quantity, now=ctx.now))
    ask_planner(order, "less", ctx)


@handles(HoldQuote)
def hold_quote(cmd: HoldQuote, ctx: Context) -> None:
    """Keep what the last answer promised."""
    order = _own_order(cmd.order_no, cmd.revision, ctx)
    order.require_offer("standard")
    require_answers(order, ctx.uow.session, ctx.wording)
    answer = _last_answer(order)
    if lapse := book_slots(order, answer, "standard", ctx):
        _ask_anew(order, lapse, ctx)
    else:
        _hold(order, ctx)


@handles(ExpireQuote)
def expire_quote(cmd: ExpireQuote, ctx: Context) -> None:
    """Free what an unconfirmed quote has held."""
    order = get_order(ctx.uow.session, cmd.order_no, lock=True)
    if expired := order.expire_quote(now=ctx.now):
        bookings.release(ctx.uow.session, order.order_no)
        ctx.uow.record(*expired)


@handles(ConfirmOrder)
def confirm_order(cmd: ConfirmOrder, ctx: Context) -> None:
    """Sell at the date of an option. An answer that holds no longer is asked for again instead."""
    order = _own_order(cmd.order_no, cmd.revision, ctx)
    order.require_offer(cmd.option)
    day = require_answers(order, ctx.uow.session, ctx.wording)
    answer = _last_answer(order)
    if lapse := book_slots(order, answer, cmd.option, ctx, is_held=order.holds(cmd.option, ctx.now)):
        _ask_anew(order, lapse, ctx)
        return
    ctx.uow.record(*order.confirm(cmd.option, now=ctx.now, not_before=day))
    open_work_orders(order, reservations(answer, cmd.option)[0], answer.revisions, ctx)
    ctx.uow.drop_timer(f"hold:{order.order_no}")
    plan_nodes(order, answer, cmd.option, ctx.uow.session, now=ctx.now, zone=ctx.uow.timezone)


def plan_nodes(
    order: Order, answer: PromiseAnswer, option: str, session: Session, *, now: datetime, zone: tzinfo
) -> None:
    """Give every milestone its planned day, from what the chosen option books, and its one owner by department."""
    days = milestones(answer.plan_of(option), now=now, zone=zone)
    ship = max(order.promise_date or days[NodeKind.SHIPMENT], days[NodeKind.SHIPMENT])
    days |= {NodeKind.SHIPMENT: ship, NodeKind.RECEIPT: ship}
    order.plan_nodes(days, node_owners(order, session))


def node_owners(order: Order, session: Session) -> dict[NodeKind, str]:
    """The one person answerable for each milestone; empty where it is left to the coordinator."""
    answers = answerable(session)
    owners = {kind: answers.get(department, "") for kind, department in NODE_DEPARTMENT.items()}
    return owners | {NodeKind.REQUIREMENT: order.owner, NodeKind.RECEIPT: order.owner}


def reservations(answer: PromiseAnswer, option: str) -> tuple[tuple[Booking, ...], tuple[Allocation, ...]]:
    """What an option (`standard`, `split`, …) of an answer keeps of machines and material."""
    plan = answer.plan_of(option)
    return plan.bookings, allocations_of(answer.order_no, plan.materials)


def book_slots(
    order: Order, answer: PromiseAnswer, option: str, ctx: Context, *, is_held: bool = False
) -> Lapse | None:
    """Keep an option's slots and material. When the answer holds no longer: why, and nothing is changed."""
    session = ctx.uow.session
    slots, materials = reservations(answer, option)
    is_free = bookings.still_fit(session, order.order_no, slots, materials)  # first: it keeps others from changing data
    has_moved = has_moved_since(session, answer.shop_version) or answer.revisions != revisions_now(order, ctx)
    lapse = lapse_of(
        answer, option, is_free=is_free, has_moved=has_moved, is_held=is_held, now=ctx.now, zone=ctx.uow.timezone
    )
    if lapse is None and not may_stand_in(order, answer, option, session, ctx.today):
        lapse = Lapse.MOVED
    if lapse is None:
        bookings.book(session, order.order_no, slots, materials)
    return lapse


def _hold(order: Order, ctx: Context) -> None:
    until = ctx.now + ctx.rules.quote_hold
    ctx.uow.record(*order.hold_quote(until, now=ctx.now))
    ctx.remind(f"hold:{order.order_no}", until, ExpireQuote(order_no=order.order_no))


def _last_answer(order: Order) -> PromiseAnswer:
    if order.latest_promise is None:
        raise PromiseMissing(order_no=order.order_no)
    return PromiseAnswer.from_json(order.latest_promise.answer)


def _own_order(order_no: str, revision: int | None, ctx: Context) -> Order:
    order = get_order(ctx.uow.session, order_no, lock=True)
    require_own(order, ctx)
    order.require_revision(revision)
    return order
