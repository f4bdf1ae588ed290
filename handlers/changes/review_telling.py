"""Who hears of a review: those whose turn it is, those who hear that it drags on, and whoever asked for the change."""

from datetime import timedelta

from cards.card import Button, Tone
from cards.changes.waiting import open_change
from cards.notes import NoteCard
from core import delegations as d
from core.changes import ChangeKind, ChangeRequest
from core.changes import events as e
from core.changes.approval import LEVELS
from handlers.announcements import announces
from handlers.changes.forms import owe_forms, owe_sync
from handlers.changes.reviewing import start_clock
from handlers.changes.showing import PUBLIC, ask, turn_card
from handlers.context import Context
from handlers.ownership import name_of
from handlers.sender import TONGPIN
from handlers.telling import redraw, tell
from storage import living
from storage.changes import get_change
from storage.outbox import Wait


def redraw_order(
    event: e.ReviewStarted | e.ChangeRejected | e.ChangeSentBack | e.ChangeWithdrawn | e.ChangeExpired, ctx: Context
) -> None:
    """The cards of an order say that it is, or is no longer, in question."""
    change = _change(event.subject, ctx)
    if change.kind is ChangeKind.ORDER:
        ctx.uow.mark_stale(change.target)


def show_publicly(event: e.ReviewStarted, ctx: Context) -> None:
    """The message in the chat where it was asked for shows the review from now on; where there is none, one does."""
    change = _change(event.subject, ctx)
    turn_card(change, ctx)
    if change.chat and living.find(ctx.uow.session, change.change_no, PUBLIC, change.chat) is None:
        ctx.uow.place_card(change.change_no, PUBLIC, change.chat, wait=Wait.NOBODY)


def show_to_asker(event: e.ChangeSentBack, ctx: Context) -> None:
    """The same message is the form again."""
    turn_card(_change(event.subject, ctx), ctx)


def ask_in_turn(event: e.ApprovalAsked, ctx: Context) -> None:
    """Whoever's turn it is gets their card, once, and the clock runs until they decide."""
    ctx.uow.session.flush()
    change = _change(event.subject, ctx)
    for it in change.this_round:
        if it.is_open and (it.stage, it.asked, it.asked_of) == (event.stage, event.person, event.of):
            start_clock(change, it, 1, ctx)
    asked = [it for it in ctx.uow.recorded if isinstance(it, e.ApprovalAsked) and it.subject == event.subject]
    if next(it for it in asked if (it.person, it.stage) == (event.person, event.stage)) is event:
        ask(event.subject, event.person, ctx)


def tell_chased(event: e.ApprovalChased, ctx: Context) -> None:
    """The next one in the line hears of it in private, and the clock starts again."""
    change, words = _change(event.subject, ctx), ctx.wording
    asked = next(it for it in change.this_round if it.id == event.approval)
    card = NoteCard(
        title=words.say(f"notice.approval_chased_{event.level}_title", change_no=event.subject), tone=Tone.WARNING,
        text=words.say(f"notice.approval_chased_{event.level}", person=name_of(event.person, ctx), due=asked.due_at),
        buttons=(_open(change, ctx),),
    )  # fmt: skip
    tell({event.chased}, card, f"ac{event.approval}.{asked.stage}.{event.level}", ctx)
    if event.level == len(LEVELS):
        ask(event.subject, event.chased, ctx)
    start_clock(change, asked, event.level + 1, ctx)


def tell_approved(event: e.ChangeApproved, ctx: Context) -> None:
    """Whoever asked reads that it is agreed."""
    _tell_requester("change_approved", event.subject, Tone.GOOD, ctx)


def tell_rejected(event: e.ChangeRejected, ctx: Context) -> None:
    """Whoever asked reads who does not want it, and why."""
    _tell_requester("change_rejected", event.subject, Tone.BAD, ctx, person=event.person, reason=event.reason)


def tell_sent_back(event: e.ChangeSentBack, ctx: Context) -> None:
    """Whoever asked reads what has to be different; of what no person sent back its kind tells more."""
    if event.person == TONGPIN.key:
        return
    _tell_requester("change_sent_back", event.subject, Tone.WARNING, ctx, person=event.person, reason=event.reason)


