"""The mirror of a review in a platform's own approvals (飞书审批, 企业微信审批), in our words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Field

from core.entity import Entity, aware_column


class FormStatus(StrEnum):
    """Where a form is on the platform."""

    RUNNING = "RUNNING"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"
    ENDED = "ENDED"
    """Withdrawn, deleted or timed out there: nobody decides about it any more."""


@dataclass(frozen=True, slots=True)
class FormStep:
    """Approvers asked at the same time: all of them must agree, or (`is_any`) one is enough."""

    accounts: tuple[str, ...]
    is_any: bool = False


@dataclass(frozen=True, slots=True)
class Filing:
    """A form to be filed. `key` is ours and among its fields: filed again under it, it is the same form.

    `owed_at`: it cannot have been filed before then. `fields` are the words of each field by our name for it;
    `applicant` and the steps' approvers are accounts there.
    """

    key: str
    owed_at: datetime
    applicant: str
    steps: tuple[FormStep, ...]
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FormDecision:
    """What one approver has said there. `account` is empty for what the platform decided by itself."""

    account: str
    is_approved: bool
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FormState:
    """A form as it is there. `waiting` are the accounts that are asked now."""

    number: str
    status: FormStatus
    decisions: tuple[FormDecision, ...]
    waiting: tuple[str, ...]


class FormStage(StrEnum):
    """Where we are with the mirror of a review."""

    OWED = "OWED"
    """It has still to be filed."""
    FILED = "FILED"
    """It is there, and decisions go both ways."""
    LEFT_OPEN = "LEFT_OPEN"
    """Decided here; there only its applicant can end it, who has been asked to."""
    ENDED = "ENDED"
    TROUBLE = "TROUBLE"
    """The platform does not take it; `problem` says why. The review goes on without."""


class NativeForm(Entity, table=True):
    """The mirror of one round of review in a platform's own approvals."""

    __tablename__ = "native_form"

    change_no: str = Field(foreign_key="change_request.change_no", primary_key=True)
    round: int = Field(primary_key=True, ge=1)
    platform: str = Field(primary_key=True)
    stage: FormStage = FormStage.OWED
    number: str = Field(default="", index=True)
    """The form's number on the platform."""
    owed_at: datetime = Field(sa_column=aware_column())
    ended_at: datetime | None = Field(default=None, sa_column=aware_column(nullable=True))
    problem: str = ""

    @property
    def is_alive(self) -> bool:
        """It can still come to something there."""
        return self.stage in (FormStage.FILED, FormStage.LEFT_OPEN)

    def file(self, number: str) -> None:
        """It is there under this number."""
        if self.stage is FormStage.OWED:
            self.stage, self.number, self.problem = FormStage.FILED, number, ""

    def fail(self, problem: str) -> None:
        """The platform does not take it."""
        if self.stage is FormStage.OWED:
            self.stage, self.problem = FormStage.TROUBLE, problem

    def end(self, *, now: datetime) -> None:
        """Nobody decides about it there any more."""
        if self.is_alive:
            self.stage, self.ended_at = FormStage.ENDED, now

    def leave_open(self) -> bool:
        """It cannot be ended from here. Whether that is news."""
        is_news = self.stage is FormStage.FILED
        if is_news:
            self.stage = FormStage.LEFT_OPEN
        return is_news
