"""Bad parts: nobody plans with them from the moment they are reported, and what is decided is planned with at once.

Whoever came last loses what was kept of them. When they are good after all, or as many good ones will come, those who
wait get them first (see `bookings.settle`).
"""

from datetime import timedelta

from sqlmodel import Session

from core.badparts import DECIDING, BadLot, BadPartBlocked, Disposal, NotSoManyThere
from core.errors import NotFound
from core.events import Event
from core.supply import Item, PurchaseOrder, PurchaseStatus, Stock
from handlers.badparts.commands import BlockBadPart, ChaseBadPart, ReportBadPart, SayBadPart
from handlers.bus import handles
from handlers.commands import CheckFeasibility
from handlers.context import Context
from handlers.forecasting import owe_forecasts
from handlers.ownership import answerable, require_department
from storage import bookings, roster
from storage.bad_lots import get_bad_lot
from storage.counters import move_version

DECIDE_WITHIN = {1: 240, 2: 480}
"""Working minutes from the report: then who answers for the silent departments is asked, then the coordinator."""
AFTER_FORECASTS = timedelta(minutes=5)
"""By then it is worked out what is expected of the orders."""


@handles(BlockBadPart)
def block_bad_part(cmd: BlockBadPart, ctx: Context) -> None:
    """Nobody may use them any more; the three departments are asked."""
    session = ctx.uow.session
    item = session.get(Item, cmd.item) or session.get(Item, cmd.item.upper())
    if item is None:
        raise NotFound(kind="item", words=cmd.item, near=[])
    if cmd.po_no and session.get(PurchaseOrder, cmd.po_no) is None:
        raise NotFound(kind="purchase order", words=cmd.po_no, near=[])
    usable = bookings.usable(session, item.item_code)
    if cmd.qty > usable:
        raise NotSoManyThere(item=item.item_code, usable=usable, qty=cmd.qty)
    calendar = ctx.rules.calendar(session)
    lot = BadLot(
        number=ctx.uow.next_number("BP"), item=item.item_code, qty=cmd.qty, reason=cmd.reason, po_no=cmd.po_no,
        reported_by=ctx.sender.key, reported_at=ctx.now, due_at=calendar.add_work_minutes(ctx.now, DECIDE_WITHIN[1]),
    )  # fmt: skip
    ctx.uow.add(lot)
    move_version(session)
    lost = bookings.take_from_shelf(session, item.item_code)
    lot.taken = [{"order_no": order_no, "qty": str(qty)} for order_no, qty in sorted(lost.items())]
    for level, minutes in DECIDE_WITHIN.items():
        due_at = calendar.add_work_minutes(ctx.now, minutes)
        ctx.remind(_timer(lot.number, level), due_at, ChaseBadPart(number=lot.number, level=level))
    ctx.uow.record(BadPartBlocked(at=ctx.now, subject=lot.number, item=lot.item, qty=lot.qty, person=ctx.sender.key))
    owe_forecasts(ctx)


@handles(SayBadPart)
def say_bad_part(cmd: SayBadPart, ctx: Context) -> None:
    """One department's word; the last one decides."""
    if cmd.department not in DECIDING:
        raise NotFound(kind="department", words=cmd.department, near=list(DECIDING))
    require_department(cmd.department, ctx)
    lot = get_bad_lot(ctx.uow.session, cmd.number, lock=True)
    told = lot.say(cmd.department, cmd.disposal, cmd.days, ctx.sender.key, now=ctx.now)
    ctx.uow.record(*told)
    if told and not lot.awaited:
        _carry_out(lot, ctx)


def _carry_out(lot: BadLot, ctx: Context) -> None:
    """The shelf and what is on its way follow what was decided, and it is looked what comes of it."""
    session, before = ctx.uow.session, bookings.supply_levels(ctx.uow.session)
    ctx.uow.record(*lot.decide(ctx.today + timedelta(days=lot.strictest[1]), now=ctx.now))
    if lot.disposal is not Disposal.USE_AS_IS:
        _take_away(lot, session)
    session.flush()
    move_version(session)
    bookings.settle(session, before)
    for level in DECIDE_WITHIN:
        ctx.uow.drop_timer(_timer(lot.number, level))
    owe_forecasts(ctx)
    ctx.owe(f"feasibility:{lot.number}", CheckFeasibility())
    ctx.remind(f"badpart:{lot.number}:told", ctx.now + AFTER_FORECASTS, ReportBadPart(number=lot.number))


def _take_away(lot: BadLot, session: Session) -> None:
    """They are not on the shelf any more; what comes in their place is on its way, under the same number."""
    stock = session.get(Stock, lot.item, with_for_update=True)
    if stock is not None:
        stock.on_hand_qty = max(stock.on_hand_qty - lot.qty, stock.on_hand_qty * 0)
    if lot.back_on is not None:
        item = session.get(Item, lot.item)
        supplier = item.supplier if item is not None and lot.disposal is Disposal.RETURN else None
        session.add(
            PurchaseOrder(
                po_no=lot.number, item=lot.item, supplier=supplier, qty=lot.qty, eta=lot.back_on,
                status=PurchaseStatus.CONFIRMED,
            )
        )  # fmt: skip


@handles(ChaseBadPart)
def chase_bad_part(cmd: ChaseBadPart, ctx: Context) -> None:
    """Who answers for the silent departments is asked, and then the coordinator."""
    session = ctx.uow.session
    lot = get_bad_lot(session, cmd.number, lock=True)
    leads, coordinator = answerable(session), roster.coordinator(session)
    asked = {it: leads.get(it, coordinator) if cmd.level == 1 else coordinator for it in DECIDING}
    ctx.uow.record(*lot.chase(cmd.level, asked, now=ctx.now))


def _timer(number: str, level: int) -> str:
    return f"badpart:{number}:{level}"


class BadPartReported(Event):
    """Those whose orders waited for the pieces of a lot, the subject, read what is expected of them now."""


@handles(ReportBadPart)
def report_bad_part(cmd: ReportBadPart, ctx: Context) -> None:
    """It has been worked out what comes of it."""
    ctx.uow.record(BadPartReported(at=ctx.now, subject=cmd.number))
