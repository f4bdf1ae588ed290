"""Who hears of changed orders: earlier cards give way, those who asked and who answers for the order read it."""

from cards.card import Tone
from cards.notes import NoteCard
from cards.revised import RevisedCard
from core.changes import ChangeRequest
from core.orders import Order
from core.orders import events as e
from handlers.announcements import announces
from handlers.context import Context
from handlers.departments import start_chase
from handlers.queries.names import Names
from handlers.queries.orders import order_view
from handlers.reviews.opening import follow_brief
from handlers.telling import redraw, redraw_alert, tell
from storage import living
from storage.orders import get_order
from storage.outbox import Wait

REVISED = ("order", "task")
"""Kinds of cards that show an order as it was placed, or what it asks of a department."""


def supersede(event: e.OrderRevised, ctx: Context) -> None:
    """Every card of the order is sent anew; the old message says 已修订 → Rev n, and has no buttons.

    What a manager was asked about another date is a matter of its own: its card says by itself that it is over.
    """
    old = RevisedCard.of(event.subject, event.order_revision, ctx.wording).to_notice()
    cards = living.cards_of(ctx.uow.session, event.subject)
    for card in (it for it in cards if it.kind.partition(":")[0] in REVISED):
        ctx.uow.show_card(event.subject, card.kind, card.chat, superseded=old, wait=Wait.NOBODY)


def tell_revised(event: e.OrderRevised, ctx: Context) -> None:
    """Whoever asked for the change of a sold order, and who answers for it, read that it is in effect."""
    if not event.change_no:
        return
    order, words = get_order(ctx.uow.session, event.subject), ctx.wording
    view = order_view(order, Names(ctx.uow.session, words.is_chinese), ctx.today)
    before, after = (words.short_day(day, ctx.today.year) for day in (event.before, event.after))
    card = NoteCard.about(
        view, f"revised_{event.action.value}", words, tone=Tone.GOOD, change_no=event.change_no, day=after,
        before=before if before != after else "", revision=str(event.order_revision),
    )  # fmt: skip
    tell({event.person, order.owner, order.coordinator}, card, f"rv{event.subject}.{event.order_revision}", ctx)


def tell_back(change: ChangeRequest, order: Order, ctx: Context) -> None:
    """Whoever asked reads why an approved change did not take effect."""
    words = ctx.wording
    view = order_view(order, Names(ctx.uow.session, words.is_chinese), ctx.today)
    card = NoteCard.about(
        view, "change_back", words, tone=Tone.WARNING, change_no=change.change_no, why=change.decision
    )
    tell({change.requester}, card, f"cb{change.change_no}.{change.revision}", ctx)


def ask_once_more(event: e.AcknowledgementTakenBack, ctx: Context) -> None:
    """The clock runs again."""
    start_chase(event.subject, event.department, 1, ctx)


announces(e.OrderRevised, redraw, redraw_alert, supersede, tell_revised, follow_brief)
announces(e.AcknowledgementTakenBack, redraw, ask_once_more)
