"""Substitutes within a scope: who lacks material asks, R&D decides, and those it is for get it.

The planner offers a substitute only to orders whose question names it, see `promising`. An order that is sold already
has its material kept: what it waits for is exchanged for what lies on the shelf.
"""

from collections.abc import Collection
from datetime import datetime, time

from sqlmodel import Session

from core.errors import NameAmbiguous, NotFound, WrongState
from core.orders import Order
from core.orders.status import COMMITTED, OPEN, UNSOLD
from core.people import Role
from core.planning.factory.records import Source
from core.substitutes import (
    AlreadyAllowed,
    CircularSubstitute,
    OwnRequest,
    SubstituteApproval,
    SubstituteForAll,
    SubstituteScope,
    SubstituteState,
    SubstituteUsed,
)
from core.supply import Item, Structure
from handlers.bus import handles
from handlers.context import Context
from handlers.forecasting import owe_forecasts
from handlers.ownership import name_of, places_of
from handlers.promising import ask_planner
from handlers.queries.search import only_order
from handlers.substitutes.commands import (
    ApproveSubstitute,
    AskForSubstitute,
    RefuseSubstitute,
    RevokeSubstitute,
    UseSubstitute,
)
from storage import bookings, catalogue, master
from storage.counters import move_version
from storage.orders import get_order, sold_orders
from storage.outbox import Wait
from storage.people import people_with_role
from storage.substitutes import approvals_of, get_substitute, is_for_all

DECIDES = "rnd"
_WAITED_FOR = {SubstituteScope.ORDER: (Source.PURCHASE, Source.PURCHASE_ORDER)}
"""For one order: whatever is not there. For others only what nobody has bought yet."""


class NothingToMake(WrongState):
    """`order_no` has left or was called off: nothing is made for it."""


@handles(AskForSubstitute)
def ask_for_substitute(cmd: AskForSubstitute, ctx: Context) -> None:
    """Put it to R&D, in their chats; whoever asked sees the same card."""
    session = ctx.uow.session
    order = _open_order(cmd.order, session) if cmd.order else None
    item, substitute = (_item(code, session).item_code for code in (cmd.item, cmd.substitute))
    made, asked = SubstituteApproval.ask(
        ctx.uow.next_number("SUB"), item, substitute, order_no=order.order_no if order else "",
        customer=_customer(cmd.customer, session) if cmd.customer else "", valid_from=cmd.valid_from,
        valid_until=cmd.valid_until, reason=cmd.reason, person=ctx.sender.key, now=ctx.now,
    )  # fmt: skip
    _require_new(made, ctx)
    ctx.uow.add(made)
    ctx.uow.record(*asked)
    for chat in places_of(DECIDES, session):
        if chat != ctx.place.chat:
            ctx.uow.place_card(made.number, "substitute", chat)
    ctx.uow.place_card(made.number, "substitute", ctx.place.chat, reply_to=ctx.place.message, wait=Wait.PERSON)


def _open_order(words: str, session: Session) -> Order:
    order = only_order(session, words)
    if order.status not in OPEN:
        raise NothingToMake(order_no=order.order_no)
    return order


def _item(code: str, session: Session) -> Item:
    item = session.get(Item, code) or session.get(Item, code.upper())
    if item is None:
        raise NotFound(kind="item", words=code, near=[])
    return item


def _customer(words: str, session: Session) -> str:
    folded = words.casefold()
    found = [it for it in catalogue.customers(session) if any(folded in name.casefold() for name in it.words)]
    if not found:
        raise NotFound(kind="customer", words=words, near=[])
    if len(found) > 1:
        raise NameAmbiguous(kind="customer", words=words, candidates=[it.name for it in found])
    return found[0].code


def _require_new(made: SubstituteApproval, ctx: Context) -> None:
    """It is not allowed or asked for already, and nothing would contain itself by it."""
    session = ctx.uow.session
    if is_for_all(session, made.item, made.substitute):
        raise SubstituteForAll(item=made.item, substitute=made.substitute)
    for other in approvals_of(session, made.item):
        is_allowed = other.state is SubstituteState.APPROVED and other.is_current(ctx.today)
        if other.is_like(made) and (is_allowed or other.state is SubstituteState.ASKED):
            raise AlreadyAllowed(number=other.number)
    pair = (made.item, made.substitute)
    structure = master.known(session).structure | Structure(substitutes=frozenset({pair}))
    if pair in structure.circular().substitutes:
        raise CircularSubstitute(item=made.item, substitute=made.substitute)


