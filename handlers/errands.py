"""Errands: what has to be done at a platform, beside the transactions; each ends in a command that keeps the outcome.

An errand is owed like any other command, so that it survives a crash; the same may then be done twice, and has to bear
that. While the platform asks for patience it is put off, more and more.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from sqlmodel import Session

from cards.wording import Wording
from core.changes.forms import Filing, FormState
from handlers.bus import handles
from handlers.command import Command, from_payload, to_bytes
from handlers.context import Context

SHORTEST_REST = timedelta(seconds=2)
LONGEST_REST = timedelta(minutes=10)
MAX_KEY = 200
MAX_ATTEMPTS = 200
"""A day and a half of ten minutes each: what takes longer will not come to anything by itself."""


class ErrandCommand(Command):
    """Something to be done at a platform; `attempt` counts how often it has been put off."""

    attempt: int = 1


class PutOff(Command):
    """The platform asks for patience: the same again, later."""

    errand: dict[str, Any]


class ErrandDone(Command):
    """There was nothing to do, or nothing to keep of it."""


class ApprovalCentre(Protocol):
    """A platform's own approvals. Every call blocks, and raises `PlatformBusy` or `PlatformRefused`."""

    can_decide: bool
    """Approvals can be given and taken back from outside, in somebody's name."""

    def file(self, filing: Filing) -> str:
        """File a form; gives its number there."""
        ...

    def read(self, number: str) -> FormState:
        """A form as it is now."""
        ...

    def decide(self, number: str, account: str, *, is_approved: bool, words: str) -> None:
        """Say it there in somebody's name who is asked there. Nothing happens when they are not asked (any more)."""
        ...

    def end(self, number: str, applicant: str) -> None:
        """Withdraw a form in its applicant's name. Nothing happens when it has ended already."""
        ...

    def find(self, filing: Filing) -> str:
        """The number of what was filed before, when how that ended is not known; empty when it is not there."""
        ...


class GroupHouse(Protocol):
    """A platform on which groups can be founded. Raises `PlatformBusy` or `PlatformRefused`."""

    def found_group(self, name: str, members: Sequence[str], *, key: str) -> str:
        """A group of these accounts and the bot; asked again under the same key it is the same. Gives its chat."""
        ...


@dataclass(frozen=True, slots=True)
class Desk:
    """What errands have at hand, by platform."""

    words: Wording
    centres: Mapping[str, ApprovalCentre]
    """The approvals that reviews are mirrored into."""
    houses: Mapping[str, GroupHouse]
    """Where groups are founded."""


@dataclass(frozen=True, slots=True)
class Errand:
    """`read` looks up what is needed, `run` does it outside of any transaction; both give None when nothing is left.

    `refused` is what follows when the platform does not want it.
    """

    read: Callable[[Any, Session, Desk], Any]
    run: Callable[[Any, Any, Desk], Command | None]
    refused: Callable[[Any, str], Command]


ERRANDS: dict[type[Command], Errand] = {}
"""Commands that are carried out at a platform."""


@handles(PutOff)
def put_off(cmd: PutOff, ctx: Context) -> None:
    """Longer each time; given up in the end."""
    errand = from_payload(cmd.errand)
    assert isinstance(errand, ErrandCommand)
    if errand.attempt < MAX_ATTEMPTS:
        rest = min(SHORTEST_REST * 2 ** min(errand.attempt - 1, 10), LONGEST_REST)
        again = errand.model_copy(update={"attempt": errand.attempt + 1})
        ctx.remind(f"errand:{to_bytes(errand).decode()[:MAX_KEY]}", ctx.now + rest, again)


@handles(ErrandDone)
def note_done(cmd: ErrandDone, ctx: Context) -> None:
    """Nothing follows."""
