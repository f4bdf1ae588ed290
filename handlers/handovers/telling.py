"""Who hears of hand-overs: who gives, who is asked, and whoever sees whose it is."""

from typing import Any

from cards.card import Tone
from cards.notes import NoteCard
from core import handovers as h
from core.handovers import HandOver
from core.orders import passed
from handlers.announcements import announces
from handlers.context import Context
from handlers.handovers.kinds import HAND_OVERS
from handlers.ownership import lanes_to
from handlers.queries.names import Names
from handlers.telling import redraw, redraw_alert, tell
from storage.handovers import get_handover
from storage.outbox import Wait


def ask_receiver(event: h.HandOverOffered, ctx: Context) -> None:
    """The receiver has a card to answer on, and those who give one to watch; who asked reads that nothing moved."""
    made = get_handover(ctx.uow.session, event.subject)
    for person, lane in lanes_to({made.receiver, made.giver, made.offered_by}, ctx).items():
        ctx.uow.place_card(event.subject, f"handover:{person}", lane, wait=Wait.NOBODY)
    ctx.reply(_note("offered", made, Tone.BUSY, ctx, until=made.lapses_at))


def tell_accepted(event: h.HandOverAccepted, ctx: Context) -> None:
    """Who gave it reads that it is the receiver's now."""
    made = get_handover(ctx.uow.session, event.subject)
    tell({made.giver, made.offered_by} - {made.receiver}, _note("accepted", made, Tone.GOOD, ctx), _key(made), ctx)


def tell_declined(event: h.HandOverDeclined, ctx: Context) -> None:
    """Who wanted to give it reads why not."""
    made = get_handover(ctx.uow.session, event.subject)
    card = _note("declined", made, Tone.BAD, ctx, answer=event.reason)
    tell({made.giver, made.offered_by}, card, _key(made), ctx)


def tell_lapsed(event: h.HandOverLapsed, ctx: Context) -> None:
    """Who wanted to give it reads that it is still theirs."""
    made = get_handover(ctx.uow.session, event.subject)
    tell({made.giver, made.offered_by}, _note("lapsed", made, Tone.WARNING, ctx), _key(made), ctx)


def _note(key: str, made: HandOver, tone: Tone, ctx: Context, **facts: Any) -> NoteCard:
    words, names = ctx.wording, Names(ctx.uow.session, ctx.wording.is_chinese)
    what = HAND_OVERS[made.kind].tell(made.ref, made.part, ctx.uow.session, names, words)
    people = {"giver": names.person(made.giver), "receiver": names.person(made.receiver)}
    return NoteCard(
        title=words.say(f"handover.{key}_title", what=what), tone=tone,
        text=words.say(f"handover.{key}", **people, **facts),
    )  # fmt: skip


def _key(made: HandOver) -> str:
    return f"hv{made.handover_no}.{made.revision}"


announces(h.HandOverOffered, ask_receiver)
announces(h.HandOverAccepted, redraw, tell_accepted)
announces(h.HandOverDeclined, redraw, tell_declined)
announces(h.HandOverWithdrawn, redraw)
announces(h.HandOverLapsed, redraw, tell_lapsed)
announces(passed.OrderOwnerChanged, redraw, redraw_alert)
announces(passed.NodeOwnerChanged, redraw)
announces(passed.AskedOwnerChanged, redraw)
