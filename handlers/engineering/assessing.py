"""What an engineering change would do: worked out beside the transactions, on a shop of some version.

What is recorded is what applying the change books. Whatever has moved meanwhile makes it be worked out once more: a
change that was approved then takes effect only if nobody who agreed could mind the difference.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlmodel import Session

from core.changes import ChangeRequest, ChangeStatus, Replanned, Stakes
from core.changes.engineering import EngineeringContent, Started
from core.changes.events import ChangeGrown
from core.changes.redline import Line, applied
from core.errors import Refusal
from core.orders import Order
from core.orders.draft import FieldProblem
from core.planning.codec import from_json, to_json
from core.planning.factory.master import BomLine
from core.planning.factory.records import OpenOrder
from core.planning.factory.shop import Shop
from core.planning.redesign.impact import ChangeImpact
from core.planning.redesign.replan import LineNow, OpenWork, Redesign, impact_of
from core.revisions import Effectivity, ItemRevision, Work, WorkDecision, next_revision
from core.supply import Item
from handlers.bus import handles
from handlers.changes.commands import ApplyChange
from handlers.changes.reviewing import send_for_review
from handlers.computing import COMPUTATIONS, Computation, Snapshots
from handlers.computing import Work as WorkClass
from handlers.context import Context
from handlers.demand import question_of
from handlers.engineering.commands import AssessEcn, RecordImpact
from handlers.engineering.drafting import owe_assessment
from handlers.engineering.rivals import is_blocked, locked_item, rebase
from storage import catalogue, revisions
from storage.changes import get_change
from storage.counters import has_moved_since
from storage.exchange import booked_since
from storage.open_orders import open_orders
from storage.orders import get_orders, products_of

if TYPE_CHECKING:
    from core.planning.promise.engine import PromiseEngine

MAX_ATTEMPTS = 5
"""How often it is worked out anew because the shop has changed meanwhile, before it is shown as it was."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The shop, the change, and the orders that make the item."""

    shop: Shop
    redesign: Redesign
    works: tuple[OpenWork, ...]


def _read(cmd: AssessEcn, session: Session, snapshots: Snapshots, now: datetime) -> Asked:
    change = get_change(session, cmd.change_no)
    shop = snapshots.shop(session, now)
    # Milestones and priorities move no version; they are read as they are now.
    shop = shop.knowing_all(open_orders(session, shop.calendar.timezone))
    content, item = EngineeringContent.model_validate(change.content), session.get(Item, change.target)
    assert item is not None
    redesign = _redesign(change, content, item, session, shop)
    rule = rule_of(change, content, redesign.revision, now)
    return Asked(shop, redesign, tuple(_works(redesign, rule, session, shop)))


def _redesign(change: ChangeRequest, content: EngineeringContent, item: Item, session: Session, shop: Shop) -> Redesign:
    before = revisions.lines_of(session, item.item_code, item.revision)
    known = revisions.known_revisions(session, item.item_code) | {item.revision}
    steps = {operation.seq for operation in shop.routings.get(item.item_code, ())}
    return Redesign(
        item_code=item.item_code,
        base=item.revision,
        revision=next_revision(item.revision, known, is_deviation=content.is_temporary),
        lines=tuple(_planned(line, steps) for line in applied(item.item_code, before, content.lines)),
        removed=content.removed,
        begun=WorkDecision.KEPT if content.started is Started.KEEP else WorkDecision.FLAGGED,
        is_temporary=content.is_temporary,
    )


def _planned(line: Line, steps: set[int]) -> BomLine:
    return BomLine(
        component=line.component, qty_per=line.qty_per, scrap_rate=line.scrap_rate,
        at_seq=line.at_seq if line.at_seq in steps else None,
    )  # fmt: skip


def rule_of(change: ChangeRequest, content: EngineeringContent, revision: str, now: datetime) -> ItemRevision:
    """The rule that gives its revision to work orders."""
    return ItemRevision(
        item=change.target, revision=revision, base=change.base, change_no=change.change_no,
        effectivity=content.effectivity, from_date=content.from_date, from_number=content.from_number,
        use_up=content.use_up, is_deviation=content.is_temporary, most_orders=content.most_orders,
        until=content.until, opened_at=now,
    )  # fmt: skip


def _works(redesign: Redesign, rule: ItemRevision, session: Session, shop: Shop) -> Iterator[OpenWork]:
    """The sold orders that make the item, the first in turn first: a deviation is for the first ones."""
    making = list(_making(shop, redesign.item_code))
    orders = {order.order_no: order for order in get_orders(session, [lines[0].order_no for lines in making])}
    # Held while the questions are put together: what each asks of them is not read a thousand times.
    _held = catalogue.customers(session), catalogue.products(session), catalogue.families(session)
    found = [_work(orders[lines[0].order_no], lines, redesign, session, shop) for lines in making]
    taken: set[str] = set()
    for work in sorted(found, key=lambda each: each.turn):
        is_taken = _is_taken(work, rule, frozenset(taken), shop)
        if is_taken and not work.is_begun:
            taken.add(work.order_no)
        yield replace(work, is_taken=is_taken)


def _is_taken(work: OpenWork, rule: ItemRevision, taken: frozenset[str], shop: Shop) -> bool:
    """Open work that holds the old part uses it up; what begins before a day is made to the old revision."""
    if rule.effectivity is Effectivity.USE_UP:
        return False
    bookings = [it for it in shop.held[work.order_no].bookings if it.item_code == rule.item and it.seq]
    begins = min((it.start_at for it in bookings), default=shop.as_of)
    return rule.takes(
        Work(
            order_no=work.order_no, line_no=work.lines[0].line_no, day=shop.calendar.local_date(begins),
            taken={rule.revision: taken},
        )
    )  # fmt: skip


