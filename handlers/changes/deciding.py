"""What those who are asked say: yes, no, not like this, somebody else too, somebody else instead."""

from dataclasses import replace

from cards.changes.waiting import WaitingView, waiting_list
from core.changes import Approval, ChangeRequest
from handlers.bus import handles
from handlers.changes.commands import (
    AddSigner,
    ApproveChange,
    HandOverApproval,
    RejectChange,
    RemarkOnChange,
    SendChangeBack,
    ShowApprovals,
    ShowChange,
)
from handlers.changes.finding import only_change
from handlers.changes.reviewing import due_at
from handlers.changes.routing import acting_now
from handlers.changes.showing import show_change_card
from handlers.context import Context
from handlers.ownership import name_of
from handlers.queries.search import require_person
from storage.changes import changes_in_review


@handles(ApproveChange)
def approve_change(cmd: ApproveChange, ctx: Context) -> None:
    """One of those asked consents: for themselves, and for whoever they act for."""
    change = _asked_about(cmd.words, cmd.stage, ctx)
    given = change.approve(ctx.sender.key, cmd.comment, shown=cmd.stage, due_at=due_at(ctx), now=ctx.now)
    ctx.uow.record(*given)


@handles(RejectChange)
def reject_change(cmd: RejectChange, ctx: Context) -> None:
    """One of those asked does not want it."""
    change = _asked_about(cmd.words, cmd.stage, ctx)
    ctx.uow.record(*change.reject(ctx.sender.key, cmd.reason, shown=cmd.stage, due_at=due_at(ctx), now=ctx.now))


@handles(SendChangeBack)
def send_change_back(cmd: SendChangeBack, ctx: Context) -> None:
    """One of those asked wants it written down differently."""
    change = _asked_about(cmd.words, cmd.stage, ctx)
    change.require_answering(ctx.sender.key, cmd.stage)
    ctx.uow.record(*change.send_back(ctx.sender.key, cmd.reason, now=ctx.now))


@handles(RemarkOnChange)
def remark_on_change(cmd: RemarkOnChange, ctx: Context) -> None:
    """Somebody says something; whoever decides reads it."""
    change = only_change(cmd.words, ctx, lock=True)
    ctx.uow.record(*change.remark(ctx.sender.key, cmd.text, now=ctx.now))


@handles(AddSigner)
def add_signer(cmd: AddSigner, ctx: Context) -> None:
    """One of those asked wants somebody else's consent besides."""
    change = _asked_about(cmd.words, cmd.stage, ctx)
    signer = require_person(ctx.uow.session, cmd.person, ctx.wording).key
    acting = acting_now(change, [signer], ctx.uow.session, ctx.now)
    ctx.uow.record(*change.add_signer(ctx.sender.key, signer, acting, shown=cmd.stage, due_at=due_at(ctx), now=ctx.now))
    _say_why(change, cmd.reason, ctx)


@handles(HandOverApproval)
def hand_over_approval(cmd: HandOverApproval, ctx: Context) -> None:
    """One of those asked leaves it to somebody else."""
    change = _asked_about(cmd.words, cmd.stage, ctx)
    to = require_person(ctx.uow.session, cmd.person, ctx.wording).key
    acting = acting_now(change, [to], ctx.uow.session, ctx.now)
    ctx.uow.record(*change.hand_over(ctx.sender.key, to, acting, shown=cmd.stage, due_at=due_at(ctx), now=ctx.now))
    _say_why(change, cmd.reason, ctx)


@handles(ShowApprovals)
def show_approvals(cmd: ShowApprovals, ctx: Context) -> None:
    """What waits for the sender, to be opened one by one; told to them alone."""
    mine = [it for it in changes_in_review(ctx.uow.session) if it.to_answer(ctx.sender.key)]
    ctx.reply_privately(waiting_list([_waiting(it, ctx) for it in mine], ctx.wording))


@handles(ShowChange)
def show_change(cmd: ShowChange, ctx: Context) -> None:
    """To somebody who is asked, the card on which they decide, in private; to others the public one, here."""
    show_change_card(only_change(cmd.words, ctx), ctx)


def _asked_about(words: str, stage: int | None, ctx: Context) -> ChangeRequest:
    """The change, kept from others until this is done; the audit trail says in whose place the sender acts."""
    change = only_change(words, ctx, lock=True)
    for it in change.to_answer(ctx.sender.key, stage):
        _note_on_behalf(it, ctx)
    return change


def _note_on_behalf(asked: Approval, ctx: Context) -> None:
    if asked.asked_of != ctx.sender.key:
        ctx.uow.origin = replace(ctx.uow.origin, on_behalf_of=asked.asked_of)


def _say_why(change: ChangeRequest, reason: str, ctx: Context) -> None:
    if reason:
        ctx.uow.record(*change.remark(ctx.sender.key, reason, now=ctx.now))


def _waiting(change: ChangeRequest, ctx: Context) -> WaitingView:
    since = min(it.opened_at for it in change.to_answer(ctx.sender.key) if it.opened_at)
    return WaitingView(
        change_no=change.change_no, revision=change.revision, kind=change.kind, reason=change.reason,
        requester=name_of(change.requester, ctx), since=since,
    )  # fmt: skip
