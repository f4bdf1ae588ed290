"""The card of a substitute, and who hears what was decided."""

from cards.card import Card, Tone
from cards.notes import NoteCard
from cards.substitutes import SubstituteCard
from core import substitutes as s
from handlers.announcements import announces
from handlers.context import Context
from handlers.drawing import Subject, draws
from handlers.queries.names import Names
from handlers.queries.orders import order_view
from handlers.substitutes.views import substitute_view
from handlers.telling import redraw, tell
from storage.bookings import orders_with
from storage.orders import get_order
from storage.substitutes import get_substitute


@draws("substitute")
def draw_substitute(it: Subject) -> Card:
    """What is asked for, and what R&D has said."""
    return SubstituteCard.of(substitute_view(get_substitute(it.session, it.number), it.names, it.words), it.words)


def tell_decided(event: s.SubstituteApproved | s.SubstituteRefused, ctx: Context) -> None:
    """Whoever asked, and whose order it is for, reads it."""
    approval, words = get_substitute(ctx.uow.session, event.subject), ctx.wording
    is_approved = isinstance(event, s.SubstituteApproved)
    key = "substitute_approved" if is_approved else "substitute_refused"
    card = NoteCard(
        title=words.say(f"notice.{key}_title", number=approval.number), tone=Tone.GOOD if is_approved else Tone.BAD,
        text=words.say(
            f"notice.{key}", person=_person(event.person, ctx), item=approval.item, substitute=approval.substitute,
            reason=approval.decision,
        ),
    )  # fmt: skip
    tell({approval.asked_by, *_owner(approval.order_no, ctx)}, card, f"sb{event.subject}{approval.revision}", ctx)


def tell_used(event: s.SubstituteUsed, ctx: Context) -> None:
    """Whose order it is reads what goes into it, and that its date is being looked at."""
    names = Names(ctx.uow.session, ctx.wording.is_chinese)
    order = order_view(get_order(ctx.uow.session, event.subject), names, ctx.today)
    card = NoteCard.about(
        order, "substitute_used", ctx.wording, tone=Tone.GOOD, item=event.item, substitute=event.substitute,
        qty=event.qty, number=event.number,
    )  # fmt: skip
    tell({order.owner_key}, card, f"su{event.subject}{event.number}{event.at:%y%m%d%H%M%S}", ctx)


def tell_revoked(event: s.SubstituteRevoked, ctx: Context) -> None:
    """Whoever asked, and whose orders have it kept by this leave, reads that it does not hold any more."""
    approval, words = get_substitute(ctx.uow.session, event.subject), ctx.wording
    orders = [get_order(ctx.uow.session, order_no) for order_no in orders_with(ctx.uow.session, event.substitute)]
    kept = [it for it in orders if approval.names(it.order_no, it.customer_code)]
    card = NoteCard(
        title=words.say("notice.substitute_revoked_title", number=approval.number), tone=Tone.WARNING,
        text=words.say(
            "notice.substitute_revoked", person=_person(event.person, ctx), item=event.item,
            substitute=event.substitute, orders=[it.order_no for it in kept] or None,
        ),
    )  # fmt: skip
    tell({approval.asked_by, *(it.owner for it in kept)}, card, f"sr{event.subject}", ctx)


def _owner(order_no: str, ctx: Context) -> set[str]:
    return {get_order(ctx.uow.session, order_no).owner} if order_no else set()


def _person(person: str, ctx: Context) -> str:
    return Names(ctx.uow.session, ctx.wording.is_chinese).person(person)


announces(s.SubstituteAsked)
announces(s.SubstituteApproved, redraw, tell_decided)
announces(s.SubstituteRefused, redraw, tell_decided)
announces(s.SubstituteRevoked, redraw, tell_revoked)
announces(s.SubstituteUsed, redraw, tell_used)
