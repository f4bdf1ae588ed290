"""Who hears of changes."""

from core.changes import events as e
from handlers.announcements import announces
from handlers.changes.consenting import release
from handlers.changes.forms import owe_sync
from handlers.changes.idling import start_clock
from handlers.changes.kinds import KINDS
from handlers.changes.receipt_telling import tell_closed
from handlers.changes.review_telling import (
    redraw_order,
    show_to_asker,
    tell_approved,
    tell_expired,
    tell_rejected,
    tell_sent_back,
)
from handlers.context import Context
from handlers.telling import redraw
from storage.changes import get_change


def put_into_effect(event: e.ChangeApproved, ctx: Context) -> None:
    """It takes effect right after, once no customer has to be waited for."""
    release(get_change(ctx.uow.session, event.subject), ctx)


def let_go(event: e.ChangeRejected | e.ChangeSentBack | e.ChangeWithdrawn | e.ChangeExpired, ctx: Context) -> None:
    """Others may have waited for it."""
    change = get_change(ctx.uow.session, event.subject)
    if change.kind in KINDS:
        KINDS[change.kind].let_go(change, ctx)


announces(e.ChangeDrafted, start_clock)
announces(e.ChangeSubmitted, redraw, start_clock)
announces(e.ChangeAssessed, redraw)
announces(e.ChangeApproved, redraw, put_into_effect, tell_approved, owe_sync)
announces(e.ChangeRejected, redraw, redraw_order, tell_rejected, let_go, owe_sync)
announces(e.ChangeSentBack, redraw, redraw_order, show_to_asker, tell_sent_back, start_clock, let_go, owe_sync)
announces(e.ChangeWithdrawn, redraw, redraw_order, let_go, owe_sync)
announces(e.ChangeExpired, redraw, redraw_order, tell_expired, let_go, owe_sync)
announces(e.ChangeApplied, redraw)
announces(e.ChangeClosed, redraw, tell_closed)
