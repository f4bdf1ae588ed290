"""Finding changes."""

from collections.abc import Collection

from sqlmodel import Session, col, select

from core.changes import ApprovalRule, ChangeKind, ChangeRequest, ChangeStatus
from core.changes.forms import FormStage, NativeForm
from core.errors import NotFound

_ALIVE = (FormStage.FILED, FormStage.LEFT_OPEN)


def get_change(session: Session, change_no: str, *, lock: bool = False) -> ChangeRequest:
    """The change of this number. `lock` keeps other writers from it until the transaction ends."""
    change = session.get(ChangeRequest, change_no, with_for_update=lock or None, populate_existing=lock)
    if change is None:
        raise NotFound(kind="change", words=change_no, near=[])
    return change


def changes_of(session: Session, target: str, states: Collection[ChangeStatus]) -> list[ChangeRequest]:
    """The changes of an order or item that are in one of these states, the oldest first."""
    found = select(ChangeRequest).where(
        col(ChangeRequest.target) == target, col(ChangeRequest.status).in_(list(states))
    )
    return list(session.exec(found.order_by(col(ChangeRequest.change_no))))


def change_under_way(session: Session, target: str) -> str:
    """The number of the change of an order or item that is being decided about, or about to take effect; or empty."""
    found = changes_of(session, target, (ChangeStatus.IN_REVIEW, ChangeStatus.APPROVED))
    return found[0].change_no if found else ""


def find_change_nos(session: Session, words: str) -> list[str]:
    """The numbers of the changes that are called so: a full number, or the end of one; newest first."""
    number = words.strip().upper().removeprefix("CHG").lstrip("-# ")
    found = select(ChangeRequest.change_no).where(col(ChangeRequest.change_no).endswith(number, autoescape=True))
    return list(session.exec(found.order_by(col(ChangeRequest.change_no).desc()).limit(6))) if number else []


def approval_rules(session: Session, kind: ChangeKind) -> list[ApprovalRule]:
    """Who is asked about changes of a kind, by step and code."""
    found = select(ApprovalRule).where(ApprovalRule.kind == kind)
    return list(session.exec(found.order_by(col(ApprovalRule.step), col(ApprovalRule.code))))


def changes_in_review(session: Session, *, lock: bool = False) -> list[ChangeRequest]:
    """The changes that somebody has to decide about, by number."""
    found = select(ChangeRequest).where(ChangeRequest.status == ChangeStatus.IN_REVIEW)
    found = found.order_by(col(ChangeRequest.change_no)).execution_options(populate_existing=lock)
    return list(session.exec(found.with_for_update() if lock else found))


def unsettled_changes(session: Session) -> list[ChangeRequest]:
    """Changes in effect that somebody has still to acknowledge, or to decide about; the oldest first."""
    found = select(ChangeRequest).where(ChangeRequest.status == ChangeStatus.APPLIED)
    return list(session.exec(found.order_by(col(ChangeRequest.applied_at), col(ChangeRequest.change_no))))


def get_form(session: Session, change_no: str, round_: int, platform: str, *, lock: bool = False) -> NativeForm | None:
    """The mirror of a round of review on a platform; None when it has none."""
    return session.get(NativeForm, (change_no, round_, platform), with_for_update=lock or None)


def forms_of(session: Session, change_no: str) -> list[NativeForm]:
    """The mirrors of a change that are not over."""
    found = select(NativeForm).where(NativeForm.change_no == change_no, col(NativeForm.stage).in_(list(_ALIVE)))
    return list(session.exec(found.order_by(col(NativeForm.round), col(NativeForm.platform))))


def forms_at_large(session: Session) -> list[NativeForm]:
    """Every mirror that is not over, or has still to be filed."""
    found = select(NativeForm).where(col(NativeForm.stage).in_([*_ALIVE, FormStage.OWED]))
    return list(session.exec(found.order_by(col(NativeForm.owed_at))))


def form_of_number(session: Session, platform: str, number: str) -> NativeForm | None:
    """The mirror that a platform calls so."""
    found = select(NativeForm).where(NativeForm.platform == platform, NativeForm.number == number)
    return session.exec(found).first() if number else None


def change_called(session: Session, words: str) -> ChangeRequest:
    """The change of this number, or the newest whose number ends so: `CHG-0007` is said of `CHG-2611-0007`."""
    whole = session.get(ChangeRequest, words)
    if whole is not None:
        return whole
    tail = words.rsplit("-", 1)[-1]
    ending = select(ChangeRequest).where(col(ChangeRequest.change_no).endswith(f"-{tail}", autoescape=True))
    found = session.exec(ending.order_by(col(ChangeRequest.change_no).desc())).first()
    if found is None:
        raise NotFound(kind="change", words=words, near=[])
    return found
