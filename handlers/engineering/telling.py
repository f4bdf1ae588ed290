"""Who hears of engineering changes: whoever asked, whoever has to decide about work by hand, and the floor."""

from cards.card import Tone
from cards.notes import NoteCard
from core import revisions as r
from core.changes import events as e
from handlers.announcements import announces
from handlers.changes.showing import turn_card
from handlers.context import Context
from handlers.ownership import answerable
from handlers.telling import redraw, tell
from storage.changes import get_change

MOST_ORDERS = 12


def show_as_written(event: e.ChangeBlocked | e.ChangeRebased | e.ChangeConflicts | e.ChangeGrown, ctx: Context) -> None:
    """Nobody decides about it for the time being: its message is that of whoever writes it."""
    turn_card(get_change(ctx.uow.session, event.subject), ctx)


def tell_blocked(event: e.ChangeBlocked, ctx: Context) -> None:
    """Whoever asked reads which change is ahead, and of which line."""
    _tell_requester("ecn_blocked", event.subject, Tone.WARNING, ctx, by=event.by, component=event.component)


def tell_rebased(event: e.ChangeRebased, ctx: Context) -> None:
    """Whoever asked reads that it goes on, from another revision."""
    _tell_requester("ecn_rebased", event.subject, Tone.BUSY, ctx, before=event.before, after=event.after)


def tell_conflict(event: e.ChangeConflicts, ctx: Context) -> None:
    """Whoever asked reads that another was faster, and what no longer fits."""
    _tell_requester("ecn_conflict", event.subject, Tone.BAD, ctx, after=event.after, component=event.component)


def tell_grown(event: e.ChangeGrown, ctx: Context) -> None:
    """Whoever asked reads why those who had agreed are asked once more."""
    _tell_requester("ecn_grown", event.subject, Tone.WARNING, ctx)


def tell_flagged(event: e.WorkFlagged, ctx: Context) -> None:
    """Whoever answers for production reads which work orders are left to them."""
    change, words = get_change(ctx.uow.session, event.subject), ctx.wording
    card = NoteCard(
        title=words.say("notice.ecn_flagged_title", change_no=event.subject, item=change.target), tone=Tone.WARNING,
        text=words.say("notice.ecn_flagged", item=change.target, count=len(event.orders), orders=event.orders),
    )  # fmt: skip
    tell({event.owner}, card, f"ef{event.subject}", ctx)


def tell_ended(event: r.RevisionEnded, ctx: Context) -> None:
    """Whoever asked for it, and production, read that a revision is given to nobody any more, and why."""
    words = ctx.wording
    card = NoteCard(
        title=words.say("notice.revision_ended_title", item=event.subject, revision=event.revision), tone=Tone.DONE,
        text=words.say("notice.revision_ended", why=words.label(event.why), change_no=event.change_no),
    )  # fmt: skip
    tell(_concerned(event.change_no, ctx), card, f"re{event.change_no}", ctx)


def tell_switched(event: r.RevisionSwitched, ctx: Context) -> None:
    """The same when one comes into force."""
    words = ctx.wording
    card = NoteCard(
        title=words.say("notice.revision_switched_title", item=event.subject, after=event.after), tone=Tone.GOOD,
        text=words.say(
            "notice.revision_switched", item=event.subject, before=event.before, after=event.after,
            change_no=event.change_no,
        ),
    )  # fmt: skip
    tell(_concerned(event.change_no, ctx), card, f"rs{event.change_no}", ctx)


def _concerned(change_no: str, ctx: Context) -> set[str]:
    lead = answerable(ctx.uow.session).get("production", "")
    return {get_change(ctx.uow.session, change_no).requester, lead} - {""}


def _tell_requester(key: str, change_no: str, tone: Tone, ctx: Context, **facts: str) -> None:
    change, words = get_change(ctx.uow.session, change_no), ctx.wording
    title = words.say(f"notice.{key}_title", change_no=change_no)
    card = NoteCard(title=title, tone=tone, text=words.say(f"notice.{key}", item=change.target, **facts))
    tell({change.requester}, card, f"{key}.{change_no}.{change.revision}", ctx)


announces(e.ChangeBlocked, redraw, show_as_written, tell_blocked)
announces(e.ChangeRebased, redraw, show_as_written, tell_rebased)
announces(e.ChangeConflicts, redraw, show_as_written, tell_conflict)
announces(e.ChangeGrown, redraw, show_as_written, tell_grown)
announces(e.WorkFlagged, tell_flagged)
announces(r.RevisionOpened)
announces(r.RevisionSwitched, tell_switched)
announces(r.RevisionEnded, tell_ended)
