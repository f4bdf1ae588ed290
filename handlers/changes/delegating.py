"""Who decides while somebody is away: set in one line of chat, followed by what waits and by what comes."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from cards.card import Tone
from cards.notes import NoteCard
from core.delegations import Delegation
from handlers.bus import handles
from handlers.changes.commands import EndDelegates, FollowDelegations, SetDelegate, ShowDelegates
from handlers.changes.reviewing import due_at
from handlers.changes.routing import acting_now
from handlers.context import Context
from handlers.ownership import name_of
from handlers.queries.search import require_person
from storage.changes import changes_in_review
from storage.delegations import delegated_to, delegations_of

MOST_SHOWN = 8


@handles(SetDelegate)
def set_delegate(cmd: SetDelegate, ctx: Context) -> None:
    """It takes the place of what the sender has said before about the same days."""
    delegate = require_person(ctx.uow.session, cmd.person, ctx.wording).key
    begins = max(_midnight(cmd.begins, ctx), ctx.now) if cmd.begins else ctx.now
    until = _midnight(cmd.until, ctx) + timedelta(days=1)
    made, told = Delegation.agree(ctx.sender.key, delegate, from_at=begins, until=until, reason=cmd.reason, now=ctx.now)
    for other in delegations_of(ctx.uow.session, ctx.sender.key, ctx.now):
        if other.overlaps(begins, until):
            ctx.uow.record(*other.end(now=ctx.now))
    ctx.uow.add(made)
    ctx.uow.record(*told)
    ctx.remind(f"delegation:{made.id}:begins", begins, FollowDelegations())
    ctx.remind(f"delegation:{made.id}:ends", until, FollowDelegations())
    _follow(ctx)


@handles(EndDelegates)
def end_delegates(cmd: EndDelegates, ctx: Context) -> None:
    """The sender is back: what waits for them is theirs again."""
    words, mine = ctx.wording, delegations_of(ctx.uow.session, ctx.sender.key, ctx.now)
    for each in mine:
        ctx.uow.record(*each.end(now=ctx.now))
    key = "ended" if mine else "none"
    ctx.reply(NoteCard(title=words.say("delegate.title"), tone=Tone.GOOD, text=words.say(f"delegate.{key}")))
    _follow(ctx)


@handles(ShowDelegates)
def show_delegates(cmd: ShowDelegates, ctx: Context) -> None:
    """Both ways: who decides for the sender, and for whom the sender does."""
    words = ctx.wording
    lines = words.lines(list(_lines(ctx)), MOST_SHOWN)
    text = "\n".join(lines) or words.say("delegate.none")
    ctx.reply_privately(NoteCard(title=words.say("delegate.title"), text=text))


@handles(FollowDelegations)
def follow_delegations(cmd: FollowDelegations, ctx: Context) -> None:
    """What is not decided yet goes to whoever acts at this moment."""
    _follow(ctx)


def _follow(ctx: Context) -> None:
    ctx.uow.session.flush()
    for change in changes_in_review(ctx.uow.session, lock=True):
        entitled = {it.asked_of for it in change.this_round if it.is_left}
        acting = acting_now(change, entitled, ctx.uow.session, ctx.now)
        ctx.uow.record(*change.follow(acting, due_at=due_at(ctx), now=ctx.now))


def _midnight(day: date, ctx: Context) -> datetime:
    return datetime.combine(day, time(), ctx.uow.timezone)


def _lines(ctx: Context) -> Iterator[str]:
    session, sender = ctx.uow.session, ctx.sender.key
    for key, found in (
        ("mine", delegations_of(session, sender, ctx.now)), ("for", delegated_to(session, sender, ctx.now))
    ):  # fmt: skip
        for it in found:
            other = name_of(it.delegate if key == "mine" else it.person, ctx)
            last = ctx.wording.day_of(it.until - timedelta(seconds=1))
            yield ctx.wording.say(f"delegate.{key}", person=other, since=it.from_at, until=last, reason=it.reason)