def tell_forgotten(event: e.ChangeForgotten, ctx: Context) -> None:
    """Whoever asked reads until when it waits for them."""
    change, words = _change(event.subject, ctx), ctx.wording
    card = NoteCard(
        title=words.say("notice.change_forgotten_title", change_no=event.subject), tone=Tone.WARNING,
        text=words.say("notice.change_forgotten", target=change.target, status=change.status, at=event.expires_at),
        buttons=(_open(change, ctx),),
    )  # fmt: skip
    tell({event.person}, card, f"cf{event.subject}.{change.revision}.{event.at:%y%m%d%H%M}", ctx)


def tell_expired(event: e.ChangeExpired, ctx: Context) -> None:
    """Whoever asked reads that it says nothing any more, and what they may do."""
    change, words = _change(event.subject, ctx), ctx.wording
    card = NoteCard(
        title=words.say("notice.change_expired_title", change_no=event.subject), tone=Tone.DONE,
        text=words.say("notice.change_expired", target=change.target),
    )  # fmt: skip
    tell({change.requester}, card, f"cx{event.subject}", ctx)


def tell_remark(event: e.RemarkMade, ctx: Context) -> None:
    """Whoever asked reads what is said; what they answer is read by those it waits for."""
    change, words = _change(event.subject, ctx), ctx.wording
    readers = {it.asked for it in change.awaited} if event.person == change.requester else {change.requester}
    card = NoteCard(
        title=words.say("notice.remark_title", change_no=event.subject), buttons=(_open(change, ctx),),
        text=words.say("notice.remark", person=name_of(event.person, ctx), text=event.text),
    )  # fmt: skip
    tell(readers - {event.person}, card, f"rm{event.subject}.{len(change.remarks)}", ctx)


def tell_delegate(event: d.DelegationSet, ctx: Context) -> None:
    """Both read what has been agreed."""
    words, until = ctx.wording, ctx.wording.day_of(event.until - timedelta(seconds=1))
    facts = {"since": event.from_at, "until": until, "reason": event.reason}
    title = words.say("delegate.title")
    mine = words.say("delegate.set", person=name_of(event.delegate, ctx), **facts)
    theirs = words.say("delegate.asked", person=name_of(event.subject, ctx), **facts)
    ctx.reply(NoteCard(title=title, tone=Tone.GOOD, text=mine))
    tell({event.delegate}, NoteCard(title=title, text=theirs), f"dl{event.subject}.{event.at:%y%m%d%H%M%S%f}", ctx)


def tell_back(event: d.DelegationEnded, ctx: Context) -> None:
    """Whoever stood in reads that they need not any more."""
    words = ctx.wording
    card = NoteCard(
        title=words.say("delegate.title"), text=words.say("delegate.back", person=name_of(event.subject, ctx))
    )
    tell({event.delegate}, card, f"db{event.subject}.{event.at:%y%m%d%H%M%S%f}", ctx)


def _tell_requester(key: str, change_no: str, tone: Tone, ctx: Context, *, person: str = "", reason: str = "") -> None:
    change, words = _change(change_no, ctx), ctx.wording
    if person == change.requester:
        return
    card = NoteCard(
        title=words.say(f"notice.{key}_title", change_no=change_no), tone=tone, buttons=(_open(change, ctx),),
        text=words.say(f"notice.{key}", person=name_of(person, ctx) if person else "", reason=reason),
    )  # fmt: skip
    tell({change.requester}, card, f"{key}.{change_no}.{change.revision}", ctx)


def _open(change: ChangeRequest, ctx: Context) -> Button:
    return open_change(change.change_no, change.revision, ctx.wording)


def _change(change_no: str, ctx: Context) -> ChangeRequest:
    return get_change(ctx.uow.session, change_no)


announces(e.ReviewStarted, redraw, redraw_order, show_publicly, owe_forms)
announces(e.ApprovalAsked, redraw, ask_in_turn)
announces(e.ApprovalGiven, redraw, owe_sync)
announces(e.ApprovalRefused, redraw, owe_sync)
announces(e.ApprovalLapsed, redraw)
announces(e.ApprovalPassed, redraw)
announces(e.ApprovalHandedOver, redraw)
announces(e.ApprovalChased, redraw, tell_chased)
announces(e.SignerAdded, redraw)
announces(e.RemarkMade, redraw, tell_remark)
announces(d.DelegationSet, tell_delegate)
announces(d.DelegationEnded, tell_back)
