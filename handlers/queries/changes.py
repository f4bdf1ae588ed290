"""Changes as people see them."""

from datetime import datetime

from cards.changes.description import Description, Section
from cards.changes.view import ApprovalView, ChangeView, RemarkView
from core.changes import Approval, ChangeRequest, ChangeStatus, Need
from handlers.queries.names import Names


def change_view(
    change: ChangeRequest, description: Description, names: Names, *, reader: str = "",
    afterwards: tuple[Section, ...] = (),
) -> ChangeView:  # fmt: skip
    """A change for everybody, or for a `reader` who is asked; `afterwards`: what came of it once it was decided."""
    mine = change.to_answer(reader) if reader else []
    is_open = change.status is ChangeStatus.IN_REVIEW
    heard = is_open and any(
        it.need is Need.COMMENT and it.opened_at and reader in (it.asked, it.asked_of) for it in change.this_round
    )
    return ChangeView(
        change_no=change.change_no, revision=change.revision, stage=change.stage, kind=change.kind,
        status=change.status, target=change.target, base=change.base, reason_code=change.reason_code,
        reason=change.reason, is_temporary=change.is_temporary, requester=names.person(change.requester),
        opened_at=change.opened_at, decided_by=_name(change.decided_by, names), decision=change.decision,
        description=description, afterwards=afterwards, round=change.round,
        trail=tuple(_approval(it, names) for it in _in_turn(change)),
        remarks=tuple(
            RemarkView(person=names.person(it["person"]), at=datetime.fromisoformat(it["at"]), text=it["text"])
            for it in change.remarks
        ),
        may_decide=bool(mine), may_remark=bool(mine) or heard,
        for_others=tuple(names.person(it.asked_of) for it in mine if it.asked_of != reader),
    )  # fmt: skip


def _in_turn(change: ChangeRequest) -> list[Approval]:
    return sorted(change.this_round, key=lambda it: (it.step, it.group, it.position))


def _approval(it: Approval, names: Names) -> ApprovalView:
    return ApprovalView(
        person=names.person(it.decided_by or it.asked), on_behalf_of=_name(it.on_behalf_of, names), step=it.step,
        mode=it.mode, need=it.need, decision=it.decision, decided_at=it.decided_at, comment=it.comment,
        due_at=it.due_at, is_open=it.is_open, is_left=it.is_left, stand_in=_name(it.stand_in, names),
        added_by=_name(it.added_by, names), handed_by=_name(it.handed_by, names),
    )  # fmt: skip


def _name(person: str, names: Names) -> str:
    return names.person(person) if person else ""