@handles(ApproveSubstitute)
def approve_substitute(cmd: ApproveSubstitute, ctx: Context) -> None:
    """R&D allows it: from now on, or from its first day, it is planned for those it names."""
    approval = _for_decision(cmd.number, cmd.revision, SubstituteState.APPROVED, ctx)
    decided = approval.approve(ctx.sender.key, now=ctx.now)
    if not decided:
        return
    ctx.uow.record(*decided)
    move_version(ctx.uow.session)
    if approval.valid_from is None or approval.valid_from <= ctx.today:
        _use(approval, ctx)
    else:
        first = datetime.combine(approval.valid_from, time(), ctx.uow.timezone)
        ctx.remind(f"substitute:{approval.number}", first, UseSubstitute(number=approval.number))


@handles(RefuseSubstitute)
def refuse_substitute(cmd: RefuseSubstitute, ctx: Context) -> None:
    """R&D does not allow it."""
    approval = _for_decision(cmd.number, cmd.revision, SubstituteState.REFUSED, ctx)
    ctx.uow.record(*approval.refuse(ctx.sender.key, cmd.reason, now=ctx.now))


@handles(RevokeSubstitute)
def revoke_substitute(cmd: RevokeSubstitute, ctx: Context) -> None:
    """Nothing more is planned with it; what has been kept is for people to exchange."""
    approval = get_substitute(ctx.uow.session, cmd.number, lock=True)
    if approval.state is not SubstituteState.REVOKED:
        approval.require_revision(cmd.revision)
    ctx.uow.record(*approval.revoke(ctx.sender.key, now=ctx.now))
    ctx.uow.drop_timer(f"substitute:{approval.number}")
    move_version(ctx.uow.session)  # answers that use it hold no longer


def _for_decision(number: str, revision: int | None, wanted: SubstituteState, ctx: Context) -> SubstituteApproval:
    approval = get_substitute(ctx.uow.session, number, lock=True)
    if ctx.sender.key == approval.asked_by:
        others = [it.key for it in people_with_role(ctx.uow.session, Role.RND) if it.key != ctx.sender.key]
        raise OwnRequest(who=[name_of(it, ctx) for it in others])
    if approval.state is not wanted:
        approval.require_revision(revision)
    return approval


@handles(UseSubstitute)
def use_substitute(cmd: UseSubstitute, ctx: Context) -> None:
    """Its first day has come."""
    approval = get_substitute(ctx.uow.session, cmd.number, lock=True)
    if approval.state is SubstituteState.APPROVED and approval.is_current(ctx.today):
        _use(approval, ctx)


def _use(approval: SubstituteApproval, ctx: Context) -> None:
    """An unsold order is answered anew; sold ones get what lies on the shelf, first come, first served."""
    session, sources = ctx.uow.session, _WAITED_FOR.get(approval.scope, (Source.PURCHASE,))
    if approval.scope is SubstituteScope.ORDER:
        order = get_order(session, approval.order_no, lock=True)
        if order.status in UNSOLD:
            ask_planner(order, "substitute", ctx)
        elif order.status in COMMITTED:
            _exchange(approval, [order], sources, ctx)
        return
    named = [it for it in sold_orders(session) if approval.names(it.order_no, it.customer_code)]
    _exchange(approval, sorted(named, key=lambda it: (it.placed_at, it.order_no)), sources, ctx)


def _exchange(approval: SubstituteApproval, orders: list[Order], sources: Collection[Source], ctx: Context) -> None:
    for order in orders:
        qty = bookings.use_instead(ctx.uow.session, order.order_no, approval.item, approval.substitute, sources)
        if qty:
            ctx.uow.record(
                SubstituteUsed(
                    at=ctx.now, subject=order.order_no, number=approval.number, item=approval.item,
                    substitute=approval.substitute, qty=qty,
                )
            )  # fmt: skip
            owe_forecasts(ctx)
