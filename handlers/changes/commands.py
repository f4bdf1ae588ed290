"""Every intention that is the same for all kinds of change. `words` is a change's number, or the end of it."""

from datetime import date
from typing import Annotated

from pydantic import Field

from handlers.command import Command
from handlers.commands import Lookup

LONGEST_WORDS = 300
"""Characters of a reason or a remark."""

Words = Annotated[str, Field(max_length=60)]
Told = Annotated[str, Field(max_length=LONGEST_WORDS)]


class ApplyChange(Command):
    """Put an approved change into effect."""

    change_no: str


class ApproveChange(Command):
    """Consent. `stage` is the one that the sender's card was drawn for."""

    words: Words
    comment: Told = ""
    stage: int | None = None


class RejectChange(Command):
    """Refuse; whoever asked reads why."""

    words: Words
    reason: Told
    stage: int | None = None


class SendChangeBack(Command):
    """Have it written down differently; whoever asked reads why."""

    words: Words
    reason: Told
    stage: int | None = None


class RemarkOnChange(Command):
    """Say something about it without deciding."""

    words: Words
    text: Told


class AddSigner(Command):
    """Want somebody else's consent besides."""

    words: Words
    person: Words
    reason: Told = ""
    stage: int | None = None


class HandOverApproval(Command):
    """Leave it to somebody else."""

    words: Words
    person: Words
    reason: Told = ""
    stage: int | None = None


class WithdrawChange(Command):
    """Take back what one has asked for."""

    words: Words


class ShowApprovals(Lookup):
    """What waits for the sender."""


class ShowChange(Lookup):
    """The card of a change, here."""

    words: Words


class ChaseApproval(Command):
    """It was not decided in time: go one step up the line."""

    change_no: str
    approval: int
    level: int


class RemindOfChange(Command):
    """Whoever asked has not gone on with it for some time."""

    change_no: str


class ExpireChange(Command):
    """They did not after the reminder, either."""

    change_no: str


class LapseApproval(Command):
    """The time of somebody optional is up."""

    change_no: str
    approval: int


class SetDelegate(Command):
    """Say who decides while the sender is away: from the beginning of a day, or now, to the end of another."""

    person: Words
    until: date
    begins: date | None = None
    reason: Told = ""


class ShowDelegates(Lookup):
    """Who decides for the sender, and for whom the sender does."""


class EndDelegates(Command):
    """The sender is back."""


class FollowDelegations(Command):
    """Somebody's absence begins or ends: what waits for them goes to whoever acts now."""
