"""Changes that whoever asked has begun and not gone on with: they are reminded, then it expires and locks nothing."""

from datetime import datetime

from core.changes import events as e
from handlers.announcements import announces
from handlers.bus import handles
from handlers.changes.commands import ExpireChange, RemindOfChange
from handlers.changes.review_telling import tell_forgotten
from handlers.context import Context
from storage.changes import get_change


@handles(RemindOfChange)
def remind_of_change(cmd: RemindOfChange, ctx: Context) -> None:
    """Whoever asked hears of it, and the clock runs to its end."""
    change, rules = get_change(ctx.uow.session, cmd.change_no, lock=True), ctx.rules
    left = rules.idle_expire_work_minutes - rules.idle_remind_work_minutes
    expires_at = _after(left, ctx)
    if reminded := change.remind(expires_at, now=ctx.now):
        ctx.uow.record(*reminded)
        ctx.remind(_timer(change.change_no), expires_at, ExpireChange(change_no=change.change_no))


@handles(ExpireChange)
def expire_change(cmd: ExpireChange, ctx: Context) -> None:
    """Nobody went on with it."""
    ctx.uow.record(*get_change(ctx.uow.session, cmd.change_no, lock=True).expire(now=ctx.now))


def start_clock(event: e.ChangeDrafted | e.ChangeSubmitted | e.ChangeSentBack, ctx: Context) -> None:
    """From here on it is whoever asked who goes on with it; looked at when the time is up."""
    at = _after(ctx.rules.idle_remind_work_minutes, ctx)
    ctx.remind(_timer(event.subject), at, RemindOfChange(change_no=event.subject))


def _after(minutes: int, ctx: Context) -> datetime:
    return ctx.rules.calendar(ctx.uow.session).add_work_minutes(ctx.now, minutes)


def _timer(change_no: str) -> str:
    return f"idle:{change_no}"


announces(e.ChangeForgotten, tell_forgotten)
