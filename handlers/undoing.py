"""`/undo`: what one has done last is taken back, through the same rights and checks; who had heard of it hears that."""

from datetime import datetime
from typing import Any

from cards.card import Tone
from cards.notes import NoteCard
from core.alerts import Alert
from core.orders import Order
from core.undo import WINDOW, NothingToUndo, Undone
from handlers.announcements import ANNOUNCEMENTS, announces
from handlers.bus import HANDLERS, handles
from handlers.command import from_payload
from handlers.context import Context
from handlers.order_commands import Undo, UndoAcknowledge, UndoAlert, UndoCancel, UndoHold, UndoResume
from handlers.ownership import require_department, require_own
from handlers.permissions import require_permission
from handlers.promising import ask_planner
from handlers.queries.names import Names
from handlers.telling import tell
from storage.alerts import get_alert
from storage.orders import get_order
from storage.undo import done_since, last_undoable

MOST_TOLD = 3
FOR_GOOD = frozenset(
    {
        "ConsentGiven", "ConsentRefused", "ConsentsWaived", "MaterialHandedOver", "NodeReported", "OrderConfirmed",
        "OrderPlaced", "PlanPublished", "PlanRejected", "PlanRolledBack", "ProblemReported", "ProblemSolved",
        "QuantityReduced", "QuoteHeld", "RepromiseAsked", "Repromised", "RepromiseRefused", "RoleGranted",
        "RoleRevoked", "SpecCompleted", "WorkPinned", "WorkUnpinned",
    }
)  # fmt: skip
"""Events by name: what people do on purpose and cannot take back."""


@handles(Undo)
def undo(cmd: Undo, ctx: Context) -> None:
    """The last thing that can be taken back; what was done since and cannot be is said."""
    session, person = ctx.uow.session, ctx.sender.key
    known = last_undoable(session, person, ctx.now)
    if known is None:
        minutes = int(WINDOW.total_seconds()) // 60
        raise NothingToUndo(minutes=minutes, done=_done(person, ctx.now - WINDOW, ctx))
    back = from_payload(known.command)
    require_permission(type(back), ctx.sender)
    left = _done(person, known.done_at, ctx)
    HANDLERS[type(back)](back, ctx)
    ctx.uow.record(*known.undo(now=ctx.now))
    words = ctx.wording
    names = [Names(session, words.is_chinese).person(it) for it in known.told]
    ctx.reply(
        NoteCard(
            title=words.say("undo.title", subject=known.subject), tone=Tone.GOOD,
            text=words.say("undo.text", what=words.say(known.what), people=names or None, left=left or None),
        )
    )  # fmt: skip


def _done(person: str, since: datetime, ctx: Context) -> list[str]:
    """In words, what a person has done since then that is not taken back like this."""
    told = [_told(row, ctx) for row in done_since(ctx.uow.session, person, since) if row["action"] in FOR_GOOD]
    return [*dict.fromkeys(text for text in told if text)][:MOST_TOLD]


def _told(row: dict[str, Any], ctx: Context) -> str:
    """As whoever did it read it then."""
    kind = next(it for it in ANNOUNCEMENTS if it.__name__ == row["action"])
    event = kind.model_validate({**row["detail"], "at": row["at"], "subject": row["subject"]})
    return ctx.wording.say(f"done.{row['action']}", **dict(event))


@handles(UndoHold)
def undo_hold(cmd: UndoHold, ctx: Context) -> None:
    """The order goes on, and is answered anew: what was kept for it is given back already."""
    order = _own_order(cmd.order_no, cmd.revision, ctx)
    ctx.uow.record(*order.resume(now=ctx.now))
    ask_planner(order, "resumed", ctx)


@handles(UndoResume)
def undo_resume(cmd: UndoResume, ctx: Context) -> None:
    """The order is on hold again, for the reason it was."""
    order = get_order(ctx.uow.session, cmd.order_no, lock=True)
    require_own(order, ctx)
    ctx.uow.record(*order.hold(cmd.reason, now=ctx.now))


@handles(UndoCancel)
def undo_cancel(cmd: UndoCancel, ctx: Context) -> None:
    """The order is an inquiry again and is answered anew."""
    order = _own_order(cmd.order_no, cmd.revision, ctx)
    ctx.uow.record(*order.revive(now=ctx.now))
    ask_planner(order, "resumed", ctx)


@handles(UndoAcknowledge)
def undo_acknowledge(cmd: UndoAcknowledge, ctx: Context) -> None:
    """The department is waited for again."""
    require_department(cmd.department, ctx)
    order = get_order(ctx.uow.session, cmd.order_no, lock=True)
    ctx.uow.record(*order.take_back(cmd.department, ctx.sender.key, now=ctx.now))


@handles(UndoAlert)
def undo_alert(cmd: UndoAlert, ctx: Context) -> None:
    """The alert is open again."""
    alert: Alert = get_alert(ctx.uow.session, cmd.alert_no, lock=True)
    ctx.uow.record(*alert.let_go(ctx.sender.key, now=ctx.now))


def _own_order(order_no: str, revision: int, ctx: Context) -> Order:
    order = get_order(ctx.uow.session, order_no, lock=True)
    require_own(order, ctx)
    order.require_revision(revision)
    return order


def tell_undone(event: Undone, ctx: Context) -> None:
    """Those who had been told of it read that it is taken back."""
    words = ctx.wording
    person = Names(ctx.uow.session, words.is_chinese).person(event.person)
    card = NoteCard(
        title=words.say("notice.undone_title", person=person, subject=event.subject), tone=Tone.WARNING,
        text=words.say("notice.undone", person=person, what=words.say(event.what)),
    )  # fmt: skip
    tell(set(event.told), card, f"un{event.subject}{event.at:%y%m%d%H%M%S%f}", ctx)


announces(Undone, tell_undone)
