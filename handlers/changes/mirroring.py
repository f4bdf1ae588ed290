"""The mirror of a review in 飞书审批 and 企业微信审批: filed there, decided in either place, ended in both, once.

What was decided in one place is carried to the other by one errand that reads the form and compares, so that it does
not matter which event was lost, or came twice: see decision 18.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from core.changes import ChangeRequest, ChangeStatus
from core.changes.approval import Approval, ApprovalMode, Decision, Need
from core.changes.forms import Filing, FormDecision, FormState, FormStatus, FormStep
from handlers.changes.form_commands import FileForm, NoteFormFiled, NoteFormRefused, RecordForm, SyncForm, Word
from handlers.changes.kinds import KINDS
from handlers.command import Command
from handlers.errands import ERRANDS, ApprovalCentre, Desk, Errand
from handlers.queries.names import Names
from storage import people
from storage.changes import get_change, get_form

Accounts = Mapping[str, str]
"""By person, their account on a platform."""


@dataclass(frozen=True, slots=True)
class _Ours:
    """What has come of a round of review here: who said what, and how it ended, if it has."""

    number: str
    applicant: str
    decisions: tuple[FormDecision, ...]
    outcome: FormStatus
    closing_words: str


# --- filing --------------------------------------------------------------------------------


def _read_filing(cmd: FileForm, session: Session, desk: Desk) -> Filing | None:
    """What the form says; None when it is filed, or the round is over."""
    change, form = get_change(session, cmd.change_no), get_form(session, cmd.change_no, cmd.round, cmd.platform)
    if form is None or form.number or change.round != cmd.round or change.status is not ChangeStatus.IN_REVIEW:
        return None
    accounts = _accounts(change, cmd.platform, session)
    steps = tuple(_steps(change.this_round, accounts))
    return Filing(
        key=_key(change), owed_at=form.owed_at, applicant=accounts.get(change.requester, ""), steps=steps,
        fields=_fields(change, session, desk),
    )  # fmt: skip


def _file(cmd: FileForm, filing: Filing, desk: Desk) -> Command | None:
    """File it, unless an attempt before this one has, of which nobody knows how it ended."""
    centre = desk.centres[cmd.platform]
    number = (centre.find(filing) if cmd.attempt > 1 else "") or centre.file(filing)
    return NoteFormFiled(change_no=cmd.change_no, round=cmd.round, platform=cmd.platform, number=number)


def _not_filed(cmd: FileForm, why: str) -> Command:
    return NoteFormRefused(change_no=cmd.change_no, round=cmd.round, platform=cmd.platform, why=why)


def _accounts(change: ChangeRequest, platform: str, session: Session) -> Accounts:
    """Of whoever asked for the change, and of everybody who is asked about it."""
    concerned = {change.requester}.union(*((it.asked, it.decided_by) for it in change.approvals)) - {""}
    return people.accounts(session, concerned, platform)


def _key(change: ChangeRequest) -> str:
    return f"{change.change_no}.{change.round}"


def _steps(asked: list[Approval], accounts: Accounts) -> Iterator[FormStep]:
    """Those who decide, in their order; who has no account there decides here alone."""
    deciding = [it for it in asked if it.need is not Need.COMMENT and it.asked in accounts]
    groups: dict[tuple[int, str], list[Approval]] = {}
    for it in sorted(deciding, key=lambda it: (it.step, it.group, it.position)):
        groups.setdefault((it.step, it.group), []).append(it)
    for group in groups.values():
        members = tuple(dict.fromkeys(accounts[it.asked] for it in group))
        if group[0].mode is ApprovalMode.SERIAL:
            yield from (FormStep((account,)) for account in members)
        else:
            yield FormStep(members, is_any=group[0].mode is ApprovalMode.ANY)


def _fields(change: ChangeRequest, session: Session, desk: Desk) -> dict[str, str]:
    """The words of each field, by our names of them (configuration keys)."""
    words, names = desk.words, Names(session, desk.words.is_chinese)
    told = KINDS[change.kind].describe(change, session, names, words, words.day_of(change.opened_at))
    lines = [line for section in told.impact for line in (section.title, *section.lines)]
    return {
        "number": _key(change),
        "summary": told.summary,
        "reason": f"{words.label(change.reason_code)} {change.reason}".strip(),
        "content": "\n".join(line for section in told.content for line in section.lines),
        "impact": "\n".join(lines),
    }


# --- comparing -----------------------------------------------------------------------------


def _read_ours(cmd: SyncForm, session: Session, desk: Desk) -> _Ours | None:
    """What came of the round here; None when the form is not filed, or over."""
    change, form = get_change(session, cmd.change_no), get_form(session, cmd.change_no, cmd.round, cmd.platform)
    if form is None or not form.is_alive:
        return None
    accounts = _accounts(change, cmd.platform, session)
    asked = [it for it in change.approvals if it.round == cmd.round]
    return _Ours(
        number=form.number,
        applicant=accounts.get(change.requester, ""),
        decisions=tuple(_said(asked, accounts)),
        outcome=_outcome(change, cmd.round),
        closing_words=desk.words.say("mirror.decided_here"),
    )


def _said(asked: list[Approval], accounts: Accounts) -> Iterator[FormDecision]:
    for it in asked:
        if it.decision in (Decision.APPROVED, Decision.REJECTED) and it.decided_at and it.decided_by in accounts:
            is_approved = it.decision is Decision.APPROVED
            yield FormDecision(accounts[it.decided_by], is_approved, it.comment, it.decided_at)


def _outcome(change: ChangeRequest, round_: int) -> FormStatus:
    """How a round ended here. One that was followed by another was sent back."""
    if change.round != round_ or change.status in (ChangeStatus.DRAFT, ChangeStatus.SUBMITTED):
        return FormStatus.ENDED
    if change.status is ChangeStatus.IN_REVIEW:
        return FormStatus.RUNNING
    is_agreed = change.status in (ChangeStatus.APPROVED, ChangeStatus.APPLIED, ChangeStatus.CLOSED)
    return FormStatus.APPROVED if is_agreed else (
        FormStatus.REJECTED if change.status is ChangeStatus.REJECTED else FormStatus.ENDED
    )  # fmt: skip


def _sync(cmd: SyncForm, ours: _Ours, desk: Desk) -> Command:
    """Carry our decisions there, and bring theirs home."""
    centre = desk.centres[cmd.platform]
    state = centre.read(ours.number)
    if centre.can_decide:
        state = _carried(centre, state, ours)
    is_over_here = ours.outcome is not FormStatus.RUNNING
    said = {it.account for it in ours.decisions}
    heard = [it for it in state.decisions if it.account and it.account not in said]
    return RecordForm(
        change_no=cmd.change_no, round=cmd.round, platform=cmd.platform, status=state.status.value,
        decisions=tuple(
            Word(account=it.account, is_approved=it.is_approved, words=it.words, at=it.at) for it in heard
        ),
        is_left_open=is_over_here and state.status is FormStatus.RUNNING,
    )  # fmt: skip


def _carried(centre: ApprovalCentre, state: FormState, ours: _Ours) -> FormState:
    """Say there what was said here, node by node, and end there what has ended here."""
    said = {it.account: it for it in ours.decisions}
    while state.status is FormStatus.RUNNING and (due := _due(state, said, ours)):
        for account, is_approved, words in due:
            centre.decide(ours.number, account, is_approved=is_approved, words=words)
        before, state = state, centre.read(ours.number)
        if state.waiting == before.waiting:
            break
    if state.status is FormStatus.RUNNING and ours.outcome is not FormStatus.RUNNING:
        centre.end(ours.number, ours.applicant)
        state = centre.read(ours.number)
    return state


def _due(state: FormState, said: Mapping[str, FormDecision], ours: _Ours) -> list[tuple[str, bool, str]]:
    """What can be said there now. Whoever has not decided is only spoken for once it is agreed here."""
    found = []
    for account in state.waiting:
        if account in said:
            found.append((account, said[account].is_approved, said[account].words))
        elif ours.outcome is FormStatus.APPROVED:
            found.append((account, True, ours.closing_words))
    return found


def _not_synced(cmd: SyncForm, why: str) -> Command:
    return NoteFormRefused(change_no=cmd.change_no, round=cmd.round, platform=cmd.platform, why=why)


ERRANDS[FileForm] = Errand(_read_filing, _file, _not_filed)
ERRANDS[SyncForm] = Errand(_read_ours, _sync, _not_synced)
