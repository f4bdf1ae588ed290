"""A change as cards are told of it."""

from dataclasses import dataclass
from datetime import datetime

from cards.changes.description import Description, Section
from core.changes import ApprovalMode, ChangeKind, ChangeReason, ChangeStatus, Decision, Need


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalView:
    """Somebody who is asked, and what came of it."""

    person: str
    """Who decided, or acts now."""
    on_behalf_of: str
    step: int
    mode: ApprovalMode
    need: Need
    decision: Decision | None
    decided_at: datetime | None
    comment: str
    due_at: datetime | None
    is_open: bool
    is_left: bool
    """Neither decided nor over."""
    stand_in: str
    added_by: str
    handed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkView:
    """What somebody said about it."""

    person: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """A change as everybody sees it, or one reader."""

    change_no: str
    revision: int
    stage: int
    kind: ChangeKind
    status: ChangeStatus
    target: str
    base: str
    reason_code: ChangeReason
    reason: str
    is_temporary: bool
    requester: str
    opened_at: datetime
    decided_by: str
    decision: str
    description: Description
    trail: tuple[ApprovalView, ...]
    """Of the round that is on, in turn."""
    round: int
    remarks: tuple[RemarkView, ...]
    afterwards: tuple[Section, ...]
    may_decide: bool
    """The reader is asked, and has not answered."""
    may_remark: bool
    for_others: tuple[str, ...]
    """In whose place the reader decides."""

    @property
    def awaited(self) -> tuple[ApprovalView, ...]:
        """Those it waits for."""
        return tuple(it for it in self.trail if it.is_open and it.need is not Need.COMMENT)
