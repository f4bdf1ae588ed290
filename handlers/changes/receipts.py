"""Receipts and dispositions: given by whoever is asked, or for them; chased on the working clock; shown to all."""

from cards.receipt_card import ReceiptsCard
from core.changes import ChangeRequest
from core.errors import NotAllowed
from core.people import Person, Role
from handlers.bus import handles
from handlers.changes.climbing import above_of, step_due
from handlers.changes.kinds import summary_of
from handlers.changes.receipt_commands import AcknowledgeChange, ChaseNotice, DecideDisposition, ShowReceipts
from handlers.context import Context
from handlers.ownership import name_of
from handlers.queries.names import Names
from handlers.queries.receipts import follow_up
from storage.changes import change_called, get_change, unsettled_changes

MOST_LISTED = 8


@handles(AcknowledgeChange)
def acknowledge(cmd: AcknowledgeChange, ctx: Context) -> None:
    """Somebody knows, or somebody who answers for them says so."""
    change = get_change(ctx.uow.session, cmd.change_no, lock=True)
    person = cmd.person or ctx.sender.key
    notice = change.notice_of(person)
    require_for(person, notice.department, ctx)
    ctx.uow.record(*change.acknowledge(person, ctx.sender.key, now=ctx.now))
    stop_clock(change, person, ctx)


@handles(DecideDisposition)
def decide(cmd: DecideDisposition, ctx: Context) -> None:
    """What becomes of the old parts in one place."""
    change = get_change(ctx.uow.session, cmd.change_no, lock=True)
    owner = change.disposition_at(cmd.entry).owner
    found = ctx.uow.session.get(Person, owner)
    require_for(owner, found.department if found is not None else "", ctx)
    ctx.uow.record(*change.dispose(cmd.entry, cmd.split, ctx.sender.key, cmd.note, now=ctx.now))
    stop_clock(change, owner, ctx)


@handles(ChaseNotice)
def chase(cmd: ChaseNotice, ctx: Context) -> None:
    """Nobody answered in time: go one step up the line."""
    session = ctx.uow.session
    change = get_change(session, cmd.change_no, lock=True)
    above = above_of(change.notice_of(cmd.person).department, session)
    ctx.uow.record(*change.chase_owner(cmd.person, cmd.level, *above, now=ctx.now))


@handles(ShowReceipts)
def show_receipts(cmd: ShowReceipts, ctx: Context) -> None:
    """未确认: of one change, or of all that are not settled, for everybody to see."""
    session, words = ctx.uow.session, ctx.wording
    names = Names(session, words.is_chinese)
    if cmd.change_no:
        change = change_called(session, cmd.change_no)
        summary = summary_of(change, session, names, words, ctx.today)
        ctx.reply(ReceiptsCard.of(change.change_no, change.status, summary, follow_up(change, names), words))
        return
    found = unsettled_changes(session)
    told = [
        (it.change_no, summary_of(it, session, names, words, ctx.today), follow_up(it, names))
        for it in found[:MOST_LISTED]
    ]
    ctx.reply(ReceiptsCard.of_many(told, len(found), words))


def start_clock(change_no: str, person: str, level: int, ctx: Context) -> None:
    """Set the clock, in working time, for the next step up the line."""
    chase = ChaseNotice(change_no=change_no, person=person, level=level)
    ctx.remind(_timer(change_no, person), step_due(level, ctx), chase)


def stop_clock(change: ChangeRequest, person: str, ctx: Context) -> None:
    """Nobody is reminded of what is not awaited of them any more."""
    if not change.awaits(person):
        ctx.uow.drop_timer(_timer(change.change_no, person))


def _timer(change_no: str, person: str) -> str:
    return f"receipt:{change_no}:{person}"


def require_for(person: str, department: str, ctx: Context) -> None:
    """They themselves, the lead of their department and the coordinators."""
    sender = ctx.sender
    if sender.is_program or sender.key == person or department in sender.leads or Role.COORDINATOR in sender.roles:
        return
    raise NotAllowed(who=[name_of(person, ctx)])
