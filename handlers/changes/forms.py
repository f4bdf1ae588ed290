"""Keeping the mirrors: owed when a review begins, brought up to date with every word, looked for when one is lost."""

from dataclasses import replace

from core.changes import Approval, ChangeRequest, ChangeStatus
from core.changes import events as e
from core.changes.forms import FormStage, FormStatus, NativeForm
from core.events import Event
from handlers.bus import handles
from handlers.changes.form_commands import (
    FileForm,
    HearForm,
    NoteFormFiled,
    NoteFormMoved,
    NoteFormRefused,
    ReconcileForms,
    RecordForm,
    SyncForm,
    Word,
)
from handlers.changes.reviewing import due_at
from handlers.context import Context
from storage import people
from storage.changes import form_of_number, forms_at_large, forms_of, get_change, get_form


def owe_forms(event: e.ReviewStarted, ctx: Context) -> None:
    """A form on each platform that reviews are mirrored into, where whoever asked has an account."""
    change = get_change(ctx.uow.session, event.subject)
    for platform in sorted(ctx.rules.mirrors):
        if people.accounts(ctx.uow.session, [change.requester], platform):
            form = NativeForm(change_no=change.change_no, round=change.round, platform=platform, owed_at=ctx.now)
            ctx.uow.add(form)
            _owe_filing(form, ctx)


def owe_sync(event: Event, ctx: Context) -> None:
    """Something was said here: it is said there, too."""
    for form in forms_of(ctx.uow.session, event.subject):
        _owe_sync(form, ctx)


def _owe_filing(form: NativeForm, ctx: Context) -> None:
    filing = FileForm(change_no=form.change_no, round=form.round, platform=form.platform)
    ctx.owe(f"form:{form.change_no}:{form.round}:{form.platform}:{_occasion(ctx)}", filing)


def _owe_sync(form: NativeForm, ctx: Context) -> None:
    sync = SyncForm(change_no=form.change_no, round=form.round, platform=form.platform)
    ctx.owe(f"sync:{form.change_no}:{form.round}:{form.platform}:{_occasion(ctx)}", sync)


def _occasion(ctx: Context) -> str:
    """What brings it about: the same delivery owes it once, the next one again."""
    return ctx.uow.origin.delivery or ctx.now.isoformat()


@handles(NoteFormFiled)
def note_form_filed(cmd: NoteFormFiled, ctx: Context) -> None:
    """It is there; what was decided meanwhile is carried there at once."""
    form = get_form(ctx.uow.session, cmd.change_no, cmd.round, cmd.platform, lock=True)
    if form is not None and form.stage is FormStage.OWED:
        form.file(cmd.number)
        ctx.uow.mark_stale(cmd.change_no)
        ctx.uow.record(e.FormFiled(at=ctx.now, subject=cmd.change_no, platform=cmd.platform, number=cmd.number))
        _owe_sync(form, ctx)


@handles(NoteFormRefused)
def note_form_refused(cmd: NoteFormRefused, ctx: Context) -> None:
    """The review goes on without; an administrator reads why."""
    form = get_form(ctx.uow.session, cmd.change_no, cmd.round, cmd.platform, lock=True)
    if form is not None and form.stage is FormStage.OWED:
        form.fail(cmd.why)
        ctx.uow.mark_stale(cmd.change_no)
        ctx.uow.record(e.FormRefused(at=ctx.now, subject=cmd.change_no, platform=cmd.platform, why=cmd.why))


@handles(RecordForm)
def record_form(cmd: RecordForm, ctx: Context) -> None:
    """What was decided there counts here; what is over there is over."""
    form = get_form(ctx.uow.session, cmd.change_no, cmd.round, cmd.platform, lock=True)
    if form is None or not form.is_alive:
        return
    change, status = get_change(ctx.uow.session, cmd.change_no, lock=True), FormStatus(cmd.status)
    words = tuple(sorted(cmd.decisions, key=lambda it: it.at))
    if words and _is_on(change, cmd.round):
        _hear(HearForm(change_no=cmd.change_no, round=cmd.round, platform=cmd.platform, decisions=words), ctx)
    if status is FormStatus.ENDED and _is_on(change, cmd.round):
        ctx.uow.record(*change.withdraw(change.requester, now=ctx.now))
    if status is not FormStatus.RUNNING:
        form.end(now=ctx.now)
    elif cmd.is_left_open and form.leave_open():
        ctx.uow.record(e.FormLeftOpen(at=ctx.now, subject=cmd.change_no, platform=cmd.platform, number=form.number))


@handles(HearForm)
def hear_form(cmd: HearForm, ctx: Context) -> None:
    """One person's word, if it is theirs to say; then the next one's."""
    change, word = get_change(ctx.uow.session, cmd.change_no, lock=True), cmd.decisions[0]
    person = people.person_by_identity(ctx.uow.session, cmd.platform, word.account)
    if person is not None and _is_on(change, cmd.round) and (mine := change.to_answer(person.key)):
        ctx.uow.origin = replace(ctx.uow.origin, actor=person.key, on_behalf_of=_instead_of(mine[0], person.key))
        ctx.uow.record(*_decided(change, person.key, word, ctx))
    if cmd.decisions[1:]:
        _hear(cmd.model_copy(update={"decisions": cmd.decisions[1:]}), ctx)


def _hear(heard: HearForm, ctx: Context) -> None:
    key = f"{heard.change_no}:{heard.round}:{heard.platform}:{len(heard.decisions)}:{_occasion(ctx)}"
    ctx.owe(f"hear:{key}", heard)


def _decided(change: ChangeRequest, person: str, word: Word, ctx: Context) -> list[Event]:
    if word.is_approved:
        return change.approve(person, word.words, due_at=due_at(ctx), now=ctx.now)
    reason = word.words or ctx.wording.say("mirror.no_reason")
    return change.reject(person, reason, due_at=due_at(ctx), now=ctx.now)


def _instead_of(asked: Approval, person: str) -> str:
    return asked.asked_of if asked.asked_of != person else ""


def _is_on(change: ChangeRequest, round_: int) -> bool:
    return change.round == round_ and change.status is ChangeStatus.IN_REVIEW


@handles(NoteFormMoved)
def note_form_moved(cmd: NoteFormMoved, ctx: Context) -> None:
    """It is read anew: what the event says may be old by now. Forms of others are none of ours."""
    form = form_of_number(ctx.uow.session, cmd.platform, cmd.number)
    if form is not None and form.is_alive:
        _owe_sync(form, ctx)


@handles(ReconcileForms)
def reconcile_forms(cmd: ReconcileForms, ctx: Context) -> None:
    """Whatever was lost: each form that is not over is looked at, each that is owed is filed."""
    for form in forms_at_large(ctx.uow.session):
        if form.stage is FormStage.OWED:
            _owe_filing(form, ctx)
        elif form.platform in ctx.rules.mirrors:
            _owe_sync(form, ctx)
