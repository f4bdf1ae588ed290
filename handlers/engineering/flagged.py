"""Flagged work orders: whoever answers for production says to which revision each is made, and it is made so."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from sqlmodel import Session

from core.changes import ChangeRequest, FlaggedWork, WorkChoice
from core.changes import errors as x
from core.changes.redline import Line
from core.orders.status import OPEN
from core.people import Person
from core.planning.codec import from_json
from core.planning.factory.master import BomLine
from core.planning.redesign.impact import ChangeImpact
from core.planning.redesign.rework import difference
from core.revisions import ItemRevision, WorkDecision, WorkOrder
from core.supply import Item, ItemKind
from handlers.bus import handles
from handlers.changes.receipts import require_for, stop_clock
from handlers.commands import CheckFeasibility
from handlers.context import Context
from handlers.engineering.commands import DecideWork
from handlers.forecasting import owe_forecasts
from handlers.revising import end_what_is_over
from storage import bookings, revisions
from storage.changes import get_change
from storage.orders import get_order


@handles(DecideWork)
def decide_work(cmd: DecideWork, ctx: Context) -> None:
    """This one, or all that wait for the same person; nothing of it where one of them cannot be."""
    session = ctx.uow.session
    change = get_change(session, cmd.change_no, lock=True)
    first = change.work_at(cmd.entry)
    found = session.get(Person, first.owner)
    require_for(first.owner, found.department if found is not None else "", ctx)
    for it in _meant(cmd, first, change):
        was_open = not it.is_decided
        decided = change.decide_work(it.entry, cmd.choice, ctx.sender.key, cmd.reason, now=ctx.now)
        if was_open:
            _follow(it, change, ctx)
        ctx.uow.record(*decided)
    if cmd.choice is WorkChoice.SWITCH:
        end_what_is_over(ctx)  # a deviation is for so many orders
        owe_forecasts(ctx)
        ctx.owe(f"feasibility:{change.change_no}:{change.revision}", CheckFeasibility())
    stop_clock(change, first.owner, ctx)


def settle_elsewhere(change_no: str, order_no: str, line_no: int, ctx: Context) -> None:
    """A later change has decided about the same work: nobody is asked about it for this one any more."""
    change = get_change(ctx.uow.session, change_no, lock=True)
    for it in change.undecided_works:
        if (it.order_no, it.line_no) == (order_no, line_no):
            ctx.uow.record(*change.decide_work(it.entry, WorkChoice.KEEP, "", "", now=ctx.now))


def _meant(cmd: DecideWork, first: FlaggedWork, change: ChangeRequest) -> Sequence[FlaggedWork]:
    if not cmd.is_for_all:
        return [first]
    return [first, *(it for it in change.undecided_works if it.owner == first.owner and it is not first)]


def _follow(it: FlaggedWork, change: ChangeRequest, ctx: Context) -> None:
    session = ctx.uow.session
    order = get_order(session, it.order_no, lock=True)
    work = session.get(WorkOrder, (it.order_no, it.line_no, change.target))
    assert work is not None
    if it.choice is WorkChoice.SWITCH:
        if order.status not in OPEN:
            raise x.WorkIsOver(order_no=it.order_no, status=order.status)
        _switch(work, from_json(ChangeImpact, change.impact).revision, session)
    work.decision = WorkDecision.REBASED if it.choice is WorkChoice.SWITCH else WorkDecision.KEPT
    work.owner = ""
    ctx.uow.mark_stale(it.order_no)


def _switch(work: WorkOrder, revision: str, session: Session) -> None:
    """Its machine time stays; the material follows the new lines. What becomes of what is made a disposition tells."""
    rule = session.get(ItemRevision, (work.item_code, revision))
    if rule is not None and rule.is_deviation and rule.ended_at is not None:
        raise x.DeviationIsOver(item_code=work.item_code, revision=revision)
    items: dict[str, Item] = {}
    before, after = (list(_lines(work.item_code, name, items, session)) for name in (work.revision, revision))
    wanted = difference(before, after, _started(work, session), lambda part, qty: items[part].in_steps(qty))
    for part, more in wanted.items():
        is_short = items[part].kind is ItemKind.MADE and bookings.free_on_shelf(session, part) < more
        if is_short:  # it would have to be made first: nothing is planned for that
            raise x.WorkWantsMadePart(order_no=work.order_no, component=part)
    bookings.rework(session, work.order_no, wanted)
    work.revision = revision


def _lines(item_code: str, revision: str, items: dict[str, Item], session: Session) -> Iterator[BomLine]:
    for line in revisions.lines_of(session, item_code, revision):
        if (item := session.get(Item, line.component)) is not None:
            items[line.component] = item
            yield _planned(line)


def _planned(line: Line) -> BomLine:
    return BomLine(component=line.component, qty_per=line.qty_per, scrap_rate=line.scrap_rate)


def _started(work: WorkOrder, session: Session) -> Decimal:
    """So many are begun, what is lost on the way included."""
    steps: dict[int, Decimal] = {}
    for it in bookings.bookings_of(session, work.order_no):
        if it.seq and (it.line_no, it.item_code) == (work.line_no, work.item_code):
            steps[it.seq] = steps.get(it.seq, Decimal(0)) + it.qty
    return max(steps.values(), default=work.qty)