def _making(shop: Shop, item_code: str) -> Iterator[list[OpenOrder]]:
    """By order, the lines of sold orders that make the item."""
    has_steps = bool(shop.routings.get(item_code))
    making = {(it.order_no, it.line_no) for it in shop.bookings if it.seq and it.item_code == item_code}
    boms = {made: [(line.component, line.qty_per) for line in lines] for made, lines in shop.boms.items()}
    by_order: dict[str, list[OpenOrder]] = {}
    for line in shop.orders:
        if line.is_quote or line.order_no not in shop.held:
            continue
        is_made = (line.order_no, line.line_no) in making
        if is_made or (not has_steps and revisions.pieces_in(boms, line.product, item_code)):
            by_order.setdefault(line.order_no, []).append(line)
    yield from by_order.values()


def _work(order: Order, lines: list[OpenOrder], redesign: Redesign, session: Session, shop: Shop) -> OpenWork:
    kept = tuple(sorted(lines[0].revisions))
    has_begun = any(it.seq and it.start_at <= shop.as_of for it in shop.held[order.order_no].bookings)
    return OpenWork(
        question=question_of(order, session, shop.calendar.timezone, kept),
        lines=tuple(
            LineNow(line_no=it.line_no, promise_date=it.promise_date, forecast_date=it.forecast_date)
            for it in order.lines if it.line_no in {line.line_no for line in lines}
        ),
        is_begun=lines[0].is_begun or has_begun,
        is_taken=True,
        revision=dict(kept).get(redesign.item_code, redesign.base),
        is_pinned=any(line.pins for line in lines),
    )  # fmt: skip


def _solve(cmd: AssessEcn, asked: Asked, engine: "PromiseEngine") -> RecordImpact:
    found = impact_of(asked.shop, asked.redesign, asked.works, engine)
    return RecordImpact(
        asked=cmd, base=asked.redesign.base, impact=to_json(found.impact),
        places=[to_json(place) for place in found.places],
    )  # fmt: skip


def _refused(cmd: AssessEcn, why: Refusal, now: datetime) -> RecordImpact:
    return RecordImpact(asked=cmd, problem=FieldProblem.of(why))


COMPUTATIONS[AssessEcn] = Computation(_read, _solve, _refused, WorkClass.PLAN)


@handles(RecordImpact)
def record_impact(cmd: RecordImpact, ctx: Context) -> None:
    """Show it to those who decide; or, of what they have approved already, put it in effect if it is no worse."""
    session = ctx.uow.session
    change = get_change(session, cmd.asked.change_no, lock=True)
    if change.status not in (ChangeStatus.SUBMITTED, ChangeStatus.APPROVED):
        return
    if cmd.problem is not None:
        why = ctx.wording.refusal_by_name([cmd.problem.refusal], cmd.problem.facts)
        ctx.uow.record(*change.send_back("", why, now=ctx.now))
        return
    impact = from_json(ChangeImpact, cmd.impact)
    if cmd.asked.attempt < MAX_ATTEMPTS and has_moved(impact.shop_version, session):
        owe_assessment(change, ctx, cmd.asked.attempt + 1)
        return
    item = locked_item(change.target, session)
    if change.base != item.revision or cmd.base != item.revision:
        rebase(change, item, ctx)
        return
    _record(change, impact, cmd, ctx)


def _record(change: ChangeRequest, impact: ChangeImpact, cmd: RecordImpact, ctx: Context) -> None:
    if change.status is ChangeStatus.SUBMITTED and is_blocked(change, ctx):
        return
    is_approved = change.status is ChangeStatus.APPROVED
    is_no_worse = is_approved and impact.is_no_worse_than(from_json(ChangeImpact, change.impact))
    if is_approved and not is_no_worse:
        _ask_anew(change, ctx)
    _keep(change, impact, cmd.places, ctx)
    if is_no_worse:
        ctx.uow.record(*change.reassess(cmd.impact, stakes_of(change, impact, ctx), now=ctx.now))
        ctx.owe(f"apply:{change.change_no}:{change.revision}", ApplyChange(change_no=change.change_no))
        return
    ctx.uow.record(*change.assess(cmd.impact, stakes_of(change, impact, ctx), now=ctx.now))
    send_for_review(change, ctx)


def _ask_anew(change: ChangeRequest, ctx: Context) -> None:
    """By now it would do more than what was agreed to."""
    change.begin_anew(change.content, base=change.base, now=ctx.now)
    ctx.uow.record(ChangeGrown(at=ctx.now, subject=change.change_no))


def _keep(change: ChangeRequest, impact: ChangeImpact, places: Iterable[dict[str, Any]], ctx: Context) -> None:
    found = [
        Replanned(
            change_no=change.change_no, order_no=str(told["order_no"]), bookings=told["bookings"],
            allocations=told["allocations"],
        )
        for told in places
    ]  # fmt: skip
    revisions.keep_replanned(ctx.uow.session, change.change_no, found)


def stakes_of(change: ChangeRequest, impact: ChangeImpact, ctx: Context) -> Stakes:
    """What the rules of approval go by."""
    session = ctx.uow.session
    products = products_of(session, impact.orders) | {change.target}
    families = {product.family for product in catalogue.products(session) if product.code in products}
    content = EngineeringContent.model_validate(change.content)
    return Stakes(
        value=impact.value.quantize(Decimal("0.01")), families=tuple(sorted(families)), orders=len(impact.orders),
        newly_late=len({work.order_no for work in impact.newly_late}), is_customer_visible=content.is_customer_visible,
    )  # fmt: skip


def has_moved(version: int, session: Session) -> bool:
    """Anything that the plan rests on is not what it was. Keeps others from booking until the transaction ends."""
    return bool(booked_since(session, version)) or has_moved_since(session, version)
