"""A change request and the rules of its life: ECR until it is approved, ECO then, ECN once it is in effect."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column
from sqlmodel import Field, Relationship

from core.changes import errors, events
from core.changes.approval import Approval
from core.changes.closing import Closing
from core.changes.consent import Consenting, CustomerConsent
from core.changes.disposition import Disposition
from core.changes.flagged import FlaggedWork
from core.changes.notice import ChangeNotice
from core.changes.review import Reviewed
from core.changes.stakes import Stakes
from core.changes.status import FINISHED, NEXT, ChangeKind, ChangeReason, ChangeStatus
from core.entity import Entity, aware_column, json_column
from core.events import Event


def _json() -> Column[dict[str, Any]]:
    return Column(json_column(), nullable=False)


_EAGER = {"lazy": "selectin", "cascade": "all, delete-orphan"}


class ChangeRequest(Reviewed, Closing, Consenting, Entity, table=True):
    """One change to an order or a design, under review by those it touches.

    `content` says what is wanted and `impact` what it would do; each kind of change has its own form of both.
    """

    __tablename__ = "change_request"

    change_no: str = Field(primary_key=True)
    revision: int = Field(default=1, ge=1)
    """Moves with everything that people can see."""
    kind: ChangeKind
    status: ChangeStatus = Field(default=ChangeStatus.DRAFT, index=True)
    target: str = Field(index=True)
    """The number of the order, or the code of the item."""
    base: str = ""
    """The revision of the target that it was written against."""
    reason_code: ChangeReason = ChangeReason.CUSTOMER_REQUEST
    reason: str = ""
    is_temporary: bool = False
    """It ends by itself (临时变更)."""
    requester: str = Field(index=True)
    chat: str = ""
    """Where it was asked for, `platform:chat id`."""
    content: dict[str, Any] = Field(default_factory=dict, sa_column=_json())
    impact: dict[str, Any] = Field(default_factory=dict, sa_column=_json())
    stakes: dict[str, Any] = Field(default_factory=dict, sa_column=_json())
    opened_at: datetime = Field(sa_column=aware_column())
    submitted_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    decided_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    applied_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    closed_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    decided_by: str = ""
    """Who rejected or withdrew it; empty when it was approved by several."""
    decision: str = ""
    """Why it was rejected or sent back."""

    approvals: list[Approval] = Relationship(sa_relationship_kwargs=_EAGER | {"order_by": "Approval.id"})
    notices: list[ChangeNotice] = Relationship(sa_relationship_kwargs=_EAGER | {"order_by": "ChangeNotice.id"})
    dispositions: list[Disposition] = Relationship(sa_relationship_kwargs=_EAGER | {"order_by": "Disposition.entry"})
    works: list[FlaggedWork] = Relationship(sa_relationship_kwargs=_EAGER | {"order_by": "FlaggedWork.entry"})
    consents: list[CustomerConsent] = Relationship(sa_relationship_kwargs=_EAGER | {"order_by": "CustomerConsent.id"})

    @classmethod
    def draft(
        cls, change_no: str, kind: ChangeKind, target: str, *, base: str, requester: str, chat: str, now: datetime
    ) -> tuple["ChangeRequest", list[Event]]:
        """Begin to write a change down."""
        change = cls(
            change_no=change_no, kind=kind, target=target, base=base, requester=requester, chat=chat, opened_at=now
        )
        drafted = events.ChangeDrafted(at=now, subject=change_no, kind=kind, target=target, person=requester)
        return change, [drafted]

    @property
    def is_finished(self) -> bool:
        """Nothing will change any more."""
        return self.status in FINISHED

    @property
    def at_stake(self) -> Stakes:
        """What hangs on it."""
        return Stakes.model_validate(self.stakes)

    def submit(
        self, content: dict[str, Any], *, base: str, reason_code: ChangeReason, reason: str, now: datetime
    ) -> list[Event]:
        """It is written down, against that revision of its target: next, what it would do is worked out."""
        self._become(ChangeStatus.SUBMITTED)
        self.content, self.base, self.reason_code, self.reason = content, base, reason_code, reason
        self.impact, self.stakes, self.submitted_at, self.decision = {}, {}, now, ""
        return [
            events.ChangeSubmitted(
                at=now, subject=self.change_no, kind=self.kind, target=self.target, reason_code=reason_code,
                person=self.requester,
            )
        ]  # fmt: skip

    def assess(self, impact: dict[str, Any], stakes: Stakes, *, now: datetime) -> list[Event]:
        """What it would do is known; it can be worked out again until it is decided about."""
        self.require(ChangeStatus.IN_REVIEW if self.status is ChangeStatus.SUBMITTED else ChangeStatus.APPROVED)
        self.impact, self.stakes = impact, stakes.model_dump(mode="json")
        self.revision += 1
        return [
            events.ChangeAssessed(
                at=now, subject=self.change_no, orders=stakes.orders, newly_late=stakes.newly_late, value=stakes.value
            )
        ]

    def reassess(self, impact: dict[str, Any], stakes: Stakes, *, now: datetime) -> list[Event]:
        """It is approved and was worked out once more: nobody who agreed could mind the difference."""
        self.require(ChangeStatus.APPLIED)
        self.impact, self.stakes = impact, stakes.model_dump(mode="json")
        self.revision += 1
        return [
            events.ChangeAssessed(
                at=now, subject=self.change_no, orders=stakes.orders, newly_late=stakes.newly_late, value=stakes.value
            )
        ]

    def send_back(self, person: str, reason: str, *, now: datetime) -> list[Event]:
        """It has to be written down differently: sent back by somebody, or (rebase) another change was faster."""
        self._become(ChangeStatus.DRAFT)
        self.decision = reason
        self._end_round(now)
        return [events.ChangeSentBack(at=now, subject=self.change_no, person=person, reason=reason)]

    def begin_anew(self, content: dict[str, Any], *, base: str, now: datetime) -> None:
        """The same once more against another revision, or another factory: those who decide are asked anew."""
        self.send_back("", "", now=now)
        self.submit(content, base=base, reason_code=self.reason_code, reason=self.reason, now=now)

    def withdraw(self, person: str, *, now: datetime) -> list[Event]:
        """Whoever asked thought better of it; twice is no news."""
        if self.status is ChangeStatus.WITHDRAWN:
            return []
        self._decide(ChangeStatus.WITHDRAWN, person, "", now)
        self._end_round(now)
        return [events.ChangeWithdrawn(at=now, subject=self.change_no, person=person)]

    @property
    def is_idle(self) -> bool:
        """Nobody goes on with it but whoever asked: it is a draft, or they have seen what it would do and say nothing.

        An engineering change that is submitted goes on by itself, or waits for another one.
        """
        is_shown = self.status is ChangeStatus.SUBMITTED and self.kind is ChangeKind.ORDER
        return self.status is ChangeStatus.DRAFT or is_shown

    def remind(self, expires_at: datetime, *, now: datetime) -> list[Event]:
        """Whoever asked hears that it is still there, and when it expires; nothing where others go on with it."""
        if not self.is_idle:
            return []
        return [events.ChangeForgotten(at=now, subject=self.change_no, person=self.requester, expires_at=expires_at)]

    def expire(self, *, now: datetime) -> list[Event]:
        """Nobody went on with it; nothing happens to what has been decided."""
        if not self.is_idle:
            return []
        self._decide(ChangeStatus.EXPIRED, "", "", now)
        self._end_round(now)
        return [events.ChangeExpired(at=now, subject=self.change_no)]

    def apply(self, *, now: datetime) -> list[Event]:
        """It is in effect; the handler makes it so in the same transaction. Never without the consents it needs."""
        self.require(ChangeStatus.APPLIED)
        self.require_consents()
        self._become(ChangeStatus.APPLIED)
        self.applied_at = now
        return [events.ChangeApplied(at=now, subject=self.change_no, kind=self.kind, target=self.target)]

    def close(self, *, now: datetime) -> list[Event]:
        """Nobody has to be waited for any more."""
        self.require_settled()
        self._become(ChangeStatus.CLOSED)
        self.closed_at = now
        return [events.ChangeClosed(at=now, subject=self.change_no)]

    def require(self, wanted: ChangeStatus) -> None:
        """Refuse a step that is not legal now, with those that are."""
        if wanted not in NEXT[self.status]:
            raise errors.IllegalChangeStep(
                change_no=self.change_no, status=self.status, wanted=wanted, allowed=list(NEXT[self.status])
            )

    def require_revision(self, shown: int | None) -> None:
        """Refuse a click on a card that shows an older state."""
        if shown is not None and shown != self.revision:
            raise errors.ChangeMovedMeanwhile(change_no=self.change_no)

    def _decide(self, status: ChangeStatus, person: str, reason: str, now: datetime) -> None:
        self._become(status)
        self.decided_at, self.decided_by, self.decision = now, person, reason

    def _become(self, wanted: ChangeStatus) -> None:
        self.require(wanted)
        self.status = wanted
        self.revision += 1
