"""Revisions of work orders: picked when an order is booked as sold, kept from then on; rules that end by themselves."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta

from core.orders import Order
from core.planning.factory.records import Booking
from core.revisions import Effectivity, ItemRevision, RevisionEnd, RevisionSwitched, WorkDecision, WorkOrder
from core.supply import Item
from handlers.bus import handles
from handlers.context import Context
from handlers.forecasting import owe_forecasts
from handlers.revision_commands import SettleRevisions
from storage import revisions as stored
from storage.counters import move_version

BY_NUMBER = (Effectivity.ORDER, Effectivity.LOT)


def revisions_now(order: Order, ctx: Context) -> stored.Revisions:
    """To which revisions the order is made by the rules as they are now, where those are not in force."""
    return stored.revisions_for(ctx.uow.session, order.order_no, wanted_of(order), ctx.today)


def wanted_of(order: Order) -> Mapping[str, int]:
    """Pieces by product."""
    wanted: dict[str, int] = {}
    for line in order.lines:
        wanted[line.product_code] = wanted.get(line.product_code, 0) + line.quantity
    return wanted


def open_work_orders(order: Order, bookings: Iterable[Booking], picked: stored.Revisions, ctx: Context) -> None:
    """The order is sold: each thing that is made for it keeps the revision it is booked with."""
    made: dict[tuple[int, str], Booking] = {}
    for booking in sorted(bookings, key=lambda each: each.seq):
        if booking.seq:
            made[booking.line_no, booking.item_code] = booking
    session, others = ctx.uow.session, dict(picked)
    in_force = stored.revisions_in_force(session, {item for _, item in made})
    rows = [
        WorkOrder(
            order_no=order.order_no, line_no=line_no, item_code=item, qty=booking.qty, booked_at=ctx.now,
            revision=others.get(item, in_force.get(item, "")),
        )
        for (line_no, item), booking in sorted(made.items())
    ]  # fmt: skip
    has = {(row.line_no, row.item_code) for row in stored.work_orders_of(session, order.order_no)}
    ctx.uow.add(*(row for row in rows if (row.line_no, row.item_code) not in has))
    if others:
        _note_picked(rows, ctx)


def _note_picked(rows: Iterable[WorkOrder], ctx: Context) -> None:
    """The first work order by a rule for good puts the revision in force; the last one of a deviation ends it."""
    picked = {(row.item_code, row.revision) for row in rows if row.decision is WorkDecision.BOOKED}
    for rule in stored.rules_open(ctx.uow.session, lock=True):
        if (rule.item, rule.revision) in picked and not rule.is_deviation:
            come_into_force(rule, ctx)
    end_what_is_over(ctx)


@handles(SettleRevisions)
def settle_revisions(cmd: SettleRevisions, ctx: Context) -> None:
    """Nobody has to do anything for it."""
    for rule in stored.rules_open(ctx.uow.session, lock=True):
        is_due = rule.effectivity is Effectivity.DATE and rule.from_date is not None and rule.from_date <= ctx.today
        if not rule.is_deviation and (is_due or _is_used_up(rule, ctx)):
            come_into_force(rule, ctx)
    end_what_is_over(ctx)


def _is_used_up(rule: ItemRevision, ctx: Context) -> bool:
    return rule.effectivity is Effectivity.USE_UP and stored.free_of(ctx.uow.session, rule.use_up) <= 0


def end_what_is_over(ctx: Context) -> None:
    """Deviations that everybody has whom they were for, or whose day has passed."""
    session = ctx.uow.session
    ended = False
    for rule in stored.rules_open(session, lock=True):
        if not rule.is_deviation:
            continue
        is_full = rule.most_orders is not None and len(stored.orders_with(session, rule)) >= rule.most_orders
        if is_full or (rule.until is not None and rule.until < ctx.today):
            why = RevisionEnd.USED_UP if is_full else RevisionEnd.OVER
            ctx.uow.record(*rule.close(why, now=ctx.now))
            ended = True
    if ended:
        move_version(session)  # what was answered by the rule holds no longer


def come_into_force(rule: ItemRevision, ctx: Context) -> None:
    """New work is made to this revision; what came before it on the item ends."""
    session = ctx.uow.session
    item = session.get(Item, rule.item, with_for_update=True, populate_existing=True)
    if item is None or item.revision == rule.revision:
        return
    before, item.revision = item.revision, rule.revision
    _keep_as_begun(rule, before, ctx)
    for other in stored.rules_open(session, rule.item):
        if other.revision != rule.revision:
            ctx.uow.record(*other.close(RevisionEnd.REPLACED, now=ctx.now, replaced_by=rule.revision))
    if rule.effectivity in BY_NUMBER:  # a lower number that is sold later is still made to the old one
        ctx.uow.record(
            RevisionSwitched(
                at=ctx.now, subject=rule.item, before=before, after=rule.revision, change_no=rule.change_no
            )
        )
    else:
        ctx.uow.record(*rule.close(RevisionEnd.IN_FORCE, now=ctx.now))
    session.flush()
    move_version(session)
    owe_forecasts(ctx)


def _keep_as_begun(rule: ItemRevision, revision: str, ctx: Context) -> None:
    """What came from elsewhere, and is booked to the old revision without anybody having said so, stays that way."""
    kept = [
        WorkOrder(
            order_no=order_no, line_no=line_no, item_code=rule.item, revision=revision, qty=qty, booked_at=ctx.now,
            decision=WorkDecision.KEPT, change_no=rule.change_no, reason="not_yet",
        )
        for order_no, line_no, qty in stored.unnoted_work(ctx.uow.session, rule.item)
    ]  # fmt: skip
    stored.keep_work_orders(ctx.uow.session, kept)


def remind_of(rule: ItemRevision, ctx: Context) -> None:
    """Have a rule looked at when its day begins, and after its last one."""
    days = {"from": rule.from_date, "until": rule.until + timedelta(days=1) if rule.until else None}
    for key, day in days.items():
        if day is not None and day > ctx.today:
            due_at = datetime.combine(day, time(), ctx.uow.timezone)
            ctx.remind(f"revision:{rule.item}:{rule.revision}:{key}", due_at, SettleRevisions())
