"""What happens to changes."""

from datetime import datetime
from decimal import Decimal

from core.changes.approval import Need
from core.changes.status import ChangeKind, ChangeReason
from core.events import Event


class ChangeDrafted(Event):
    """Somebody wants something different; `target` is the order or item it is about."""

    kind: ChangeKind
    target: str
    person: str


class ChangeSubmitted(Event):
    """It is written down; what it would do is worked out next."""

    kind: ChangeKind
    target: str
    reason_code: ChangeReason
    person: str


class ChangeAssessed(Event):
    """What it would do is known."""

    orders: int
    newly_late: int
    value: Decimal


class ReviewStarted(Event):
    """Those who decide are asked."""

    asked: list[str]


class ApprovalAsked(Event):
    """It is this `person`'s turn; `of` is the one entitled, whom they may act for."""

    person: str
    of: str
    step: int
    need: Need
    stage: int


class ApprovalGiven(Event):
    """`person` consents; `of` is the one entitled."""

    person: str
    of: str
    comment: str


class ApprovalRefused(Event):
    """`person` does not want it; `of` is the one entitled. Of somebody optional it is an objection."""

    person: str
    of: str
    comment: str


class ApprovalLapsed(Event):
    """Somebody optional did not answer in time."""

    person: str
    of: str


class ApprovalPassed(Event):
    """`to` acts for `of` now, in place of `person`: somebody's absence has begun or ended."""

    person: str
    to: str
    of: str


class ApprovalHandedOver(Event):
    """`person` leaves it to `to`."""

    person: str
    to: str


class ApprovalChased(Event):
    """`person` has not decided in time; `chased` hears of it: `level` 1 themselves, 2 the lead, 3 the coordinator."""

    approval: int
    level: int
    chased: str
    person: str


class SignerAdded(Event):
    """`person` wants the consent of `signer` besides."""

    person: str
    signer: str


class RemarkMade(Event):
    """Somebody said something about it."""

    person: str
    text: str


class ChangeApproved(Event):
    """Everybody whose consent it needs has given it."""


class ChangeRejected(Event):
    """Somebody who decides does not want it."""

    person: str
    reason: str


class ChangeSentBack(Event):
    """It has to be written down differently first."""

    person: str
    reason: str


class ChangeWithdrawn(Event):
    """Whoever asked thought better of it."""

    person: str


class ChangeForgotten(Event):
    """`person` has begun it and not gone on: it expires at that time."""

    person: str
    expires_at: datetime


class ChangeExpired(Event):
    """Nobody went on with it."""


class ChangeApplied(Event):
    """It is in effect."""

    kind: ChangeKind
    target: str


class ChangeClosed(Event):
    """Everybody concerned has acknowledged it, and nothing of the old is unsettled."""


class FormFiled(Event):
    """A round of review stands in a platform's own approvals, too."""

    platform: str
    number: str


class FormRefused(Event):
    """A platform did not take the form; the review goes on without."""

    platform: str
    why: str


class FormLeftOpen(Event):
    """It is decided here, and only whoever filed the form can end it there."""

    platform: str
    number: str


class ChangeBlocked(Event):
    """Another change of the same line is ahead: it is looked at again once that is decided."""

    by: str
    component: str


class ChangeRebased(Event):
    """Another change was faster; this one is as good for the revision that made."""

    before: str
    after: str


class ChangeConflicts(Event):
    """Another change was faster, and this one no longer fits what it made."""

    after: str
    component: str


class ChangeGrown(Event):
    """By the time it was approved it would have done more than was agreed to: those who decide are asked anew."""


class WorkFlagged(Event):
    """Work orders about which their owner has to decide by hand."""

    owner: str
    orders: list[str]
