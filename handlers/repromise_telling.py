"""Who hears of new dates: who asked, the managers who decide, and whoever answers for the order."""

from typing import Any

from cards.card import Tone
from cards.notes import NoteCard
from core.orders import repromise as r
from core.people import Role
from handlers.announcements import announces
from handlers.context import Context
from handlers.design.telling import redraw_designs
from handlers.ownership import lanes_to
from handlers.queries.names import Names
from handlers.queries.orders import order_view
from handlers.telling import redraw, redraw_alert, tell
from storage.orders import get_order
from storage.outbox import Wait
from storage.people import people_with_role
from storage.repromises import get_repromise


def tell_repromised(event: r.Repromised, ctx: Context) -> None:
    """Who noted it is answered; where a manager had to agree, who asked reads that in private."""
    made = get_repromise(ctx.uow.session, event.subject, event.entry)
    card = _note("repromised", event.subject, Tone.GOOD, ctx, day=event.promise_date, before=event.before,
                 line=event.line_no or None, person=_name(made.decided_by, ctx))  # fmt: skip
    if event.approved_by:
        tell({made.asked_by}, card, f"rd{event.subject}.{event.entry}", ctx)
    else:
        ctx.reply(card)


def ask_managers(event: r.RepromiseAsked, ctx: Context) -> None:
    """Each manager gets a card to decide on; who asked reads that nothing is promised yet."""
    managers = {person.key for person in people_with_role(ctx.uow.session, Role.MANAGER)}
    for lane in lanes_to(managers, ctx).values():
        ctx.uow.place_card(event.subject, f"repromise:{event.entry}", lane, wait=Wait.NOBODY)
    ctx.reply(
        _note("repromise_asked", event.subject, Tone.WARNING, ctx, day=event.promise_date, computed=event.computed_date)
    )


def tell_refused(event: r.RepromiseRefused, ctx: Context) -> None:
    """Who asked reads why not."""
    made = get_repromise(ctx.uow.session, event.subject, event.entry)
    card = _note("repromise_refused", event.subject, Tone.BAD, ctx, day=event.promise_date, reason=event.reason,
                 person=_name(event.person, ctx))  # fmt: skip
    tell({made.asked_by}, card, f"rx{event.subject}.{event.entry}", ctx)


def _note(key: str, order_no: str, tone: Tone, ctx: Context, **facts: Any) -> NoteCard:
    words, session = ctx.wording, ctx.uow.session
    days = {name: words.short_day(day, ctx.today.year) for name, day in facts.items() if name in _DAYS}
    order = order_view(get_order(session, order_no), Names(session, words.is_chinese), ctx.today)
    return NoteCard.about(order, key, words, tone=tone, **{**facts, **days})


_DAYS = ("day", "before", "computed")


def _name(person: str, ctx: Context) -> str:
    return Names(ctx.uow.session, ctx.wording.is_chinese).person(person) if person else ""


announces(r.Repromised, redraw, redraw_designs, redraw_alert, tell_repromised)
announces(r.RepromiseAsked, redraw, ask_managers)
announces(r.RepromiseRefused, redraw, tell_refused)
