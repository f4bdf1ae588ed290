"""Every intention about the mirror of a review in a platform's own approvals."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from handlers.command import Command
from handlers.errands import ErrandCommand


class FileForm(ErrandCommand):
    """File the form of a round of review."""

    change_no: str
    round: int
    platform: str


class NoteFormFiled(Command):
    """It is there."""

    change_no: str
    round: int
    platform: str
    number: str


class NoteFormRefused(Command):
    """The platform does not take it."""

    change_no: str
    round: int
    platform: str
    why: str


class SyncForm(ErrandCommand):
    """Bring the form and the review to the same state: what was decided there here, what was decided here there."""

    change_no: str
    round: int
    platform: str


class Word(BaseModel):
    """What one person has said on the platform."""

    model_config = ConfigDict(frozen=True)

    account: str
    is_approved: bool
    words: str
    at: datetime


class RecordForm(Command):
    """What was found on the platform."""

    change_no: str
    round: int
    platform: str
    status: str
    """As `FormStatus`."""
    decisions: tuple[Word, ...]
    is_left_open: bool = False
    """Decided here, and there it cannot be ended from outside."""


class HearForm(Command):
    """What people have said there, the first of it first: each in a transaction of its own, so that each is audited."""

    change_no: str
    round: int
    platform: str
    decisions: tuple[Word, ...]


class NoteFormMoved(Command):
    """The platform says that a form has moved on."""

    platform: str
    number: str


class ReconcileForms(Command):
    """Look at every form that is not over: events get lost."""
