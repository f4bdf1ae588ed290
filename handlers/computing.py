"""Work that no transaction waits for: what can be worked out, by which kind of process, and what follows from it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from sqlmodel import Session

from core.errors import Refusal
from core.planning.factory.shop import Shop
from handlers.command import Command

if TYPE_CHECKING:
    from core.planning.promise.engine import PromiseEngine


class Work(StrEnum):
    """What takes how long: nobody who wants an answer waits behind a plan."""

    ANSWER = "answers"
    """Milliseconds; a person waits for it."""
    PLAN = "plans"
    """Seconds to minutes; of several replicas one does it at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannerState:
    """How whoever works things out is just now."""

    is_alive: bool = True
    """A question would be answered without waiting for a start."""
    version: int | None = None
    """The data version of the last answer; None before the first."""
    waiting: int = 0
    """Questions and plans that wait or are in work."""


class Snapshots(Protocol):
    """Gives the shop as it is now; a snapshot of the same version may be shared."""

    def shop(self, session: Session, now: datetime) -> Shop:
        """The immutable snapshot the engine reads."""
        ...


@dataclass(frozen=True, slots=True)
class Computation:
    """Work done outside any transaction: read, close, solve. `refused` is what follows when no answer can be given."""

    read: Callable[[Any, Session, Snapshots, datetime], Any]
    solve: "Callable[[Any, Any, PromiseEngine], Command]"
    refused: Callable[[Any, Refusal, datetime], Command]
    work: Work = Work.ANSWER


COMPUTATIONS: dict[type[Command], Computation] = {}
"""Commands whose work is done outside any transaction; each ends in another command."""


class PlannerFailed(Refusal):
    """`reference`: under this word the log has what went wrong."""


class PlannerTooSlow(Refusal):
    """It was broken off after `seconds`."""
