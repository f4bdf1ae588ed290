"""Whose things an engineering change touches, and where something of the old lies: nobody finds out on their own."""

from collections.abc import Iterator, Mapping
from datetime import date

from core.changes import Affected, AffectedKind, ChangeRequest, Location, LocationKind
from core.planning.factory.master import ZERO
from core.planning.redesign.impact import ChangeImpact, WorkImpact
from core.supply import Item
from handlers.changes.noticing import owe_dispositions, owe_notices
from handlers.context import Context
from storage.orders import get_orders
from storage.solutions import flag_solutions


def tell_touched(change: ChangeRequest, impact: ChangeImpact, ctx: Context) -> None:
    """Every owner has to acknowledge it; what is left of the old has to be decided about; solutions are flagged.

    It goes by the impact that was applied.
    """
    owners = {it.order_no: it.owner for it in get_orders(ctx.uow.session, impact.orders)}
    owe_notices(change, list(_affected(impact, owners, ctx)), ctx)
    owe_dispositions(change, list(_locations(impact, ctx)), ctx)
    ctx.uow.record(*flag_solutions(ctx.uow.session, [change.target], change.change_no, ctx.now))


def _affected(impact: ChangeImpact, owners: Mapping[str, str], ctx: Context) -> Iterator[Affected]:
    words = ctx.wording
    at_risk = {it.order_no: it.value for it in impact.wip}
    uom = _uom(impact.item_code, ctx)
    for order_no, works in _by_order(impact).items():
        yield Affected(
            kind=AffectedKind.ORDER, ref=order_no, owner=owners.get(order_no, ""), order_no=order_no,
            words=_dates(works, ctx),
        )  # fmt: skip
        made = words.say("ecn.made_as", decision=words.label(works[0].decision), revision=works[0].revision)
        yield Affected(
            kind=AffectedKind.WORK_ORDER, ref=order_no, order_no=order_no, words=made, uom=uom,
            qty=sum((work.qty for work in works), ZERO), value=at_risk.get(order_no, ZERO),
        )  # fmt: skip
    for stock in impact.stock:
        yield Affected(
            kind=AffectedKind.STOCK, ref=stock.item_code, words=words.say("ecn.left_over"), qty=stock.qty,
            uom=_uom(stock.item_code, ctx), value=stock.value,
        )  # fmt: skip
    for purchase in impact.purchases:
        yield Affected(
            kind=AffectedKind.PURCHASE, ref=purchase.po_no, words=words.say("ecn.to_cancel", item=purchase.item_code),
            qty=purchase.qty, uom=_uom(purchase.item_code, ctx), value=purchase.value,
        )  # fmt: skip


def _by_order(impact: ChangeImpact) -> Mapping[str, list[WorkImpact]]:
    found: dict[str, list[WorkImpact]] = {}
    for work in impact.works:
        found.setdefault(work.order_no, []).append(work)
    return found


def _dates(works: list[WorkImpact], ctx: Context) -> str:
    """Of the line that leaves last."""
    before = max((work.before for work in works if work.before), default=None)
    after = max((work.after for work in works if work.after), default=None)
    words, year = ctx.wording, ctx.today.year

    def told(day: date | None) -> str:
        return words.short_day(day, year)

    key = "dates_late" if any(work.is_newly_late for work in works) else "dates"
    return words.say(f"ecn.{key if before != after else 'dates_same'}", before=told(before), after=told(after))


def _locations(impact: ChangeImpact, ctx: Context) -> Iterator[Location]:
    for stock in impact.stock:
        yield Location(
            kind=LocationKind.STOCK, ref=stock.item_code, item=stock.item_code, qty=stock.qty,
            uom=_uom(stock.item_code, ctx),
        )  # fmt: skip
    for wip in impact.wip:
        yield Location(
            kind=LocationKind.WIP, ref=wip.order_no, item=wip.item_code, qty=wip.qty, uom=_uom(wip.item_code, ctx),
            order_no=wip.order_no,
        )  # fmt: skip
    for purchase in impact.purchases:
        yield Location(
            kind=LocationKind.IN_TRANSIT, ref=purchase.po_no, item=purchase.item_code, qty=purchase.qty,
            uom=_uom(purchase.item_code, ctx),
        )  # fmt: skip


def _uom(item_code: str, ctx: Context) -> str:
    item = ctx.uow.session.get(Item, item_code)
    return item.uom if item is not None else ""
