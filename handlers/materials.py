"""Material: who has it, what is missing, and giving it to whom it is needed by more."""

from collections.abc import Iterable, Mapping

from cards.kit_card import KitCard
from cards.lists import order_list
from cards.notes import NoteCard
from cards.shortage_list import shortage_list
from core.errors import NotFound
from core.orders.events import MaterialHandedOver
from core.planning.materials.kits import Kit, holders_of, kits_of
from core.planning.materials.shortages import shortages_of
from handlers.bus import handles
from handlers.commands import HandOverMaterial, ShowKit, ShowShortages
from handlers.context import Context
from handlers.forecasting import owe_forecasts
from handlers.ownership import answerable
from handlers.queries.designs import with_designs
from handlers.queries.instead import used_instead
from handlers.queries.materials import buyers, shop_with_material
from handlers.queries.names import Names
from handlers.queries.orders import listed, order_view
from handlers.queries.search import find_orders
from storage import bookings
from storage.orders import get_order, sold_orders


@handles(ShowKit)
def show_kit(cmd: ShowKit, ctx: Context) -> None:
    """The kit of one order; of several orders a list to choose from."""
    session, names = ctx.uow.session, Names(ctx.uow.session, ctx.wording.is_chinese)
    found = find_orders(session, cmd.words)
    if not found:
        raise NotFound(kind="order", words=cmd.words, near=[])
    if len(found) > 1:
        ctx.reply(order_list("found", listed(found, session, names, ctx.today), 1, ctx.wording, words=cmd.words))
        return
    shop = shop_with_material(session, ctx.now, ctx.uow.timezone)
    kit = next(iter(kits_of(shop, [found[0].order_no])))
    holders = {line.item.item_code: holders_of(shop, line.item.item_code, but=kit.order_no) for line in kit.missing}
    order = order_view(found[0], names, ctx.today)
    order = with_designs(order, session, names, ctx.today, ctx.uow.timezone)
    instead = used_instead(found[0], shop, session, names, ctx.wording)
    ctx.reply(KitCard.of(order, kit, holders, _buyers_of([kit], names, ctx), ctx.wording, instead))


@handles(ShowShortages)
def show_shortages(cmd: ShowShortages, ctx: Context) -> None:
    """Of sold orders: nobody buys for a quote before it is sold."""
    session, names = ctx.uow.session, Names(ctx.uow.session, ctx.wording.is_chinese)
    shop = shop_with_material(session, ctx.now, ctx.uow.timezone)
    kits = list(kits_of(shop, [order.order_no for order in sold_orders(session)]))
    found = shortages_of(shop, kits)
    ctx.reply(shortage_list(found, names.codes, _buyers_of(kits, names, ctx), ctx.today, cmd.page, ctx.wording))


@handles(HandOverMaterial)
def hand_over_material(cmd: HandOverMaterial, ctx: Context) -> None:
    """What the taker waits for, the giver waits for now; its owner reads of it, and why."""
    session = ctx.uow.session
    giver, taker = (get_order(session, order_no, lock=True) for order_no in (cmd.giver, cmd.taker))
    bookings.hand_over_material(session, cmd.item_code, giver.order_no, taker.order_no, cmd.qty)
    owe_forecasts(ctx)
    ctx.uow.record(
        MaterialHandedOver(
            at=ctx.now, subject=giver.order_no, taker=taker.order_no, item_code=cmd.item_code, qty=cmd.qty,
            reason=cmd.reason, person=ctx.sender.key,
        )
    )  # fmt: skip
    words = ctx.wording
    ctx.reply(
        NoteCard(
            title=words.say("kit.handed_over_title"),
            text=words.say(
                "kit.handed_over", giver=giver.order_no, taker=taker.order_no, item=cmd.item_code, qty=cmd.qty
            ),
        )
    )


def _buyers_of(kits: Iterable[Kit], names: Names, ctx: Context) -> Mapping[str, str]:
    items = {line.item.item_code for kit in kits for line in kit.missing}
    return buyers(ctx.uow.session, names, items, answerable(ctx.uow.session).get("purchasing", ""))
