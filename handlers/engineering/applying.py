"""Putting an engineering change into effect: the new revision, and everything that is planned by it, as was shown.

One transaction: the lines of the new revision, the rule that gives it to work orders, every open work order with its
decision, and for each that is planned anew exactly the place and the material of its impact.
"""

from collections.abc import Collection, Iterable
from datetime import date

from sqlmodel import Session, col, select

from core.changes import ChangeKind, ChangeRequest
from core.changes.events import WorkFlagged
from core.changes.redline import applied
from core.orders import Order
from core.planning.codec import from_json
from core.planning.factory.records import Allocation, Booking
from core.planning.redesign.impact import ChangeImpact, WorkImpact
from core.revisions import Effectivity, ItemRevision, RevisionOpened, WorkDecision, WorkOrder
from handlers.changes.kinds import Kind, register
from handlers.changes.noticing import owe_works
from handlers.commands import CheckFeasibility
from handlers.context import Context
from handlers.engineering.assessing import has_moved, rule_of
from handlers.engineering.describing import describe
from handlers.engineering.drafting import owe_assessment
from handlers.engineering.flagged import settle_elsewhere
from handlers.engineering.rivals import content_of, locked_item, owe_rivals, rebase
from handlers.engineering.touching import tell_touched
from handlers.forecasting import owe_forecasts
from handlers.revising import come_into_force, end_what_is_over, remind_of
from storage import bookings, revisions
from storage.counters import move_version
from storage.orders import get_order


def impact_on(change: ChangeRequest) -> ChangeImpact:
    """What it would do, or does, as it was worked out last. Before that: nothing to be read."""
    return from_json(ChangeImpact, change.impact)


def orders_of(change: ChangeRequest, session: Session) -> Collection[str]:
    """The open orders that it touches."""
    return sorted(impact_on(change).orders) if change.impact else []


def holds_still(change: ChangeRequest, ctx: Context) -> bool:
    """Nothing has moved since its impact was worked out; otherwise that is done once more, or it is rebased."""
    session, impact = ctx.uow.session, impact_on(change)
    _lock_orders(impact.orders, session)  # whoever books an order locks that before the plan, too
    moved = has_moved(impact.shop_version, session)
    item = locked_item(change.target, session)
    if item.revision != change.base:
        rebase(change, item, ctx)
        return False
    if moved:
        owe_assessment(change, ctx)
    return not moved


def _lock_orders(order_nos: Iterable[str], session: Session) -> None:
    found = select(Order.order_no).where(col(Order.order_no).in_(sorted(order_nos))).order_by(col(Order.order_no))
    session.exec(found.with_for_update()).all()


def apply(change: ChangeRequest, ctx: Context) -> None:
    """Make it so."""
    impact = impact_on(change)
    rule = _open_revision(change, impact, ctx)
    _book(change, ctx)
    _keep_work_orders(change, impact, ctx)
    _move_forecasts(change, impact, ctx)
    tell_touched(change, impact, ctx)
    move_version(ctx.uow.session)
    if rule.is_deviation:
        end_what_is_over(ctx)
    elif _is_in_force_at_once(rule, ctx):
        come_into_force(rule, ctx)
    remind_of(rule, ctx)
    owe_forecasts(ctx)
    ctx.owe(f"feasibility:{change.change_no}", CheckFeasibility())
    owe_rivals(change.change_no, change.target, ctx)


def _open_revision(change: ChangeRequest, impact: ChangeImpact, ctx: Context) -> ItemRevision:
    session, content = ctx.uow.session, content_of(change)
    before = revisions.lines_of(session, change.target, change.base)
    after = applied(change.target, before, content.lines)
    revisions.write_lines(session, change.target, impact.revision, after)
    rule = rule_of(change, content, impact.revision, ctx.now)
    ctx.uow.add(rule)
    ctx.uow.record(
        RevisionOpened(
            at=ctx.now, subject=change.target, revision=rule.revision, change_no=change.change_no,
            effectivity=rule.effectivity, is_deviation=rule.is_deviation,
        )
    )  # fmt: skip
    return rule


def _is_in_force_at_once(rule: ItemRevision, ctx: Context) -> bool:
    is_due = rule.effectivity is Effectivity.DATE and rule.from_date is not None and rule.from_date <= ctx.today
    return is_due or rule.effectivity is Effectivity.NOW


def _book(change: ChangeRequest, ctx: Context) -> None:
    session = ctx.uow.session
    for place in revisions.replanned_by(session, change.change_no):
        slots = [from_json(Booking, told) for told in place.bookings]
        materials = [from_json(Allocation, told) for told in place.allocations]
        bookings.book(session, place.order_no, slots, materials)


def _keep_work_orders(change: ChangeRequest, impact: ChangeImpact, ctx: Context) -> None:
    """Every open one is re-based, kept by decision or flagged; none is silent."""
    flagged = [work for work in impact.works if work.decision is WorkDecision.FLAGGED]
    _settle_earlier(change, impact, ctx)
    owner = owe_works(change, [(work.order_no, work.line_no, work.reason) for work in flagged], ctx)
    revisions.keep_work_orders(ctx.uow.session, [_work_order(work, change, owner, ctx) for work in impact.works])
    if flagged:
        orders = sorted({work.order_no for work in flagged})
        ctx.uow.record(WorkFlagged(at=ctx.now, subject=change.change_no, owner=owner, orders=orders))


def _settle_earlier(change: ChangeRequest, impact: ChangeImpact, ctx: Context) -> None:
    """What an earlier change has left to somebody is decided by this one."""
    for work in impact.works:
        known = ctx.uow.session.get(WorkOrder, (work.order_no, work.line_no, change.target))
        if known is not None and known.decision is WorkDecision.FLAGGED:
            settle_elsewhere(known.change_no, work.order_no, work.line_no, ctx)


def _work_order(work: WorkImpact, change: ChangeRequest, owner: str, ctx: Context) -> WorkOrder:
    known = {
        (it.line_no, it.item_code): it for it in revisions.work_orders_of(ctx.uow.session, work.order_no)
    }.get((work.line_no, change.target))  # fmt: skip
    is_flagged = work.decision is WorkDecision.FLAGGED
    return WorkOrder(
        order_no=work.order_no, line_no=work.line_no, item_code=change.target, revision=work.revision, qty=work.qty,
        booked_at=known.booked_at if known else ctx.now, decision=work.decision, change_no=change.change_no,
        owner=owner if is_flagged else "", reason=work.reason,
    )  # fmt: skip


def _move_forecasts(change: ChangeRequest, impact: ChangeImpact, ctx: Context) -> None:
    """What is expected moves with the change, and says so; what was promised stays."""
    days: dict[str, dict[int, tuple[date, date]]] = {}
    for work in impact.works:
        if work.before and work.after and work.after != work.before:
            days.setdefault(work.order_no, {})[work.line_no] = work.before, work.after
    for order_no, moved in sorted(days.items()):
        order = get_order(ctx.uow.session, order_no, lock=True)
        ctx.uow.record(*order.replan(moved, change.change_no, ctx.today, now=ctx.now))
    for order_no in sorted(impact.orders - days.keys()):
        ctx.uow.mark_stale(order_no)


register(
    ChangeKind.ENGINEERING,
    Kind(
        describe=describe,
        apply=apply,
        holds_still=holds_still,
        orders=orders_of,
        card="ecn",
        let_go=lambda change, ctx: owe_rivals(change.change_no, change.target, ctx),
    ),
)
