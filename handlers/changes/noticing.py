"""Who has to acknowledge a change, and who decides what becomes of the old parts.

`owe_notices` and `owe_dispositions` are for the `apply` of a kind of change: the receipts are owed in the same
transaction in which it takes effect.
"""

from collections.abc import Iterator, Sequence
from itertools import chain

from sqlmodel import Session

from core.changes import Affected, AffectedKind, ChangeRequest, Location
from core.orders import NodeKind, Order
from core.people import Person
from core.supply import Item, PurchaseOrder
from handlers.context import Context
from handlers.ownership import answerable
from storage import roster


def owe_notices(change: ChangeRequest, affected: Sequence[Affected], ctx: Context) -> None:
    """Each owner of what is touched gets one card, whatever else of theirs is touched, and has to acknowledge it."""
    mine: dict[str, list[Affected]] = {}
    for it in affected:
        mine.setdefault(owner_of(it, change, ctx.uow.session), []).append(it)
    due_at = ctx.rules.calendar(ctx.uow.session).add_work_minutes(ctx.now, ctx.rules.receipt_work_minutes)
    for person, things in sorted(mine.items()):
        department = _department(person, ctx.uow.session)
        ctx.uow.record(*change.owe_notice(person, department, things, due_at=due_at, now=ctx.now))


def owe_dispositions(change: ChangeRequest, locations: Sequence[Location], ctx: Context) -> None:
    """Whoever answers for a place with old parts in it decides what becomes of them; they are told of the change, too.

    A place with nothing in it needs no decision.
    """
    filled = [it for it in locations if it.qty > 0]
    owe_notices(change, [it.touched for it in filled], ctx)
    for it in filled:
        owner = owner_of(it.touched, change, ctx.uow.session)
        ctx.uow.record(*change.owe_disposition(it, owner, now=ctx.now))


def owe_works(change: ChangeRequest, works: Sequence[tuple[str, int, str]], ctx: Context) -> str:
    """Whoever answers for production decides about these, told of the change, too; gives who that is.

    Each: the order, its line, and the key of the text that says why.
    """
    session = ctx.uow.session
    lead = answerable(session).get("production", "")
    told = [
        Affected(kind=AffectedKind.WORK_ORDER, ref=order_no, owner=lead, order_no=order_no) for order_no, _, _ in works
    ]
    owner = owner_of(told[0], change, session) if told else lead
    owe_notices(change, told, ctx)
    for order_no, line_no, why in works:
        ctx.uow.record(*change.owe_work(order_no, line_no, why, owner, now=ctx.now))
    return owner


def owner_of(it: Affected, change: ChangeRequest, session: Session) -> str:
    """Who answers for it: whoever is named, else whoever does by the factory's rules; never nobody."""
    asked = chain((it.owner,), _OWNERS[it.kind](it, session), _coordinator(session))
    return next((person for person in asked if _is_here(person, session)), change.requester)


def _coordinator(session: Session) -> Iterator[str]:
    yield roster.coordinator(session)


def _of_order(it: Affected, session: Session) -> Iterator[str]:
    order = session.get(Order, it.order_no or it.ref)
    yield order.owner if order is not None else ""
    yield answerable(session).get("sales", "")


def _of_work_order(it: Affected, session: Session) -> Iterator[str]:
    order = session.get(Order, it.order_no or it.ref)
    yield order.node(NodeKind.FINISH).owner if order is not None else ""
    yield answerable(session).get("production", "")


def _of_purchase(it: Affected, session: Session) -> Iterator[str]:
    purchase = session.get(PurchaseOrder, it.ref)
    item = session.get(Item, purchase.item) if purchase is not None else None
    yield item.buyer if item is not None else ""
    yield answerable(session).get("purchasing", "")


def _of_stock(it: Affected, session: Session) -> Iterator[str]:
    yield answerable(session).get("warehouse", "")


_OWNERS = {
    AffectedKind.ORDER: _of_order,
    AffectedKind.WORK_ORDER: _of_work_order,
    AffectedKind.PURCHASE: _of_purchase,
    AffectedKind.STOCK: _of_stock,
}


def _is_here(person: str, session: Session) -> bool:
    found = session.get(Person, person) if person else None
    return found is not None and found.is_active


def _department(person: str, session: Session) -> str:
    found = session.get(Person, person)
    return found.department if found is not None else ""
