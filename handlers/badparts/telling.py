"""The decision card of bad parts, and who hears what became of them."""

from cards.badparts import BadLotCard, BadLotView, WordView
from cards.card import Card, Tone
from cards.notes import NoteCard
from core import badparts as b
from core.badparts import DECIDING, BadLot, Disposal
from handlers.announcements import announces
from handlers.badparts.deciding import BadPartReported
from handlers.context import Context
from handlers.drawing import Subject, draws
from handlers.ownership import lanes_to, places_of
from handlers.queries.names import Names
from handlers.queries.orders import order_view
from handlers.telling import redraw, tell
from storage.bad_lots import get_bad_lot
from storage.orders import get_order


@draws("badlot")
def draw_bad_lot(it: Subject) -> Card:
    """What is blocked and what was said, for the department in `detail`."""
    return BadLotCard.of(_view(get_bad_lot(it.session, it.number), it.detail, it.names), it.words)


def _view(lot: BadLot, department: str, names: Names) -> BadLotView:
    return BadLotView(
        number=lot.number, revision=lot.revision, item=lot.item, name=names.items({lot.item}).get(lot.item, ""),
        qty=lot.qty, reason=lot.reason, po_no=lot.po_no, reported_by=names.person(lot.reported_by),
        reported_at=lot.reported_at, due_at=lot.due_at, department=department,
        words=tuple(
            WordView(
                department=names.department(word["department"]), disposal=Disposal(word["disposal"]),
                days=int(word["days"]), person=names.person(word["person"]),
            )
            for word in lot.words
        ),
        awaited=tuple(names.department(it) for it in lot.awaited), disposal=lot.disposal, back_on=lot.back_on,
        orders=tuple(it["order_no"] for it in lot.taken), may_speak=lot.is_open and department in DECIDING,
    )  # fmt: skip


def ask_departments(event: b.BadPartBlocked, ctx: Context) -> None:
    """One card in the chats of the three that decide."""
    for department in DECIDING:
        for chat in places_of(department, ctx.uow.session):
            ctx.uow.place_card(event.subject, f"badlot:{department}", chat)


def tell_blocked(event: b.BadPartBlocked, ctx: Context) -> None:
    """Whoever reported it reads who is asked; whose orders had the pieces kept, that they wait now."""
    lot, words = get_bad_lot(ctx.uow.session, event.subject), ctx.wording
    names = Names(ctx.uow.session, words.is_chinese)
    ctx.reply(
        NoteCard(
            title=words.say("notice.badpart_blocked_title", number=lot.number), tone=Tone.WARNING,
            text=words.say(
                "notice.badpart_blocked", item=lot.item, qty=lot.qty, due=lot.due_at,
                who=[names.department(it) for it in DECIDING], orders=[it["order_no"] for it in lot.taken] or None,
            ),
        )
    )  # fmt: skip
    for taken in lot.taken:
        order = order_view(get_order(ctx.uow.session, taken["order_no"]), names, ctx.today)
        card = NoteCard.about(
            order, "badpart_taken", words, tone=Tone.WARNING, number=lot.number, item=lot.item, qty=taken["qty"],
            reason=lot.reason,
        )  # fmt: skip
        tell({order.owner_key}, card, f"bt{lot.number}{order.order_no}", ctx)


def tell_decided(event: b.BadPartDecided, ctx: Context) -> None:
    """Whoever reported it reads what becomes of the pieces."""
    lot, words = get_bad_lot(ctx.uow.session, event.subject), ctx.wording
    card = NoteCard(
        title=words.say("notice.badpart_decided_title", number=lot.number), tone=Tone.NEUTRAL,
        text=words.say(
            "notice.badpart_decided", item=lot.item, qty=lot.qty, disposal=words.label(event.disposal),
            back=words.short_day(lot.back_on, ctx.today.year),
        ),
    )  # fmt: skip
    tell({lot.reported_by}, card, f"bd{lot.number}", ctx)


def tell_orders(event: BadPartReported, ctx: Context) -> None:
    """Whose orders had the pieces kept reads what was decided, and what is expected of them now."""
    lot, words = get_bad_lot(ctx.uow.session, event.subject), ctx.wording
    names = Names(ctx.uow.session, words.is_chinese)
    for taken in lot.taken if lot.disposal else ():
        order = order_view(get_order(ctx.uow.session, taken["order_no"]), names, ctx.today)
        card = NoteCard.about(
            order, "badpart_dates", words, tone=Tone.BAD if order.is_at_risk else Tone.GOOD, item=lot.item,
            disposal=words.label(lot.disposal) if lot.disposal else "",
            promise=words.short_day(order.promise_date, ctx.today.year),
            forecast=words.short_day(order.forecast_date, ctx.today.year),
        )  # fmt: skip
        tell({order.owner_key}, card, f"bo{lot.number}{order.order_no}", ctx)


def tell_chased(event: b.BadPartChased, ctx: Context) -> None:
    """Time is up: somebody is asked to have the department speak."""
    lot, words = get_bad_lot(ctx.uow.session, event.subject), ctx.wording
    names = Names(ctx.uow.session, words.is_chinese)
    card = NoteCard(
        title=words.say("notice.badpart_chased_title", number=lot.number), tone=Tone.BAD,
        text=words.say(
            "notice.badpart_chased", department=names.department(event.department), item=lot.item, qty=lot.qty,
            due=lot.due_at,
        ),
    )  # fmt: skip
    tell({event.chased}, card, f"bc{lot.number}{event.department}{event.level}", ctx)
    for lane in lanes_to({event.chased}, ctx).values():
        ctx.uow.place_card(lot.number, f"badlot:{event.department}", lane)


announces(b.BadPartBlocked, ask_departments, tell_blocked)
announces(b.BadPartWord, redraw)
announces(b.BadPartDecided, redraw, tell_decided)
announces(b.BadPartChased, redraw, tell_chased)
announces(BadPartReported, tell_orders)
